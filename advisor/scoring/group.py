"""Several people decide together: their weights merged, each one's own result beside it, and who
tips the balance."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import Ranking, rank
from advisor.scoring.shape import TIE, ShapeError
from advisor.scoring.weights import normalise

FLOOR = 0.001
"""A weight of zero counts as a tenth of a per cent in the geometric mean; otherwise one person's
zero would be a veto on a criterion, which nobody was asked for."""


class Person(Struct, frozen=True, kw_only=True):
    """One person's own result."""

    name: str
    weights: dict[str, float]
    ranking: Ranking
    distance: float
    """How much of all weight would have to move to get from theirs to the merged ones, 0 to 1."""
    loss: float
    """How much lower they score the group's first than their own first."""
    decisive: bool
    """Without them somebody else would be first."""
    without: tuple[str, ...]
    """Who would be first without them."""


class Disputed(Struct, frozen=True, kw_only=True):
    """A criterion that people weigh differently."""

    criterion: str
    merged: float
    low: float
    """The smallest weight that anybody gives it."""
    high: float


class Group(Struct, frozen=True, kw_only=True):
    """The common result and what lies behind it."""

    weights: dict[str, float]
    ranking: Ranking
    people: tuple[Person, ...]
    disputed: tuple[Disputed, ...]
    """Criteria, the most disputed first."""
    compromise: tuple[str, ...]
    """Whom the least satisfied person minds least: the smallest largest loss; several when they are
    tied."""
    kendall_w: float | None
    """Agreement of the people's own rankings, 1 is complete."""


def merge(profiles: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The geometric mean of people's weights, normalised (Aczel & Saaty 1983, Journal of
    Mathematical Psychology 27(1):93-102).

        w_j proportional to (product over people of w_pj) ^ (1 / people)

    It is the rule under which ratios of the merged weights are the mean ratios of the people's. A
    zero counts as FLOOR, unless everybody gives zero.

    Raises:
        ShapeError: no profile, or one without a positive weight.
    """
    if not profiles:
        raise ShapeError("a group needs at least one person")
    shares = [normalise(profile) for profile in profiles.values()]
    names = sorted({name for share in shares for name in share})
    means = {}
    for name in names:
        logarithms = [math.log(max(share.get(name, 0.0), FLOOR)) for share in shares]
        means[name] = math.exp(math.fsum(logarithms) / len(shares))
    return normalise(means)


def group(problem: DecisionProblem, profiles: Mapping[str, Mapping[str, float]]) -> Group:
    """The ranking of a problem by the merged weights, and everybody's part in it.

    Args:
        problem: its own weights are not used.
        profiles: person: criterion: points in any unit; criteria that the problem has not are
            ignored.
    Raises:
        ShapeError: no profile, or one without a positive weight on any criterion of the problem.
    """
    from advisor.scoring.agreement import kendall_w

    known = {person: _weights_of(problem, profile) for person, profile in sorted(profiles.items())}
    merged = merge(known)
    common = _by(problem, merged)
    own = {person: _by(problem, weights) for person, weights in known.items()}
    losses = {person: _losses(ranking) for person, ranking in own.items()}
    worst = {name: max(loss[name] for loss in losses.values()) for name in problem.alternatives}
    least = min(worst.values())
    people = []
    for person, weights in known.items():
        without = _first_without(problem, person, known, common)
        people.append(
            Person(
                name=person,
                weights=weights,
                ranking=own[person],
                distance=_distance(weights, merged),
                loss=losses[person][common.places[0].alternative],
                decisive=set(without).isdisjoint(common.first),
                without=without,
            )
        )
    ranks = [
        [ranking.place(name).rank for name in problem.alternatives] for ranking in own.values()
    ]
    return Group(
        weights=merged,
        ranking=common,
        people=tuple(people),
        disputed=_disputed(known, merged),
        compromise=tuple(sorted(name for name in worst if worst[name] - least <= TIE)),
        kendall_w=kendall_w(ranks),
    )


def _weights_of(problem: DecisionProblem, profile: Mapping[str, float]) -> dict[str, float]:
    """One person's weights on the criteria that the problem has."""
    return normalise({name: points for name, points in profile.items() if name in problem.criteria})


def _losses(ranking: Ranking) -> dict[str, float]:
    """alternative: how much lower it scores than the best."""
    best = ranking.places[0].score
    return {place.alternative: best - place.score for place in ranking.places}


def _first_without(
    problem: DecisionProblem,
    person: str,
    known: Mapping[str, Mapping[str, float]],
    common: Ranking,
) -> tuple[str, ...]:
    """Who would be first if that person had not been asked."""
    others = {name: weights for name, weights in known.items() if name != person}
    return _by(problem, merge(others)).first if others else common.first


def _distance(weights: Mapping[str, float], merged: Mapping[str, float]) -> float:
    """How much of all weight would have to move, 0 to 1."""
    return math.fsum(abs(weights.get(name, 0.0) - merged[name]) for name in merged) / 2


def _by(problem: DecisionProblem, weights: Mapping[str, float]) -> Ranking:
    return rank(problem.weighted(tuple(weights.get(name, 0.0) for name in problem.criteria)))


def _disputed(
    known: Mapping[str, Mapping[str, float]], merged: Mapping[str, float]
) -> tuple[Disputed, ...]:
    rows = []
    for name, weight in merged.items():
        given = [profile.get(name, 0.0) for profile in known.values()]
        rows.append(Disputed(criterion=name, merged=weight, low=min(given), high=max(given)))
    return tuple(sorted(rows, key=lambda row: (row.low - row.high, row.criterion)))
