"""The confidence factors of SMAA-2: how often each alternative is first under its own central
weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from advisor.scoring.shape import TIE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.sampling import Stream
    from advisor.scoring.shape import Array

    Coarse: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

_COARSE = 2.0**24
# For the confidence factors worths are whole multiples of 2**-24, which four bytes hold exactly,
# and weights of 2**-28: their products and sums stay below 2**53, so they are exact too.
_COARSE_WEIGHT = 2.0**28
_COARSE_TIE = 2e-7

_ONE_THREAD = 200_000
"""Multiplications that OpenBLAS leaves to one thread (its limit is 262 144): on a busy machine two
threads waiting for each other take ten times as long."""


def product(left: Array, right: Array) -> Array:
    """left @ right.T of whole numbers, exact whatever the order of the sums, in pieces that one
    thread computes."""
    import numpy as np

    total = np.zeros((len(left), len(right)))
    step = max(1, _ONE_THREAD // total.size)
    for at in range(0, left.shape[1], step):
        total += left[:, at : at + step] @ right[:, at : at + step].T
    return total


def coarse(worths: Array) -> Coarse:
    """(criteria, alternatives, samples) in whole units of 2**-24; worths beyond 1 need eight bytes
    to stay exact."""
    import numpy as np

    columns = worths.transpose(2, 1, 0)
    units, scaled = np.empty(columns.shape, np.float32), np.empty(columns.shape[1:])
    for row, column in zip(units, columns, strict=True):
        np.multiply(column, _COARSE, out=scaled)
        np.rint(scaled, out=scaled)
        if scaled.max() > _COARSE or scaled.min() < -_COARSE:
            return np.rint(columns * _COARSE)
        row[:] = scaled
    return units


def again(next_values: Stream, samples: int, chunk: int) -> Iterator[Coarse]:
    """The first draws of a stream, once more, in chunks."""
    for done in range(0, samples, chunk):
        yield coarse(next_values(min(chunk, samples - done)))


def confidence(
    blocks: Iterable[Coarse], central: Array, floors: Sequence[float] | None = None
) -> Array:
    """How often each is first under its own central weights, over draws of values.

    Args:
        floors: (criteria,) least worths; who is drawn below one is not first.
    """
    import numpy as np

    some = np.flatnonzero(~np.isnan(central[:, 0]))
    weights = np.rint(central[some] * _COARSE_WEIGHT) / (_COARSE_WEIGHT * _COARSE)
    lowest = [
        (j, (floor - TIE) * _COARSE - 0.5)
        for j, floor in enumerate(floors or ())
        if floor > float("-inf")
    ]
    hits, tried = np.zeros(len(some), np.int64), 0
    for worths in blocks:
        n, m, size = worths.shape
        flat, scores = worths.reshape(n, m * size), np.empty((len(some), m * size))
        step = max(1, _ONE_THREAD // max(1, weights.size))
        for at in range(0, m * size, step):
            np.matmul(weights, flat[:, at : at + step].astype(float), out=scores[:, at : at + step])
        scores = scores.reshape(len(some), m, size)
        for j, least in lowest:
            scores[:, worths[j] < least] = -np.inf
        best = scores.max(axis=1) - _COARSE_TIE
        for row, i in enumerate(some):
            own = scores[row, i]
            hits[row] += np.count_nonzero((own >= best[row]) & (own > -np.inf))
        tried += size
    factors = np.full(len(central), np.nan)
    factors[some] = hits / tried
    return factors
