"""What is believed of one cell, in worth: a central value, how far it may be off, and whether it is
known at all."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from advisor.model.criterion import Level, Ordinal, Scale
from advisor.model.source import Grade
from advisor.scoring.shape import ShapeError
from advisor.scoring.values import worth

HALF_WIDTH: dict[Grade, float] = {
    "measured": 0.0,
    "elsewhere": 0.05,
    "published": 0.075,
    "documented": 0.1,
    "reported": 0.15,
    "article": 0.25,
    "unknown": 1.0,
}
"""How far a claim may be off, in worth, where it states no range of its own.

A judgement, not a measurement: each grade weaker than the one before is less sure, a project's word
about itself may be off by a fifth of the distance between "partial" and "full", and one article may
be off by half of it. A measurement has no width here because its own samples carry it.
"""

STRETCHED = HALF_WIDTH["article"]
"""How far a number that was read for a newer version may be off at least: no surer than the weakest
grade that has a value. A level reaches to its neighbours besides."""


class Belief(Struct, frozen=True, kw_only=True):
    """One cell. Sampled by what it says: exact (low = high), its own draws, or uniform between low
    and high."""

    low: float
    central: float
    high: float
    known: bool = True
    """False: nothing was found out; the whole scale is possible, and the middle is no evidence."""
    draws: tuple[float, ...] = ()
    """Empirical distribution of the worth, for example bootstrapped medians through the value
    function."""
    paired: str = ""
    """Cells of one criterion with the same name here are drawn with the same index: they were
    measured in the same interleaved rounds, and draw number d of each comes from the same
    resampling of rounds."""
    clipped: bool = False
    """A level beyond the reference points was cut off."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.central <= self.high <= 1.0:
            raise ShapeError(f"0 <= {self.low} <= {self.central} <= {self.high} <= 1 does not hold")
        if any(not 0.0 <= draw <= 1.0 for draw in self.draws):
            raise ShapeError("a draw lies outside [0, 1]")


UNKNOWN = Belief(low=0.0, central=0.5, high=1.0, known=False)
"""The whole scale: never zero, never the best."""


def exactly(value: float) -> Belief:
    """A worth that is certain."""
    return Belief(low=value, central=value, high=value)


def between(low: float, central: float, high: float) -> Belief:
    """A worth that lies somewhere from low to high."""
    return Belief(low=low, central=central, high=high)


def believed(
    scale: Scale,
    level: Level | None,
    *,
    grade: Grade,
    low: Level | None = None,
    high: Level | None = None,
    stretched: bool = False,
) -> Belief:
    """The belief that a graded claim deserves.

    Args:
        scale: the criterion's own.
        level: the claim's value; None, or the grade "unknown", is the whole scale.
        low, high: the claim's own range, in the criterion's unit, in either order; it replaces the
            width of the grade.
        stretched: it was read for a newer version than the one that would run, which may be a
            level worse or better.
    Raises:
        ValueError: the scale has no such level.
    """
    if level is None or grade == "unknown":
        return UNKNOWN
    central = worth(scale, level)
    ends = [worth(scale, end) for end in (low, high) if end is not None]
    half = 0.0 if ends else HALF_WIDTH[grade]
    values = [central.value - half, central.value + half, *(end.value for end in ends)]
    if stretched:
        values += _neighbours(scale, central.value)
    return Belief(
        low=max(0.0, min(values)),
        central=central.value,
        high=min(1.0, max(values)),
        clipped=central.clipped or any(end.clipped for end in ends),
    )


def _neighbours(scale: Scale, value: float) -> list[float]:
    """The worth of the next worse and the next better level; of a number, what lies STRETCHED
    off."""
    if not isinstance(scale, Ordinal):
        return [value - STRETCHED, value + STRETCHED]
    worse = [level for level in scale.levels.values() if level < value]
    better = [level for level in scale.levels.values() if level > value]
    return [max(worse, default=value), min(better, default=value)]


def from_figures(
    scale: Scale, central: float, figures: Iterable[float], *, paired: str = ""
) -> Belief:
    """The belief of a measurement: each figure is one plausible value of what `central` estimates.

    Args:
        central: the median, in the criterion's unit.
        figures: its sampling distribution in that unit (see `bootstrap.medians`); the belief spans
        its middle 90 %. paired: see Belief.paired.
    Raises:
        ValueError: an ordinal scale cannot be measured.
    """
    if isinstance(scale, Ordinal):
        raise ValueError("an ordinal scale has no figures")
    middle = worth(scale, central)
    draws = tuple(worth(scale, figure).value for figure in figures)
    ordered = sorted(draws) or [middle.value]
    edge = len(ordered) // 20
    return Belief(
        low=min(middle.value, ordered[edge]),
        central=middle.value,
        high=max(middle.value, ordered[-1 - edge]),
        draws=draws,
        paired=paired,
        clipped=middle.clipped,
    )
