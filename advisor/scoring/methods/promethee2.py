"""PROMETHEE II: who is preferred to whom, pair by pair, and by how much in balance. A second
opinion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.scoring.methods.decision_matrix import decision_matrix
from advisor.scoring.shape import Numbers, Rows, ShapeError, competition_ranks, vector

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

Preference = Literal["usual", "u-shape", "v-shape", "level", "linear", "gaussian"]
"""The six generalised criteria of Brans & Vincke."""


class Promethee2(Struct, frozen=True, kw_only=True, eq=False):
    """Flows with their workings."""

    scores: Array
    """(alternatives,) net flow in [-1, 1], summing to 0; the largest is best."""
    ranks: tuple[int, ...]
    """(alternatives,) 1 is best; ties share the better rank."""
    positive: Array
    """(alternatives,) how much it is preferred to the others."""
    negative: Array
    """(alternatives,) how much the others are preferred to it."""
    preference: Array
    """(alternatives, alternatives) how much the row is preferred to the column, in [0, 1]."""


def promethee2(
    matrix: Rows,
    weights: Numbers,
    maximise: Sequence[bool],
    preference: Preference | Sequence[Preference] = "usual",
    *,
    p: float | Numbers = 0.0,
    q: float | Numbers = 0.0,
    s: float | Numbers = 0.0,
) -> Promethee2:
    """Preference ranking organisation method, complete order (Brans & Vincke 1985, Management
    Science 31(6):647-656).

        pi(a, b) = sum w_j P_j(x_aj - x_bj)     phi(a) = (sum over b of pi(a, b) - pi(b, a)) /
        (alternatives - 1)

    usual: 1 for any advantage. u-shape: 1 above q. v-shape: rising to 1 at p. level: 1/2 above q, 1
    above p. linear: rising from q to 1 at p. gaussian: 1 - exp(-d^2 / 2 s^2).

    Known weakness: the flow counts the alternatives at hand, so adding or removing one can reorder
    the rest.

    Args:
        matrix: (alternatives, criteria) raw figures.
        weights: (criteria,), non-negative; divided by their sum.
        maximise: (criteria,) True where more is better.
        preference: one for all criteria, or one per criterion.
        p, q, s: thresholds of preference and indifference and the spread, in the criterion's unit;
            one or one each.
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, a threshold that the shape
            needs is missing.
    """
    import numpy as np

    x, w, more = decision_matrix(matrix, weights, maximise)
    m, n = x.shape
    shapes = [preference] * n if isinstance(preference, str) else list(preference)
    if len(shapes) != n:
        raise ShapeError(f"{len(shapes)} preference functions for {n} criteria")
    above, within, spread = (_each(threshold, n) for threshold in (p, q, s))
    preferred = np.zeros((m, m))
    for j in range(n):
        ahead = x[:, None, j] - x[None, :, j]
        preferred += w[j] * _degree(
            shapes[j], ahead if more[j] else -ahead, above[j], within[j], spread[j]
        )
    others = max(m - 1, 1)
    positive, negative = preferred.sum(axis=1) / others, preferred.sum(axis=0) / others
    net = positive - negative
    return Promethee2(
        scores=net,
        ranks=competition_ranks(net.tolist()),
        positive=positive,
        negative=negative,
        preference=preferred,
    )


def _each(threshold: float | Numbers, n: int) -> tuple[float, ...]:
    values = vector(
        threshold if isinstance(threshold, Iterable) else (threshold,) * n, "thresholds"
    )
    if len(values) != n or min(values) < 0:
        raise ShapeError(f"a threshold is one non-negative number, or one for each of {n} criteria")
    return values


def _degree(shape: str, d: Array, p: float, q: float, s: float) -> Array:
    """How far an advantage of d is a preference, in [0, 1]."""
    import numpy as np

    if shape == "usual":
        return (d > 0).astype(float)
    if shape == "u-shape":
        return (d > q).astype(float)
    if shape == "v-shape" and p > 0:
        return np.clip(d / p, 0.0, 1.0)
    if shape == "level" and p >= q:
        return (d > q) * 0.5 + (d > p) * 0.5
    if shape == "linear" and p > q:
        return np.clip((d - q) / (p - q), 0.0, 1.0)
    if shape == "gaussian" and s > 0:
        degree: Array = np.where(d > 0, 1.0 - np.exp(-(d * d) / (2.0 * s * s)), 0.0)
        return degree
    raise ShapeError(f"no preference function {shape!r} with p = {p}, q = {q}, s = {s}")
