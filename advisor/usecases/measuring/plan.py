"""What measuring would do and what it would cost, before anything is started."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.doubts import busy
from advisor.lab.heads import AdapterHead, WorkloadHead, adapters, known, workloads
from advisor.lab.measuring import Pace
from advisor.lab.store import read_runs
from advisor.messages import Say, words
from advisor.model.environment import EnvironmentRow
from advisor.model.knowledge import Knowledge
from advisor.model.run import EAGER
from advisor.resources import probes_dir
from advisor.usecases.installing.environments import InstallRequest, to_install
from advisor.usecases.machine.look_around import last_known
from advisor.usecases.measuring.effort import (
    EFFORT,
    LIMIT_IN_A_HURRY,
    LIMIT_PACE,
    TRIAL_PACE,
    Care,
    cost,
    quickest,
    within,
)
from advisor.usecases.ranking.most_telling import most_telling
from advisor.usecases.settings import Settings

SHORT = 10.0
"""Seconds that a workload may cost to be measured unasked."""
STOCK = "stock"
TRIAL = "conv2d"
"""The short kernel that tells which tunings pay: here a library's choice of kernel, its threads and
its memory format show most."""
LIMIT_HOURS = 24.0


class MeasureRequest(Struct, frozen=True, kw_only=True):
    """What to measure."""

    ids: tuple[str, ...] = ()
    """Frameworks; none means all."""
    workloads: tuple[str, ...] = ()
    """None leaves it to `care`: those that the ranking rests on, those that are short, or all."""
    variant: str = ""
    """Of the environment: another build, for a device."""
    modes: tuple[str, ...] = (EAGER,)
    tuned: bool = False
    """A framework's tunings too, besides stock: those that pay in a trial, or all with the rigorous
    care."""
    care: Care = "normal"
    budget: float | None = None
    """Seconds for all of the measuring; building environments is not counted."""
    resume: bool = False
    """Go on with the plan that was stopped last; nothing else of the request counts then."""
    time_limit: float | None = None
    """Seconds for one process, instead of what its workloads should take."""
    memory_limit: int | None = None
    """Bytes of private memory for one process."""


class Step(Struct, frozen=True, kw_only=True):
    """One framework in one mode with one tuning."""

    framework: str
    mode: str
    tuning: str
    workloads: tuple[str, ...]
    seconds: float
    """Expected."""


class Plan(Struct, frozen=True, kw_only=True):
    """What measuring will do and cost."""

    steps: tuple[Step, ...]
    builds: tuple[EnvironmentRow, ...]
    """Environments that are missing or out of date."""
    limit: Step | None = None
    """Finding out what the machine can do at most, unless that was done lately while nothing else
    ran."""
    trials: tuple[Step, ...] = ()
    """Which of the tunings pay here, by a short kernel; the steps of the others fall away then."""
    seconds_each: float
    """Of samples, a workload."""
    rounds: int
    """In each of them every step runs once, in a process of its own."""
    imports: int
    """Rounds for what is known right after an import; those after the others are of nothing
    else."""
    least: int
    """Samples of a workload in one round."""
    seconds: float
    """Expected for all of the measuring."""
    build_seconds: float
    download_megabytes: float
    disk_megabytes: float
    left_out: tuple[str, ...] = ()
    """Workloads that this much care leaves out."""
    tunings_left_out: bool = False
    """The budget has no time for the tunings that were asked for."""
    added: tuple[str, ...] = ()
    """Workloads that are there only because others contain them, to tell whether there is time for
    those."""


def plan_measuring(request: MeasureRequest, *, settings: Settings) -> Plan:
    """What measuring would do and cost; starts nothing.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-workload`, `unknown-mode`, `unknown-variant`,
            `nothing-to-measure`.
    """
    say = words(settings.lang)
    heads = _heads(request, say)
    asked, left_out, added = _workloads(request, heads, settings, say)
    builds = to_install(
        InstallRequest(ids=tuple(heads), variant=request.variant), settings=settings
    )
    chosen = [
        (head, mode, tuning, tasks)
        for head in heads.values()
        for mode in request.modes
        if mode in head.modes
        for tuning in [STOCK, *(_tuning_names(head, mode) if request.tuned else ())]
        if (tasks := _touched(head, mode, tuning, asked))
    ]
    if not chosen:
        raise AdvisorError(
            "nothing-to-measure",
            say(
                "None of this is measured in mode {modes} with {names}.",
                names=", ".join(heads),
                modes=", ".join(request.modes),
            ),
            hint="fwadvisor measure --dry-run",
            exit_code=ExitCode.USAGE,
        )
    limit = _limit(settings, asked, hurried=request.budget is not None)
    spent = limit.seconds if limit else 0.0
    trials = _trials(chosen) if request.tuned and request.care != "rigorous" else ()
    expected = _expected(chosen, trials)
    tunings_left_out = False
    if request.budget is not None and request.tuned:
        needed = sum(quickest(head, tasks) for head, _, _, tasks in expected) + sum(
            step.seconds for step in trials
        )
        if tunings_left_out := needed > request.budget - spent:
            chosen = expected = [one for one in chosen if one[2] == STOCK]
            trials = ()
    spent += sum(step.seconds for step in trials)
    effort = EFFORT[request.care]
    if request.budget is not None:
        effort = within(request.budget - spent, [(head, tasks) for head, _, _, tasks in expected])
    steps = tuple(
        Step(
            framework=head.framework,
            mode=mode,
            tuning=tuning,
            workloads=tuple(tasks),
            seconds=cost(head, tasks, effort.pace, hurried=request.budget is not None),
        )
        for head, mode, tuning, tasks in chosen
    )
    return Plan(
        steps=steps,
        builds=builds,
        limit=limit,
        trials=trials,
        seconds_each=round(effort.pace.seconds, 2),
        rounds=effort.rounds,
        imports=max(effort.rounds, effort.imports),
        least=effort.pace.least,
        seconds=spent
        + effort.rounds
        * sum(step.seconds for step, one in zip(steps, chosen, strict=True) if one in expected)
        + max(0, effort.imports - effort.rounds)
        * sum(_import_cost(one, effort.pace) for one in expected),
        build_seconds=sum(row.install_seconds for row in builds),
        download_megabytes=sum(row.download_megabytes for row in builds),
        disk_megabytes=sum(row.disk_megabytes for row in builds),
        left_out=left_out,
        tunings_left_out=tunings_left_out,
        added=added,
    )


_Chosen = tuple[AdapterHead, str, str, dict[str, WorkloadHead]]
"""A framework, mode, tuning, and what to measure with them."""


def _import_cost(one: _Chosen, pace: Pace) -> float:
    """Seconds of a process that reports what is known right after its import, and nothing else."""
    head, _, _, tasks = one
    known = {id: task for id, task in tasks.items() if task.moment == "import"}
    return cost(head, known, pace) if known else 0.0


def _trials(chosen: list[_Chosen]) -> tuple[Step, ...]:
    """The short kernel in every way that a framework can be set up, wherever there is something to
    choose."""
    task = workloads(probes_dir())[TRIAL]
    told: dict[tuple[str, str], list[Step]] = {}
    for head, mode, tuning, _ in chosen:
        if tasks := _touched(head, mode, tuning, {TRIAL: task}):
            seconds = cost(head, tasks, TRIAL_PACE)
            step = Step(
                framework=head.framework,
                mode=mode,
                tuning=tuning,
                workloads=(TRIAL,),
                seconds=seconds,
            )
            told.setdefault((head.framework, mode), []).append(step)
    return tuple(step for steps in told.values() if len(steps) > 1 for step in steps)


def _expected(chosen: list[_Chosen], trials: tuple[Step, ...]) -> list[_Chosen]:
    """What is left after the trials: stock, one of the tunings that were tried, and those that
    cannot be."""
    tried = {(step.framework, step.mode, step.tuning) for step in trials if step.tuning != STOCK}
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in chosen:
        head, mode, tuning, _ = one
        if (head.framework, mode, tuning) in tried:
            if (head.framework, mode) in seen:
                continue
            seen.add((head.framework, mode))
        kept.append(one)
    return kept


def _heads(request: MeasureRequest, say: Say) -> dict[str, AdapterHead]:
    heads = adapters(probes_dir())
    for id in request.ids:
        known("framework", id, heads, say=say)
    modes = {mode: None for head in heads.values() for mode in head.modes}
    for mode in request.modes:
        known("mode", mode, modes, say=say)
    # A budget is for those that are ranked.
    offered = [id for id in heads if request.budget is None or not heads[id].reference] or list(
        heads
    )
    ids = dict.fromkeys(request.ids or sorted(offered, key=lambda id: not heads[id].embedded))
    return {id: heads[id] for id in ids}


def _workloads(
    request: MeasureRequest, heads: dict[str, AdapterHead], settings: Settings, say: Say
) -> tuple[dict[str, WorkloadHead], tuple[str, ...], tuple[str, ...]]:
    """What to measure, what is left out of it, and what was added to it."""
    tasks = workloads(probes_dir())
    for id in request.workloads:
        known("workload", id, tasks, say=say)
    chosen = tuple(dict.fromkeys(request.workloads))
    if not chosen:
        tasks = {id: task for id, task in tasks.items() if not task.limit}
        chosen = tuple(
            id
            for id, task in tasks.items()
            if request.care == "rigorous" or task.cost_seconds <= SHORT
        )
        if request.budget is not None:
            chosen = most_telling(request.budget, tasks, tuple(heads.values()), settings) or chosen
        elif request.care == "fast":
            chosen = tuple(id for id in chosen if id in _ranked(_knowledge(settings))) or chosen
    added: tuple[str, ...] = ()
    if request.budget is not None and EAGER in request.modes:
        added = _parts(chosen, tasks)
        chosen = (*chosen, *added)
    # What each process tells once comes first, before a workload can take the process down, and in
    # the order of names: a first step is one before anything else is computed. Of what is timed the
    # cheapest comes first: a process that is ended because the last one took too long has told of
    # the others by then.
    ordered = sorted(
        chosen,
        key=lambda id: (tasks[id].timed, tasks[id].cost_seconds if tasks[id].timed else 0.0, id),
    )
    left_out = tuple(id for id in tasks if id not in chosen and not request.workloads)
    return {id: tasks[id] for id in ordered}, left_out, added


def _parts(chosen: tuple[str, ...], tasks: dict[str, WorkloadHead]) -> tuple[str, ...]:
    """What else these contain: a part tells within a second whether there is time for the whole."""
    found = list(chosen)
    for id in found:
        if (part := tasks[id].part) and part not in found:
            found.append(part)
    return tuple(found[len(chosen) :])


def short_and_ranked(knowledge: Knowledge) -> tuple[str, ...]:
    """What the ranking asks for and takes seconds: enough for a first look."""
    ranked = _ranked(knowledge)
    return tuple(
        id
        for id, task in workloads(probes_dir()).items()
        if id in ranked and task.cost_seconds <= SHORT
    )


def _knowledge(settings: Settings) -> Knowledge:
    from advisor.catalog.load import open_knowledge

    return open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def _ranked(knowledge: Knowledge) -> set[str]:
    """The workloads that a criterion of the ranking is measured by."""
    return {
        one.measured_by.workload
        for one in knowledge.criteria.values()
        if one.measured_by is not None
    }


def _touched(
    head: AdapterHead, mode: str, tuning: str, tasks: dict[str, WorkloadHead]
) -> dict[str, WorkloadHead]:
    """Those that make sense in this mode, and that this tuning makes a difference to."""
    begin = next((one.workloads for one in head.tunings if one.name == tuning), "")
    return {
        id: task
        for id, task in tasks.items()
        if mode in task.modes.split() and id.startswith(begin)
    }


def _limit(settings: Settings, asked: dict[str, WorkloadHead], *, hurried: bool) -> Step | None:
    """What shares are shares of; nothing when no workload of the plan has a share, or it is known
    well enough."""
    tasks = {id: task for id, task in workloads(probes_dir()).items() if task.limit}
    reference = next((head for head in adapters(probes_dir()).values() if head.reference), None)
    shared = any(task.timed and task.flops for task in asked.values())
    if (
        reference is None
        or not tasks
        or not shared
        or tasks.keys() <= _found_lately(settings, hurried=hurried)
    ):
        return None
    return Step(
        framework=reference.framework,
        mode=reference.modes[0],
        tuning=STOCK,
        workloads=tuple(tasks),
        seconds=cost(reference, tasks, LIMIT_IN_A_HURRY if hurried else LIMIT_PACE),
    )


def _found_lately(settings: Settings, *, hurried: bool) -> set[str]:
    """The limits of this machine that were measured within a day, while nothing else was busy
    unless time is short."""
    known = last_known(settings)
    oldest = (datetime.now(UTC) - timedelta(hours=LIMIT_HOURS)).isoformat()
    return {
        run.workload
        for run in read_runs(settings.data, say=words(settings.lang))
        if run.demand.limit
        and run.outcome == "ok"
        and known is not None
        and run.machine == known.fingerprint
        and run.started > oldest
        and (hurried or not busy(run))
    }


def _tuning_names(head: AdapterHead, mode: str) -> tuple[str, ...]:
    return tuple(tuning.name for tuning in head.tunings if not tuning.modes or mode in tuning.modes)
