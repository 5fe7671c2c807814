"""Runs become measured evidence: which runs speak for a cell, and what they say together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.comparable_runs import by_mode, comparable, estimate_of, rounds_of
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.limit import Limit, as_share
from advisor.evidence.statistics import Estimate
from advisor.model.criterion import Criterion, Linear, Logarithmic, Ordinal, Piecewise
from advisor.model.run import Measure, Run
from advisor.model.source import Source


def measured(
    criterion: Criterion,
    framework: str,
    runs: tuple[Run, ...],
    fingerprint: str,
    limits: dict[str, Limit],
    usual: Mapping[tuple[str, str], float],
) -> Evidence | None:
    """The measured evidence for one cell, or None when nothing was tried.

    Args:
        runs: those of this framework, of the tunings that the need allows; any workload.
        limits: of each machine whose limits are known, by its fingerprint.
        usual: how slow processors were in the quietest session, by machine and workload.
    Returns:
        The best of the framework's modes and tunings; unknown with its reason when the newest
        attempt did not succeed.
    """
    if criterion.measured_by is None:
        return None
    tried = [
        run
        for run in runs
        if run.workload == criterion.measured_by.workload and run.outcome != "cancelled"
    ]
    here = [run for run in tried if run.machine == fingerprint]
    pool = here or tried
    if not pool:
        return None
    candidates = []
    for of_mode in by_mode(pool):
        newest = of_mode[-1]
        reading = _reading(criterion, newest, limits)
        if newest.outcome == "ok" and reading is not None:
            together = comparable(of_mode)
            estimate = estimate_of(
                together, reading, usual_elsewhere=usual.get((newest.machine, newest.workload))
            )
            assert estimate is not None
            candidates.append(
                _together(together, estimate, reading, bool(here), criterion, fingerprint, limits)
            )
        elif newest.outcome == "too_slow" and newest.bound is not None and reading is not None:
            candidates.append(
                _bounded(newest, newest.bound, reading, bool(here), criterion, fingerprint, limits)
            )
    if not candidates:
        newest = max(pool, key=lambda run: run.started)
        return Evidence(
            framework=framework,
            criterion=criterion.id,
            grade="unknown",
            as_of=_day(newest),
            sources=(_source(newest),),
            missing=_why_unknown(newest),
        )
    larger_is_better = pool[-1].measure.kind == "rate" or criterion.measured_by.reading == "share"
    return (max if larger_is_better else min)(
        candidates, key=lambda evidence: float(evidence.value or 0.0)
    )


def _reading(criterion: Criterion, run: Run, limits: dict[str, Limit]) -> Measure | None:
    """How samples become the criterion's figure; None when that takes a limit that is not known."""
    if criterion.measured_by is None or criterion.measured_by.reading == "figure":
        return run.measure
    return as_share(run, limits)


def _why_unknown(run: Run) -> Remark:
    if run.outcome == "ok" or run.bound is not None:
        return Remark(
            kind="no_limit" if run.device == "cpu" else "no_limit_of", values={"device": run.device}
        )
    values = {**run.reason_values, "reason": run.reason, "reason_code": run.reason_code}
    return Remark(kind=f"outcome_{run.outcome}", values=values)


def _together(
    together: tuple[Run, ...],
    estimate: Estimate,
    reading: Measure,
    here: bool,
    criterion: Criterion,
    fingerprint: str,
    limits: dict[str, Limit],
) -> Evidence:
    newest = together[-1]
    rounds = rounds_of(together, reading)
    return Evidence(
        framework=newest.framework,
        criterion=criterion.id,
        value=estimate.middle,
        low=estimate.low,
        high=estimate.high,
        figures=tuple(figure for figures in rounds for figure in figures),
        rounds=tuple(len(figures) for figures in rounds),
        paired=_shared_plan(together),
        grade="measured" if here else "elsewhere",
        as_of=_day(newest),
        sources=(_source(newest),),
        doubts=(
            *doubts_about_runs(estimate, together, fingerprint),
            *_doubts_about_limit(criterion, newest, limits),
        ),
    )


def _shared_plan(together: tuple[Run, ...]) -> str:
    """The plan whose rounds these are, each once: what was slow in one was slow for everybody in
    it."""
    (plan, *others) = {run.plan for run in together}
    numbers = [run.round for run in together]
    return plan if not others and numbers == sorted(set(numbers)) and len(numbers) > 1 else ""


def _bounded(
    run: Run,
    bound: float,
    reading: Measure,
    here: bool,
    criterion: Criterion,
    fingerprint: str,
    limits: dict[str, Limit],
) -> Evidence:
    """Too slow to be sampled: between the bound and what its first step took, or the worst that the
    scale knows."""
    edge = reading.figure(bound)
    far = _worst(criterion) if run.at_most is None else reading.figure(run.at_most)
    beyond = far is None or (edge <= far if reading.kind == "rate" else edge >= far)
    other = edge if beyond or far is None else far
    middle = (
        math.sqrt(edge * other) if isinstance(criterion.scale, Logarithmic) else (edge + other) / 2
    )
    return Evidence(
        framework=run.framework,
        criterion=criterion.id,
        value=middle,
        low=min(edge, other),
        high=max(edge, other),
        grade="measured" if here else "elsewhere",
        as_of=_day(run),
        sources=(_source(run),),
        doubts=(
            _only_bounds(bound, run.at_most),
            *doubts_about_runs(None, (run,), fingerprint),
            *_doubts_about_limit(criterion, run, limits),
        ),
    )


def _only_bounds(least: float, most: float | None) -> Remark:
    if most is None:
        return Remark(kind="only_a_bound", values={"seconds": f"{least:.3g}"})
    return Remark(kind="only_bounds", values={"least": f"{least:.3g}", "most": f"{most:.3g}"})


def _doubts_about_limit(
    criterion: Criterion, run: Run, limits: dict[str, Limit]
) -> tuple[Remark, ...]:
    if (
        criterion.measured_by is None
        or criterion.measured_by.reading != "share"
        or not limits[run.machine].busy
    ):
        return ()
    return (Remark(kind="limit_while_busy"),)


def _worst(criterion: Criterion) -> float | None:
    scale = criterion.scale
    if isinstance(scale, Linear | Logarithmic):
        return scale.worst
    if isinstance(scale, Piecewise):
        return min(scale.points, key=lambda point: point[1])[0]
    assert isinstance(scale, Ordinal)
    return None


def _day(run: Run) -> date:
    return datetime.fromisoformat(run.started).date()


def _source(run: Run) -> Source:
    return Source(
        title=f"run {run.id}: {run.framework} {run.workload} ({run.mode}, {run.tuning})",
        at=f"fwadvisor runs show {run.id}",
        read=_day(run),
    )
