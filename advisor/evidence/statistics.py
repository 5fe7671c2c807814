"""Statistics of raw samples, in plain Python: they run before the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb, hypot, sqrt

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


FEW = 6
"""Below six samples no 95 % interval of the median exists."""
MANY = 1000
"""Rounds beyond which the normal approximation of the binomial gives the same rank, and the exact
sum leaves the range of a float."""
UNSEEN = 0.1
"""What a single sample may be off, as a share: a judgement, since nothing is known of its
spread."""

UNSEEN_COLD = 0.25
"""The same of an iteration that was to warm it up, whose caches were not filled yet: a judgement
too."""

UNSEEN_SIZE = 0.005
"""The same of bytes, unless they came out the same twice: processes differ by up to half a per cent
in their memory."""


def _binomial_tail(n: int, k: int) -> float:
    """P(X <= k) for X ~ Binomial(n, 1/2)."""
    ways = below = 1
    for i in range(1, k + 1):
        ways = ways * (n - i + 1) // i
        below += ways
    return below / 2**n if k >= 0 else 0.0


@lru_cache(maxsize=1024)
def _order(n: int, level: float) -> int:
    """The k of the interval [x_(k), x_(n+1-k)]: the largest that still covers the median with that
    probability."""
    k, ways = 1, 1
    below = 1  # so many of the 2**n outcomes have fewer than k of the samples below the median
    while k + 1 <= n // 2:
        ways = ways * (n - k + 1) // k
        below += ways
        if 1 - 2 * (below / 2**n) < level:
            break
        k += 1
    return k


def median(numbers: Sequence[float]) -> float:
    """As `statistics` has it, whose import costs as much as ranking for the first table does."""
    ordered = sorted(numbers)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def median_interval(
    samples: tuple[float, ...], *, level: float = 0.95, unseen: float = 0.0
) -> Estimate:
    """Median with a distribution-free interval from order statistics.

    The interval [x_(k), x_(n+1-k)] covers the median with probability 1 - 2 P(B <= k-1), B ~
    Binomial(n, 1/2) (David & Nagaraja, Order Statistics, 3rd ed., section 7.1). With fewer than six
    samples no 95 % interval exists: the whole range is given with the level that it does reach.

    Args:
        unseen: what a single sample may be off, as a share; of n < 6 samples the interval is at
            least that wide by the root of n.
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
    unseen = unseen * abs(middle) / sqrt(n) if n < FEW else 0.0
    quarter = ordered[max(0, (n + 1) // 4 - 1)], ordered[min(n - 1, (3 * (n + 1)) // 4 - 1)]
    return Estimate(
        middle=middle,
        low=min(ordered[k - 1], middle - unseen),
        high=max(ordered[n - k], middle + unseen),
        count=n,
        level=min(level, reached) if n < FEW else level,
        spread=(quarter[1] - quarter[0]) / middle if middle else 0.0,
    )


def interval_over_rounds(
    rounds: Sequence[tuple[float, ...]], *, level: float = 0.95, unseen: float = UNSEEN
) -> Estimate:
    """The median of the rounds' medians, with the bootstrap interval of a two-stage sample: rounds,
    samples in them.

    Between rounds: the percentile interval of the median of resampled round medians, exactly (Efron
    1979, Annals of Statistics 7(1):1-26; the binomial form is Maritz & Jarrett 1978, JASA
    73:194-196). Within them: the half-widths of their own intervals, averaged as independent
    errors. Both add by their squares, towards either side.

    Raises:
        ValueError: no samples.
    """
    filled = [tuple(figures) for figures in rounds if figures]
    everything = median_interval(
        tuple(figure for figures in filled for figure in figures), level=level, unseen=unseen
    )
    if len(filled) < 2:
        return everything
    each = [median_interval(figures, level=level) for figures in filled]
    medians = sorted(estimate.middle for estimate in each)
    low, high = _resampled_median(medians, level)
    middle = median(medians)
    several = [estimate for estimate in each if estimate.count > 1]
    within = (
        sqrt(sum(((one.high - one.low) / 2) ** 2 for one in several)) / len(several)
        if several
        else 0.0
    )
    least = unseen * abs(middle) / sqrt(everything.count) if everything.count < FEW else 0.0
    return Estimate(
        middle=middle,
        low=middle - max(hypot(middle - low, within), least),
        high=middle + max(hypot(high - middle, within), least),
        count=everything.count,
        level=level,
        spread=everything.spread,
    )


def _resampled_median(ordered: Sequence[float], level: float) -> tuple[float, float]:
    """The percentile interval of the median of n draws with replacement from n ordered numbers."""
    n = len(ordered)
    half = (n + 1) // 2
    tail = (1 - level) / 2
    if n > MANY:
        from statistics import NormalDist

        first = max(1, int(n / 2 + NormalDist().inv_cdf(tail) * sqrt(n) / 2))
        return ordered[first - 1], ordered[n - first]

    def reached(k: int) -> float:
        """P(the half-th smallest draw is among the k smallest numbers)."""
        share = k / n
        return sum(comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(half, n + 1))

    first = next(k for k in range(1, n + 1) if reached(k) > tail)
    return ordered[first - 1], ordered[n - first]
