"""The additive value model: a score is a sum that can be read aloud, criterion by criterion."""

from __future__ import annotations

import math

from msgspec import Struct

from advisor.scoring.shape import Numbers, Rows, competition_ranks, matrix, normalised


class Additive(Struct, frozen=True, kw_only=True):
    """Scores with their workings."""

    scores: tuple[float, ...]
    """(alternatives,) each the `math.fsum` of its contributions, exactly."""
    contributions: tuple[tuple[float, ...], ...]
    """(alternatives, criteria) weight times value."""
    ranks: tuple[int, ...]
    """(alternatives,) 1 is best; ties (up to 1e-9) share the better rank."""
    weights: tuple[float, ...]
    """(criteria,) as used, summing to 1."""


def additive(values: Rows, weights: Numbers) -> Additive:
    """Additive multi-attribute value model (Keeney & Raiffa 1976, Decisions with Multiple
    Objectives, ch. 3).

        score_i = sum over j of w_j v_ij

    Removing an alternative never reorders the others, because each value depends on its own row
    alone.

    Args:
        values: (alternatives, criteria), worth on fixed scales, usually in [0, 1], 1 is best.
        weights: (criteria,), non-negative, in any unit: they are divided by their sum.
    Raises:
        ShapeError: the two disagree on the number of criteria, or hold something that is not a
            finite number.
    """
    used = normalised(weights)
    rows = matrix(values, len(used))
    contributions = tuple(
        tuple(weight * value for weight, value in zip(used, row, strict=True)) for row in rows
    )
    # fsum rounds once, so the order of the criteria cannot change a bit of the score.
    scores = tuple(math.fsum(row) for row in contributions)
    return Additive(
        scores=scores, contributions=contributions, ranks=competition_ranks(scores), weights=used
    )
