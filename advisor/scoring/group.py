"""Several people decide together: what they share, each one's own result beside it, and who tips
the balance."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from advisor.scoring.rank import Ranking
from advisor.scoring.shape import TIE, ShapeError
from advisor.scoring.weights import pool


class Person(Struct, frozen=True, kw_only=True):
    """One person's own result."""

    name: str
    weights: dict[str, float]
    first: tuple[str, ...]
    """Who is first by their own profile alone; empty where it leaves nobody."""
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
    """The mean of people's weights, each one's normalised first (the linear opinion pool, Stone
    1961, Annals of Mathematical Statistics 32(4):1339-1342).

        w_j = (sum over people of w_pj) / people

    They are the expected weights of a member picked at random, as their spread is what is not
    known of the team's weights. Nobody's zero is a veto.

    Raises:
        ShapeError: no profile, or one without a positive weight.
    """
    if not profiles:
        raise ShapeError("a group needs at least one person")
    return pool([profiles[person] for person in sorted(profiles)])


def group(
    common: Ranking,
    own: Mapping[str, Ranking | None],
    without: Mapping[str, tuple[str, ...]],
    weights: Mapping[str, Mapping[str, float]],
) -> Group:
    """Everybody's part in a common ranking.

    Args:
        common: by what all of them want together.
        own: person: the ranking by their profile alone; None where it leaves nobody.
        without: person: who would be first if they had not been asked.
        weights: person: criterion: weight, each one's summing to 1.
    Raises:
        ShapeError: nobody, or a person without weights.
    """
    from advisor.scoring.agreement import kendall_w

    merged = merge(weights)
    known = {person: ranking for person, ranking in own.items() if ranking is not None}
    losses = {person: _losses(ranking) for person, ranking in known.items()}
    standing = [place.alternative for place in common.places]
    by_all = [name for name in standing if all(name in loss for loss in losses.values())]
    ranks = [_ranks(ranking, by_all) for ranking in known.values()]
    first = common.places[0].alternative
    people = [
        Person(
            name=person,
            weights=dict(weights[person]),
            first=ranking.first if (ranking := own[person]) is not None else (),
            distance=_distance(weights[person], merged),
            loss=losses.get(person, {}).get(first, 0.0),
            decisive=bool(without[person]) and set(without[person]).isdisjoint(common.first),
            without=without[person],
        )
        for person in sorted(own)
    ]
    return Group(
        weights=merged,
        ranking=common,
        people=tuple(people),
        disputed=_disputed(weights, merged),
        compromise=_compromise(by_all, losses),
        kendall_w=kendall_w(ranks) if ranks and len(by_all) > 1 else None,
    )


def _losses(ranking: Ranking) -> dict[str, float]:
    """alternative: how much lower it scores than the best."""
    best = max(place.score for place in ranking.places)
    return {place.alternative: best - place.score for place in ranking.places}


def _ranks(ranking: Ranking, names: list[str]) -> list[int]:
    """The ranks of these alternatives among themselves; ties share the better one."""
    scores = {place.alternative: place.score for place in ranking.places}
    return [1 + sum(scores[other] - scores[name] > TIE for other in names) for name in names]


def _compromise(names: list[str], losses: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Whose largest loss is the smallest, of those that everybody ranks."""
    if not losses or not names:
        return ()
    worst = {name: max(loss[name] for loss in losses.values()) for name in names}
    least = min(worst.values())
    return tuple(sorted(name for name in worst if worst[name] - least <= TIE))


def _distance(weights: Mapping[str, float], merged: Mapping[str, float]) -> float:
    """How much of all weight would have to move, 0 to 1."""
    moved = [abs(weights.get(name, 0.0) - merged.get(name, 0.0)) for name in {*weights, *merged}]
    return sum(sorted(moved)) / 2


def _disputed(
    known: Mapping[str, Mapping[str, float]], merged: Mapping[str, float]
) -> tuple[Disputed, ...]:
    rows = []
    for name, weight in merged.items():
        given = [profile.get(name, 0.0) for profile in known.values()]
        rows.append(Disputed(criterion=name, merged=weight, low=min(given), high=max(given)))
    return tuple(sorted(rows, key=lambda row: (row.low - row.high, row.criterion)))
