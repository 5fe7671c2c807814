"""Measure frameworks here: plan, build what is missing, run, keep every run at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from advisor.benchmarking.front_end import FrontEnd
from advisor.benchmarking.history import History
from advisor.benchmarking.interference import InterferenceMonitor
from advisor.benchmarking.plan import Plan, without_frameworks
from advisor.benchmarking.record import lasts, run_id, runs_without_environment
from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.resuming import Unfinished, kept, take_up
from advisor.benchmarking.schedule import schedule_of
from advisor.benchmarking.session import MeasuringSession
from advisor.benchmarking.setup import Laboratory, MeasuredMachine
from advisor.benchmarking.turns import PlanStep
from advisor.catalog.load import open_knowledge, open_stacks
from advisor.errors import AdvisorError, Cancelled
from advisor.evidence.hardware.alike import MachineHardware, hardware_of
from advisor.evidence.interference import fastest_loop
from advisor.evidence.limit import theoretical
from advisor.evidence.target import chip_as_printed, target_of
from advisor.lab.heads import adapters, workloads
from advisor.lab.installing.environments import processors
from advisor.lab.staging import stage
from advisor.lab.store import Store, read_runs
from advisor.messages import words
from advisor.model.environment import EnvironmentRow, Installed
from advisor.model.event import Event, Progressed, RunFinished
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.usecases.contributing.overlay_code import probes_to_run
from advisor.usecases.installing.environments import install
from advisor.usecases.installing.install_request import InstallRequest
from advisor.usecases.measuring.plan import plan_measuring
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.lab.installing.chosen import ChosenFiles


class Measured(Struct, frozen=True, kw_only=True, rename={"not_worthwhile": "unpaid"}):
    """What came of it."""

    runs: tuple[Run, ...]
    reused: int = 0
    """Runs of the plan that were there before, when it was resumed."""
    installed: tuple[Installed, ...] = ()
    skipped: tuple[PlanStep, ...] = ()
    """For which the budget did not last."""
    not_worthwhile: tuple[PlanStep, ...] = ()
    """Tunings that are no faster here than what ships, by a short kernel."""
    stopped: bool = False
    """True when the person stopped it; what was finished is in the store."""
    seconds: float = 0.0


def measure(
    request: MeasureRequest,
    *,
    choices: Mapping[str, ChosenFiles] | None = None,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Measured:
    """Build what is missing, then measure. Asking first, where something must be downloaded, is the
    front end's.

    Args:
        choices: by framework, of what its environment is built; of the others it is found out.

    A framework that fails has its outcome, and the others go on. Each run is in the store before
    its event is sent.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-workload`, `unknown-mode`,
            `data-folder-not-writable`, `overlay-not-trusted`.
    """
    began = time.monotonic()
    front = FrontEnd(say=words(settings.lang), on_event=on_event, cancelled=cancelled)
    asked = Unfinished(id=run_id(), request=request)
    if request.resume:
        asked = take_up(settings.data, say=front.say)
    plan = plan_measuring(asked.request, settings=settings)
    unbuildable = {row.framework for row in plan.unbuildable}
    probes = probes_to_run(settings)
    installed: tuple[Installed, ...] = ()
    session, stopped = None, False
    with Store(settings.data, say=front.say) as store:

        def keep(run: Run) -> None:
            store.add([run])
            if run.framework not in unbuildable:  # Of those the plan has told.
                on_event(RunFinished(run=run))

        try:
            with kept(asked, settings.data):
                installed = _build(plan, asked.request, choices, settings, front)
                session = _session(plan, asked, probes, installed, settings, front, keep)
                session.run()
        except Cancelled:
            stopped = True
    measured = Measured(
        runs=(),
        reused=len(asked.runs),
        installed=installed,
        stopped=stopped,
        seconds=round(time.monotonic() - began, 1),
    )
    if session is None:
        return measured
    return replace(
        measured,
        runs=session.history.runs[len(asked.runs) :],
        skipped=() if stopped else session.schedule.skipped(session.history),
        not_worthwhile=session.schedule.not_worthwhile(session.history),
    )


def _build(
    plan: Plan,
    request: MeasureRequest,
    choices: Mapping[str, ChosenFiles] | None,
    settings: Settings,
    front: FrontEnd,
) -> tuple[Installed, ...]:
    """The environments that the plan lacks, and those that it cannot have."""
    impossible = tuple(_not_built(row) for row in plan.unbuildable)
    wanted = tuple(row.framework for row in plan.builds)
    if not wanted:
        return impossible
    built = install(
        InstallRequest(ids=wanted, variant=request.variant),
        choices=choices,
        settings=settings,
        on_event=front.on_event,
        cancelled=front.cancelled,
    )
    return (*built, *impossible)


def _not_built(row: EnvironmentRow) -> Installed:
    obstacle = row.obstacle
    assert obstacle is not None
    return Installed(
        id=row.id,
        ok=False,
        reference=obstacle.reference,
        what=obstacle.what,
        why=obstacle.why,
        hint=obstacle.hint,
        reason=obstacle.reason,
    )


def _session(
    plan: Plan,
    asked: Unfinished,
    probes: tuple[Path, ...],
    installed: tuple[Installed, ...],
    settings: Settings,
    front: FrontEnd,
    keep: Callable[[Run], None],
) -> MeasuringSession:
    """Everything that measuring needs; nothing is begun yet."""
    request = asked.request
    laboratory = _laboratory(request, probes, settings, front)
    machine = _look_around(settings, front)
    stored = read_runs(settings.data, say=front.say)
    failures = _failures(plan, installed, laboratory)
    schedule = schedule_of(
        request,
        without_frameworks(plan, failures),
        laboratory.heads,
        laboratory.workloads,
        machine=machine.fingerprint,
        earlier=stored,
        as_of=datetime.now(UTC),
    )
    return MeasuringSession(
        asked.id,
        schedule,
        laboratory=laboratory,
        machine=machine,
        front=front,
        monitor=InterferenceMonitor(fastest=fastest_loop(stored, machine.fingerprint)),
        history=_history(plan, asked, failures, laboratory, machine, keep),
        budget=inf if request.budget is None else request.budget,
        keep=keep,
    )


def _laboratory(
    request: MeasureRequest, probes: tuple[Path, ...], settings: Settings, front: FrontEnd
) -> Laboratory:
    shipped, *overlaid = probes
    return Laboratory(
        data=settings.data,
        variant=request.variant,
        staged=stage(shipped, settings.data, overlaid=tuple(overlaid), say=front.say),
        heads=adapters(*probes),
        workloads=workloads(*probes),
        time_limit=request.time_limit,
        memory_limit=request.memory_limit,
    )


def _failures(
    plan: Plan, installed: tuple[Installed, ...], laboratory: Laboratory
) -> dict[str, Installed]:
    """What could not be built, by framework."""
    failed = {one.id: one for one in installed if not one.ok}
    frameworks = {step.framework for step in (*plan.steps, *plan.without_environment)}
    ids = {framework: laboratory.place(framework).id for framework in frameworks}
    return {framework: failed[id] for framework, id in ids.items() if id in failed}


def _history(
    plan: Plan,
    asked: Unfinished,
    failures: Mapping[str, Installed],
    laboratory: Laboratory,
    machine: MeasuredMachine,
    keep: Callable[[Run], None],
) -> History:
    """What the plan has already. A framework without an environment is stored as such only where
    another try would fail as well."""
    history = History.of(asked.runs)
    missing = runs_without_environment(
        (*plan.steps, *plan.without_environment),
        failures,
        history,
        laboratory.workloads,
        plan=asked.id,
        machine=machine,
    )
    for run in missing:
        if lasts(failures[run.framework]):
            keep(run)
        history = history.add(run)
    return history


def _look_around(settings: Settings, front: FrontEnd) -> MeasuredMachine:
    """Which machine this is, what it has, and what its processors cannot exceed."""
    from advisor.usecases.machine.look_around import last_known, look_around

    front.on_event(Progressed(task="machine", message=front.say("looking at this machine")))
    machine: Machine | None
    try:
        machine = look_around(
            settings=settings, on_event=lambda _event: None, cancelled=front.cancelled
        )
    except AdvisorError:
        machine = last_known(settings)
    extensions = machine.get("cpu.extensions") if machine is not None else None
    known = extensions if isinstance(extensions, (list, tuple)) else ()
    return MeasuredMachine(
        fingerprint=machine.fingerprint if machine is not None else "",
        ceiling=theoretical(processors(), [str(name) for name in known]),
        hardware=_hardware(machine, settings),
    )


def _hardware(machine: Machine | None, settings: Settings) -> MachineHardware:
    """What the runs say of themselves; nothing where the machine could not be looked at."""
    if machine is None:
        return MachineHardware()
    where = {"overlay": settings.overlay, "cache": settings.cache}
    knowledge = open_knowledge(settings.knowledge, **where)
    rows = open_stacks(settings.knowledge, **where).compatibility
    target = target_of(Need(), machine, knowledge, rows)
    chip = chip_as_printed(machine, target.accelerator.value, rows) or target.chip.value
    return hardware_of(machine, knowledge, chip=chip)
