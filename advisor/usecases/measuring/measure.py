"""Measure frameworks here: build what is missing, run the workloads, keep every run at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from msgspec import Struct

from advisor.benchmarking.budget import Budget
from advisor.benchmarking.effort import EFFORT, LIMIT_IN_A_HURRY, LIMIT_PACE, TRIAL_PACE
from advisor.benchmarking.interference import Pulse
from advisor.benchmarking.plan import Plan, Step
from advisor.benchmarking.preparation import Ahead, get_ready, room
from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.resuming import Unfinished, take_up
from advisor.benchmarking.trials import is_tried, pays, tried
from advisor.benchmarking.unbuilt import lasts, without_environment
from advisor.benchmarking.worker import Bench, Pace, Process, run_id
from advisor.benchmarking.worker import measure as measure_in
from advisor.errors import AdvisorError, Cancelled
from advisor.evidence.interference import fastest_pulse
from advisor.evidence.limit import Limit, theoretical
from advisor.lab.environments import (
    Info,
    Place,
    place,
    processors,
    read_info,
    variables,
    worker_variables,
)
from advisor.lab.folder import alone
from advisor.lab.heads import AdapterHead, Tuning, WorkloadHead, adapters, workloads
from advisor.lab.lock import held, machine_lock
from advisor.lab.staging import stage
from advisor.lab.store import Store, read_runs
from advisor.messages import Words, words
from advisor.model.environment import Installed
from advisor.model.event import Event, Progressed, RunFinished
from advisor.model.machine import Machine
from advisor.model.run import Run
from advisor.usecases.contributing.overlay_code import probes_to_run
from advisor.usecases.installing.environments import InstallRequest, install
from advisor.usecases.measuring.plan import plan_measuring
from advisor.usecases.settings import Settings


class Measured(Struct, frozen=True, kw_only=True):
    """What came of it."""

    runs: tuple[Run, ...]
    reused: int = 0
    """Runs of the plan that were there before, when it was resumed."""
    installed: tuple[Installed, ...] = ()
    skipped: tuple[Step, ...] = ()
    """For which the budget did not last."""
    unpaid: tuple[Step, ...] = ()
    """Tunings that do not pay here, by a short kernel."""
    stopped: bool = False
    """True when the person stopped it; what was finished is in the store."""
    seconds: float = 0.0


def measure(
    request: MeasureRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Measured:
    """Build what is missing, then measure. Asking first, where something must be downloaded, is the
    front end's.

    A framework that fails has its outcome, and the others go on. Each run is in the store before
    its event is sent.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-workload`, `unknown-mode`,
            `data-folder-not-writable`.
    """
    began = time.monotonic()
    resumed = take_up(settings.data, say=words(settings.lang)) if request.resume else None
    request = resumed.request if resumed is not None else request
    plan = plan_measuring(request, settings=settings)
    probes = probes_to_run(settings)
    with Store(settings.data, say=words(settings.lang)) as store:
        done = resumed or Unfinished(id=run_id(), request=request)
        session = _Session(
            request=request,
            plan=plan,
            settings=settings,
            store=store,
            on_event=on_event,
            cancelled=cancelled,
            done=done,
            heads=adapters(*probes),
            workloads=workloads(*probes),
        )
        done.keep(settings.data)
        reused = len(done.runs)
        try:
            session.build()
            session.measure()
            done.forget(settings.data)
        except Cancelled:
            session.stopped = True
        finally:
            done.leave()
    return Measured(
        runs=tuple(session.runs),
        reused=reused,
        installed=session.installed,
        skipped=tuple(session.skipped),
        unpaid=tuple(session.unpaid),
        stopped=session.stopped,
        seconds=round(time.monotonic() - began, 1),
    )


@dataclass(slots=True, kw_only=True)
class _Session:
    """One call of `measure`."""

    request: MeasureRequest
    plan: Plan
    settings: Settings
    store: Store
    on_event: Callable[[Event], None]
    cancelled: Callable[[], bool]
    heads: dict[str, AdapterHead]
    workloads: dict[str, WorkloadHead]
    runs: list[Run] = field(default_factory=list)
    installed: tuple[Installed, ...] = ()
    skipped: list[Step] = field(default_factory=list)
    unpaid: list[Step] = field(default_factory=list)
    stopped: bool = False
    done: Unfinished
    budget: Budget | None = None
    machine: str = ""
    pulse: Pulse = field(default_factory=Pulse)
    ceiling: Limit = field(default_factory=lambda: theoretical(processors(), ()))
    ready: dict[Step, Process] = field(default_factory=dict)
    """What has been imported and waits for its turn."""
    quiet: bool = False
    """We hold the machine's lock."""

    @property
    def say(self) -> Words:
        return words(self.settings.lang)

    def build(self) -> None:
        wanted = tuple(row.framework for row in self.plan.builds)
        if wanted:
            self.installed = install(
                InstallRequest(ids=wanted, variant=self.request.variant),
                settings=self.settings,
                on_event=self.on_event,
                cancelled=self.cancelled,
            )

    def measure(self) -> None:
        shipped, *overlaid = probes_to_run(self.settings)
        staged = stage(shipped, self.settings.data, overlaid=tuple(overlaid), say=self.say)
        self._look_around()
        self.pulse.fastest = fastest_pulse(
            read_runs(self.settings.data, say=self.say), self.machine
        )
        failed = {one.id: one for one in self.installed if not one.ok}
        until = time.monotonic() + (self.request.budget or 0.0)
        if self.plan.limit is not None:
            self._step(self.plan.limit, staged, 0)
        steps = self._paying(staged, failed)
        if self.request.budget is not None:
            self.budget = Budget(
                steps=steps,
                workloads=self.workloads,
                heads=self.heads,
                until=until,
                added=self.plan.added,
                runs=self.runs,
            )
        number = 1
        while number <= self.plan.imports or (
            self.budget is not None and self.budget.allows_another(number)
        ):
            if self.budget is not None:
                self.budget.begin_round()
            with self._ahead(
                [step for step in steps if self._id(step) not in failed], staged, number
            ):
                # Every other round runs backwards: a machine that gets slower and slower then hits
                # all alike.
                for step in steps if number % 2 else reversed(steps):
                    if self.cancelled():
                        raise Cancelled
                    if self.budget is not None and self.budget.over():
                        self.skipped.extend([step] if number == 1 else [])
                    elif self._id(step) in failed:
                        self._cannot(step, failed[self._id(step)])
                    else:
                        self._step(step, staged, number)
            if self.budget is not None:
                self._second_chances(self.budget, staged, number)
            number += 1

    def _second_chances(self, budget: Budget, staged: Path, number: int) -> None:
        """What had too little time is tried once more with what others did not need; then what is
        not apart yet."""
        while (found := budget.second_chance() or budget.another_look()) is not None:
            if self.cancelled():
                raise Cancelled
            step, name = found
            self._measure(step, staged, number, (name,))

    def _paying(self, staged: Path, failed: Mapping[str, Installed]) -> list[Step]:
        """The steps of the plan without the tunings that do not pay; a trial of today is not made
        again."""
        known = (
            tried(read_runs(self.settings.data, say=self.say), self.machine)
            if self.plan.trials
            else ()
        )
        for step in self.plan.trials:
            if self.cancelled():
                raise Cancelled
            if self._id(step) not in failed and not is_tried(step, known):
                self._step(step, staged, 0)
        known = tried((*known, *self.done.runs), self.machine)
        self.unpaid = [
            step for step in self.plan.steps if self.plan.trials and not pays(step, known)
        ]
        return [step for step in self.plan.steps if step not in self.unpaid]

    def _id(self, step: Step) -> str:
        return self._place(step.framework).id

    def _place(self, framework: str) -> Place:
        return place(self.settings.data, framework, self.request.variant)

    def _look_around(self) -> None:
        """Which machine this is, and what its processors cannot exceed."""
        from advisor.usecases.machine.look_around import last_known, look_around

        self.on_event(Progressed(task="machine", message=self.say("looking at this machine")))
        machine: Machine | None
        try:
            machine = look_around(
                settings=self.settings, on_event=lambda _event: None, cancelled=self.cancelled
            )
        except AdvisorError:
            machine = last_known(self.settings)
        if machine is not None:
            self.machine = machine.fingerprint
            extensions = machine.get("cpu.extensions")
            if isinstance(extensions, (list, tuple)):
                self.ceiling = theoretical(processors(), [str(name) for name in extensions])

    @contextmanager
    def _ahead(self, steps: Sequence[Step], staged: Path, number: int) -> Iterator[None]:
        """Within a budget, imports of several frameworks at once: the time for them is missed
        elsewhere.

        Not where something is to be told of an import, or of what the process alone holds, nor
        where a process has a limit of its own.
        """
        names = {step: self._names(step, number) for step in steps}
        chosen = [
            step
            for step in steps
            if all(self.workloads[name].timed for name in names[step]) and names[step]
        ]
        chosen = sorted(chosen, key=lambda step: -self.heads[step.framework].first_import_seconds)[
            : room()
        ]
        limited = self.request.time_limit is not None or self.request.memory_limit is not None
        if self.budget is None or limited or len(chosen) < 2:
            yield
            return
        with ExitStack() as stack:
            stack.enter_context(self._quiet(*(step.framework for step in chosen)))
            starts = {}
            for step in chosen:
                stack.enter_context(
                    alone(self._place(step.framework), self.say, self.cancelled, shared=True)
                )
                starts[step] = partial(self._start, step, staged, number, names[step])
            with self.pulse.beating():
                self.ready = get_ready(starts, at_once=processors(), cancelled=self.cancelled)
            self.budget.imported = set(self.ready)
            self.budget.imports = {
                step: process.transcript.imported.seconds
                for step, process in self.ready.items()
                if process.transcript.imported is not None
            }
            try:
                yield
            finally:
                for process in self.ready.values():
                    process.running.close()
                self.ready, self.budget.imported = {}, set()

    def _start(self, step: Step, staged: Path, number: int, names: tuple[str, ...]) -> Ahead:
        self.on_event(Progressed(task=step.framework, message=self.say("importing")))
        longest = max(0.0, self.budget.until - time.monotonic()) if self.budget is not None else 0.0
        return Ahead(self._bench(step, staged, number), names, longest=longest)

    @contextmanager
    def _quiet(self, *frameworks: str) -> Iterator[None]:
        """Nobody else measures on this machine meanwhile."""
        if self.quiet:
            yield
            return
        with held(
            machine_lock(),
            what=f"fwadvisor measures {', '.join(frameworks)}",
            on_wait=self._wait,
            cancelled=self.cancelled,
            say=self.say,
        ):
            self.quiet = True
            try:
                yield
            finally:
                self.quiet = False

    def _step(self, step: Step, staged: Path, number: int) -> None:
        """One step in one round."""
        names = self._names(step, number)
        if names:
            self._measure(step, staged, number, names)

    def _names(self, step: Step, number: int) -> tuple[str, ...]:
        """What was measured in this round before is not measured again, nor what failed in
        another."""
        return tuple(
            name
            for name in step.workloads
            if self._wanted(name, number) and not self.done.settled(step, name, number)
        )

    def _wanted(self, name: str, number: int) -> bool:
        """Whether a workload has a place in this round: what is there to tell about others tells
        once."""
        if name in self.plan.added and number > 1:
            return False
        return (
            number <= self.plan.rounds
            or self.budget is not None
            or self.workloads[name].moment == "import"
        )

    def _measure(self, step: Step, staged: Path, number: int, names: tuple[str, ...]) -> None:
        ready = self.ready.pop(step, None)
        self.on_event(
            Progressed(
                task=step.framework,
                message=self.say("measuring, round {number}", number=number)
                if number > 1
                else self.say("measuring"),
                seconds_left=step.seconds,
            )
        )
        place = self._place(step.framework)
        with alone(place, self.say, self.cancelled, shared=True), self._quiet(step.framework):
            if not measure_in(self._bench(step, staged, number), names, ready):
                raise Cancelled

    def _bench(self, step: Step, staged: Path, number: int) -> Bench:
        head = self.heads[step.framework]
        where = self._place(step.framework)
        info = read_info(where)
        tuning = next((one for one in head.tunings if one.name == step.tuning), None)
        where.home.mkdir(parents=True, exist_ok=True)
        python, own, environment = self._environment(head, info, tuning)
        return Bench(
            head=head,
            workloads=self.workloads,
            python=python,
            variables=own,
            staged=staged,
            environment=environment,
            machine=self.machine,
            ceiling=self.ceiling,
            mode=step.mode,
            tuning=step.tuning,
            paces=partial(self._paces, step),
            plan=self.done.id,
            round=number,
            time_limit=self.request.time_limit,
            memory_limit=self.request.memory_limit,
            on_event=self.on_event,
            on_run=self._keep,
            cancelled=self.cancelled,
            pulse=self.pulse,
        )

    def _paces(self, step: Step, names: tuple[str, ...]) -> Mapping[str, Pace]:
        """How long to sample each workload of a step: as the care says, or what the budget leaves
        for it just now."""
        if step is self.plan.limit:
            return dict.fromkeys(
                names, LIMIT_PACE if self.request.budget is None else LIMIT_IN_A_HURRY
            )
        if any(step is trial for trial in self.plan.trials):
            return dict.fromkeys(names, TRIAL_PACE)
        if self.budget is None:
            return dict.fromkeys(names, EFFORT[self.request.care].pace)
        return self.budget.paces(step, names)

    def _environment(
        self, head: AdapterHead, info: Info | None, tuning: Tuning | None
    ) -> tuple[str, dict[str, str], str]:
        """The interpreter, its variables, and what the run says about where it ran."""
        where = self._place(head.framework)
        if info is None:
            own = variables(head, home=where.home, tuning=tuning, user_site=True)
            return sys.executable, own, f"{head.framework}@own-interpreter"
        own = worker_variables(where, head, info.python, info.config, tuning=tuning)
        return info.python, own, f"{where.id}@{info.lock[:12] or 'adopted'}"

    def _wait(self, holder: str) -> None:
        self.on_event(Progressed(task="lock", message=self.say("waiting: {holder}", holder=holder)))

    def _keep(self, run: Run) -> None:
        self.store.add([run])
        self.runs.append(run)
        self.done.add(run)
        self.on_event(RunFinished(run=run))

    def _cannot(self, step: Step, failure: Installed) -> None:
        """What there is to say about a framework without an environment."""
        for name in step.workloads:
            if self.done.settled(step, name, 1):
                continue
            run = without_environment(
                step, self.workloads[name], failure, plan=self.done.id, machine=self.machine
            )
            if lasts(failure):
                self._keep(run)
            else:
                self.runs.append(run)
                self.done.add(run)
