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
    order = sorted(range(len(problem.criteria)), key=problem.criteria.__getitem__)
    criteria = tuple(problem.criteria[j] for j in order)
    beliefs = [[row[j] for j in order] for row in problem.beliefs]
    model = additive(
        [[belief.central for belief in row] for row in beliefs], [problem.weights[j] for j in order]
    )
    scores, terms = model.scores, model.contributions
    known = [[belief.known for belief in row] for row in beliefs]
    everyone = range(len(scores))

    def full(a: int, b: int) -> float:
        return math.fsum([*terms[a], *(-term for term in terms[b])])

    def over_known(a: int, b: int) -> float:
        return math.fsum(
            term
            for j in range(len(criteria))
            if known[a][j]
            for term in (terms[a][j], -terms[b][j])
        )

    def only_by_unknown(a: int, b: int) -> bool:
        return _sign(full(a, b)) >= 0 and _sign(full(a, b)) > _sign(over_known(a, b))

    def surely_dominates(a: int, b: int) -> bool:
        pairs = list(zip(beliefs[a], beliefs[b], strict=True))
        return scores[a] - scores[b] > TIE and all(
            x.central >= y.central if x.known == y.known else x.low >= y.high for x, y in pairs
        )

    def led_only_by_unknown(a: int) -> list[int]:
        return [] if all(known[a]) else [b for b in everyone if b != a and only_by_unknown(a, b)]

    # Best first, so that in the usual case only one alternative is looked at closely.
    rivals: dict[int, list[int]] = {}
    fit: list[int] = []
    for a in sorted(everyone, key=lambda a: -scores[a]):
        if fit and scores[fit[0]] - scores[a] > TIE:
            break
        rivals[a] = led_only_by_unknown(a)
        if not rivals[a] and not any(surely_dominates(b, a) for b in everyone):
            fit.append(a)
    first = fit or _safest(
        scores,
        [
            [term for term, sure in zip(*row, strict=True) if sure]
            for row in zip(terms, known, strict=True)
        ],
    )
    ranks = _ranks(scores, first)

    places = tuple(
        Place(
            alternative=problem.alternatives[a],
            rank=ranks[a],
            score=scores[a],
            contributions=dict(zip(criteria, terms[a], strict=True)),
            lowest=math.fsum(
                w * belief.low for w, belief in zip(model.weights, beliefs[a], strict=True)
            ),
            highest=math.fsum(
                w * belief.high for w, belief in zip(model.weights, beliefs[a], strict=True)
            ),
            unknown=tuple(name for name, sure in zip(criteria, known[a], strict=True) if not sure),
        )
        for a in sorted(everyone, key=lambda a: (ranks[a], problem.alternatives[a]))
    )
    passed = [
        a for a in rivals if a not in first and rivals[a] and scores[a] - scores[first[0]] >= -TIE
    ]
    held_back = []
    for a in sorted(passed, key=lambda a: (ranks[a], problem.alternatives[a])):
        b = min(rivals[a], key=lambda b: (ranks[b], problem.alternatives[b]))
        held_back.append(
            HeldBack(
                alternative=problem.alternatives[a],
                rival=problem.alternatives[b],
                lead=full(a, b),
                known_lead=over_known(a, b),
            )
        )
    return Ranking(
        places=places,
        criteria=criteria,
        weights=dict(zip(criteria, model.weights, strict=True)),
        held_back=tuple(held_back),
        cautious=not fit,
    )


def _sign(difference: float) -> int:
    return (difference > TIE) - (difference < -TIE)


def _safest(scores: Sequence[float], sure: Sequence[Sequence[float]]) -> list[int]:
    """Who has the highest score with unknowns taken as worst; of several, those with the highest
    score."""
    worst = [math.fsum(terms) for terms in sure]
    safe = [a for a in range(len(worst)) if max(worst) - worst[a] <= TIE]
    return [a for a in safe if max(scores[b] for b in safe) - scores[a] <= TIE]


def _ranks(scores: Sequence[float], first: Sequence[int]) -> list[int]:
    rest = [score for a, score in enumerate(scores) if a not in first]
    return [
        1 if a in first else 1 + len(first) + sum(other - score > TIE for other in rest)
        for a, score in enumerate(scores)
    ]
