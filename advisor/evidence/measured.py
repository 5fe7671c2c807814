"""Runs become measured evidence: which runs speak for a cell, and what they say together."""

from __future__ import annotations

from datetime import date, datetime

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.statistics import median_interval
from advisor.model.criterion import Criterion
from advisor.model.run import Run
from advisor.model.source import Source

SESSION_HOURS = 24
"""Runs of one environment within a day are taken together; older ones are kept, and compared on request."""


def measured(criterion: Criterion, framework: str, runs: tuple[Run, ...], fingerprint: str) -> Evidence | None:
    """The measured evidence for one cell, or None when nothing was tried.

    Args:
        runs: those of this framework, of the tuning that the need asks for; any workload.
    Returns:
        The better of the framework's modes; unknown with its reason when the newest attempt did not succeed.
    """
    if criterion.measured_by is None:
        return None
    tried = [run for run in runs if run.workload == criterion.measured_by.workload and run.outcome != "cancelled"]
    here = [run for run in tried if run.machine == fingerprint]
    pool = here or tried
    if not pool:
        return None
    candidates = []
    for mode in sorted({run.mode for run in pool}):
        of_mode = sorted((run for run in pool if run.mode == mode), key=lambda run: run.started)
        if of_mode[-1].outcome == "ok":
            candidates.append(_together(of_mode, bool(here), criterion, framework, fingerprint))
    if not candidates:
        newest = max(pool, key=lambda run: run.started)
        return Evidence(
            framework=framework,
            criterion=criterion.id,
            grade="unknown",
            as_of=_day(newest),
            sources=(_source(newest),),
            missing=Remark(kind=f"outcome_{newest.outcome}", values={"reason": newest.reason}),
        )
    larger_is_better = pool[-1].measure.kind == "rate"
    return (max if larger_is_better else min)(candidates, key=lambda evidence: float(evidence.value or 0.0))


def _together(of_mode: list[Run], here: bool, criterion: Criterion, framework: str, fingerprint: str) -> Evidence:
    newest = of_mode[-1]
    speaking = tuple(
        run
        for run in of_mode
        if run.outcome == "ok"
        and run.environment == newest.environment
        and run.machine == newest.machine
        and (_moment(newest) - _moment(run)).total_seconds() <= SESSION_HOURS * 3600
    )
    figures = tuple(run.measure.figure(sample) for run in speaking for sample in run.samples)
    estimate = median_interval(figures)
    return Evidence(
        framework=framework,
        criterion=criterion.id,
        value=estimate.middle,
        low=estimate.low,
        high=estimate.high,
        figures=figures,
        grade="measured" if here else "elsewhere",
        as_of=_day(newest),
        sources=(_source(newest),),
        doubts=doubts_about_runs(estimate, speaking, fingerprint),
    )


def _moment(run: Run) -> datetime:
    return datetime.fromisoformat(run.started)


def _day(run: Run) -> date:
    return _moment(run).date()


def _source(run: Run) -> Source:
    return Source(
        title=f"run {run.id}: {run.framework} {run.workload} ({run.mode}, {run.tuning})",
        at=f"fwadvisor runs show {run.id}",
        read=_day(run),
    )
