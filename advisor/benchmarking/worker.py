"""Measure one framework: start its worker, hear it out, and turn what it said, or how it died, into
runs.

A workload that takes the process down takes only itself down: the others are measured in another
process.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path
from time import monotonic

import msgspec
from msgspec import Struct

from advisor.benchmarking.interference import Pulse
from advisor.evidence.limit import NARROWER, Limit
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.lab.kernel import busy_per_core, has_busy_children, killed_for_memory
from advisor.lab.process import CHANNEL, TURN, Command, Ended, Running
from advisor.lab.wire import Heard, Transcript
from advisor.messages import words
from advisor.model.event import Event
from advisor.model.reason import Reason, in_words
from advisor.model.run import EAGER, IN_A_HURRY, NOT_WARM, PULSE, USUAL, Demand, Outcome, Run

TAIL_LINES = 12
IMPORT_PATIENCE = 60.0
FIRST_IMPORT_PATIENCE = 6.0
WORKLOAD_PATIENCE = 120.0
"""Seconds on top of what a workload should take: the first use of an operation may compile it."""
OVERDUE = 0.1
"""A worker whose step takes longer than it may cannot end it; it is ended from outside, by this
share of its time later."""
SIGKILL = -9
ENGLISH = words("en")


class Pace(Struct, frozen=True, kw_only=True):
    """How long to sample one workload in one process."""

    seconds: float
    """For the samples."""
    least: int
    """Samples, whatever they take."""
    fewest: int = 0
    """So many do when the patience is over; 0: `least`."""
    patience: float
    """Seconds for all that the framework does, checked steps and warming up included, but neither
    the making of its numbers nor of their reference; what has not given its samples by then is too
    slow."""
    together: float = 0.0
    """The same for this workload and those before it in its process; 0: they do not matter."""
    precision: float = 0.0
    """Half-width of the median's interval at which sampling ends early, as a share; 0: never."""
    stretch: float = 1.0
    """Times `seconds` that may go into becoming so precise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One framework in one environment, ready to be measured."""

    head: AdapterHead
    workloads: Mapping[str, WorkloadHead]
    python: str
    variables: Mapping[str, str]
    staged: Path
    environment: str
    """Which environment, for the run: its id and the digest of its lock."""
    machine: str
    """The machine's fingerprint."""
    ceiling: Limit
    """What its processors cannot exceed."""
    mode: str
    tuning: str
    paces: Callable[[tuple[str, ...]], Mapping[str, Pace]]
    """Of these workloads, asked when their process starts."""
    plan: str
    round: int
    time_limit: float | None
    """For one process, instead of what its workloads should take."""
    memory_limit: int | None
    on_event: Callable[[Event], None]
    on_run: Callable[[Run], None]
    """Each run as soon as it is known: one that was stored survives whatever comes next."""
    cancelled: Callable[[], bool]
    pulse: Pulse


def measure(bench: Bench, names: tuple[str, ...], first: Process | None = None) -> bool:
    """Measure these workloads, in as few processes as their crashes allow. False when cancelled.

    Args:
        first: one of these that was started before and waits for its turn.
    """
    process = first or Process(bench, names, {})
    while not process.measure():
        left = tuple(name for name in process.names if name not in process.settled)
        if not left:
            return True
        process = Process(bench, left, process.known)
    return False


class Process:
    """One process that measures.

    Args:
        known: seconds that an iteration takes at least, of workloads that were measured before;
            those of this process are added.
        waits: seconds that it waits for its turn at most; None: it is its turn.
    """

    def __init__(
        self,
        bench: Bench,
        names: tuple[str, ...],
        known: dict[str, float],
        *,
        waits: float | None = None,
    ) -> None:
        self.settled: set[str] = set()
        self.known = known
        self.names, self._bench = names, bench
        self._killed_before = killed_for_memory()
        self._waits = waits is not None
        self._busy = 0.0 if self._waits else busy_per_core()
        self._started = _now()
        self._paces: Mapping[str, Pace] = {} if self._waits else bench.paces(names)
        self._expected: dict[str, float] = {}
        self.transcript = Transcript(bench.head.framework, bench.on_event, self._expected, known)
        self.running = Running(
            _command(bench, names, self._paces, known, waits), on_line=self._hear
        )

    def measure(self) -> bool:
        """Hear it out; every workload that it began is settled then. True when the person stopped
        it."""
        bench = self._bench
        try:
            if self._waits:
                self._take_turn()
            for name in self.names:
                self._expected[name] = (
                    bench.workloads[name].cost_seconds + self._paces[name].seconds
                )
            with bench.pulse.beating():
                self.running.listen(
                    on_tick=self._look, cancelled=lambda: bench.cancelled() or self._overdue()
                )
        finally:
            self.running.close()
        return self._settle_the_rest(self.running.ended())

    def _take_turn(self) -> None:
        self._busy, self._started = busy_per_core(), _now()
        self._paces = self._bench.paces(self.names)
        orders = {"paces": _paced(self._paces), "known": self.known}
        self.running.take_turn(json.dumps(orders).encode())

    def _settle(self, name: str, outcome: Outcome, reason: Reason, tail: str = "") -> None:
        bench, transcript = self._bench, self.transcript
        self.settled.add(name)
        if outcome == "ok" and _beyond_this_machine(bench, transcript, name):
            outcome, reason = "implausible", Reason(code="faster_than_processors")
        if outcome == "too_slow" and _in_a_hurry(self._paces[name], transcript.heard.get(name)):
            outcome, reason = "ok", Reason()
        bench.on_run(
            _run(
                bench,
                transcript,
                name,
                self._paces[name],
                outcome,
                reason,
                self._started,
                self._busy,
                tail,
            )
        )

    def _hear(self, line: bytes) -> None:
        self.transcript.hear(line)
        for name, heard in self.transcript.heard.items():
            if (
                heard.finished is not None
                and heard.finished.outcome == "ok"
                and self._is_open(name)
            ):
                self._settle(name, "ok", Reason())

    def _is_open(self, name: str) -> bool:
        return name in self._paces and name not in self.settled

    def _overdue(self) -> bool:
        heard = self.transcript.heard.get(self.transcript.current)
        if (
            heard is None
            or heard.workload not in self._paces
            or not self._bench.workloads[heard.workload].timed
        ):
            return False
        return (
            heard.due is not None
            and monotonic() > heard.due + OVERDUE * self._paces[heard.workload].patience
        )

    def _look(self, pid: int) -> None:
        self.transcript.look(
            others=has_busy_children(pid) if self._bench.head.compiler_apart else None
        )

    def _settle_the_rest(self, ended: Ended) -> bool:
        """By how it ended. True when the person stopped it."""
        bench, transcript = self._bench, self.transcript
        self.known.update(transcript.fastest())
        tail = "\n".join(ended.tail.splitlines()[-TAIL_LINES:])
        for name, heard in transcript.heard.items():
            if heard.finished is not None and self._is_open(name):
                self._settle(name, heard.finished.outcome, heard.finished.reason, tail)
        left = [name for name in self.names if name not in self.settled]
        if not left:
            return False
        if ended.why == "cancelled" and bench.cancelled():
            for name in left:
                if name == transcript.current:
                    self._settle(name, "cancelled", Reason(code="stopped"))
            return True
        outcome, reason = _verdict(
            bench, transcript, ended, killed_for_memory() > self._killed_before
        )
        if transcript.imported is None or transcript.current == "":
            # It never came to a workload, or stopped between two: another process would do the
            # same.
            for name in left:
                self._settle(name, outcome, reason, tail)
        elif transcript.current in self.names:
            self._settle(transcript.current, outcome, reason, tail)
            bound = _bound(bench, transcript, transcript.current)
            if outcome == "too_slow" and bound is not None:
                self.known[transcript.current] = bound
        else:
            for name in left:
                self._settle(name, "crashed", Reason(code="not_asked_for"), tail)
        return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _paced(paces: Mapping[str, Pace]) -> dict[str, object]:
    return {name: msgspec.to_builtins(pace) for name, pace in paces.items()}


def import_patience(bench: Bench) -> float:
    return IMPORT_PATIENCE + FIRST_IMPORT_PATIENCE * bench.head.first_import_seconds


def _command(
    bench: Bench,
    names: tuple[str, ...],
    paces: Mapping[str, Pace],
    known_seconds: Mapping[str, float],
    waits: float | None,
) -> Command:
    chosen = [part for name in names for part in ("--workload", name)]
    limit = bench.time_limit
    if limit is None:
        limit = import_patience(bench) + (waits or 0.0)
        for name in names:
            head = bench.workloads[name]
            if head.moment != "import":
                limit += WORKLOAD_PATIENCE + 5 * head.cost_seconds
            if head.timed and name in paces:
                limit += 2 * paces[name].patience
    orders = ("--paces", json.dumps(_paced(paces)), "--known", json.dumps(dict(known_seconds)))
    return Command(
        argv=(
            *(bench.python, "-m", "probes.worker", "--framework", bench.head.framework, *chosen),
            *("--mode", bench.mode, "--tuning", bench.tuning, "--channel", CHANNEL),
            *(orders if waits is None else ("--turn", TURN)),
        ),
        environment={**bench.variables, "PYTHONPATH": str(bench.staged)},
        directory=bench.staged,
        time_limit=limit,
        memory_limit=bench.memory_limit,
    )


def _beyond_this_machine(bench: Bench, transcript: Transcript, name: str) -> bool:
    """True when a processor cannot have done it: the framework did not compute, or did not wait
    until it had."""
    workload, heard = bench.workloads[name], transcript.heard.get(name)
    on_cpu = transcript.imported is not None and transcript.imported.device == "cpu"
    if heard is None or not heard.samples or not on_cpu or not workload.timed:
        return False
    flops = (workload.least_flops or workload.flops) / (
        1.0 if workload.precision == "float32" else NARROWER
    )
    return min(heard.samples) < bench.ceiling.seconds(Demand(flops=flops, bytes=workload.bytes))


def _verdict(
    bench: Bench, transcript: Transcript, ended: Ended, killed_for_memory: bool
) -> tuple[Outcome, Reason]:
    """The outcome of a process that did not finish what it was asked for, and its reason."""
    if transcript.over is not None and transcript.over.outcome != "ok":
        return transcript.over.outcome, transcript.over.reason
    if ended.why in ("timed_out", "cancelled"):
        bound = _bound(bench, transcript, transcript.current)
        if bound is not None:
            return "too_slow", Reason(code="stopped_with_bound", values={"seconds": bound})
        return "timed_out", Reason(code="stopped_after", values={"seconds": round(ended.seconds)})
    if ended.why == "not_started":
        return "no_environment", Reason(code="python_not_started", values={"problem": ended.reason})
    if killed_for_memory and ended.code == SIGKILL:
        return "out_of_memory", Reason(code="killed_for_memory")
    if transcript.imported is None:
        return "import_failed", _how_it_ended(ended, "_at_import")
    return "crashed", _how_it_ended(ended, "")


def _how_it_ended(ended: Ended, when: str) -> Reason:
    """Of a process that ended by itself, or whose supervisor did.

    Args:
        when: what the code of the same at that time ends in.
    """
    if ended.why == "lost":
        return Reason(code="supervisor_killed")
    if ended.signal_name:
        return Reason(
            code=f"signal{when}", values={"name": ended.signal_name, "number": -(ended.code or 0)}
        )
    return Reason(code=f"exit_code{when}", values={"code": ended.code or 0})


def _is_hurried(pace: Pace) -> bool:
    return 0 < pace.fewest < pace.least


def _in_a_hurry(pace: Pace, heard: Heard | None) -> bool:
    """Time was over before a sample came, but the answer was right, and an iteration that is not
    the first was seen."""
    return (
        _is_hurried(pace)
        and heard is not None
        and heard.checked is not None
        and bool(heard.later())
    )


def _bound(bench: Bench, transcript: Transcript, name: str) -> float | None:
    """Seconds that an iteration takes at least, by what was heard of it and of what it contains."""
    heard, task = transcript.heard.get(name), bench.workloads[name]
    own = (
        None
        if heard is None
        else heard.bound(transcript.alive, compiles=bench.mode in bench.head.compiles)
    )
    if bench.mode != EAGER or not task.part or (heard is not None and heard.later()):
        return own
    part = transcript.fastest().get(task.part) or _bound(bench, transcript, task.part)
    whole = own if part is None else max(own or 0.0, task.parts * part)
    return whole if whole is None or heard is None else min(whole, *heard.steps, inf)


def _run(
    bench: Bench,
    transcript: Transcript,
    name: str,
    pace: Pace,
    outcome: Outcome,
    reason: Reason,
    started: str,
    busy: float,
    tail: str,
) -> Run:
    heard = transcript.heard.get(name, Heard(name))
    imported, finished, checked = transcript.imported, heard.finished, heard.checked
    workload = bench.workloads[name]
    conditions: dict[str, str | float | int] = dict(finished.conditions) if finished else {}
    conditions["load_per_core_before"] = busy
    samples = tuple(heard.samples)
    on_processors = imported is None or imported.device == "cpu"
    if outcome == "ok" and not samples:
        samples, conditions["warm_up"] = tuple(heard.later()), NOT_WARM
    if heard.steps:
        conditions["first_step_seconds"] = heard.steps[0]
    conditions["seconds_asked"] = round(pace.seconds, 3)
    if _is_hurried(pace):
        conditions[IN_A_HURRY] = 1
    conditions["threads_asked"] = bench.variables.get("OMP_NUM_THREADS", "")
    if imported is not None and imported.threads is not None:
        conditions["threads"] = imported.threads
    if isfinite(bench.pulse.fastest):
        conditions[PULSE] = bench.pulse.fastest
    if (usual := bench.pulse.usual()) is not None:
        conditions[USUAL] = round(usual, 2)
    if transcript.garbage:
        conditions["lines_not_understood"] = transcript.garbage
    return Run(
        id=run_id(),
        framework=bench.head.framework,
        workload=name,
        mode=bench.mode,
        tuning=bench.tuning,
        outcome=outcome,
        reason=in_words(reason, ENGLISH),
        reason_code=reason.code,
        reason_values=dict(reason.values),
        started=started,
        measure=workload.measure,
        demand=workload.demand,
        plan=bench.plan,
        round=bench.round,
        bound=_bound(bench, transcript, name) if outcome == "too_slow" else None,
        at_most=min(heard.steps, default=None) if outcome == "too_slow" else None,
        samples=samples,
        slowness=_slowness(bench.pulse, heard, conditions)
        if on_processors and workload.kind != "size"
        else (),
        warm_up=tuple(heard.warm_up),
        agreement=checked.agreement if checked else None,
        tolerance=checked.tolerance if checked else workload.tolerance,
        resident_bytes=finished.resident_bytes if finished else None,
        peak_bytes=finished.peak_bytes if finished else None,
        device=imported.device if imported else "cpu",
        python=transcript.started.python if transcript.started else "",
        versions=imported.versions if imported else {},
        environment=bench.environment,
        machine=bench.machine,
        conditions=conditions,
        tail=tail,
    )


def _slowness(
    pulse: Pulse, heard: Heard, conditions: Mapping[str, str | float | int]
) -> tuple[float, ...]:
    """Of each sample; empty unless all are known."""
    loops = int(conditions.get("iterations_per_sample", 1))
    spans = zip(heard.samples, heard.ended, strict=True)
    known = [
        None if end is None else pulse.slowness(end - seconds * loops, end)
        for seconds, end in spans
    ]
    return () if None in known else tuple(round(one, 2) for one in known if one is not None)


def run_id() -> str:
    """Sorts by time, and is short enough to type."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(3)
