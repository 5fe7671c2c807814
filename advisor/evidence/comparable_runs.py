"""Which runs can be compared: those of one session, in one environment, on one machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import hypot, inf, log
from types import MappingProxyType

from advisor.evidence.interference import LEAST_MISSED, busy, slowed, times_missed
from advisor.evidence.statistics import FEW, UNSEEN_COLD, Estimate, interval_over_rounds
from advisor.evidence.variation import Variations, session_of, variation_for
from advisor.model.run import IN_A_HURRY, NOT_WARM, Measure, Run

UNPOOLED: Variations = MappingProxyType({})
"""No other run is known: what differs between processes is the prior's."""

SESSION_HOURS = 24
"""Runs of one environment within a day are taken together; older ones are kept, and compared on
request."""


def by_mode(runs: Iterable[Run]) -> tuple[tuple[Run, ...], ...]:
    """Runs of one framework and workload, by mode and tuning, oldest first; those that were stopped
    are left out.

    So are those that only ran out of a budget's time, where another attempt in that environment
    told more.
    """
    kept = [run for run in runs if run.outcome != "cancelled"]
    return tuple(
        _without_cut_short(
            sorted(
                (run for run in kept if (run.mode, run.tuning) == way), key=lambda run: run.started
            )
        )
        for way in sorted({(run.mode, run.tuning) for run in kept})
    )


def _without_cut_short(of_mode: list[Run]) -> tuple[Run, ...]:
    whole = {(run.environment, run.machine) for run in of_mode if not _cut_short(run)}
    bounded = {(run.environment, run.machine) for run in of_mode if run.bound is not None}

    def another_told_more(run: Run) -> bool:
        where = (run.environment, run.machine)
        return where in whole or (run.bound is None and where in bounded)

    return tuple(run for run in of_mode if not (_cut_short(run) and another_told_more(run)))


def _cut_short(run: Run) -> bool:
    return IN_A_HURRY in run.conditions and run.outcome in ("timed_out", "too_slow")


def comparable(of_mode: tuple[Run, ...]) -> tuple[Run, ...]:
    """The good runs that belong with the newest: nothing when the newest attempt did not succeed.

    What was measured while others used the machine, or in a hurry, is left out as soon as there is
    something that was not.
    """
    newest = of_mode[-1]
    if newest.outcome != "ok":
        return ()
    together = tuple(
        run
        for run in of_mode
        if run.outcome == "ok"
        and run.environment == newest.environment
        and run.machine == newest.machine
        and run.demand == newest.demand
        and (_moment(newest) - _moment(run)).total_seconds() <= SESSION_HOURS * 3600
    )
    quiet = tuple(run for run in together if not busy(run)) or together
    return tuple(run for run in quiet if IN_A_HURRY not in run.conditions) or quiet


def rounds_of(runs: Iterable[Run], reading: Measure | None = None) -> tuple[tuple[float, ...], ...]:
    """The figures of each good run, which is one process.

    Args:
        reading: how samples become figures; each run's own measure where it is left out.
    """
    return tuple(
        tuple((reading or run.measure).figure(sample) for sample in run.samples)
        for run in runs
        if run.outcome == "ok" and run.samples
    )


def estimate_of(
    runs: Iterable[Run],
    reading: Measure | None = None,
    *,
    usual_elsewhere: float | None = None,
    variations: Variations = UNPOOLED,
) -> Estimate | None:
    """What the good runs say together; None when there are none.

    The interval covers what processes and sessions differ by, as all runs known of that workload
    on that machine say (`variations`), and what is known to have disturbed these.

    Args:
        usual_elsewhere: how slow the processors usually were where others were measured that these
            are compared with.
        variations: see `variation.variations_of`.
    """
    good = [run for run in runs if run.outcome == "ok" and run.samples]
    if not good:
        return None
    size = (reading or good[-1].measure).kind == "size"
    samples = [sample for run in good for sample in run.samples]
    return interval_over_rounds(
        rounds_of(good, reading),
        between=variation_for(good[-1], variations),
        sessions=tuple(Counter(session_of(run) for run in good).values()),
        disturbance=0.0 if size else _disturbance(good, usual_elsewhere),
        exact=size and len(samples) > len(set(samples)) == 1,
        size=size,
    )


def _disturbance(good: Sequence[Run], usual_elsewhere: float | None) -> float:
    """The standard deviation, in logarithms, of what is known to have disturbed these runs.

    What others slowed it by, against what is usual, is one of its deviations: only where a few
    samples of one process are all there is, since several processes show by themselves how much
    they differ. So is what processor time it was not given.
    """
    cold = any(run.conditions.get("warm_up") == NOT_WARM for run in good)
    few = len(good) == 1 and len(good[0].samples) < FEW
    times = slowed(good, usual_elsewhere) if few else 1.0
    missed = times_missed(good)
    return hypot(
        UNSEEN_COLD if cold else 0.0, log(times), log(missed) if missed > LEAST_MISSED else 0.0
    )


def span_of(runs: Iterable[Run], variations: Variations = UNPOOLED) -> tuple[float, float] | None:
    """The least and the most that the figure may be: the interval of the good runs, or the bounds
    of the newest that was too slow to be sampled; None where neither is known."""
    known = list(runs)
    estimate = estimate_of(known, variations=variations)
    if estimate is not None:
        return estimate.low, estimate.high
    bounded = [run for run in known if run.bound is not None]
    if not bounded:
        return None
    newest = bounded[-1]
    assert newest.bound is not None
    low, high = sorted(
        newest.measure.figure(seconds) for seconds in (newest.bound, newest.at_most or inf)
    )
    return low, high


def _moment(run: Run) -> datetime:
    return datetime.fromisoformat(run.started)
