"""Measure frameworks here: build what is missing, run the workloads, keep every run at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, Cancelled
from advisor.evidence.limit import Limit, theoretical
from advisor.lab.environments import Info, Place, place, processors, read_info, variables, worker_variables
from advisor.lab.folder import alone
from advisor.lab.heads import AdapterHead, Tuning, WorkloadHead, adapters, workloads
from advisor.lab.lock import held, machine_lock
from advisor.lab.measuring import Bench, run_id
from advisor.lab.measuring import measure as measure_in
from advisor.lab.staging import stage
from advisor.lab.store import Store
from advisor.messages import Words, words
from advisor.model.environment import Installed
from advisor.model.event import Event, Progressed, RunFinished
from advisor.model.machine import Machine
from advisor.model.run import Run
from advisor.resources import probes_dir
from advisor.usecases.environments import InstallRequest, install
from advisor.usecases.plan_measuring import LIMIT_SECONDS, MeasureRequest, Plan, Step, plan_measuring
from advisor.usecases.settings import Settings

LASTING = {
    "no-python": "no_environment",
    "missing-program": "no_environment",
    "missing-library": "no_environment",
    "no-package": "no_environment",
    "install-failed": "no_environment",
    "import-failed": "import_failed",
}
"""Why this machine cannot have a framework, and the outcome that is kept of it; a network that was down is not kept."""


class Measured(Struct, frozen=True, kw_only=True):
    """What came of it."""

    runs: tuple[Run, ...]
    installed: tuple[Installed, ...] = ()
    skipped: tuple[Step, ...] = ()
    """For which the budget did not last."""
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
    """Build what is missing, then measure. Asking first, where something must be downloaded, is the front end's.

    A framework that fails has its outcome, and the others go on. Each run is in the store before its event is sent.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-workload`, `unknown-mode`, `data-folder-not-writable`.
    """
    began = time.monotonic()
    plan = plan_measuring(request, settings=settings)
    with Store(settings.data, say=words(settings.lang)) as store:
        session = _Session(
            request=request, plan=plan, settings=settings, store=store, on_event=on_event, cancelled=cancelled
        )
        try:
            session.build()
            session.measure()
        except Cancelled:
            session.stopped = True
    return Measured(
        runs=tuple(session.runs),
        installed=session.installed,
        skipped=tuple(session.skipped),
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
    heads: dict[str, AdapterHead] = field(default_factory=lambda: adapters(probes_dir()))
    workloads: dict[str, WorkloadHead] = field(default_factory=lambda: workloads(probes_dir()))
    runs: list[Run] = field(default_factory=list)
    installed: tuple[Installed, ...] = ()
    skipped: list[Step] = field(default_factory=list)
    stopped: bool = False
    machine: str = ""
    ceiling: Limit = field(default_factory=lambda: theoretical(processors(), ()))

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
        staged = stage(probes_dir(), self.settings.data, say=self.say)
        self._look_around()
        failed = {one.id: one for one in self.installed if not one.ok}
        until = None if self.request.budget is None else time.monotonic() + self.request.budget
        if self.plan.limit is not None:
            self._step(self.plan.limit, staged)
        for step in self.plan.steps:
            if self.cancelled():
                raise Cancelled
            if until is not None and time.monotonic() > until:
                self.skipped.append(step)
            elif (id := self._place(step.framework).id) in failed:
                self._cannot(step, failed[id])
            else:
                self._step(step, staged)

    def _place(self, framework: str) -> Place:
        return place(self.settings.data, framework, self.request.variant)

    def _look_around(self) -> None:
        """Which machine this is, and what its processors cannot exceed."""
        from advisor.usecases.look_around import last_known, look_around

        self.on_event(Progressed(task="machine", message=self.say("looking at this machine")))
        machine: Machine | None
        try:
            machine = look_around(settings=self.settings, on_event=lambda _event: None, cancelled=self.cancelled)
        except AdvisorError:
            machine = last_known(self.settings)
        if machine is not None:
            self.machine = machine.fingerprint
            extensions = machine.get("cpu.extensions")
            if isinstance(extensions, (list, tuple)):
                self.ceiling = theoretical(processors(), [str(name) for name in extensions])

    def _step(self, step: Step, staged: Path) -> None:
        bench = self._bench(step, staged)
        self.on_event(Progressed(task=step.framework, message=self.say("measuring"), seconds_left=step.seconds))
        once = tuple(name for name in step.workloads if not self.workloads[name].timed)
        for number in range(self.plan.processes if once else 1):
            names = step.workloads if number == 0 else once
            with (
                alone(self._place(step.framework), self.say, self.cancelled, shared=True),
                held(
                    machine_lock(),
                    what=f"fwadvisor measures {step.framework}",
                    on_wait=self._wait,
                    cancelled=self.cancelled,
                    say=self.say,
                ),
            ):
                before = len(self.runs)
                if not measure_in(bench, names):
                    raise Cancelled
            if any(run.outcome != "ok" for run in self.runs[before:] if run.workload in once):
                return

    def _bench(self, step: Step, staged: Path) -> Bench:
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
            seconds=LIMIT_SECONDS if step is self.plan.limit else self.plan.seconds_each,
            least=self.plan.least,
            time_limit=self.request.time_limit,
            memory_limit=self.request.memory_limit,
            say=self.say,
            on_event=self.on_event,
            on_run=self._keep,
            cancelled=self.cancelled,
        )

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
        self.on_event(RunFinished(run=run))

    def _cannot(self, step: Step, failure: Installed) -> None:
        """What there is to say about a framework without an environment."""
        from datetime import UTC, datetime

        outcome = LASTING.get(failure.reference)
        for name in step.workloads:
            run = Run(
                id=run_id(),
                framework=step.framework,
                workload=name,
                mode=step.mode,
                tuning=step.tuning,
                outcome="import_failed" if outcome == "import_failed" else "no_environment",
                reason=" ".join(part for part in (failure.what, failure.why) if part),
                started=datetime.now(UTC).isoformat(timespec="milliseconds"),
                measure=self.workloads[name].measure,
                machine=self.machine,
            )
            if outcome is None:
                self.runs.append(run)
            else:
                self._keep(run)
