"""What a front end can draw: tables, bars and waterfalls of finished text, with a text that says
the same."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Tone = Literal["plain", "good", "doubt", "bad", "dim", "strong"]


class Cell(Struct, frozen=True, kw_only=True):
    """Text with a tone; a tone never carries meaning alone."""

    text: str
    tone: Tone = "plain"


class Column(Struct, frozen=True, kw_only=True):
    """A column of a table."""

    title: str
    right: bool = False
    """Numbers align right."""
    shrinks: bool = False
    """May be cut when the room is narrow."""
    spare: bool = False
    """May be left out of a plain terminal that has no room for it."""


class Row(Struct, frozen=True, kw_only=True):
    """A row; `id` names its subject."""

    id: str = ""
    cells: tuple[Cell, ...]


class Table(Struct, frozen=True, kw_only=True):
    """Rows under titles."""

    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    empty: str = ""
    """What to say, and what to do next, when there is no row."""


class Bar(Struct, frozen=True, kw_only=True):
    """A share of the full length, with an interval where one is known."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    text: str
    tone: Tone = "plain"


class Bars(Struct, frozen=True, kw_only=True):
    """Bars of one scale from 0 to 1."""

    title: str
    bars: tuple[Bar, ...]
    alt: str
    """The same in words."""


class BarPart(Struct, frozen=True, kw_only=True):
    """One part of a stacked bar: a share of the full length."""

    share: float
    text: str


class StackedBar(Struct, frozen=True, kw_only=True):
    """A bar made of parts, in the order of the key."""

    label: str
    parts: tuple[BarPart, ...]
    text: str = ""
    """What stands at its end."""


class StackedBars(Struct, frozen=True, kw_only=True):
    """Stacked bars of one scale from 0 to 1; every part carries its mark, so that no colour is
    needed to read it."""

    title: str
    key: tuple[str, ...]
    """What each part is, in order."""
    marks: tuple[str, ...]
    """What is written into each part, in order."""
    stacks: tuple[StackedBar, ...]
    alt: str


class WaterfallStep(Struct, frozen=True, kw_only=True):
    """One step of a waterfall; `id` names its subject."""

    id: str = ""
    label: str
    change: float
    total: float
    text: str


class Waterfall(Struct, frozen=True, kw_only=True):
    """Steps from 0 to a total, largest first."""

    title: str
    steps: tuple[WaterfallStep, ...]
    total: float
    alt: str
