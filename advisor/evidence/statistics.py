"""Statistics of raw samples, in plain Python: they run before the first paint."""

from __future__ import annotations

from functools import lru_cache
from math import comb
from statistics import median

from msgspec import Struct


class Estimate(Struct, frozen=True, kw_only=True):
    """A median with its interval."""

    middle: float
    low: float
    high: float
    count: int
    level: float
    """Confidence that the order statistics reach: 0.95, or less when there are too few samples."""
    spread: float
    """Interquartile range as a share of the median."""


def _binomial_tail(n: int, k: int) -> float:
    """P(X <= k) for X ~ Binomial(n, 1/2)."""
    return float(sum(comb(n, i) for i in range(k + 1)) / 2**n)


@lru_cache(maxsize=1024)
def _order(n: int, level: float) -> int:
    """The k of the interval [x_(k), x_(n+1-k)]: the largest that still covers the median with that probability."""
    k = 1
    while k + 1 <= n // 2 and 1 - 2 * _binomial_tail(n, k) >= level:
        k += 1
    return k


def median_interval(samples: tuple[float, ...], *, level: float = 0.95) -> Estimate:
    """Median with a distribution-free interval from order statistics.

    The interval [x_(k), x_(n+1-k)] covers the median with probability 1 - 2 P(B <= k-1), B ~ Binomial(n, 1/2)
    (David & Nagaraja, Order Statistics, 3rd ed., section 7.1). With fewer than six samples no 95 % interval exists: the
    whole range is given with the level that it does reach.

    Raises:
        ValueError: no samples.
    """
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    n = len(ordered)
    k = _order(n, level)
    reached = max(0.0, 1 - 2 * _binomial_tail(n, k - 1))
    middle = median(ordered)
    quarter = ordered[max(0, (n + 1) // 4 - 1)], ordered[min(n - 1, (3 * (n + 1)) // 4 - 1)]
    return Estimate(
        middle=middle,
        low=ordered[k - 1],
        high=ordered[n - k],
        count=n,
        level=min(level, reached) if n < 6 else level,
        spread=(quarter[1] - quarter[0]) / middle if middle else 0.0,
    )
