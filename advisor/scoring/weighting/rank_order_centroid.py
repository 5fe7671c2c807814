"""Weights for someone who knows the order of the criteria and nothing more."""

from __future__ import annotations

import math

from advisor.scoring.shape import at_least_one


def rank_order_centroid(n: int) -> tuple[float, ...]:
    """Rank-order centroid weights (Barron & Barrett 1996, Management Science 42(11):1515-1523).

        w_j = (1/n) * sum over k = j..n of 1/k

    They are the mean of all weight vectors with w_1 >= w_2 >= ... >= w_n.

    Args:
        n: number of criteria, most important first.
    Returns:
        (n,) descending, summing to 1.
    Raises:
        ShapeError: n is not a positive whole number.
    """
    count = at_least_one(n, "criteria")
    return tuple(math.fsum(1 / k for k in range(j, count + 1)) / count for j in range(1, count + 1))
