"""How far one weight may move, the others keeping their proportions, before somebody else is
first."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Literal, NamedTuple

from advisor.scoring.methods.additive import additive
from advisor.scoring.shape import TIE, Numbers, Rows, ShapeError, matrix


class Stability(NamedTuple):
    """The weight may lie anywhere from low to high; both ends are ties, or 0 or 1."""

    low: float
    high: float


def weight_stability_intervals(
    values: Rows, weights: Numbers, keep: Literal["first", "order"] = "first"
) -> tuple[Stability, ...]:
    """The interval of each weight in which the winner (or the whole order) stays (Mareschal 1988,
    EJOR 33(1):54-64; critical criteria: Triantaphyllou & Sanchez 1997, Decision Sciences
    28(1):151-194).

    With weight t on criterion j and (1 - t) shared by the others as before, A is ahead of B while

        t (v_Aj - v_Bj) + (1 - t) (r_A - r_B) >= 0,   r = score without j / (1 - w_j)

    which is linear in t, so each pair gives one bound.

    Args:
        values: (alternatives, criteria) worths, usually in [0, 1].
        weights: (criteria,), non-negative; divided by their sum.
        keep: "first": the winner stays ahead of, or level with, everyone. "order": everyone stays
            behind the next one.
    Returns:
        (criteria,) intervals within [0, 1], each holding the weight itself. A weight of 1 cannot be
        shared out: it gives (1, 1).
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, another word for `keep`.
    """
    if keep not in ("first", "order"):
        raise ShapeError(f"keep is 'first' or 'order', not {keep!r}")
    given = matrix(values)
    model = additive(given, weights)
    used, terms = model.weights, model.contributions
    rows = given
    order = sorted(range(len(rows)), key=lambda i: (-model.scores[i], i))
    pairs = list(pairwise(order)) if keep == "order" else [(order[0], b) for b in order[1:]]
    intervals = []
    for j, weight in enumerate(used):
        rest = 1.0 - weight
        if rest <= TIE:
            intervals.append(Stability(1.0, 1.0))
            continue
        low, high = 0.0, 1.0
        for a, b in pairs:
            without = (
                math.fsum(terms[a][k] - terms[b][k] for k in range(len(used)) if k != j) / rest
            )
            slope = rows[a][j] - rows[b][j] - without
            if abs(slope) <= TIE:
                continue
            bound = -without / slope
            if slope > 0:
                low = max(low, min(bound, weight))
            else:
                high = min(high, max(bound, weight))
        intervals.append(Stability(low, high))
    return tuple(intervals)
