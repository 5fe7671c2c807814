"""What is believed of one cell, in worth: a distribution, its mean, and whether anything is known
at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from advisor.model.criterion import Level, Ordinal, Scale
from advisor.model.source import Grade
from advisor.scoring.audited import UNKNOWN_COUNTS_AS, ErrorRate
from advisor.scoring.shape import TIE, ShapeError
from advisor.scoring.values import Worth, worth

NOTHING: Mapping[str, int] = MappingProxyType({})

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

FURTHER_OFF = 3.0
"""A number that is off is within so many half widths of what is said; beyond lies only what is
wrong altogether."""

READ_FOR_NEWER = 0.5
"""The chance that a claim changed between the version that it was read for and an older one: as
likely as not, once somebody had reason to tell the two apart."""

CHANGE = 0.25
"""How far, in worth, a number moves that has changed: half of the distance between "partial" and
"full", about what a level moves by."""

UNKNOWN_MEAN = 0.04
"""What is expected of something that nobody wrote down: most likely the worst there is, possibly
anything better. A rule of evidence rather than a finding: whoever keeps quiet about the worst that
is known of an alternative must hardly ever gain a place by it. This is the largest mean with which
at most 3 in 100 random problems of levels or of even worths let it; half of the scale, as it once
was, let 20 to 35."""

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
        Piece(share=1.0 - 2.0 * UNKNOWN_MEAN, low=0.0, high=0.0),
        Piece(share=2.0 * UNKNOWN_MEAN, low=0.0, high=1.0),
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


def unknown_level(scale: Ordinal, answered: Mapping[str, int] = NOTHING) -> Belief:
    """A level that nobody wrote down: most likely the worst, any better one as likely as another,
    and what unknowns turned out to be where audits tell.

    Args:
        answered: level: how many unknowns of this criterion turned out to be that.
    """
    worths = sorted(set(scale.levels.values()))
    better = worths[1:]
    share = UNKNOWN_MEAN / math.fsum(better)  # of each, so that the mean is the same on all scales
    counts = dict.fromkeys(better, UNKNOWN_COUNTS_AS * share)
    counts[worths[0]] = UNKNOWN_COUNTS_AS * (1.0 - share * len(better))
    for level, times in answered.items():
        if level in scale.levels:
            counts[scale.levels[level]] += times
    return unknown(_points(counts))


def _points(counts: Mapping[float, float]) -> tuple[Piece, ...]:
    """Worths with their counts, as shares that sum to 1."""
    total = math.fsum(counts.values())
    return tuple(
        Piece(share=counts[value] / total, low=value, high=value)
        for value in sorted(counts)
        if counts[value] > 0.0
    )


def exactly(value: float) -> Belief:
    """A worth that is certain."""
    return Belief(low=value, central=value, high=value)


def between(low: float, central: float, high: float) -> Belief:
    """A worth that lies somewhere from low to high, one as likely as another."""
    return Belief(low=low, central=central, high=high)


def believed(
    scale: Scale,
    level: Level,
    *,
    grade: Grade,
    errs: ErrorRate,
    worse: float = 0.5,
    low: Level | None = None,
    high: Level | None = None,
    changed: float = 0.0,
    origin: str = "",
) -> Belief:
    """The belief that a graded claim deserves.

    A level may be a level off, more often for the worse, or wrong altogether. A number lies within
    the width of its grade, or the range that it states; with the same chances it is further off.
    Either may have changed since.

    Args:
        scale: the criterion's own.
        level: the claim's value.
        errs: how likely a claim like it is to be off.
        worse: of those a level off, the share whose truth is worse.
        low, high: the claim's own range, in the criterion's unit, in either order; it replaces the
            width of the grade.
        changed: how likely it is that it is no longer so, or was not yet so in an older version.
        origin: whose word it is.
    Raises:
        ValueError: the scale has no such level.
    """
    said = worth(scale, level)
    if isinstance(scale, Ordinal):
        ladder = sorted(set(scale.levels.values()))
        counts = _of_levels(ladder, said.value, errs, worse)
        pieces = _points(_after_change(ladder, counts, changed))
        ends: list[Worth] = []
    else:
        ends = [worth(scale, end) for end in (low, high) if end is not None]
        half = 0.0 if ends else HALF_WIDTH[grade]
        within = [said.value - half, said.value + half, *(end.value for end in ends)]
        pieces = _of_number(said.value, min(within), max(within), errs, changed)
    least, most = _middle(pieces)
    return Belief(
        low=min(said.value, least),
        central=said.value,
        high=max(said.value, most),
        pieces=pieces,
        origin=origin,
        clipped=said.clipped or any(end.clipped for end in ends),
    )


def _of_levels(
    ladder: Sequence[float], said: float, errs: ErrorRate, worse: float
) -> dict[float, float]:
    """Worth of each level: how likely it is. What would be worse than the worst, or better than the
    best, is what was said."""
    at = ladder.index(said)
    counts = dict.fromkeys(ladder, 0.0)
    counts[said] += errs.right
    counts[ladder[max(0, at - 1)]] += errs.one_off * worse
    counts[ladder[min(len(ladder) - 1, at + 1)]] += errs.one_off * (1.0 - worse)
    others = [value for value in ladder if value != said]
    for value in others:
        counts[value] += errs.wrong / len(others)
    return counts


def _after_change(
    ladder: Sequence[float], counts: Mapping[float, float], changed: float
) -> dict[float, float]:
    """The same when with that chance it is a level worse or better by now."""
    moved = {value: (1.0 - changed) * share for value, share in counts.items()}
    for at, value in enumerate(ladder):
        part = changed * counts[value] / 2.0
        moved[ladder[max(0, at - 1)]] += part
        moved[ladder[min(len(ladder) - 1, at + 1)]] += part
    return moved


def _of_number(
    said: float, low: float, high: float, errs: ErrorRate, changed: float
) -> tuple[Piece, ...]:
    """A mixture: within its width; off, evenly within FURTHER_OFF widths; wrong, anywhere on the
    scale; changed, by CHANGE either way."""
    if low == high and errs.right == 1.0 and changed == 0.0:
        return (Piece(share=1.0, low=low, high=high),)
    reach = max(high - said, said - low, HALF_WIDTH["elsewhere"])
    wide = FURTHER_OFF * reach
    return _disjoint(
        (
            Piece(share=(1.0 - changed) * errs.right, low=low, high=high),
            Piece(share=(1.0 - changed) * errs.one_off, low=said - wide, high=said + wide),
            Piece(share=(1.0 - changed) * errs.wrong, low=0.0, high=1.0),
            Piece(share=changed, low=low - CHANGE, high=high + CHANGE),
        )
    )


def _disjoint(mixture: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same distribution in ascending pieces, none reaching into the next, cut off at the ends
    of the scale."""
    parts = [
        Piece(share=piece.share, low=max(0.0, piece.low), high=min(1.0, piece.high))
        for piece in mixture
        if piece.share > 0.0
    ]
    ends = sorted({end for piece in parts for end in (piece.low, piece.high)})
    spread = [piece for piece in parts if piece.low < piece.high]
    found = []
    for at, end in enumerate(ends):
        point = math.fsum(piece.share for piece in parts if piece.low == piece.high == end)
        if point:
            found.append(Piece(share=point, low=end, high=end))
        if at + 1 == len(ends):
            continue
        upper = ends[at + 1]
        share = math.fsum(
            piece.share * (upper - end) / (piece.high - piece.low)
            for piece in spread
            if piece.low <= end and upper <= piece.high
        )
        if share:
            found.append(Piece(share=share, low=end, high=upper))
    return tuple(found)


def _middle(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Where the middle nine tenths of a distribution begin and end."""
    return _quantile(pieces, 0.05), _quantile(pieces, 0.95)


def _quantile(pieces: Sequence[Piece], chance: float) -> float:
    """The worth below which that share of a distribution lies."""
    passed = 0.0
    for piece in pieces:
        if passed + piece.share >= chance - TIE:
            within = min(1.0, max(0.0, (chance - passed) / piece.share))
            return piece.low + within * (piece.high - piece.low)
        passed += piece.share
    return pieces[-1].high
