"""Weights from comparing the best criterion with the others, and the others with the worst."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from advisor.scoring.shape import ShapeError, normalised

MOST = 9.0
"""The scale of comparisons goes from 1, equal, to 9."""


CONSISTENT = 0.25
"""A looser limit than for pairwise comparisons: the ratio is of the largest miss, not of the mean
one."""


class BestWorst(Struct, frozen=True, kw_only=True):
    """Weights with how far the comparisons are from agreeing."""

    weights: tuple[float, ...]
    """(criteria,) summing to 1."""
    deviation: float
    """xi: the largest miss of a comparison, in weight; 0 when all agree."""
    consistency_ratio: float
    """The largest of |a_Bj a_jW - a_BW| / (a_BW (a_BW - 1)), which needs no weights (Liang,
    Brunelli & Rezaei 2020, Omega 96:102175); 0 when all agree."""

    @property
    def consistent(self) -> bool:
        """No comparison misses by more than a quarter of what it could at most."""
        return self.consistency_ratio <= CONSISTENT


def best_worst(
    best: Sequence[float], worst: Sequence[float], *, ends: tuple[int, int] | None = None
) -> BestWorst:
    """The linear model of the best-worst method (Rezaei 2016, Omega 64:126-130).

        minimise xi
        |w_B - a_Bj w_j| <= xi    |w_j - a_jW w_W| <= xi    sum w = 1    w >= 0

    Unlike the model of ratios of 2015 its optimum is unique.

    Args:
        best: (criteria,) how many times as important the best criterion is as each, 1 to 9; 1 for
            itself.
        worst: (criteria,) how many times as important each is as the worst; 1 for itself.
        ends: indices of the best and the worst criterion; the first that can be where it is left
            out.
    Raises:
        ShapeError: not one number from 1 to 9 for each, fewer than two criteria, no best or no
            worst, or the two sides disagree on how far apart the best and the worst are.
    """
    a_best, a_worst = _checked(best), _checked(worst)
    n = len(a_best)
    if len(a_worst) != n or n < 2:
        raise ShapeError(f"{n} comparisons with the best and {len(a_worst)} with the worst")
    b, w = _ends(a_best, a_worst, ends)
    apart = a_best[w]
    solved, deviation = _solved(a_best, a_worst, b, w)
    misses = [
        abs(a_best[j] * a_worst[j] - apart) / (apart * (apart - 1)) if apart > 1 else 0.0
        for j in range(n)
        if j not in (b, w)
    ]
    return BestWorst(
        weights=solved, deviation=deviation, consistency_ratio=max(misses, default=0.0)
    )


def _checked(numbers: Sequence[float]) -> tuple[float, ...]:
    row = tuple(float(number) for number in numbers)
    if any(not math.isfinite(number) or not 1 <= number <= MOST for number in row):
        raise ShapeError("a comparison is a number from 1, equal, to 9")
    return row


def _ends(
    a_best: tuple[float, ...], a_worst: tuple[float, ...], given: tuple[int, int] | None
) -> tuple[int, int]:
    """Indices of the best and the worst criterion: where its own comparison is 1 and the two sides
    agree on how far apart they are."""
    apart = max(a_best)
    bests = [j for j, number in enumerate(a_best) if number == 1 and a_worst[j] == apart]
    worsts = [j for j, number in enumerate(a_worst) if number == 1 and a_best[j] == apart]
    pairs = [(b, w) for b in bests for w in worsts if b != w and (given is None or given == (b, w))]
    if not pairs:
        raise ShapeError(
            "the best and the worst each compare with themselves as 1, and with one another as on "
            "both sides"
        )
    return pairs[0]


def _solved(
    a_best: tuple[float, ...], a_worst: tuple[float, ...], b: int, w: int
) -> tuple[tuple[float, ...], float]:
    import numpy as np
    from scipy.optimize import linprog

    n = len(a_best)
    misses = []
    for j in range(n):
        from_best, to_worst = np.zeros(n), np.zeros(n)
        from_best[b] += 1.0
        from_best[j] -= a_best[j]
        to_worst[j] += 1.0
        to_worst[w] -= a_worst[j]
        misses += [from_best, -from_best, to_worst, -to_worst]
    rows = np.hstack([np.array(misses), -np.ones((len(misses), 1))])
    solved = linprog(
        np.r_[np.zeros(n), 1.0],
        A_ub=rows,
        b_ub=np.zeros(len(rows)),
        A_eq=np.r_[np.ones(n), 0.0][None],
        b_eq=[1.0],
        bounds=[(0.0, None)] * (n + 1),
        method="highs",
    )
    if solved.status != 0:
        raise ShapeError("the comparisons could not be solved")
    # The solver keeps its constraints to about 1e-9; weights are made exact again.
    weights = normalised(max(0.0, float(weight)) for weight in solved.x[:n])
    return weights, max(0.0, float(solved.x[n]))
