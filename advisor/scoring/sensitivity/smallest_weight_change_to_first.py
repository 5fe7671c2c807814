"""The least that weights must change for one alternative to be first of all."""

from __future__ import annotations

import math

from advisor.scoring.methods.additive import additive
from advisor.scoring.sensitivity.smallest_weight_change import WeightChange
from advisor.scoring.shape import TIE, Numbers, Rows, ShapeError, matrix, normalised, whole


def smallest_weight_change_to_first(values: Rows, weights: Numbers, b: int) -> WeightChange:
    """The weights nearest to the given ones (sum of absolute changes) with which nobody scores more
    than b.

        minimise sum t_j   subject to   sum w'_j (v_ij - v_bj) <= 0 for every i,   |w'_j - w_j| <=
        t_j,   sum w'_j = 1

    A linear programme of twice as many variables as criteria. It is impossible exactly when b is
    first under no weights at all (it is not potentially optimal: Hazen 1986, Operations Research
    34(2):296-310).

    Args:
        values: (alternatives, criteria) worths, usually in [0, 1].
        weights: (criteria,), non-negative; divided by their sum.
        b: row of `values` that is to be first.
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, no such row.
    """
    import numpy as np
    from scipy.optimize import linprog

    rows = matrix(values)
    model = additive(rows, weights)
    v, b = np.array(rows), whole(b, "b")
    m, n = v.shape
    if not 0 <= b < m:
        raise ShapeError(f"b must be a row of {m}, not {b}")
    given = model.weights
    if max(model.scores) - model.scores[b] <= TIE:
        return WeightChange(weights=given, distance=0.0, given=given)
    w, one = np.array(given), np.eye(n)
    ahead = np.hstack([np.delete(v, b, axis=0) - v[b], np.zeros((m - 1, n))])
    solved = linprog(
        np.r_[np.zeros(n), np.ones(n)],
        A_ub=np.vstack([ahead, np.hstack([one, -one]), np.hstack([-one, -one])]),
        b_ub=np.r_[np.zeros(m - 1), w, -w],
        A_eq=np.r_[np.ones(n), np.zeros(n)][None],
        b_eq=[1.0],
        bounds=[(0.0, None)] * (2 * n),
        method="highs",
    )
    if solved.status != 0:
        return WeightChange(weights=None, distance=math.inf, given=given)
    # The solver keeps its constraints to about 1e-9; weights are made exact again.
    found = normalised(max(0.0, float(weight)) for weight in solved.x[:n])
    return WeightChange(
        weights=found,
        distance=math.fsum(abs(x - y) for x, y in zip(found, given, strict=True)),
        given=given,
    )
