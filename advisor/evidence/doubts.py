"""When not to trust a figure: named thresholds with their reasons."""

from __future__ import annotations

from datetime import date

from advisor.evidence.book import Remark
from advisor.evidence.statistics import Estimate
from advisor.model.run import Run

FEWEST_SAMPLES = 5
"""Below five samples the range of the samples covers the median with less than 94 %."""

WIDEST_SPREAD = 0.15
"""An interquartile range above 15 % of the median: the machine was busy, or the work is not steady."""

BUSIEST_LOAD = 0.5
"""Load per core by others at the start of a run above which its times are those of a shared machine."""


def doubts_about_age(checked: date, months_valid: int, as_of: date) -> tuple[Remark, ...]:
    """A claim past its age limit, counted from the day it was checked."""
    days = (as_of - checked).days
    if days > months_valid * 30.44:
        return (Remark(kind="checked_long_ago", values={"days": days}),)
    return ()


def busy(run: Run) -> bool:
    """Others used the machine when the run began."""
    return _load(run) > BUSIEST_LOAD


def _load(run: Run) -> float:
    load = run.conditions.get("load_per_core_before")
    return float(load) if isinstance(load, int | float) else 0.0


def doubts_about_runs(estimate: Estimate | None, runs: tuple[Run, ...], fingerprint: str) -> tuple[Remark, ...]:
    """What the samples themselves and their conditions say against a figure."""
    found = []
    if estimate is not None and estimate.count < FEWEST_SAMPLES:
        found.append(Remark(kind="few_samples", values={"count": estimate.count}))
    if estimate is not None and estimate.spread > WIDEST_SPREAD:
        found.append(Remark(kind="wide_spread", values={"percent": round(100 * estimate.spread)}))
    if any(busy(run) for run in runs):
        found.append(Remark(kind="machine_busy", values={"load": round(max(_load(run) for run in runs), 1)}))
    if any(run.machine != fingerprint for run in runs):
        found.append(Remark(kind="other_machine"))
    return tuple(found)
