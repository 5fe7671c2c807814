"""VIKOR: a compromise between the good of all criteria and the regret of the worst one. A second
opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.methods.decision_matrix import decision_matrix
from advisor.scoring.shape import TIE, Numbers, Rows, ShapeError, competition_ranks

if TYPE_CHECKING:
    from advisor.scoring.shape import Array


class Vikor(Struct, frozen=True, kw_only=True, eq=False):
    """Q with its workings. Less is better in all three."""

    scores: Array
    """(alternatives,) Q in [0, 1]; the smallest is best."""
    group_utility: Array
    """(alternatives,) S, the weighted sum of what is missing to the best."""
    regret: Array
    """(alternatives,) R, the largest weighted part that is missing."""
    ranks: tuple[int, ...]
    """(alternatives,) by Q, 1 is best; ties share the better rank."""
    compromise: tuple[int, ...]
    """Indices that the method proposes together: only the first one if its lead is acceptable and
    stable."""
    acceptable_advantage: bool
    """Q of the second exceeds Q of the first by at least 1 / (alternatives - 1)."""
    acceptable_stability: bool
    """The first is also best by S or by R."""


def vikor(matrix: Rows, weights: Numbers, maximise: Sequence[bool], v: float = 0.5) -> Vikor:
    """Multicriteria compromise ranking (Opricovic & Tzeng 2004, EJOR 156(2):445-455).

        d_ij = (best_j - x_ij) / (best_j - worst_j)     S_i = sum w_j d_ij     R_i = max w_j d_ij
        Q_i = v (S_i - S*) / (S- - S*) + (1 - v) (R_i - R*) / (R- - R*)

    Known weakness: best and worst are those of the alternatives at hand, so adding or removing one
    can reorder the rest. A criterion on which all are equal counts nothing; when all S (or all R)
    are equal that part is 0.

    Args:
        matrix: (alternatives, criteria) raw figures.
        weights: (criteria,), non-negative; divided by their sum.
        maximise: (criteria,) True where more is better.
        v: weight of the group's good against the single regret, in [0, 1].
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, v outside [0, 1].
    """
    import numpy as np

    x, w, more = decision_matrix(matrix, weights, maximise)
    if not 0.0 <= v <= 1.0:
        raise ShapeError(f"v lies in [0, 1], not {v!r}")
    best = np.where(more, x.max(axis=0), x.min(axis=0))
    worst = np.where(more, x.min(axis=0), x.max(axis=0))
    missing = w * np.divide(best - x, best - worst, out=np.zeros_like(x), where=best != worst)
    s, r = missing.sum(axis=1), missing.max(axis=1)
    q = v * _stretched(s) + (1.0 - v) * _stretched(r)
    order = sorted(range(len(q)), key=lambda i: (q[i], i))
    first = order[0]
    step = 1.0 / max(len(q) - 1, 1)
    ahead = len(q) == 1 or bool(q[order[1]] - q[first] >= step - TIE)
    stable = bool(s[first] <= s.min() + TIE or r[first] <= r.min() + TIE)
    if ahead and stable:
        proposed = order[:1]
    elif ahead:
        proposed = order[:2]
    else:
        proposed = [i for i in order if q[i] - q[first] < step - TIE]
    return Vikor(
        scores=q,
        group_utility=s,
        regret=r,
        ranks=competition_ranks([-float(score) for score in q]),
        compromise=tuple(proposed),
        acceptable_advantage=ahead,
        acceptable_stability=stable,
    )


def _stretched(part: Array) -> Array:
    """From 0, the least, to 1, the most; all 0 where there is no difference."""
    low, high = part.min(), part.max()
    return (part - low) / (high - low) if high > low else part * 0.0
