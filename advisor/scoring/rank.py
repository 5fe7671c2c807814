"""The ranking that paints the first table: the additive model, and the rule that nobody is first by
being unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from advisor.scoring.methods.additive import additive
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import TIE


class Place(Struct, frozen=True, kw_only=True):
    """One alternative with its workings."""

    alternative: str
    rank: int
    """1 is best; ties share the better rank."""
    score: float
    """The `math.fsum` of the contributions, exactly; an unknown counts as the middle of its
    scale."""
    contributions: dict[str, float]
    """criterion: weight times worth, in the order of the criteria's ids."""
    lowest: float
    """The score with every belief at its low end."""
    highest: float
    unknown: tuple[str, ...]
    """Criteria of which nothing is known."""


class HeldBack(Struct, frozen=True, kw_only=True):
    """An alternative that would have been first, but only because of what is not known about it."""

    alternative: str
    rival: str
    lead: float
    """By how much it is ahead of the rival when its unknowns count as the middle of their scales; 0
    is a tie."""
    known_lead: float
    """The same over the criteria that are known for it: not positive."""


class Ranking(Struct, frozen=True, kw_only=True):
    """Best first."""

    places: tuple[Place, ...]
    criteria: tuple[str, ...]
    """In id order."""
    weights: dict[str, float]
    """criterion: as used, summing to 1."""
    held_back: tuple[HeldBack, ...] = ()
    """Who had to give way to the first for leading a rival only by unknowns; one rival each, the
    best placed."""
    cautious: bool = False
    """They held one another back in a circle, so the first is the one with most when unknowns count
    as worst."""

    @property
    def first(self) -> tuple[str, ...]:
        """Who shares the first rank: usually one."""
        return tuple(place.alternative for place in self.places if place.rank == 1)

    def place(self, alternative: str) -> Place:
        """The place of one alternative."""
        return next(place for place in self.places if place.alternative == alternative)


def rank(problem: DecisionProblem) -> Ranking:
    """Order the alternatives of a problem.

    The score is the additive model's on central worths. A is ahead of B (or level with it) only by
    unknown when leaving out the criteria unknown for A takes that lead (or that tie) away. The
    first place goes to the highest score among those that are ahead of nobody only by unknown and
    that nobody surely dominates; if there is none, to the highest score with unknowns taken as
    worst. The others follow in the order of their scores.

    Raises:
        ShapeError: the problem holds no alternative.
    """
    scored = _Scored(problem)
    rivals, fit = scored.candidates()
    first = fit or scored.safest()
    ranks = scored.ranks(first)
    names = problem.alternatives
    order = sorted(scored.everyone, key=lambda a: (ranks[a], names[a]))
    held_back = []
    for a in order:
        if a not in first and rivals.get(a) and scored.scores[a] >= scored.scores[first[0]] - TIE:
            nearest = min(rivals[a], key=order.index)
            held_back.append(scored.held_back(a, nearest))
    return Ranking(
        places=tuple(scored.place(a, ranks[a]) for a in order),
        criteria=scored.criteria,
        weights=dict(zip(scored.criteria, scored.weights, strict=True)),
        held_back=tuple(held_back),
        cautious=not fit,
    )


class _Scored:
    """A problem with its scores, its criteria in the order of their ids; alternatives are
    numbers."""

    def __init__(self, problem: DecisionProblem) -> None:
        columns = sorted(range(len(problem.criteria)), key=problem.criteria.__getitem__)
        self.names = problem.alternatives
        self.criteria = tuple(problem.criteria[j] for j in columns)
        self.beliefs = [[row[j] for j in columns] for row in problem.beliefs]
        self.known = [[belief.known for belief in row] for row in self.beliefs]
        central = [[belief.central for belief in row] for row in self.beliefs]
        model = additive(central, [problem.weights[j] for j in columns])
        self.weights = model.weights
        self.scores = model.scores
        self.terms = model.contributions
        self.everyone = range(len(self.scores))

    def candidates(self) -> tuple[dict[int, list[int]], list[int]]:
        """Those that were looked at, each with whom it leads only by unknown; and who is fit to be
        first.

        Best first, so that in the usual case only one alternative is looked at closely.
        """
        rivals: dict[int, list[int]] = {}
        fit: list[int] = []
        for a in sorted(self.everyone, key=lambda a: -self.scores[a]):
            if fit and self.scores[fit[0]] - self.scores[a] > TIE:
                break
            rivals[a] = self.led_only_by_unknown(a)
            if not rivals[a] and not self.is_surely_dominated(a):
                fit.append(a)
        return rivals, fit

    def lead(self, a: int, b: int) -> float:
        """By how much A is ahead, unknowns in the middle of their scales."""
        return math.fsum([*self.terms[a], *(-term for term in self.terms[b])])

    def known_lead(self, a: int, b: int) -> float:
        """The same over the criteria that are known for A."""
        parts = []
        for known, own, other in zip(self.known[a], self.terms[a], self.terms[b], strict=True):
            if known:
                parts += [own, -other]
        return math.fsum(parts)

    def led_only_by_unknown(self, a: int) -> list[int]:
        """Whom A leads, or is level with, only because of what is not known about A."""
        if all(self.known[a]):
            return []
        led = []
        for b in self.everyone:
            sign = _sign(self.lead(a, b))
            if b != a and sign >= 0 and sign > _sign(self.known_lead(a, b)):
                led.append(b)
        return led

    def is_surely_dominated(self, a: int) -> bool:
        """Whether somebody has a higher score and is at least as good in everything, unknowns
        included."""
        for b in self.everyone:
            if self.scores[b] - self.scores[a] > TIE and self._is_as_good(b, a):
                return True
        return False

    def _is_as_good(self, a: int, b: int) -> bool:
        for own, other in zip(self.beliefs[a], self.beliefs[b], strict=True):
            comparable = own.known == other.known
            if not (own.central >= other.central if comparable else own.low >= other.high):
                return False
        return True

    def safest(self) -> list[int]:
        """Who has the highest score with unknowns taken as worst; of several, those with the
        highest score."""
        worst = []
        for terms, known in zip(self.terms, self.known, strict=True):
            worst.append(math.fsum(term for term, sure in zip(terms, known, strict=True) if sure))
        safe = [a for a in self.everyone if max(worst) - worst[a] <= TIE]
        best = max(self.scores[a] for a in safe)
        return [a for a in safe if best - self.scores[a] <= TIE]

    def ranks(self, first: Sequence[int]) -> list[int]:
        """1 for those; the others by their scores, ties sharing the better rank."""
        rest = [score for a, score in enumerate(self.scores) if a not in first]
        ranks = []
        for a, score in enumerate(self.scores):
            ahead = sum(other - score > TIE for other in rest)
            ranks.append(1 if a in first else 1 + len(first) + ahead)
        return ranks

    def place(self, a: int, rank: int) -> Place:
        """An alternative's place with its workings."""
        beliefs = list(zip(self.weights, self.beliefs[a], strict=True))
        unknown = [
            name for name, sure in zip(self.criteria, self.known[a], strict=True) if not sure
        ]
        return Place(
            alternative=self.names[a],
            rank=rank,
            score=self.scores[a],
            contributions=dict(zip(self.criteria, self.terms[a], strict=True)),
            lowest=math.fsum(weight * belief.low for weight, belief in beliefs),
            highest=math.fsum(weight * belief.high for weight, belief in beliefs),
            unknown=tuple(unknown),
        )

    def held_back(self, a: int, rival: int) -> HeldBack:
        """Why an alternative gave way."""
        return HeldBack(
            alternative=self.names[a],
            rival=self.names[rival],
            lead=self.lead(a, rival),
            known_lead=self.known_lead(a, rival),
        )


def _sign(difference: float) -> int:
    return (difference > TIE) - (difference < -TIE)
