"""What a worker said about a workload becomes a run, which is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite

from msgspec import Struct

from advisor.benchmarking.ending import Ending
from advisor.benchmarking.history import History
from advisor.benchmarking.interference import InterferenceMonitor
from advisor.benchmarking.parts import bound
from advisor.benchmarking.setup import MeasuredMachine, WorkerJob
from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep
from advisor.evidence.hardware.alike import PROCESSORS
from advisor.lab.heads import WorkloadHead
from advisor.lab.wire import Heard, Transcript
from advisor.messages import words
from advisor.model.environment import Installed
from advisor.model.reason import OWN_WORDS, Reason, in_words
from advisor.model.run import (
    ADVISED,
    FASTEST_LOOP,
    IN_A_HURRY,
    NOT_WARM,
    USUAL_SLOWNESS,
    Outcome,
    Run,
)

Conditions = dict[str, str | float | int]

LASTING: dict[str, Outcome] = {
    "no-python": "no_environment",
    "missing-program": "no_environment",
    "missing-library": "no_environment",
    "no-package": "no_environment",
    "install-failed": "no_environment",
    "import-failed": "import_failed",
}
"""Why this machine cannot have a framework, and the outcome that is kept of it; a network that was
down is not kept."""


class Circumstances(Struct, frozen=True, kw_only=True):
    """Of a process, when its turn came."""

    started: str
    """UTC, ISO 8601."""
    load_per_core: float
    """How busy others kept the processors."""


def run_id() -> str:
    """Sorts by time, and is short enough to type."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(3)


def moment() -> str:
    """Now, as runs tell it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def make_run(
    name: str,
    ending: Ending,
    transcript: Transcript,
    *,
    job: WorkerJob,
    rule: StoppingRule,
    circumstances: Circumstances,
) -> Run:
    """The run of one workload, by all that was heard of it."""
    setup, monitor = job.setup, job.monitor
    heard = transcript.heard.get(name, Heard(name))
    workload = setup.workloads[name]
    imported, finished, checked = transcript.imported, heard.finished, heard.checked
    conditions = _conditions(transcript, heard, rule, circumstances, monitor)
    if setup.advised:
        conditions[ADVISED] = setup.advised
    conditions["threads_asked"] = job.guest.variables.get("OMP_NUM_THREADS", "")
    samples = tuple(heard.samples)
    if ending.outcome == "ok" and not samples:
        samples, conditions["warm_up"] = tuple(heard.later()), NOT_WARM
    on_processors = imported is None or imported.device == "cpu"
    slowness: tuple[float, ...] = ()
    if on_processors and workload.kind != "size":
        slowness = _slowness(monitor, heard, conditions)
    too_slow = ending.outcome == "too_slow"
    device = imported.device if imported else PROCESSORS
    return Run(
        id=run_id(),
        framework=setup.head.framework,
        workload=name,
        mode=setup.mode,
        tuning=setup.tuning,
        outcome=ending.outcome,
        reason=in_words(ending.reason, words("en")),
        reason_code=ending.reason.code,
        reason_values=dict(ending.reason.values),
        started=circumstances.started,
        measure=workload.measure,
        demand=workload.demand,
        plan=job.place.plan,
        round=job.place.round,
        bound=bound(setup, transcript, name) if too_slow else None,
        at_most=min(heard.steps, default=None) if too_slow else None,
        samples=samples,
        slowness=slowness,
        warm_up=tuple(heard.warm_up),
        agreement=checked.agreement if checked else None,
        tolerance=checked.tolerance if checked else workload.tolerance,
        resident_bytes=finished.resident_bytes if finished else None,
        peak_bytes=finished.peak_bytes if finished else None,
        device=device,
        python=transcript.started.python if transcript.started else "",
        versions=imported.versions if imported else {},
        environment=setup.environment,
        machine=job.machine.fingerprint,
        hardware=job.machine.hardware.used(device),
        conditions=conditions,
        tail=ending.tail,
    )


def _conditions(
    transcript: Transcript,
    heard: Heard,
    rule: StoppingRule,
    circumstances: Circumstances,
    monitor: InterferenceMonitor,
) -> Conditions:
    """What may explain the samples. The keys stay as they are: runs that were stored before are
    judged by them, too."""
    conditions: Conditions = dict(heard.finished.conditions) if heard.finished else {}
    conditions["load_per_core_before"] = circumstances.load_per_core
    if heard.steps:
        conditions["first_step_seconds"] = heard.steps[0]
    conditions["seconds_asked"] = round(rule.sampling_seconds, 3)
    if rule.hurried:
        conditions[IN_A_HURRY] = 1
    if transcript.imported is not None and transcript.imported.threads is not None:
        conditions["threads"] = transcript.imported.threads
    if isfinite(monitor.fastest):
        conditions[FASTEST_LOOP] = monitor.fastest
    usual = monitor.usual_slowness()
    if usual is not None:
        conditions[USUAL_SLOWNESS] = round(usual, 2)
    if transcript.garbage:
        conditions["lines_not_understood"] = transcript.garbage
    return conditions


def _slowness(
    monitor: InterferenceMonitor, heard: Heard, conditions: Mapping[str, str | float | int]
) -> tuple[float, ...]:
    """Of each sample; empty unless all are known."""
    loops = int(conditions.get("iterations_per_sample", 1))
    found = []
    for seconds, end in zip(heard.samples, heard.ended, strict=True):
        slowness = None if end is None else monitor.slowness(end - seconds * loops, end)
        if slowness is None:
            return ()
        found.append(round(slowness, 2))
    return tuple(found)


def lasts(failure: Installed) -> bool:
    """Whether another try on this machine would fail as well."""
    return failure.reference in LASTING


def runs_without_environment(
    steps: Iterable[PlanStep],
    failures: Mapping[str, Installed],
    history: History,
    workloads: Mapping[str, WorkloadHead],
    *,
    plan: str,
    machine: MeasuredMachine,
) -> list[Run]:
    """What there is to say about each framework whose environment could not be built.

    Args:
        failures: by framework.
        history: what was settled before is not said again.
    """
    found = []
    for step in steps:
        failure = failures.get(step.framework)
        if failure is None:
            continue
        for name in step.workloads:
            if not history.settled(step, name, 1):
                run = _without_environment(step, workloads[name], failure, plan, machine)
                found.append(run)
    return found


def _without_environment(
    step: PlanStep, workload: WorkloadHead, failure: Installed, plan: str, machine: MeasuredMachine
) -> Run:
    """The run that says why there is none."""
    said = " ".join(part for part in (failure.what, failure.why) if part)
    reason = failure.reason or Reason(code=OWN_WORDS, values={"text": said})
    return Run(
        id=run_id(),
        framework=step.framework,
        workload=workload.id,
        mode=step.mode,
        tuning=step.tuning,
        outcome=LASTING.get(failure.reference, "no_environment"),
        reason=in_words(reason, words("en")),
        reason_code=reason.code,
        reason_values=dict(reason.values),
        started=moment(),
        measure=workload.measure,
        machine=machine.fingerprint,
        hardware=machine.hardware.processors,
        plan=plan,
        round=1,
    )
