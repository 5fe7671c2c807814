"""What is believed of one cell, in worth: a distribution, its mean, and whether anything is known
at all."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct

from advisor.model.criterion import Level, Ordinal, Scale
from advisor.model.source import Grade
from advisor.scoring.shape import TIE, ShapeError
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

WORST_WHEN_UNKNOWN = 0.95
"""Of what nobody wrote down, so much is taken to be the worst there is; the rest lies evenly over
everything better. A rule of evidence rather than a finding: whoever keeps quiet about the worst of
what is known of an alternative must hardly ever gain a place by it (at most 3 in 100 random
problems), and that asks for an unknown's mean of a twentieth of the scale at most. Half of the
scale, as it once was, gained a place in 20 to 35 of 100."""

Kind = Literal["exact", "interval", "levels", "draws", "unknown"]


class Piece(Struct, frozen=True, kw_only=True):
    """A share of a distribution, that lies evenly from low to high, or at one point."""

    share: float
    low: float
    high: float


class Belief(Struct, frozen=True, kw_only=True):
    """One cell. Sampled by what it says: its own draws, its pieces, or evenly between low and
    high."""

    low: float
    central: float
    """What is claimed or was measured; the mean where nothing is known."""
    high: float
    known: bool = True
    """False: nothing was found out; the whole scale is possible, and the mean is a prior's."""
    pieces: tuple[Piece, ...] = ()
    """Ascending, none reaching into the next; their shares sum to 1."""
    draws: tuple[float, ...] = ()
    """Equally likely worths: of a measurement, the t distribution of its interval through the value
    function."""
    expected: float | None = None
    """The mean, where it was worked out from more than this belief shows: of a measurement, so that
    drawing it leaves the ranking as it is."""
    paired: str = ""
    """Cells of one criterion with the same name here are drawn with the same index: they were
    measured in the same interleaved rounds, and draw number d of each has the same moment of the
    machine in it (sampled.paired_order)."""
    origin: str = ""
    """Whose word it is. What one source says stands or falls together in a share of the samples
    (sampling.TOGETHER); empty where it stands alone."""
    clipped: bool = False
    """A level beyond the reference points was cut off."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.central <= self.high <= 1.0:
            raise ShapeError(f"0 <= {self.low} <= {self.central} <= {self.high} <= 1 does not hold")
        if any(not 0.0 <= draw <= 1.0 for draw in self.draws):
            raise ShapeError("a draw lies outside [0, 1]")
        if self.expected is not None and not 0.0 <= self.expected <= 1.0:
            raise ShapeError(f"a mean of {self.expected} lies outside [0, 1]")
        if self.pieces and abs(math.fsum(piece.share for piece in self.pieces) - 1.0) > TIE:
            raise ShapeError("the shares of the pieces do not sum to 1")

    @property
    def kind(self) -> Kind:
        """What sort of distribution it is: `levels` is a claim's, `draws` a measurement's."""
        if not self.known:
            return "unknown"
        if self.draws:
            return "draws"
        if self.pieces:
            return "levels" if all(each.low == each.high for each in self.pieces) else "interval"
        return "exact" if self.low == self.high else "interval"

    @property
    def mean(self) -> float:
        """The expected worth: what a score counts."""
        if self.expected is not None:
            return self.expected
        if self.draws:
            return math.fsum(self.draws) / len(self.draws)
        if self.pieces:
            parts = math.fsum(each.share * (each.low + each.high) / 2 for each in self.pieces)
            return min(1.0, max(0.0, parts))
        return (self.low + self.high) / 2

    def chance(self, least: float) -> float:
        """How likely it is that the worth is at least that much."""
        if self.draws:
            return sum(draw >= least - TIE for draw in self.draws) / len(self.draws)
        pieces = self.pieces or (Piece(share=1.0, low=self.low, high=self.high),)
        parts = math.fsum(each.share * _part_above(each, least) for each in pieces)
        return min(1.0, max(0.0, parts))


def _part_above(piece: Piece, least: float) -> float:
    if piece.low >= least - TIE:
        return 1.0
    if piece.high < least - TIE:
        return 0.0
    return (piece.high - least) / (piece.high - piece.low)


def unknown(pieces: tuple[Piece, ...]) -> Belief:
    """Nothing is known: any worth of the whole scale, as likely as these pieces say."""
    middle = math.fsum(each.share * (each.low + each.high) / 2 for each in pieces)
    return Belief(low=0.0, central=middle, high=1.0, known=False, pieces=pieces)


UNKNOWN = unknown(
    (
        Piece(share=WORST_WHEN_UNKNOWN, low=0.0, high=0.0),
        Piece(share=1.0 - WORST_WHEN_UNKNOWN, low=0.0, high=1.0),
    )
)
"""Of a number that nobody wrote down: most likely the worst, possibly anything."""

UNMEASURED = unknown(
    tuple(
        Piece(share=share / 16, low=at / 4, high=(at + 1) / 4)
        for at, share in enumerate((7, 5, 3, 1))
    )
)
"""Of a figure that nobody took here: nobody keeps quiet about it, so it may well be good, but a
quarter of the scale is the more likely the worse it is. Its mean is a third of the scale."""


def unknown_level(scale: Ordinal) -> Belief:
    """A level that nobody wrote down: most likely the worst, any better one as likely as
    another."""
    worths = sorted(scale.levels.values())
    share = (1.0 - WORST_WHEN_UNKNOWN) / max(1, len(worths) - 1)
    better = tuple(Piece(share=share, low=value, high=value) for value in worths[1:])
    rest = 1.0 - math.fsum(piece.share for piece in better)
    return unknown((Piece(share=rest, low=worths[0], high=worths[0]), *better))


def exactly(value: float) -> Belief:
    """A worth that is certain."""
    return Belief(low=value, central=value, high=value)


def between(low: float, central: float, high: float) -> Belief:
    """A worth that lies somewhere from low to high, one as likely as another."""
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
