"""SMAA-2: how often each alternative takes each rank when weights and values are drawn instead of
assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from advisor.scoring.shape import TIE, ShapeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.sampling import Stream
    from advisor.scoring.shape import Array

    Coarse = NDArray[np.float32] | NDArray[np.float64]

CHUNK = 4096
"""Samples held in memory at once: 7 x 30 worths of them take 7 MB, which the caches of a small
machine can follow."""

CONFIDENCE_SAMPLES = 10_000
"""At most so many draws of values for the confidence factors: a standard error of half a point at
worst."""

_FINE = 2.0**32
# Weights are summed as whole multiples of 2**-32: such sums are exact below 2**53, so neither the
# order in which a linear algebra library adds nor the size of a chunk can change a bit. The
# rounding, 2e-10, is far below the noise.
_COARSE = 2.0**24
# For the confidence factors worths are whole multiples of 2**-24, which four bytes hold exactly,
# and weights of 2**-28: their products and sums stay below 2**53, so they are exact too.
_COARSE_WEIGHT = 2.0**28
_COARSE_TIE = 2e-7

_ONE_THREAD = 200_000
"""Multiplications that OpenBLAS leaves to one thread (its limit is 262 144): on a busy machine two
threads waiting for each other take ten times as long."""

_KEPT = 4_000_000
"""Worths (16 MB of them) that may be kept for the confidence factors; beyond that they are drawn a
second time."""


class Smaa2(Struct, frozen=True, kw_only=True, eq=False):
    """Everything is a share of samples; `_error` is its standard error. NaN where there is nothing
    to average."""

    samples: int
    rank_acceptability: Array
    """(alternatives, ranks) share of samples in which the alternative takes the rank; rows sum to
    1."""
    central_weights: Array
    """(alternatives, criteria) mean of the weights with which it is first; NaN for one that never
    is."""
    confidence_factors: Array
    """(alternatives,) share of the value draws in which it is first under its own central weights;
    NaN likewise."""
    pairwise_winning: Array
    """(alternatives, alternatives) share of samples in which the row beats the column; ties count
    for neither."""
    rank_acceptability_error: Array
    pairwise_winning_error: Array
    confidence_factors_error: Array

    @property
    def expected_ranks(self) -> Array:
        """(alternatives,) mean rank, 1 is best."""
        import numpy as np

        mean: Array = (
            self.rank_acceptability * np.arange(1, self.rank_acceptability.shape[1] + 1)
        ).sum(axis=1)
        return mean


def smaa2(
    values: Any,
    weights: Any,
    *,
    samples: int = 10_000,
    seed: int = 0,
    chunk: int = CHUNK,
    progress: Callable[[int], None] | None = None,
) -> Smaa2:
    """Stochastic multicriteria acceptability analysis (Lahdelma & Salminen 2001, Operations
    Research 49(3):444-454).

        b_i^r = P(rank of i is r)     w_i^c = E[w | i first]     p_i^c = P(i first | w = w_i^c)

    over the additive model. Ties share the better rank, as in JSMAA and R's smaa; a difference up
    to 1e-9 is a tie.
    10 000 samples put every share within one point (Tervonen & Lahdelma 2007, EJOR 178(2):500-513).

    Args:
        values: worths; one matrix (alternatives, criteria); or draws (draws, alternatives,
            criteria); or a sampler, called as `sampler(generator, size)`, which returns such draws;
            or a source with a method `stream(seed)`.
        weights: one vector (criteria,); or draws (draws, criteria); or a sampler or a source
            likewise. Each row is divided by its sum. As many draws as samples are used once each,
            in order; of any other number each sample picks one at random.
        samples: how many.
        seed: of the two separate streams, one for the values and one for the weights.
        chunk: samples held in memory at once; it changes no result.
        progress: called with the number of samples done; what it raises ends the work.
    Raises:
        ShapeError: no samples, shapes that do not fit, numbers that are not finite, negative
            weights.
    """
    import numpy as np

    if samples < 1 or chunk < 1:
        raise ShapeError("at least one sample is needed")
    next_values, next_weights = (
        _opener(values, seed, 1, samples)(),
        _opener(weights, seed, 0, samples)(),
    )
    shape: tuple[int, int] | None = None
    done, tried = 0, min(samples, CONFIDENCE_SAMPLES)
    kept: list[Coarse] = []
    with ExitStack() as stack:
        start = _starter(stack, hasattr(values, "stream") and hasattr(weights, "stream"))
        while done < samples:
            size = min(chunk, samples - done)
            weights_drawn = start(next_weights, size)
            worths = next_values(size)
            drawn = _shares(weights_drawn(), size)
            if shape is None:
                m, n = shape = _shape(worths, drawn)
                ranks = np.zeros((m, m), np.int64)
                wins = np.zeros((m, m), np.int64)
                firsts = np.zeros((m, n), np.int64)
                offsets = (np.arange(m) * m)[:, None]
                certain = len(worths) == 1 < size
                keep = certain or tried * m * n <= _KEPT
            wanted = keep and done < tried and not (certain and kept)
            coarse = start(_coarse, worths[: tried - done]) if wanted else None
            scores = _scores(worths, drawn)
            ahead = np.zeros((m, size), np.uint8 if m < 256 else np.int32)
            for i in range(m):
                for k in range(i + 1, m):
                    lead = scores[i] - scores[k]
                    beats, beaten = lead > TIE, lead < -TIE
                    ahead[k] += beats
                    ahead[i] += beaten
                    wins[i, k] += np.count_nonzero(beats)
                    wins[k, i] += np.count_nonzero(beaten)
            ranks += np.bincount((ahead + offsets).ravel(), minlength=m * m).reshape(m, m)
            firsts += _product((ahead == 0).astype(float), np.rint(drawn * _FINE)).astype(np.int64)
            if coarse is not None:
                kept.append(coarse())
            done += size
            if progress is not None:
                progress(done)
    first = ranks[:, :1]
    central = np.full((m, n), np.nan)
    np.divide(firsts, first * _FINE, out=central, where=first > 0)
    blocks = kept if keep else _again(_opener(values, seed, 1, samples)(), tried, chunk)
    factors = _confidence(blocks, central)
    acceptability, winning = ranks / samples, wins / samples
    return Smaa2(
        samples=samples,
        rank_acceptability=acceptability,
        central_weights=central,
        confidence_factors=factors,
        pairwise_winning=winning,
        rank_acceptability_error=np.sqrt(acceptability * (1 - acceptability) / samples),
        pairwise_winning_error=np.sqrt(winning * (1 - winning) / samples),
        confidence_factors_error=np.sqrt(factors * (1 - factors) / tried),
    )


T = TypeVar("T")


def _starter(stack: ExitStack, beside: bool) -> Callable[..., Callable[[], Any]]:
    """How to start a piece of work whose result is asked for later: in a second thread, or at once.

    Our own sources draw each number from a stream of its own and NumPy draws without holding the
    interpreter, so two threads give the same bits in two thirds of the time. Somebody's own sampler
    is not called from a second thread.
    """
    if not beside:

        def at_once(work: Callable[..., T], *given: Any) -> Callable[[], T]:
            result = work(*given)
            return lambda: result

        return at_once
    from concurrent.futures import ThreadPoolExecutor

    pool = stack.enter_context(ThreadPoolExecutor(1))
    return lambda work, *given: pool.submit(work, *given).result


def _opener(source: Any, seed: int, number: int, samples: int) -> Callable[[], Stream]:
    """How to start the stream of a source from its beginning, as often as wanted."""
    import numpy as np

    if hasattr(source, "stream"):
        return lambda: source.stream(seed)

    def fresh() -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(seed).spawn(2)[number])

    if callable(source):

        def from_sampler() -> Stream:
            own = fresh()

            def drawn(size: int) -> Array:
                rows = np.asarray(source(own, size), float)
                if rows.ndim != 2 + number or len(rows) != size:
                    raise ShapeError(
                        f"a sampler asked for {size} draws returned an array of shape {rows.shape}"
                    )
                return rows

            return drawn

        return from_sampler
    array = np.asarray(source, float)
    dimensions = 2 + number  # of draws: a matrix of weights, a stack of matrices of values
    if not np.isfinite(array).all():
        raise ShapeError(
            "an array holds something that is not a finite number; an unknown is a draw over its "
            "scale"
        )
    if array.ndim == dimensions - 1:
        return lambda: lambda _size: array[None]
    if array.ndim != dimensions or not len(array):
        raise ShapeError(
            f"an array of {dimensions - 1} or {dimensions} dimensions is needed, not {array.ndim}"
        )

    def from_draws() -> Stream:
        if len(array) == samples:
            done = 0

            def in_order(size: int) -> Array:
                nonlocal done
                done += size
                rows: Array = array[done - size : done]
                return rows

            return in_order
        own = fresh()
        return lambda size: array[own.integers(0, len(array), size)]

    return from_draws


def _shares(drawn: Array, size: int) -> Array:
    """(criteria, samples) weights that sum to 1."""
    import numpy as np

    if drawn.ndim != 2 or drawn.min() < 0:
        raise ShapeError("weights must be rows of finite, non-negative numbers")
    columns = (
        np.ascontiguousarray(drawn.T) if len(drawn) == size else np.repeat(drawn.T, size, axis=1)
    )
    total = np.zeros(size)
    for row in columns:  # one after the other, so that no library chooses the order of the sum
        total += row
    if not np.isfinite(total).all():
        raise ShapeError("weights must be rows of finite, non-negative numbers")
    if total.min() <= 0:
        raise ShapeError("all weights of a sample are zero, so nothing matters")
    # Left alone where rounding is all that is amiss, so that an exact vector stays what it is.
    return columns if abs(total - 1.0).max() < 1e-12 else columns / total


def _shape(worths: Array, drawn: Array) -> tuple[int, int]:
    if worths.ndim != 3 or worths.shape[2] != len(drawn) or 0 in worths.shape:
        raise ShapeError(f"values {worths.shape[1:]} and {len(drawn)} weights do not fit")
    return worths.shape[1], worths.shape[2]


def _scores(worths: Array, drawn: Array) -> Array:
    """(alternatives, samples) additive scores, added criterion by criterion: the same bits on every
    processor."""
    import numpy as np

    scores = np.zeros((worths.shape[1], drawn.shape[1]))
    term = np.empty_like(scores)
    for j, shares in enumerate(drawn):
        np.multiply(worths[:, :, j].T, shares, out=term)
        scores += term
    return scores


def _product(left: Array, right: Array) -> Array:
    """left @ right.T of whole numbers, exact whatever the order of the sums, in pieces that one
    thread computes."""
    import numpy as np

    total = np.zeros((len(left), len(right)))
    step = max(1, _ONE_THREAD // total.size)
    for at in range(0, left.shape[1], step):
        total += left[:, at : at + step] @ right[:, at : at + step].T
    return total


def _coarse(worths: Array) -> Coarse:
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


def _again(next_values: Stream, samples: int, chunk: int) -> Iterator[Coarse]:
    """The first draws of a stream, once more, in chunks."""
    for done in range(0, samples, chunk):
        yield _coarse(next_values(min(chunk, samples - done)))


def _confidence(blocks: Iterable[Coarse], central: Array) -> Array:
    """How often each is first under its own central weights, over draws of values."""
    import numpy as np

    some = np.flatnonzero(~np.isnan(central[:, 0]))
    weights = np.rint(central[some] * _COARSE_WEIGHT) / (_COARSE_WEIGHT * _COARSE)
    hits, tried = np.zeros(len(some), np.int64), 0
    for worths in blocks:
        n, m, size = worths.shape
        flat, scores = worths.reshape(n, m * size), np.empty((len(some), m * size))
        step = max(1, _ONE_THREAD // max(1, weights.size))
        for at in range(0, m * size, step):
            np.matmul(weights, flat[:, at : at + step].astype(float), out=scores[:, at : at + step])
        scores = scores.reshape(len(some), m, size)
        best = scores.max(axis=1) - _COARSE_TIE
        for row, i in enumerate(some):
            hits[row] += np.count_nonzero(scores[row, i] >= best[row])
        tried += size
    factors = np.full(len(central), np.nan)
    factors[some] = hits / tried
    return factors
