"""Rank-sum weights: equal steps from the most to the least important criterion."""

from __future__ import annotations

from advisor.scoring.shape import at_least_one


def rank_sum(n: int) -> tuple[float, ...]:
    """Rank-sum weights (Stillwell, Seaver & Edwards 1981, Organizational Behavior and Human
    Performance 28(1):62-77).

        w_j = 2 (n + 1 - j) / (n (n + 1))

    They come closer than the centroid to weights that were rated directly, the more criteria there
    are (Roberts & Goodwin 2002, Journal of Multi-Criteria Decision Analysis 11(6):291-303).

    Args:
        n: number of criteria, most important first.
    Returns:
        (n,) descending, summing to 1.
    Raises:
        ShapeError: n is not a positive whole number.
    """
    count = at_least_one(n, "criteria")
    return tuple(2 * (count + 1 - j) / (count * (count + 1)) for j in range(1, count + 1))
