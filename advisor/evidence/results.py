"""Results: runs that belong together, with what they say together, ready to be shown.

A front end draws these and computes nothing: estimates, bounds, shares and the better of two modes
are found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, hypot, log

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.book import Remark
from advisor.evidence.comparable_runs import UNPOOLED, by_mode, comparable, estimate_of
from advisor.evidence.doubts import doubts_about_samples
from advisor.evidence.limit import Limit, as_share, limits_of
from advisor.evidence.statistics import Estimate, corrected
from advisor.evidence.students_t import t_quantile
from advisor.evidence.variation import Variations, variations_of
from advisor.model.run import Measure, Run


class Result(Struct, frozen=True, kw_only=True):
    """Runs of one framework in one workload, in one mode with one tuning."""

    runs: tuple[Run, ...]
    """Oldest first; never empty."""
    estimate: Estimate | None
    """In the measure's unit; None where an attempt failed or nothing was sampled."""
    share: Estimate | None
    """Per cent of what the machine can do; None where that is not known."""
    failed: Run | None
    """The newest attempt that gave no figure."""

    @property
    def run(self) -> Run:
        return self.runs[-1]

    @property
    def agreement(self) -> float | None:
        """How far the answer was from the reference, in the first run that says so."""
        known = [run.agreement for run in self.runs if run.agreement is not None]
        return known[0] if known else None


class Best(Struct, frozen=True, kw_only=True):
    """The better of a framework's modes in one workload with one tuning."""

    runs: tuple[Run, ...]
    estimate: Estimate
    """In the measure's unit."""
    share: Estimate | None = None
    """Per cent of what the machine can do; None where that is not known."""

    @property
    def run(self) -> Run:
        return self.runs[-1]


class Compared(Struct, frozen=True, kw_only=True):
    """One workload in two sets of runs."""

    workload: str
    mode: str
    tuning: str
    unit: str
    left: Estimate
    right: Estimate
    together: bool = False
    """They were measured in the rounds of one plan: what slowed both orders neither."""
    doubts: tuple[tuple[Remark, ...], tuple[Remark, ...]] = ((), ())
    """Against left, against right."""

    @property
    def apart(self) -> bool:
        """Whether the interval of their ratio leaves out 1."""
        between = self.ratio_interval
        return between is not None and not between[0] <= 1.0 <= between[1]

    @property
    def ratio(self) -> float | None:
        """Right to left; None where left is nothing."""
        return self.right.middle / self.left.middle if self.left.middle else None

    @property
    def ratio_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the ratio, from that of the difference of two logarithms.

        None where one is not positive. Both have their variance from one pool, so the degrees of
        freedom do not add.
        """
        if self.left.middle <= 0.0 or self.right.middle <= 0.0:
            return None
        scales = [one.own if self.together else one.scale for one in (self.left, self.right)]
        scale = hypot(*scales)
        if not scale:
            ratio = self.right.middle / self.left.middle
            return ratio, ratio
        freedom = min(self.left.freedom, self.right.freedom)
        reach = scale * t_quantile(0.975, min(freedom, 1e6))
        middle = log(self.right.middle / self.left.middle)
        return exp(middle - reach), exp(middle + reach)


def grouped(runs: Iterable[Run]) -> dict[tuple[str, str, str, str], tuple[Run, ...]]:
    """Runs by framework, workload, mode and tuning, in the order in which they first appear."""
    found: dict[tuple[str, str, str, str], tuple[Run, ...]] = {}
    for run in runs:
        key = (run.framework, run.workload, run.mode, run.tuning)
        found[key] = (*found.get(key, ()), run)
    return found


def share_of(
    runs: Sequence[Run], limits: Mapping[str, Limit], variations: Variations = UNPOOLED
) -> Estimate | None:
    """What the good ones of these runs reach of what their machine can do, in per cent."""
    good = [run for run in runs if run.outcome == "ok"]
    reading = as_share(good[-1], limits) if good else None
    if reading is None:
        return None
    return estimate_of(good, reading, variations=variations)


def results_of(
    runs: Sequence[Run],
    limits: Mapping[str, Limit] | None = None,
    variations: Variations | None = None,
) -> tuple[Result, ...]:
    """One result for each framework, workload, mode and tuning.

    Args:
        limits: of each machine, for the shares; variations: how much processes differ. Both are
            worked out from these very runs where they are left out.
    """
    limits = limits_of(runs) if limits is None else limits
    variations = variations_of(runs) if variations is None else variations
    return tuple(_result(every, limits, variations) for every in grouped(runs).values())


def _result(every: tuple[Run, ...], limits: Mapping[str, Limit], variations: Variations) -> Result:
    (group,) = by_mode(every) or (every,)
    failures = [run for run in group if run.outcome != "ok"]
    return Result(
        runs=group,
        estimate=None if failures else estimate_of(group, variations=variations),
        share=share_of(group, limits, variations),
        failed=failures[-1] if failures else None,
    )


def best_of(
    runs: Sequence[Run],
    measure: Measure | None = None,
    limits: Mapping[str, Limit] | None = None,
    variations: Variations = UNPOOLED,
) -> Best | None:
    """The better mode of these runs of one framework, workload and tuning, its interval corrected
    for being chosen.

    Args:
        measure: how seconds become figures; the runs' own where it is left out.
        limits: of each machine, for the share.
    Returns:
        None when none succeeded.
    """
    found = []
    for of_mode in by_mode(runs):
        together = tuple(run for run in comparable(of_mode) if run.samples)
        estimate = estimate_of(together, measure, variations=variations)
        if estimate is not None:
            share = share_of(together, limits or {}, variations)
            found.append(Best(runs=together, estimate=estimate, share=share))
    return better(found, measure)


def better(found: Sequence[Best], measure: Measure | None = None) -> Best | None:
    """The fastest, or the smallest, of several; None when there is none."""
    if not found:
        return None
    kind = (measure or found[0].run.measure).kind
    choose = max if kind == "rate" else min
    best = choose(found, key=lambda one: one.estimate.middle)
    rivals = [one.estimate for one in found if one is not best]
    estimate = corrected(best.estimate, rivals, larger_is_better=kind == "rate")
    return replace(best, estimate=estimate)


def best_tuning(
    runs: Sequence[Run],
    measure: Measure | None,
    limits: Mapping[str, Limit],
    variations: Variations = UNPOOLED,
) -> Best | None:
    """The best of all tunings and modes of one framework and workload; None when none
    succeeded."""
    found = []
    for tuning in dict.fromkeys(run.tuning for run in runs):
        of_tuning = [run for run in runs if run.tuning == tuning]
        one = best_of(of_tuning, measure, limits, variations)
        if one is not None:
            found.append(one)
    return better(found, measure)


def best_by_subject(
    runs: Iterable[Run],
    workload: str,
    limits: Mapping[str, Limit] | None = None,
    variations: Variations | None = None,
) -> dict[tuple[str, str], Best]:
    """The best of each framework and tuning in one workload, failures left out."""
    subjects: dict[tuple[str, str], tuple[Run, ...]] = {}
    of_workload = [run for run in runs if run.workload == workload]
    variations = variations_of(of_workload) if variations is None else variations
    for run in of_workload:
        key = (run.framework, run.tuning)
        subjects[key] = (*subjects.get(key, ()), run)
    found = {}
    for key, of_subject in subjects.items():
        best = best_of(of_subject, limits=limits, variations=variations)
        if best is not None:
            found[key] = best
    return found


def batch_series(runs: Sequence[Run], family: str) -> dict[tuple[str, str], tuple[Best, ...]]:
    """Rates by batch size, smallest first, of each framework and tuning that was measured with at
    least two sizes of one family of workloads."""
    of_family = [run for run in runs if run.demand.family == family]
    series: dict[tuple[str, str], list[Best]] = {}
    for workload in dict.fromkeys(run.workload for run in of_family):
        for key, best in best_by_subject(of_family, workload).items():
            if best.run.measure.kind == "rate":
                series.setdefault(key, []).append(best)
    return {
        key: tuple(sorted(points, key=lambda best: best.run.demand.batch))
        for key, points in series.items()
        if len(points) > 1
    }


def compared(
    left: Sequence[Run], right: Sequence[Run], variations: Variations | None = None
) -> tuple[Compared, ...]:
    """The workloads that both sets of runs have, where both went well.

    Args:
        variations: how much processes differ; worked out from these very runs where left out.
    """
    if variations is None:
        variations = variations_of((*left, *right))
    theirs = {key[1:]: group for key, group in grouped(right).items()}
    found = []
    for (_, workload, mode, tuning), group in grouped(left).items():
        other = theirs.get((workload, mode, tuning), ())
        one = estimate_of(group, variations=variations)
        two = estimate_of(other, variations=variations)
        if one is not None and two is not None:
            found.append(
                Compared(
                    workload=workload,
                    mode=mode,
                    tuning=tuning,
                    unit=group[0].measure.unit,
                    left=one,
                    right=two,
                    together=_taken_together(group, other),
                    doubts=(doubts_about_samples(one, group), doubts_about_samples(two, other)),
                )
            )
    return tuple(found)


def _taken_together(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """In the same rounds of the same plans, on one machine."""
    ours = {(run.machine, run.plan, run.round) for run in left}
    theirs = {(run.machine, run.plan, run.round) for run in right}
    return ours == theirs and all(plan for _, plan, _ in ours)


def by_environment(
    runs: Iterable[Run], limits: Mapping[str, Limit], variations: Variations | None = None
) -> tuple[Result, ...]:
    """Runs of one workload that may be taken together: one environment, one machine, one way of
    running, one outcome. The fastest or the smallest first, what failed last."""
    runs = tuple(runs)
    variations = variations_of(runs) if variations is None else variations
    groups: dict[tuple[str, ...], tuple[Run, ...]] = {}
    for run in sorted(runs, key=lambda run: (run.started, run.id)):
        outcome = "" if run.outcome == "ok" and run.samples else run.outcome
        how = (run.mode, run.tuning, run.environment, run.machine)
        key = (run.framework, *how, outcome)
        groups[key] = (*groups.get(key, ()), run)
    results = []
    for group in groups.values():
        estimate = estimate_of(group, variations=variations)
        failed = None if estimate is not None else group[-1]
        share = share_of(group, limits, variations)
        results.append(Result(runs=group, estimate=estimate, share=share, failed=failed))
    return tuple(sorted(results, key=_best_first))


def _best_first(result: Result) -> tuple[bool, float, str]:
    if result.estimate is None:
        return True, 0.0, result.run.framework
    middle = result.estimate.middle
    sign = -1.0 if result.run.measure.kind == "rate" else 1.0
    return False, sign * middle, result.run.framework


def single_runs(runs: Iterable[Run]) -> tuple[Result, ...]:
    """Each run by itself."""
    return tuple(
        Result(
            runs=(run,),
            estimate=estimate_of((run,)),
            share=None,
            failed=None if run.outcome == "ok" else run,
        )
        for run in runs
    )
