"""Weights from comparing criteria two by two, and how well the comparisons agree with one
another."""

from __future__ import annotations

import math

from msgspec import Struct

from advisor.scoring.shape import Rows, ShapeError
from advisor.scoring.shape import matrix as checked

RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
"""Mean consistency index of random reciprocal matrices of size 1 to 15 (Saaty 1980, The Analytic
Hierarchy Process)."""

CONSISTENT = 0.1
"""Saaty's limit: above it, look at the comparisons again before using the weights."""


class Ahp(Struct, frozen=True, kw_only=True):
    """Weights with their consistency."""

    weights: tuple[float, ...]
    """(criteria,) the principal eigenvector, summing to 1."""
    eigenvalue: float
    """The principal one; equal to the number of criteria when the comparisons agree perfectly."""
    consistency_index: float
    """(eigenvalue - n) / (n - 1)."""
    consistency_ratio: float
    """The index as a share of that of random comparisons; 0 for one or two criteria, which cannot
    disagree."""

    @property
    def consistent(self) -> bool:
        """The ratio is at most 0.1."""
        return self.consistency_ratio <= CONSISTENT


def ahp_weights(pairwise: Rows) -> Ahp:
    """Priorities of a pairwise comparison matrix (Saaty 1977, Journal of Mathematical Psychology
    15(3):234-281).

        A w = lambda_max w     CI = (lambda_max - n) / (n - 1)     CR = CI / RI

    Args:
        pairwise: (criteria, criteria) positive; the cell in row i, column j says how many times as
            important i is as j, its mirror image is the reciprocal (to two per cent, for people who
            type 0.33).
    Raises:
        ShapeError: not square, not positive, not reciprocal, or more than 15 criteria.
    """
    rows = checked(pairwise)
    n = len(rows)
    if len(rows[0]) != n:
        raise ShapeError(f"a pairwise matrix is square, not {n} x {len(rows[0])}")
    if n > len(RANDOM_INDEX):
        raise ShapeError(
            f"at most {len(RANDOM_INDEX)} criteria can be compared in pairs; compare groups instead"
        )
    if min(min(row) for row in rows) <= 0:
        raise ShapeError("every comparison must be a positive number")
    if any(abs(rows[i][j] * rows[j][i] - 1) > 0.02 for i in range(n) for j in range(i + 1)):
        raise ShapeError("the comparison of j with i must be the reciprocal of that of i with j")
    weights, eigenvalue = _principal(rows)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 2 else 0.0
    ratio = index / RANDOM_INDEX[n - 1] if n > 2 else 0.0
    return Ahp(
        weights=weights, eigenvalue=eigenvalue, consistency_index=index, consistency_ratio=ratio
    )


def _principal(rows: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], float]:
    """Power iteration: a positive matrix has one largest eigenvalue (Perron), and sums in a fixed
    order are the same on every processor, which an eigenvalue library does not promise."""
    n = len(rows)
    weights = tuple(1.0 / n for _ in rows)
    eigenvalue = float(n)
    for _ in range(10_000):
        image = [
            math.fsum(cell * weight for cell, weight in zip(row, weights, strict=True))
            for row in rows
        ]
        eigenvalue = math.fsum(image)
        following = tuple(part / eigenvalue for part in image)
        moved = max(abs(a - b) for a, b in zip(weights, following, strict=True))
        weights = following
        if moved < 1e-15:
            break
    return weights, eigenvalue
