"""Inputs of a formula are checked once, here, so that a formula never computes with what it does
not understand."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TIE = 1e-9
"""Scores that differ by no more are a tie: far above rounding (1e-16), far below anything a person
could mean."""

Numbers = Iterable[Any]
"""A sequence of numbers: a list, a tuple, a NumPy vector."""

Rows = Iterable[Iterable[Any]]
"""(alternatives, criteria): a list of lists, or a NumPy matrix."""


class ShapeError(ValueError):
    """Two inputs disagree in shape, or hold what is not a finite number; an unknown is never passed
    as NaN."""


def vector(numbers: Numbers, name: str) -> tuple[float, ...]:
    """(n,) finite numbers, at least one."""
    try:
        result = tuple(float(number) for number in numbers)
    except (TypeError, ValueError, OverflowError) as error:
        raise ShapeError(f"{name} must be a sequence of numbers: {error}") from error
    if not result:
        raise ShapeError(f"{name} is empty")
    if not all(map(math.isfinite, result)):
        raise ShapeError(
            f"{name} holds something that is not a finite number; an unknown is an interval, not "
            f"NaN"
        )
    return result


def matrix(rows: Rows, columns: int | None = None) -> tuple[tuple[float, ...], ...]:
    """(alternatives, criteria) finite numbers, at least one of each, all rows as long as
    `columns`."""
    try:
        given = tuple(rows)
    except TypeError as error:
        raise ShapeError(f"the matrix must be rows of numbers: {error}") from error
    result = tuple(vector(row, "a row of the matrix") for row in given)
    if not result:
        raise ShapeError("the matrix has no alternative")
    wanted = len(result[0]) if columns is None else columns
    if any(len(row) != wanted for row in result):
        raise ShapeError(
            f"every row needs {wanted} values, one per criterion; rows have "
            f"{[len(row) for row in result]}"
        )
    return result


def normalised(points: Numbers) -> tuple[float, ...]:
    """Non-negative points divided by their sum: (n,) weights summing to 1, whatever scale they were
    given in."""
    given = vector(points, "weights")
    if min(given) < 0:
        raise ShapeError("a weight is negative; turn the criterion round instead")
    try:
        total = math.fsum(given)
    except OverflowError as error:
        raise ShapeError("the weights are too large to be added up") from error
    if total <= 0:
        raise ShapeError("all weights are zero, so nothing matters")
    return given if total == 1.0 else tuple(weight / total for weight in given)


def whole(number: object, name: str) -> int:
    """A whole number, as Python's own indices are: neither 2.0 nor "2"."""
    try:
        return operator.index(number)  # type: ignore[arg-type]
    except TypeError as error:
        raise ShapeError(f"{name} must be a whole number, not {number!r}") from error


def at_least_one(number: object, what: str) -> int:
    """How many there are of something.

    Raises:
        ShapeError: it is not a positive whole number.
    """
    count = whole(number, f"the number of {what}")
    if count < 1:
        raise ShapeError(f"{what} must be at least one")
    return count


def competition_ranks(scores: Sequence[float]) -> tuple[int, ...]:
    """1 is the highest score; ties share the better rank, and the next rank is left out (1, 2, 2,
    4)."""
    return tuple(1 + sum(other - score > TIE for other in scores) for score in scores)
