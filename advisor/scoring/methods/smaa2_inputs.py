"""What SMAA-2 is given becomes streams of draws, whichever of its forms it has."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.scoring.shape import ShapeError

if TYPE_CHECKING:
    import numpy as np

    from advisor.scoring.sampling import Stream
    from advisor.scoring.shape import Array

T = TypeVar("T")


def starter(stack: ExitStack, beside: bool) -> Callable[..., Callable[[], Any]]:
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


def opener(source: Any, seed: int, number: int, samples: int) -> Callable[[], Stream]:
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
                if not np.isfinite(rows).all():
                    raise ShapeError("a sampler returned something that is not a finite number")
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


def shares(drawn: Array, size: int) -> Array:
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
