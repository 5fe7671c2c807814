"""Which tunings are worthwhile on this machine: a short kernel tells, before anything long is
measured with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from advisor.benchmarking.plan import STOCK, TRIAL
from advisor.benchmarking.turns import PlanStep
from advisor.evidence.statistics import median
from advisor.model.run import Run

MIN_GAIN = 0.03
"""A tuning that is faster than stock by less than this share is not measured further: noise would
choose it."""
HOURS = 24.0
"""So long a trial stands on one machine, whatever came of it."""
UNTOLD = ("unsupported", "cancelled")
"""Outcomes that say nothing about a tuning."""


def trials_of_today(runs: Iterable[Run], machine: str, *, now: datetime) -> tuple[Run, ...]:
    """The newest trial, which is round 0, of each framework, mode and tuning on this machine, if it
    was lately."""
    oldest = (now - timedelta(hours=HOURS)).isoformat()
    newest: dict[tuple[str, str, str], Run] = {}
    for run in runs:
        lately = run.workload == TRIAL and run.round == 0 and run.started > oldest
        if lately and run.machine == machine and run.outcome not in UNTOLD:
            newest[run.framework, run.mode, run.tuning] = run
    return tuple(newest.values())


def is_tried(step: PlanStep, trials: Iterable[Run]) -> bool:
    """A trial of this step is among them."""
    return any(
        (run.framework, run.mode, run.tuning) == (step.framework, step.mode, step.tuning)
        for run in trials
    )


def is_worthwhile(step: PlanStep, trials: Iterable[Run]) -> bool:
    """Whether to go on with a step: stock always, a tuning that the kernel cannot tell about too,
    else the best one."""
    same = [run for run in trials if (run.framework, run.mode) == (step.framework, step.mode)]
    if step.tuning == STOCK or step.tuning not in {run.tuning for run in same}:
        return True
    seconds = {run.tuning: taken for run in same if (taken := _seconds(run)) is not None}
    stock = seconds.pop(STOCK, None)
    fastest = min(seconds, key=lambda tuning: (seconds[tuning], tuning), default=None)
    if step.tuning != fastest:
        return False
    return stock is None or seconds[fastest] < stock * (1 - MIN_GAIN)


def _seconds(run: Run) -> float | None:
    """Of one iteration; at least so many where it was too slow to be sampled."""
    return median(run.samples) if run.outcome == "ok" and run.samples else run.bound
