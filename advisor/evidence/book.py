"""One cell for every framework and criterion: what is known, how, since when, and when not to trust
it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from advisor.model.criterion import Level
from advisor.model.hardware import Hardware
from advisor.model.source import Grade, Source
from advisor.model.text import Text


class Remark(Struct, frozen=True, kw_only=True):
    """Something to say about a cell. `kind` is a key of views.remarks, which puts it into words."""

    kind: str
    values: dict[str, str | float | int] = {}


class Shown(Struct, frozen=True, kw_only=True):
    """A figure that was measured and does not count: on hardware that says nothing about the one
    that is decided for."""

    value: float
    """In the criterion's unit."""
    low: float
    high: float
    hardware: Hardware | None
    """It was taken on; None where nobody wrote that down."""
    as_of: date
    source: Source


class Evidence(Struct, frozen=True, kw_only=True):
    """What is known about one framework under one criterion."""

    framework: str
    criterion: str
    value: Level | None = None
    """In the criterion's unit, or the name of a level; None exactly when the grade is unknown."""
    low: float | None = None
    high: float | None = None
    """The interval of a number, where one is known."""
    figures: tuple[float, ...] = ()
    """Measured: every figure behind the value."""
    rounds: tuple[int, ...] = ()
    """How many of them each process gave, in their order."""
    freedom: float = 0.0
    """Measured: the interval is that of Student's t with so many degrees of freedom, on the log
    scale; 0 where it is no such interval."""
    shared: float = 0.0
    """Share of that distribution's variance that all who were measured in the same rounds have in
    common."""
    paired: str = ""
    """Which plan took them in rounds, together with those of others; empty when they were taken one
    by one."""
    grade: Grade = "unknown"
    as_of: date | None = None
    sources: tuple[Source, ...] = ()
    note: Text | None = None
    doubts: tuple[Remark, ...] = ()
    stretched: bool = False
    """True where a claim was read for a newer version than the one that would run."""
    changed: float = 0.0
    """How likely it is that it no longer holds, because it was checked long before the day of the
    advice."""
    because: Remark | None = None
    """How a derived value came about."""
    missing: Remark | None = None
    """Why it is unknown."""
    beneath: tuple[Grade, ...] = ()
    """Weaker evidence that this one overrides, strongest first."""
    shown: tuple[Shown, ...] = ()
    """Where no measurement counts: the newest of each hardware that does not, to be shown."""
    overlaid: bool = False
    """True when the user's overlay says it, not the shipped knowledge."""


class Book(Struct, frozen=True, kw_only=True):
    """All evidence for one need. Cells are keyed by (framework, criterion)."""

    frameworks: tuple[str, ...]
    criteria: tuple[str, ...]
    cells: dict[tuple[str, str], Evidence]

    def cell(self, framework: str, criterion: str) -> Evidence:
        """The evidence of one cell; every cell exists."""
        return self.cells[framework, criterion]
