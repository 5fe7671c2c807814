"""The least that weights must change for one alternative to draw level with another."""

from __future__ import annotations

import math

from msgspec import Struct

from advisor.scoring.methods.additive import additive
from advisor.scoring.shape import TIE, Numbers, Rows, ShapeError, matrix, whole


class WeightChange(Struct, frozen=True, kw_only=True):
    """Other weights, and how far they are away."""

    weights: tuple[float, ...] | None
    """(criteria,) summing to 1; None when no weights do it."""
    distance: float
    """Sum of the absolute changes, from 0 to 2; half of it is the weight that moves. Infinite when
    none do it."""
    given: tuple[float, ...]
    """(criteria,) the weights before, summing to 1."""

    @property
    def possible(self) -> bool:
        """Some weights do it."""
        return self.weights is not None

    @property
    def moved(self) -> float:
        """The share of all weight that moves."""
        return self.distance / 2


def smallest_weight_change(values: Rows, weights: Numbers, a: int, b: int) -> WeightChange:
    """The weights nearest to the given ones (sum of absolute changes) with which b scores at least
    as much as a.

    A continuous knapsack, solved exactly: with d_j = v_bj - v_aj, weight moved from j to the
    criterion k with the largest d gains d_k - d_j per unit, so it is taken where d is least until
    the deficit is gone. It is impossible exactly when d < 0 everywhere. A deficit up to 1e-9 is a
    tie: nothing need change. (The question is that of the most critical criterion, Triantaphyllou &
    Sanchez 1997, Decision Sciences 28(1):151-194, with all weights free to move.)

    Args:
        values: (alternatives, criteria) worths, usually in [0, 1].
        weights: (criteria,), non-negative; divided by their sum.
        a, b: rows of `values`: b is to reach a.
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, no such rows.
    """
    rows = matrix(values)
    model = additive(rows, weights)
    a, b = whole(a, "a"), whole(b, "b")
    if not (0 <= a < len(rows) and 0 <= b < len(rows)) or a == b:
        raise ShapeError(f"a and b must be two different rows of {len(rows)}, not {a} and {b}")
    given = model.weights
    ahead = [y - x for x, y in zip(rows[a], rows[b], strict=True)]
    deficit = -math.fsum(d * weight for d, weight in zip(ahead, given, strict=True))
    if deficit <= TIE:
        return WeightChange(weights=given, distance=0.0, given=given)
    to = max(range(len(ahead)), key=lambda j: (ahead[j], -j))
    if ahead[to] < -TIE:
        return WeightChange(weights=None, distance=math.inf, given=given)
    changed = list(given)
    for j in sorted(range(len(ahead)), key=lambda j: (ahead[j], j)):
        gain = ahead[to] - ahead[j]
        if j == to or gain <= 0 or deficit <= 0:
            continue
        share = min(changed[j], deficit / gain)
        changed[j] -= share
        changed[to] += share
        deficit = 0.0 if share < given[j] else deficit - share * gain
    return WeightChange(
        weights=tuple(changed),
        distance=math.fsum(abs(x - y) for x, y in zip(changed, given, strict=True)),
        given=given,
    )
