"""What a report is made of, whatever its format."""

from __future__ import annotations

from msgspec import Struct

from advisor.views.figures import Bars, StackedBars, Table, Waterfall


class Section(Struct, frozen=True, kw_only=True):
    """One part of the report: sentences, then figures with a table that says the same, then
    commands to type."""

    id: str
    heading: str
    lines: tuple[str, ...] = ()
    figures: tuple[Bars | StackedBars | Waterfall, ...] = ()
    tables: tuple[Table, ...] = ()
    commands: tuple[str, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """The whole, ready for any format."""

    title: str
    lang: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    colophon: tuple[str, ...]
    brief: bool = False
    """On one page, where a format has pages."""

    def section(self, id: str) -> Section | None:
        """A part by its id, None when the report is brief or there is nothing to say."""
        return next((section for section in self.sections if section.id == id), None)
