"""A views.figures.Waterfall as rows: each step's bar begins where the one above ended."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events

from advisor.messages import Say
from advisor.tui.widgets.table_view import TableView
from advisor.views.figures import Cell, Column, Row, Table, Waterfall

LABEL, LONG_LABEL = 22, 31
"""Columns for the name of a step where there is little room, and where there is more; longer ones
are cut."""
ROOMY = 56
"""Columns from which on there is more."""
SHORTEST = 8
"""A bar's room is never less."""


class WaterfallView(TableView):
    """Steps from 0 to the total, and the total; `+` adds, `-` takes away, as glyphs and in
    colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--gain", "table--loss"}

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, gap=1)
        self.waterfall: Waterfall | None = None
        self._say: Say | None = None

    def show_waterfall(self, waterfall: Waterfall, say: Say, *, at: str | None = None) -> None:
        """Draw it for the width there is."""
        self.waterfall, self._say = waterfall, say
        self.show(self._as_table(waterfall, say), at=at)

    def on_resize(self, event: events.Resize) -> None:
        if self.waterfall is not None and self._say is not None:
            self.show(self._as_table(self.waterfall, self._say))

    def _as_table(self, waterfall: Waterfall, say: Say) -> Table:
        ends = [0.0, *(step.total for step in waterfall.steps)]
        least, span = min(ends), (max(ends) - min(ends)) or 1.0
        label = LABEL if self._room() < ROOMY else LONG_LABEL
        room = max(SHORTEST, self._room() - label - 6 - 2 * self.gap)
        rows = []
        for before, step in zip(ends, waterfall.steps, strict=False):
            left, right = sorted(round(room * (end - least) / span) for end in (before, step.total))
            left = min(left, room - 1)
            glyph, tone = ("+", "good") if step.change > 0 else ("-", "bad")
            bar = " " * left + glyph * max(1, right - left)
            rows.append(
                Row(
                    id=step.id,
                    cells=(
                        Cell(text=step.label),
                        Cell(text=step.text, tone="good" if tone == "good" else "bad"),
                        Cell(text=bar[:room]),
                    ),
                )
            )
        if rows:
            left, right = sorted(
                round(room * (end - least) / span) for end in (0.0, waterfall.total)
            )
            whole = " " * left + "=" * max(1, right - left)
            text = f"{waterfall.total:+.3f}"
            cells = (say("sum"), text, whole[:room])
            rows.append(Row(cells=tuple(Cell(text=cell, tone="strong") for cell in cells)))
        return Table(
            columns=(
                Column(title=say("criterion"), shrinks=True),
                Column(title=say("adds"), right=True),
                Column(title=""),
            ),
            rows=tuple(rows),
            empty=say("Nothing sets them apart."),
        )

    def _tones(self) -> dict[str, Style]:
        more = {
            name: self.get_component_rich_style(f"table--{name}", partial=True)
            for name in ("gain", "loss")
        }
        return super()._tones() | more

    def _cell(self, cell: Cell, width: int, column: Column, tones: dict[str, Style]) -> Text:
        text = super()._cell(cell, width, column, tones)
        if not column.title:
            for glyph, tone in (("+", "gain"), ("-", "loss")):
                first = text.plain.find(glyph)
                if first >= 0:
                    text.stylize(tones[tone], first, first + text.plain.count(glyph))
        return text
