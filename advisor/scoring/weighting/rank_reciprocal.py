"""Rank-reciprocal weights: the second criterion weighs half of the first, the third a third."""

from __future__ import annotations

import math

from advisor.scoring.shape import at_least_one


def rank_reciprocal(n: int) -> tuple[float, ...]:
    """Rank-reciprocal weights (Stillwell, Seaver & Edwards 1981, Organizational Behavior and Human
    Performance 28(1):62-77).

        w_j = (1/j) / sum over k = 1..n of 1/k

    Args:
        n: number of criteria, most important first.
    Returns:
        (n,) descending, summing to 1.
    Raises:
        ShapeError: n is not a positive whole number.
    """
    count = at_least_one(n, "criteria")
    total = math.fsum(1 / k for k in range(1, count + 1))
    return tuple(1 / j / total for j in range(1, count + 1))
