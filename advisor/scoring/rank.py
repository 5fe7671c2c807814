"""The ranking that paints the first table: the additive model on expected worths, and whether the
first is first only by what is not known."""

from __future__ import annotations

import math

from msgspec import Struct

from advisor.scoring.methods.additive import additive
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import TIE, competition_ranks

LIKELY = 0.5
"""Below this chance of meeting every must-have one more likely misses them than not."""


class Place(Struct, frozen=True, kw_only=True):
    """One alternative with its workings."""

    alternative: str
    rank: int
    """1 is best; ties share the better rank."""
    score: float
    """The `math.fsum` of the contributions, exactly; an unknown counts as its prior expects."""
    contributions: dict[str, float]
    """criterion: weight times expected worth, in the order of the criteria's ids."""
    lowest: float
    """The score with every belief at its low end."""
    highest: float
    unknown: tuple[str, ...]
    """Criteria of which nothing is known."""


class ByUnknown(Struct, frozen=True, kw_only=True):
    """A first that would not be first if what is not known of it were as bad as it can be."""

    alternative: str
    rival: str
    """Who would then be furthest ahead of it."""
    lead: float
    """By how much it is ahead of that rival now; 0 is a tie."""
    at_worst: float
    """The same with what is not known of it at its worst: not positive."""


class Ranking(Struct, frozen=True, kw_only=True):
    """Best first."""

    places: tuple[Place, ...]
    criteria: tuple[str, ...]
    """In id order."""
    weights: dict[str, float]
    """criterion: as used, summing to 1."""
    by_unknown: tuple[ByUnknown, ...] = ()
    """Who of the first is first only by what is not known of it. Nobody gives way for it, but
    nobody is clearly first by it either."""

    @property
    def first(self) -> tuple[str, ...]:
        """Who shares the first rank: usually one."""
        return tuple(place.alternative for place in self.places if place.rank == 1)

    def place(self, alternative: str) -> Place:
        """The place of one alternative."""
        return next(place for place in self.places if place.alternative == alternative)


def rank(problem: DecisionProblem) -> Ranking:
    """Order the alternatives of a problem by expected score.

        E[S_a] = sum over j of E[w_j] E[v_aj]

    weights and worths being independent. The score of one rests on what is believed of it alone, so
    neither who else is compared nor what is known of others can move two past one another, and
    whatever improves improves the score. Whoever more likely than not misses a must-have stands
    behind those who meet them: however good, it would be the wrong one.

    Raises:
        ShapeError: the problem holds no alternative.
    """
    scored = _Scored(problem)
    # Scores lie in [0, 1], so that two less puts all of these behind all others.
    behind = [2.0 if problem.feasible(name) < LIKELY else 0.0 for name in problem.alternatives]
    ranks = competition_ranks(
        [score - less for score, less in zip(scored.scores, behind, strict=True)]
    )
    names = problem.alternatives
    order = sorted(range(len(names)), key=lambda a: (ranks[a], names[a]))
    first = [a for a in order if ranks[a] == 1]
    remarks = [scored.by_unknown(a) for a in first]
    return Ranking(
        places=tuple(scored.place(a, ranks[a]) for a in order),
        criteria=scored.criteria,
        weights=dict(zip(scored.criteria, scored.weights, strict=True)),
        by_unknown=tuple(remark for remark in remarks if remark is not None),
    )


class _Scored:
    """A problem with its scores, its criteria in the order of their ids; alternatives are
    numbers."""

    def __init__(self, problem: DecisionProblem) -> None:
        columns = sorted(range(len(problem.criteria)), key=problem.criteria.__getitem__)
        self.names = problem.alternatives
        self.criteria = tuple(problem.criteria[j] for j in columns)
        self.beliefs = [[row[j] for j in columns] for row in problem.beliefs]
        means = [[belief.mean for belief in row] for row in self.beliefs]
        model = additive(means, [problem.weights[j] for j in columns])
        self.weights = model.weights
        self.scores = model.scores
        self.terms = model.contributions
        self.tells = [any(row[j].known for row in self.beliefs) for j in range(len(columns))]

    def lead(self, a: int, b: int) -> float:
        """By how much A is ahead of B."""
        return math.fsum([*self.terms[a], *(-term for term in self.terms[b])])

    def at_worst(self, a: int) -> float:
        """What A loses when all that is not known of it is as bad as it can be; what is known of
        nobody tells nobody apart."""
        lost = []
        for belief, weight, term, tells in zip(
            self.beliefs[a], self.weights, self.terms[a], self.tells, strict=True
        ):
            if tells and not belief.known:
                lost.append(term - weight * belief.low)
        return math.fsum(lost)

    def by_unknown(self, a: int) -> ByUnknown | None:
        """Whether A, who is first, would be so without what is not known of it."""
        lost = self.at_worst(a)
        others = [b for b in range(len(self.names)) if b != a]
        if lost <= 0.0 or not others:
            return None
        rival = max(others, key=lambda b: (self.scores[b], self.names[b]))
        lead = self.lead(a, rival)
        worse_off = _sign(lead - lost) < _sign(lead)
        if not worse_off or lead - lost > TIE:
            return None
        return ByUnknown(
            alternative=self.names[a],
            rival=self.names[rival],
            lead=lead,
            at_worst=lead - lost,
        )

    def place(self, a: int, rank: int) -> Place:
        """An alternative's place with its workings."""
        beliefs = list(zip(self.weights, self.beliefs[a], strict=True))
        named = zip(self.criteria, self.beliefs[a], strict=True)
        return Place(
            alternative=self.names[a],
            rank=rank,
            score=self.scores[a],
            contributions=dict(zip(self.criteria, self.terms[a], strict=True)),
            lowest=math.fsum(weight * belief.low for weight, belief in beliefs),
            highest=math.fsum(weight * belief.high for weight, belief in beliefs),
            unknown=tuple(criterion for criterion, belief in named if not belief.known),
        )


def _sign(difference: float) -> int:
    return (difference > TIE) - (difference < -TIE)
