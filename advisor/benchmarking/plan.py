"""What measuring will do and what it will cost, worked out before anything is started."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from advisor.benchmarking.budget import hurried_mean
from advisor.benchmarking.costs import cost, quickest
from advisor.benchmarking.request import ChosenWorkloads, MeasureRequest
from advisor.benchmarking.stopping import EFFORT, TRIAL_RULE, Effort, limit_rule
from advisor.benchmarking.turns import PlanStep
from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.interference import busy
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.messages import Say
from advisor.model.environment import EnvironmentRow
from advisor.model.run import Run

STOCK = "stock"
TRIAL = "conv2d"
"""The short kernel that tells which tunings are worthwhile: here a library's choice of kernel, its
threads and its memory format show most."""
LIMIT_HOURS = 24.0


class Plan(Struct, frozen=True, kw_only=True, rename={"min_samples": "least"}):
    """What measuring will do and cost."""

    steps: tuple[PlanStep, ...]
    builds: tuple[EnvironmentRow, ...]
    """Environments that are missing or out of date."""
    unbuildable: tuple[EnvironmentRow, ...] = ()
    """Environments that are missing and cannot be built here, each with its obstacle; in no sum."""
    without_environment: tuple[PlanStep, ...] = ()
    """What would be measured in those."""
    limit: PlanStep | None = None
    """Finding out what the machine can do at most, unless that was done lately while nothing else
    ran."""
    trials: tuple[PlanStep, ...] = ()
    """Which of the tunings are worthwhile here, by a short kernel; the steps of the others fall
    away then."""
    seconds_each: float
    """Of samples, a workload."""
    rounds: int
    """In each of them every step runs once, in a process of its own."""
    imports: int
    """Rounds for what is known right after an import; those after the others are of nothing
    else."""
    min_samples: int
    """Of a workload in one round. `least` in JSON."""
    seconds: float
    """Expected for all of the measuring."""
    build_seconds: float
    download_megabytes: float
    disk_megabytes: float
    at_least: bool = False
    """Nobody has asked an index for all of the sizes: they are the least that it can be."""
    left_out: tuple[str, ...] = ()
    """Workloads that this much care leaves out."""
    tunings_left_out: bool = False
    """The budget has no time for the tunings that were asked for."""
    added: tuple[str, ...] = ()
    """Workloads that are there only because others contain them, to tell whether there is time for
    those."""


class _Candidate(Struct, frozen=True, kw_only=True):
    """A framework in one mode with one tuning, and what to measure with them."""

    head: AdapterHead
    mode: str
    tuning: str
    tasks: dict[str, WorkloadHead]

    def step(self, seconds: float) -> PlanStep:
        return PlanStep(
            framework=self.head.framework,
            mode=self.mode,
            tuning=self.tuning,
            workloads=tuple(self.tasks),
            seconds=seconds,
        )


def make_plan(
    request: MeasureRequest,
    heads: Mapping[str, AdapterHead],
    choice: ChosenWorkloads,
    *,
    limits: PlanStep | None,
    trial: WorkloadHead,
    builds: tuple[EnvironmentRow, ...],
    say: Say,
) -> Plan:
    """What measuring will do and cost.

    Args:
        limits: the step that finds out what the machine can do, where it is needed.
        trial: the short kernel that tells which tunings are worthwhile.
        builds: environments that must be built before; what has an obstacle cannot be measured.

    Raises:
        AdvisorError: `nothing-to-measure`.
    """
    unbuildable = {row.framework: row for row in builds if row.obstacle is not None}
    able = {id: head for id, head in heads.items() if id not in unbuildable}
    others = {id: heads[id] for id in unbuildable if id in heads}
    candidates = _candidates(request, able, choice.asked)
    without = _candidates(request, others, choice.asked)
    if not candidates and not without:
        raise _nothing_to_measure(request, heads, say)
    with_trials = request.tuned and request.care != "rigorous"
    trials = _trials(candidates, trial) if with_trials else ()
    expected = _expected(candidates, trials)
    if not candidates:
        limits = None
    spent = limits.seconds if limits else 0.0
    left = None if request.budget is None else request.budget - spent
    tunings_left_out = left is not None and request.tuned and left < _needed(expected, trials)
    if tunings_left_out:
        candidates = expected = [one for one in candidates if one.tuning == STOCK]
        trials = ()
    spent += sum(step.seconds for step in trials)
    effort = _effort(request, spent, expected)
    costs = [
        cost(one.head, one.tasks, effort.rule, hurried=request.budget is not None)
        for one in candidates
    ]
    each_round = sum(
        seconds for one, seconds in zip(candidates, costs, strict=True) if one in expected
    )
    each_import = sum(_import_cost(one, effort) for one in expected)
    further_imports = max(0, effort.import_rounds - effort.rounds)
    plan = Plan(
        steps=tuple(one.step(seconds) for one, seconds in zip(candidates, costs, strict=True)),
        builds=(),
        unbuildable=tuple(unbuildable.values()),
        without_environment=tuple(one.step(0.0) for one in without),
        limit=limits,
        trials=trials,
        seconds_each=round(effort.rule.sampling_seconds, 2),
        rounds=effort.rounds,
        imports=max(effort.rounds, effort.import_rounds),
        min_samples=effort.rule.min_samples,
        seconds=spent + effort.rounds * each_round + further_imports * each_import,
        build_seconds=0.0,
        download_megabytes=0.0,
        disk_megabytes=0.0,
        left_out=choice.left_out,
        tunings_left_out=tunings_left_out,
        added=choice.added,
    )
    return with_builds(plan, tuple(row for row in builds if row.obstacle is None))


def with_builds(plan: Plan, builds: tuple[EnvironmentRow, ...]) -> Plan:
    """The plan with these environments to build before, and what they cost."""
    return replace(
        plan,
        builds=builds,
        build_seconds=sum(row.install_seconds for row in builds),
        download_megabytes=sum(row.download_megabytes for row in builds),
        disk_megabytes=sum(row.disk_megabytes for row in builds),
        at_least=any(row.at_least for row in builds),
    )


def without_frameworks(plan: Plan, ids: Container[str]) -> Plan:
    """The plan without the steps and trials of these frameworks."""
    return replace(
        plan,
        steps=tuple(step for step in plan.steps if step.framework not in ids),
        trials=tuple(step for step in plan.trials if step.framework not in ids),
    )


def limit_step(
    reference: AdapterHead | None,
    tasks: Mapping[str, WorkloadHead],
    asked: Mapping[str, WorkloadHead],
    known_limits: set[str],
    *,
    hurried: bool,
) -> PlanStep | None:
    """Finding out what shares are shares of; None when no workload of the plan has a share, or it
    is known well enough.

    Args:
        reference: the framework that finds out the machine's limits.
        tasks: every workload.
        asked: those of the plan.
        known_limits: workloads that found a limit out lately.
    """
    limits = {id: task for id, task in tasks.items() if task.limit}
    shared = any(task.timed and task.flops for task in asked.values())
    if reference is None or not limits or not shared or limits.keys() <= known_limits:
        return None
    one = _Candidate(head=reference, mode=reference.modes[0], tuning=STOCK, tasks=limits)
    return one.step(cost(reference, limits, limit_rule(hurried=hurried)))


def limits_known(
    runs: Iterable[Run], machine: str | None, *, now: datetime, hurried: bool
) -> set[str]:
    """The limits of this machine that were measured within a day, while nothing else was busy
    unless time is short.

    Args:
        machine: its fingerprint; None where it is not known yet.
    """
    oldest = (now - timedelta(hours=LIMIT_HOURS)).isoformat()
    good = [run for run in runs if run.demand.limit and run.outcome == "ok"]
    lately = [run for run in good if run.machine == machine and run.started > oldest]
    return {run.workload for run in lately if hurried or not busy(run)}


def _nothing_to_measure(
    request: MeasureRequest, heads: Mapping[str, AdapterHead], say: Say
) -> AdvisorError:
    return AdvisorError(
        "nothing-to-measure",
        say(
            "None of this is measured in mode {modes} with {names}.",
            names=", ".join(heads),
            modes=", ".join(request.modes),
        ),
        hint="fwadvisor measure --dry-run",
        exit_code=ExitCode.USAGE,
    )


def _candidates(
    request: MeasureRequest,
    heads: Mapping[str, AdapterHead],
    asked: Mapping[str, WorkloadHead],
) -> list[_Candidate]:
    """Every framework in every mode that was asked for and that it has, with every tuning."""
    found = []
    for head in heads.values():
        for mode in request.modes:
            if mode not in head.modes:
                continue
            tunings = _tuning_names(head, mode) if request.tuned else ()
            for tuning in (STOCK, *tunings):
                tasks = _touched(head, mode, tuning, asked)
                if tasks:
                    found.append(_Candidate(head=head, mode=mode, tuning=tuning, tasks=tasks))
    return found


def _touched(
    head: AdapterHead, mode: str, tuning: str, tasks: Mapping[str, WorkloadHead]
) -> dict[str, WorkloadHead]:
    """Those that make sense in this mode, and that this tuning makes a difference to."""
    begin = next((one.workloads for one in head.tunings if one.name == tuning), "")
    return {
        id: task
        for id, task in tasks.items()
        if mode in task.modes.split() and id.startswith(begin)
    }


def _tuning_names(head: AdapterHead, mode: str) -> tuple[str, ...]:
    return tuple(tuning.name for tuning in head.tunings if not tuning.modes or mode in tuning.modes)


def _trials(candidates: list[_Candidate], kernel: WorkloadHead) -> tuple[PlanStep, ...]:
    """The short kernel in every way that a framework can be set up, wherever there is something to
    choose."""
    told: dict[tuple[str, str], list[PlanStep]] = {}
    for one in candidates:
        tasks = _touched(one.head, one.mode, one.tuning, {TRIAL: kernel})
        if not tasks:
            continue
        trial = _Candidate(head=one.head, mode=one.mode, tuning=one.tuning, tasks=tasks)
        step = trial.step(cost(one.head, tasks, TRIAL_RULE))
        told.setdefault((step.framework, step.mode), []).append(step)
    return tuple(step for steps in told.values() if len(steps) > 1 for step in steps)


def _expected(candidates: list[_Candidate], trials: tuple[PlanStep, ...]) -> list[_Candidate]:
    """What is left after the trials: stock, one of the tunings that were tried, and those that
    cannot be."""
    tried = {(step.framework, step.mode, step.tuning) for step in trials if step.tuning != STOCK}
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in candidates:
        where = one.head.framework, one.mode
        if (*where, one.tuning) in tried:
            if where in seen:
                continue
            seen.add(where)
        kept.append(one)
    return kept


def _needed(expected: list[_Candidate], trials: tuple[PlanStep, ...]) -> float:
    """Seconds below which a budget has no time for the tunings."""
    steps = sum(quickest(one.head, one.tasks) for one in expected)
    return steps + sum(step.seconds for step in trials)


def _effort(request: MeasureRequest, spent: float, expected: list[_Candidate]) -> Effort:
    if request.budget is None or not expected:
        return EFFORT[request.care]
    rule = hurried_mean(request.budget - spent, [(one.head, one.tasks) for one in expected])
    return Effort(rule=rule, rounds=1, import_rounds=1)


def _import_cost(one: _Candidate, effort: Effort) -> float:
    """Seconds of a process that reports what is known right after its import, and nothing else."""
    at_import = {id: task for id, task in one.tasks.items() if task.moment == "import"}
    return cost(one.head, at_import, effort.rule) if at_import else 0.0
