"""When not to trust a figure: named thresholds with their reasons."""

from __future__ import annotations

from datetime import date

from advisor.evidence.book import Remark
from advisor.evidence.hardware.alike import Standing, Wanted, described
from advisor.evidence.interference import (
    LEAST_MISSED,
    busy,
    disturbed,
    load_of,
    number,
    times_missed,
)
from advisor.evidence.statistics import Estimate, median
from advisor.model.run import NOT_WARM, Run

FEWEST_SAMPLES = 5
"""Below five samples the range of the samples covers the median with less than 94 %."""

WIDEST_SPREAD = 0.15
"""An interquartile range above 15 % of the median: the machine was busy, or the work is not
steady."""

MOST_STOLEN = 0.05
"""Share of the processors' time that a hypervisor gave to others; a larger one is in the
samples."""

MOST_HELD_BACK = 0.05
"""Share of the wall time in which a container's quota stopped it."""

LEAST_THREADS_USED = 0.7
"""Of the threads asked for, in processor seconds per second: below it some of them did nothing.
Memory-bound work too keeps all of them busy, since waiting for memory counts as work."""

MOST_DRIFT = 0.1
"""Between the first and the last third of a process's samples: more is no noise but a machine that
changed."""

FEWEST_FOR_DRIFT = 9

MACHINE_DOUBTS: dict[Standing, str] = {
    "alike": "other_machine",
    "other": "other_hardware",
    "unrecorded": "hardware_not_recorded",
}
"""What a figure's hardware makes doubtful, where it is not of the very machine."""


def doubts_about_age(checked: date, months_valid: int, as_of: date) -> tuple[Remark, ...]:
    """A claim past its age limit, counted from the day it was checked."""
    days = (as_of - checked).days
    if days > months_valid * 30.44:
        return (Remark(kind="checked_long_ago", values={"days": days}),)
    return ()


def changed_since(checked: date, months_valid: int, as_of: date) -> float:
    """How likely it is that what was so when it was checked is no longer so.

        1 - 2 ** -(age - valid) / valid

    Nothing within its months of validity; half after as long again, and so on."""
    valid = months_valid * 30.44
    late = (as_of - checked).days - valid
    return 1.0 - 2.0 ** (-late / valid) if late > 0 else 0.0


def _about_conditions(runs: tuple[Run, ...]) -> list[Remark]:
    """What the kernel counted while the samples were taken."""
    found = []
    for kind, name, most in (
        ("stolen", "stolen_share", MOST_STOLEN),
        ("held_back", "quota_share", MOST_HELD_BACK),
        ("throttled", "thermal_throttles", 0.0),
        ("swapped", "pages_swapped", 0.0),
    ):
        worst = max((number(run, name) for run in runs), default=0.0)
        if worst > most:
            found.append(
                Remark(kind=kind, values={"percent": round(100 * worst), "count": round(worst)})
            )
    missed = times_missed(runs)
    if missed > LEAST_MISSED:  # so its threads were not idle, they waited
        found.append(Remark(kind="starved", values={"times": f"{missed:.1f}"}))
    used = [number(run, "cpu_seconds_per_second") for run in runs if run.samples and not busy(run)]
    asked = max((number(run, "threads_asked") for run in runs), default=0.0)
    starved = missed > LEAST_MISSED
    timed = any(run.tolerance is not None for run in runs)
    if (
        timed
        and not starved
        and used
        and asked > 1
        and 0 < median(used) < LEAST_THREADS_USED * asked
    ):
        found.append(
            Remark(
                kind="threads_idle", values={"used": f"{median(used):.1f}", "asked": round(asked)}
            )
        )
    return found


def _about_interference(runs: tuple[Run, ...]) -> list[Remark]:
    """Whether others on the same cores slowed samples."""
    good = [run for run in runs if run.outcome == "ok" and run.samples]
    if not (slowed := disturbed(good)):
        return []
    every = sum(len(run.samples) for run in good)
    return [Remark(kind="disturbed", values={"percent": max(1, round(100 * slowed / every))})]


def _drift(samples: tuple[float, ...]) -> float:
    """Of one process: how far the last third lies from the first, as a share."""
    third = len(samples) // 3
    if len(samples) < FEWEST_FOR_DRIFT:
        return 0.0
    first, last = median(samples[:third]), median(samples[-third:])
    return abs(last - first) / first if first else 0.0


def doubts_about_runs(
    estimate: Estimate | None, runs: tuple[Run, ...], wanted: Wanted
) -> tuple[Remark, ...]:
    """What the samples themselves, their conditions and their machine say against a figure."""
    return (*doubts_about_samples(estimate, runs), *_about_machine(runs, wanted))


def doubts_about_samples(estimate: Estimate | None, runs: tuple[Run, ...]) -> tuple[Remark, ...]:
    """What the samples themselves and their conditions say against a figure, whatever it is for."""
    found = []
    if estimate is not None and estimate.count < FEWEST_SAMPLES:
        found.append(Remark(kind="few_samples", values={"count": estimate.count}))
    if estimate is not None and estimate.spread > WIDEST_SPREAD:
        found.append(Remark(kind="wide_spread", values={"percent": round(100 * estimate.spread)}))
    if any(run.conditions.get("warm_up") == NOT_WARM for run in runs):
        found.append(Remark(kind="not_warm"))
    if any(busy(run) for run in runs):
        found.append(
            Remark(
                kind="machine_busy", values={"load": round(max(load_of(run) for run in runs), 1)}
            )
        )
    found += _about_conditions(runs) + _about_interference(runs)
    drift = max((_drift(run.samples) for run in runs), default=0.0)
    if drift > MOST_DRIFT:
        found.append(Remark(kind="drift", values={"percent": round(100 * drift)}))
    return tuple(found)


def _about_machine(runs: tuple[Run, ...], wanted: Wanted) -> tuple[Remark, ...]:
    """How the hardware of one session's runs stands to the one that is decided for."""
    standing = wanted.standing(runs[-1])
    if standing == "here":
        return ()
    taken = wanted.taken_on(runs[-1])
    values: dict[str, str | float | int] = {"hardware": described(taken)} if taken else {}
    return (Remark(kind=MACHINE_DOUBTS[standing], values=values),)
