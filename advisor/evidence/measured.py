"""Runs become measured evidence: which runs speak for a cell, and what they say together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from advisor.evidence.book import Evidence, Remark, Shown
from advisor.evidence.comparable_runs import (
    UNPOOLED,
    by_mode,
    comparable,
    estimate_of,
    rounds_of,
)
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.hardware.alike import Wanted
from advisor.evidence.limit import Limit, as_share
from advisor.evidence.statistics import Estimate, corrected
from advisor.evidence.variation import Variations
from advisor.model.criterion import Criterion, Linear, Logarithmic, Ordinal, Piecewise
from advisor.model.hardware import Hardware
from advisor.model.run import Measure, Run
from advisor.model.source import Grade, Source


def measured(
    criterion: Criterion,
    framework: str,
    runs: tuple[Run, ...],
    wanted: Wanted,
    limits: dict[str, Limit],
    usual: Mapping[tuple[str, str], float],
    variations: Variations = UNPOOLED,
) -> Evidence | None:
    """The measured evidence for one cell, or None when nothing was tried that counts.

    Args:
        runs: those of this framework, of the tunings that the need allows; any workload.
        wanted: for which hardware; other hardware's runs count only where that is asked for.
        limits: of each machine whose limits are known, by its fingerprint.
        usual: how slow processors were in the quietest session, by machine and workload.
        variations: how much processes differ, by machine and workload.
    Returns:
        The best of the framework's modes and tunings; unknown with its reason when the newest
        attempt did not succeed.
    """
    pool, grade = _pool(_tried(criterion, runs), wanted)
    if not pool:
        return None
    candidates = _candidates(criterion, pool, grade, wanted, limits, usual, variations)
    if not candidates:
        return _unknown(criterion, framework, max(pool, key=lambda run: run.started))
    return _best(criterion, pool, candidates)


def not_counted(
    criterion: Criterion,
    runs: tuple[Run, ...],
    wanted: Wanted,
    limits: dict[str, Limit],
) -> tuple[Shown, ...]:
    """What was measured under a criterion on hardware that does not count: one figure of each
    machine, the newest first.

    Args:
        runs: as for `measured`.
    """
    by_machine: dict[tuple[str, Hardware | None], list[Run]] = {}
    for run in _tried(criterion, runs):
        if not wanted.counts(run):
            by_machine.setdefault((run.machine, wanted.taken_on(run)), []).append(run)
    found = []
    for (_, hardware), pool in by_machine.items():
        candidates = _candidates(criterion, pool, "elsewhere", wanted, limits, {})
        known = [one for one in candidates if one.evidence.value is not None]
        if known:
            found.append(_shown(_best(criterion, pool, known), hardware))
    return tuple(sorted(found, key=lambda shown: shown.as_of, reverse=True))


def _shown(evidence: Evidence, hardware: Hardware | None) -> Shown:
    assert evidence.value is not None
    assert evidence.as_of is not None
    value = float(evidence.value)
    return Shown(
        value=value,
        low=value if evidence.low is None else evidence.low,
        high=value if evidence.high is None else evidence.high,
        hardware=hardware,
        as_of=evidence.as_of,
        source=evidence.sources[0],
    )


def _candidates(
    criterion: Criterion,
    pool: list[Run],
    grade: Grade,
    wanted: Wanted,
    limits: dict[str, Limit],
    usual: Mapping[tuple[str, str], float],
    variations: Variations = UNPOOLED,
) -> list[_Candidate]:
    """What each mode and tuning says; one whose newest attempt gave no figure says nothing."""
    candidates = []
    for of_mode in by_mode(pool):
        newest = of_mode[-1]
        reading = _reading(criterion, newest, limits)
        if reading is None:
            continue
        cell = _Cell(criterion, grade, wanted, reading, limits)
        if newest.outcome == "ok":
            elsewhere = usual.get((newest.machine, newest.workload))
            candidates.append(cell.of_samples(comparable(of_mode), elsewhere, variations))
        elif newest.outcome == "too_slow" and newest.bound is not None:
            candidates.append(_Candidate(cell.of_bound(newest, newest.bound), None))
    return candidates


def _best(criterion: Criterion, pool: list[Run], candidates: list[_Candidate]) -> Evidence:
    """The best of a framework's modes and tunings, its interval corrected for being chosen."""
    larger_is_better = pool[-1].measure.kind == "rate" or _is_share(criterion)
    choose = max if larger_is_better else min
    best = choose(candidates, key=lambda one: float(one.evidence.value or 0.0))
    if best.estimate is None:
        return best.evidence
    rivals = [one.estimate for one in candidates if one is not best and one.estimate is not None]
    estimate = corrected(best.estimate, rivals, larger_is_better=larger_is_better)
    return replace(best.evidence, low=estimate.low, high=estimate.high)


def _tried(criterion: Criterion, runs: tuple[Run, ...]) -> list[Run]:
    """The runs of the criterion's workload that were not stopped."""
    if criterion.measured_by is None:
        return []
    workload = criterion.measured_by.workload
    return [run for run in runs if run.workload == workload and run.outcome != "cancelled"]


def _pool(tried: list[Run], wanted: Wanted) -> tuple[list[Run], Grade]:
    """The runs that speak, and what their figures are worth: this very machine's where there are
    any, otherwise those of hardware alike, and others only where they are asked for."""
    standings = [(run, wanted.standing(run)) for run in tried]
    here = [run for run, standing in standings if standing == "here"]
    if here:
        return here, "measured"
    of_alike = [run for run, standing in standings if standing == "alike"]
    if of_alike or not wanted.every:
        return of_alike, "elsewhere"
    return tried, "elsewhere"


def _is_share(criterion: Criterion) -> bool:
    return criterion.measured_by is not None and criterion.measured_by.reading == "share"


def _unknown(criterion: Criterion, framework: str, newest: Run) -> Evidence:
    """What was tried gave no figure."""
    return Evidence(
        framework=framework,
        criterion=criterion.id,
        grade="unknown",
        as_of=_day(newest),
        sources=(_source(newest),),
        missing=_why_unknown(newest),
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What one mode with one tuning says."""

    evidence: Evidence
    estimate: Estimate | None
    """None where it was too slow to be sampled."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of the book, as runs fill it."""

    criterion: Criterion
    grade: Grade
    wanted: Wanted
    reading: Measure
    limits: dict[str, Limit]

    def of_samples(
        self, together: tuple[Run, ...], elsewhere: float | None, variations: Variations
    ) -> _Candidate:
        """Runs that may be taken together."""
        estimate = estimate_of(
            together, self.reading, usual_elsewhere=elsewhere, variations=variations
        )
        assert estimate is not None
        newest = together[-1]
        rounds = rounds_of(together, self.reading)
        evidence = Evidence(
            framework=newest.framework,
            criterion=self.criterion.id,
            value=estimate.middle,
            low=estimate.low,
            high=estimate.high,
            figures=tuple(figure for figures in rounds for figure in figures),
            rounds=tuple(len(figures) for figures in rounds),
            paired=_shared_plan(together),
            freedom=estimate.freedom if estimate.scale else 0.0,
            shared=estimate.shared,
            grade=self.grade,
            as_of=_day(newest),
            sources=(_source(newest),),
            doubts=(
                *doubts_about_runs(estimate, together, self.wanted),
                *self._doubts_about_limit(newest),
            ),
        )
        return _Candidate(evidence, estimate)

    def of_bound(self, run: Run, bound: float) -> Evidence:
        """Too slow to be sampled: between the bound and what its first step took, or the worst that
        the scale knows."""
        edge = self.reading.figure(bound)
        other = self._far_end(run, edge)
        middle = (edge + other) / 2
        if isinstance(self.criterion.scale, Logarithmic):
            middle = math.sqrt(edge * other)
        return Evidence(
            framework=run.framework,
            criterion=self.criterion.id,
            value=middle,
            low=min(edge, other),
            high=max(edge, other),
            grade=self.grade,
            as_of=_day(run),
            sources=(_source(run),),
            doubts=(
                _only_bounds(bound, run.at_most),
                *doubts_about_runs(None, (run,), self.wanted),
                *self._doubts_about_limit(run),
            ),
        )

    def _far_end(self, run: Run, edge: float) -> float:
        """The other end of a bounded figure; the edge itself where nothing lies beyond it."""
        far = _worst(self.criterion)
        if run.at_most is not None:
            far = self.reading.figure(run.at_most)
        if far is None:
            return edge
        beyond = edge <= far if self.reading.kind == "rate" else edge >= far
        return edge if beyond else far

    def _doubts_about_limit(self, run: Run) -> tuple[Remark, ...]:
        if not _is_share(self.criterion) or not self.limits[run.machine].busy:
            return ()
        return (Remark(kind="limit_while_busy"),)


def _shared_plan(together: tuple[Run, ...]) -> str:
    """The plan whose rounds these are, each once: what was slow in one was slow for everybody in
    it."""
    (plan, *others) = {run.plan for run in together}
    numbers = [run.round for run in together]
    return plan if not others and numbers == sorted(set(numbers)) else ""


def _only_bounds(least: float, most: float | None) -> Remark:
    if most is None:
        return Remark(kind="only_a_bound", values={"seconds": f"{least:.3g}"})
    return Remark(kind="only_bounds", values={"least": f"{least:.3g}", "most": f"{most:.3g}"})


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
