"""Raw figures with weights and directions, checked, as arrays: what TOPSIS, VIKOR and PROMETHEE II
start from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.scoring.shape import Numbers, Rows, ShapeError, normalised
from advisor.scoring.shape import matrix as checked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.shape import Array


def decision_matrix(
    matrix: Rows, weights: Numbers, maximise: Sequence[bool]
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """(alternatives, criteria) figures, (criteria,) weights summing to 1, (criteria,) True where
    more is better.

    Raises:
        ShapeError: shapes that do not fit, numbers that are not finite, directions that are not
            true or false.
    """
    import numpy as np

    used = normalised(weights)
    rows = checked(matrix, len(used))
    directions = list(maximise)
    if len(directions) != len(used):
        raise ShapeError(f"{len(directions)} directions for {len(used)} criteria")
    # +1 and -1, which other libraries use, would both count as true.
    if any(more not in (0, 1) for more in directions):
        raise ShapeError("maximise must hold True or False for every criterion")
    return np.array(rows), np.array(used), np.array(directions, dtype=np.bool_)
