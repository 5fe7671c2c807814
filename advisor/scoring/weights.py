"""Points, profiles and orders become weights that sum to 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from advisor.scoring.shape import ShapeError, normalised
from advisor.scoring.weighting.rank_order_centroid import rank_order_centroid

Confidence = Literal["rough", "fair", "firm"]

CONCENTRATION: dict[Confidence, float] = {"rough": 30.0, "fair": 100.0, "firm": 300.0}
"""How firmly the weights are meant: the concentration of a Dirichlet distribution around them.

A weight w then varies by sqrt(w (1 - w) / (concentration + 1)): with fourteen equal weights by 65
%, 36 % and 21 % of itself.
"""


def normalise(points: Mapping[str, float]) -> dict[str, float]:
    """Points, in any unit, to weights summing to 1, in id order. Criteria without points are left
    out.

    Raises:
        ShapeError: a negative or no positive number.
    """
    names = sorted(points)
    return {
        name: weight
        for name, weight in zip(names, normalised(points[name] for name in names), strict=True)
        if weight > 0
    }


def pool(
    profiles: Sequence[Mapping[str, float]], shares: Sequence[float] | None = None
) -> dict[str, float]:
    """Several profiles, each normalised first, mixed in the given shares (equal ones where none are
    given).

    The linear opinion pool (Stone 1961): what only one profile cares about keeps its share of that
    profile. It is right for an industry beside a task; people who must agree are merged by
    `group.merge` instead.

    Raises:
        ShapeError: no profile, or not as many shares as profiles.
    """
    parts = normalised(shares if shares is not None else [1.0] * len(profiles))
    if len(parts) != len(profiles):
        raise ShapeError(f"{len(parts)} shares for {len(profiles)} profiles")
    weights = [normalise(profile) for profile in profiles]
    names = {name for profile in weights for name in profile}
    return normalise(
        {
            name: math.fsum(
                part * profile.get(name, 0.0) for part, profile in zip(parts, weights, strict=True)
            )
            for name in names
        }
    )


def override(profile: Mapping[str, float], points: Mapping[str, float]) -> dict[str, float]:
    """A profile in which a person's own points win; a profile's points sum to 100, and so do those
    not overridden.

    Zero points take a criterion out.

    Raises:
        ShapeError: a negative number, or nothing is left.
    """
    hundred = (
        {name: 100.0 * weight for name, weight in normalise(profile).items()} if profile else {}
    )
    return normalise({**hundred, **points})


def swing(points: Mapping[str, float]) -> dict[str, float]:
    """Swing weights (von Winterfeldt & Edwards 1986): points for going from worst to best on each
    criterion.

    The best swing is usually given 100 and the others are judged against it; only their ratios
    count. The question must name both reference points, because a weight without a range means
    nothing (Fischer 1995, Organizational Behavior and Human Decision Processes 62:252-266).
    """
    return normalise(points)


def from_order(
    groups: Sequence[Sequence[str]],
    surrogate: Callable[[int], tuple[float, ...]] = rank_order_centroid,
) -> dict[str, float]:
    """Weights of criteria in order of importance, the centroid's unless another surrogate is asked
    for; those of one group share equally.

    Args:
        groups: most important first, each group a set of equally important criteria.
        surrogate: `rank_order_centroid`, `rank_sum` or `rank_reciprocal`.
    Raises:
        ShapeError: a criterion is named twice, or none is.
    """
    names = [name for group in groups for name in group]
    if not names or len(set(names)) != len(names):
        raise ShapeError("name every criterion once")
    steps = iter(surrogate(len(names)))
    weights: dict[str, float] = {}
    for group in groups:
        share = math.fsum(next(steps) for _ in group) / len(group)
        weights.update(dict.fromkeys(group, share))
    return normalise(weights)
