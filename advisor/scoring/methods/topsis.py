"""TOPSIS: near the best that is there and far from the worst that is there. A second opinion, never
the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.methods.decision_matrix import decision_matrix
from advisor.scoring.shape import Numbers, Rows, competition_ranks

if TYPE_CHECKING:
    from advisor.scoring.shape import Array


class Topsis(Struct, frozen=True, kw_only=True, eq=False):
    """Closeness with its workings."""

    scores: Array
    """(alternatives,) closeness to the ideal in [0, 1]; 1 is the ideal itself."""
    ranks: tuple[int, ...]
    """(alternatives,) 1 is best; ties share the better rank."""
    ideal: Array
    """(criteria,) the best weighted, normalised value there is."""
    anti_ideal: Array
    """(criteria,) the worst."""
    to_ideal: Array
    """(alternatives,) Euclidean distance."""
    to_anti_ideal: Array


def topsis(matrix: Rows, weights: Numbers, maximise: Sequence[bool]) -> Topsis:
    """Technique for order preference by similarity to ideal solution (Hwang & Yoon 1981, Multiple
    Attribute Decision Making, ch. 3) with vector normalisation.

        r_ij = x_ij / |x_.j|    v_ij = w_j r_ij    C_i = d(v_i, worst) / (d(v_i, best) + d(v_i,
        worst))

    Known weakness: the ideal is made of the alternatives, so adding or removing one can reorder the
    rest, and so can moving the zero of a scale. A column of zeros tells nothing and counts nothing.

    Args:
        matrix: (alternatives, criteria) raw figures.
        weights: (criteria,), non-negative; divided by their sum.
        maximise: (criteria,) True where more is better.
    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite.
    """
    import numpy as np

    x, w, more = decision_matrix(matrix, weights, maximise)
    # The norm does not depend on the unit; taken in units of the largest figure, no square can
    # overflow or vanish.
    largest = np.abs(x).max(axis=0)
    r = np.divide(x, largest, out=np.zeros_like(x), where=largest > 0)
    norm = np.sqrt((r * r).sum(axis=0))
    v = w * np.divide(r, norm, out=np.zeros_like(x), where=norm > 0)
    best = np.where(more, v.max(axis=0), v.min(axis=0))
    worst = np.where(more, v.min(axis=0), v.max(axis=0))
    near = np.sqrt(((v - best) ** 2).sum(axis=1))
    far = np.sqrt(((v - worst) ** 2).sum(axis=1))
    # All the same everywhere: each is as near to the best as to the worst.
    scores = np.divide(far, near + far, out=np.full(len(x), 0.5), where=near + far > 0)
    return Topsis(
        scores=scores,
        ranks=competition_ranks(scores.tolist()),
        ideal=best,
        anti_ideal=worst,
        to_ideal=near,
        to_anti_ideal=far,
    )
