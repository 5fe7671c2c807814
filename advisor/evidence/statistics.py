"""Statistics of raw samples, in plain Python: they run before the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from math import erf, exp, inf, log, pi, sqrt

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.students_t import normal_quantile, t_quantile


class Estimate(Struct, frozen=True, kw_only=True):
    """A median with its interval."""

    middle: float
    low: float
    high: float
    count: int
    level: float
    """Confidence that the interval reaches: what repeating it all another time would find lies in
    it that often (docs/measured-intervals.md)."""
    spread: float
    """Interquartile range as a share of the median."""
    freedom: float = inf
    """Degrees of freedom of the t distribution whose interval it is, on the log scale."""
    scale: float = 0.0
    """That distribution's scale, in logarithms; 0 where the figure is exact."""
    shared: float = 0.0
    """Share of the variance that all who were measured in the same rounds have in common: it
    orders nobody."""

    @property
    def own(self) -> float:
        """The scale of what is not shared with those of the same rounds."""
        return self.scale * sqrt(1.0 - self.shared)


FEW = 6
"""Below six samples a process says little by itself."""

BETWEEN_SAMPLES = 0.05
"""Standard deviation of the logarithms of one process's samples, over the project's own
measurements: their middle 0.03 to 0.05."""

BETWEEN_SAMPLES_FREEDOM = 4.0
"""How many samples that counts as."""

UNSEEN_COLD = 0.125
"""The standard deviation added where the samples were to warm a process up, whose caches were not
filled yet: a judgement; it took up to a quarter longer."""

FLOOR = 0.03
"""Standard deviation between sessions that no calm of one session rules out: clocks, temperature,
what else is installed. A judgement."""

FINEST = 10.0
"""Degrees of freedom are cut to a tenth, so that quantiles are looked up rather than worked out."""

_MEDIAN_OF = (1.0, 1.0, 0.5, 0.4487, 0.2982, 0.2868, 0.2147, 0.2104, 0.1682, 0.1661)
"""Variance of the median of n normal variables of variance 1, by n; the first is not used
(Teichroew 1956, Annals of Mathematical Statistics 27(2):410-426)."""


class Variation(Struct, frozen=True, kw_only=True):
    """How the figures of a workload on a machine differ, in logarithms."""

    variance: float
    """Between processes of one session."""
    freedom: float
    """Degrees of freedom that it is known with."""
    session: float
    """Variance between sessions, as a multiple of that."""
    session_freedom: float
    """Degrees of freedom that the multiple is known with: sessions are few."""
    shared_by_round: float
    """Share of the variance between processes that all who were measured in a round have in
    common."""
    shared_by_session: float
    """Share of the variance between sessions that all who were measured in one have in common."""


def median(numbers: Sequence[float]) -> float:
    """As `statistics` has it, whose import costs as much as ranking for the first table does."""
    ordered = sorted(numbers)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def variance_of_median(n: int) -> float:
    """Of n normal variables of variance 1."""
    if n < len(_MEDIAN_OF):
        return _MEDIAN_OF[n]
    return pi / (2.0 * n + pi - 2.0 - (0.5 if n % 2 == 0 else 0.0))


def _quartiles(ordered: Sequence[float]) -> tuple[float, float]:
    n = len(ordered)
    return ordered[max(0, (n + 1) // 4 - 1)], ordered[min(n - 1, (3 * (n + 1)) // 4 - 1)]


def _of_median(ordered: Sequence[float]) -> float:
    """The variance of one process's median, in logarithms, from its own quartiles and what is
    usual."""
    n = len(ordered)
    low, high = _quartiles(ordered)
    own = (log(high / low) / 1.349) ** 2 if n > 1 else 0.0
    usual = BETWEEN_SAMPLES_FREEDOM * BETWEEN_SAMPLES**2
    variance = (usual + (n - 1) * own) / (BETWEEN_SAMPLES_FREEDOM + n - 1)
    return variance * variance_of_median(n)


def interval_over_rounds(
    rounds: Sequence[tuple[float, ...]],
    *,
    between: Variation,
    sessions: Sequence[int] = (),
    disturbance: float = 0.0,
    exact: bool = False,
    size: bool = False,
    level: float = 0.95,
) -> Estimate:
    """The median of the processes' medians, with the t interval of a hierarchical model.

    On the log scale a process's median is the figure, and what its session, its process and its
    samples add. The variance between processes is pooled (`variation`), so the interval is that of
    Student's t with the pooled degrees of freedom (Satterthwaite 1946, Biometrics Bulletin
    2(6):110-114, for the sum of processes and sessions): what a few rounds happen to show is not
    taken for all that may happen.

    Args:
        rounds: the figures of each process.
        between: how processes of this workload differ here.
        sessions: how many of the processes belong to each session; all to one where left out.
        disturbance: standard deviation of what is known to have disturbed it, in logarithms.
        exact: it comes out the same each time, and did so at least twice.
        size: bytes: neither clocks nor samples add to what processes differ by.
    Raises:
        ValueError: no samples.
    """
    filled = [sorted(figures) for figures in rounds if figures]
    if not filled:
        raise ValueError("no samples")
    everything = sorted(figure for figures in filled for figure in figures)
    middle = median([median(figures) for figures in filled])
    quarter = _quartiles(everything)
    found = Estimate(
        middle=middle,
        low=middle,
        high=middle,
        count=len(everything),
        level=level,
        spread=(quarter[1] - quarter[0]) / middle if middle else 0.0,
    )
    if exact or everything[0] <= 0.0:
        return replace(found, low=min(everything[0], middle), high=max(everything[-1], middle))
    n = len(filled)
    of_rounds = variance_of_median(n)
    of_sessions = sum((count / n) ** 2 for count in sessions) if sessions else 1.0
    process = between.variance * of_rounds
    session = between.variance * between.session * of_sessions
    unknown = process + session
    floor = 0.0 if size else FLOOR**2 * of_sessions
    within = 0.0 if size else sum(_of_median(figures) for figures in filled) / n * of_rounds
    known = floor + within + disturbance**2
    doubtful = unknown**2 / between.freedom + session**2 / between.session_freedom
    freedom = unknown**2 / doubtful if doubtful else inf
    freedom = max(1.0, int(min(freedom, 1e6) * FINEST) / FINEST)
    shared = (process * between.shared_by_round + (session + floor) * between.shared_by_session) / (
        unknown + known
    )
    return _around(found, unknown, known, freedom, shared)


def _around(
    found: Estimate, unknown: float, known: float, freedom: float, shared: float
) -> Estimate:
    """The interval whose square is the sum of squares of that of a variance that is itself
    uncertain and that of a known one: what is added never narrows it."""
    at = (1.0 + found.level) / 2.0
    student = t_quantile(at, freedom)
    scale = sqrt(unknown + known * (normal_quantile(at) / student) ** 2)
    reach = scale * student
    return replace(
        found,
        low=found.middle * exp(-reach),
        high=found.middle * exp(reach),
        freedom=freedom,
        scale=scale,
        shared=shared,
    )


_POINTS = 24
_GRID = tuple(-4.0 + 8.0 * (at + 0.5) / _POINTS for at in range(_POINTS))


def optimism(chosen: Estimate, rivals: Sequence[Estimate], *, larger_is_better: bool) -> float:
    """How much better than it is the best of several estimates is expected to look, in logarithms,
    because it was chosen for looking best.

    The expected error of the largest of independent normal estimates around where they were found
    (the winner's curse; Efron 2011, JASA 106(496):1602-1614, corrects it likewise), by numerical
    integration. What all share cannot choose between them and is left out. Found values lie
    farther apart than true ones, so this takes away some 70 % of it.
    """
    sign = 1.0 if larger_is_better else -1.0
    every = [one for one in (chosen, *rivals) if one.middle > 0.0 and one.own > 0.0]
    if chosen.middle <= 0.0 or chosen.own <= 0.0:
        return 0.0
    means = [sign * log(one.middle) for one in every]
    near = [
        (mean, one.own)
        for mean, one in zip(means, every, strict=True)
        if means[0] - mean < 3.0 * (one.own + chosen.own)
    ]
    if len(near) < 2:
        return 0.0
    total = 0.0
    width = 8.0 / _POINTS
    for mean, own in near:
        for z in _GRID:
            # This one errs by own * z and is the largest of all, which the product says.
            largest = 1.0
            for other, scale in near:
                if (other, scale) != (mean, own):
                    largest *= 0.5 * (1.0 + erf((mean + own * z - other) / (scale * sqrt(2.0))))
            twins = near.count((mean, own)) - 1
            if twins:
                largest *= (0.5 * (1.0 + erf(z / sqrt(2.0)))) ** twins
            total += own * z * largest * exp(-0.5 * z * z) / sqrt(2.0 * pi) * width
    return max(0.0, total)


def corrected(chosen: Estimate, rivals: Sequence[Estimate], *, larger_is_better: bool) -> Estimate:
    """The estimate with the interval that it deserves for having been chosen: moved to the worse by
    what choosing is expected to flatter. The middle stays what was measured."""
    worse = optimism(chosen, rivals, larger_is_better=larger_is_better)
    if not worse:
        return chosen
    times = exp(-worse if larger_is_better else worse)
    return replace(
        chosen,
        low=min(chosen.low * times, chosen.middle),
        high=max(chosen.high * times, chosen.middle),
    )
