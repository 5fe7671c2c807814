"""Measure one framework: start its worker, hear it out, and keep a run of each workload, whether it
finished or took the process down.

A workload that takes the process down takes only itself down: the others are measured in another
process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import monotonic

import msgspec

from advisor.benchmarking.ending import OK, Ending, ending_of_process, judged
from advisor.benchmarking.parts import bound, contained
from advisor.benchmarking.record import Circumstances, make_run, moment
from advisor.benchmarking.setup import Setup, WorkerJob
from advisor.benchmarking.stopping import StoppingRule
from advisor.lab.kernel import busy_per_core, has_busy_children, killed_for_memory
from advisor.lab.process import CHANNEL, TURN, Command, Ended, Running
from advisor.lab.wire import Transcript
from advisor.model.reason import Reason

TAIL_LINES = 12
IMPORT_TIMEOUT = 60.0
FIRST_IMPORT_TIMES = 6.0
WORKLOAD_TIMEOUT = 120.0
"""Seconds on top of what a workload should take: the first use of an operation may compile it."""
OVERDUE = 0.1
"""A worker whose step takes longer than it may cannot end it; it is ended from outside, by this
share of its time later."""


def measure_all(job: WorkerJob, names: tuple[str, ...], first: WorkerProcess | None = None) -> bool:
    """Measure these workloads, in as few processes as their crashes allow. False when cancelled.

    Args:
        first: one for these that was started before, and waits for its turn.
    """
    process = first or WorkerProcess(job, names, {})
    while not process.measure():
        left = tuple(name for name in process.names if name not in process.settled)
        if not left:
            return True
        process = WorkerProcess(job, left, process.known)
    return False


def import_timeout(setup: Setup) -> float:
    """Seconds after which an import hangs."""
    return IMPORT_TIMEOUT + FIRST_IMPORT_TIMES * setup.head.first_import_seconds


class WorkerProcess:
    """One process that measures.

    Args:
        known: seconds that an iteration takes at least, of workloads that were measured before;
            those of this process are added.
        waits: seconds that it waits for its turn at most; None: it is its turn.
    """

    def __init__(
        self,
        job: WorkerJob,
        names: tuple[str, ...],
        known: dict[str, float],
        *,
        waits: float | None = None,
    ) -> None:
        self.names, self.known = names, known
        self.settled: set[str] = set()
        self._job = job
        self._kills_before = killed_for_memory()
        self._waits = waits is not None
        self._rules: Mapping[str, StoppingRule] = {}
        self._expected: dict[str, float] = {}
        if not self._waits:
            self._take_turn()
        self.transcript = Transcript(
            job.setup.head.framework, job.front.on_event, self._expected, known
        )
        self.running = Running(self._command(waits), on_line=self._hear)

    def measure(self) -> bool:
        """Hear it out; every workload that it began is settled then. True when the person stopped
        it."""
        cancelled = self._job.front.cancelled
        try:
            if self._waits:
                self._take_turn()
                self.running.take_turn(json.dumps(self._orders()).encode())
            with self._job.monitor.watching():
                self.running.listen(
                    on_tick=self._look, cancelled=lambda: cancelled() or self._overdue()
                )
        finally:
            self.running.close()
        return self._settle_the_rest(self.running.ended())

    def _take_turn(self) -> None:
        self._circumstances = Circumstances(load_per_core=busy_per_core(), started=moment())
        self._rules = self._job.rules(self.names)
        for name in self.names:
            cost = self._job.setup.workloads[name].cost_seconds
            self._expected[name] = cost + self._rules[name].sampling_seconds

    def _orders(self) -> dict[str, object]:
        """What it reads once it is its turn."""
        setup = self._job.setup
        return {
            "rules": msgspec.to_builtins(self._rules),
            "known": self.known,
            "parts": {name: contained(name, setup.workloads, setup.mode) for name in self.names},
        }

    def _command(self, waits: float | None) -> Command:
        setup, guest = self._job.setup, self._job.guest
        chosen = [part for name in self.names for part in ("--workload", name)]
        orders = ("--turn", TURN) if self._waits else ("--orders", json.dumps(self._orders()))
        return Command(
            argv=(
                *(guest.python, "-m", "probes.worker", "--framework", setup.head.framework),
                *chosen,
                *("--mode", setup.mode, "--tuning", setup.tuning, "--channel", CHANNEL),
                *orders,
            ),
            environment={**guest.variables, "PYTHONPATH": str(guest.staged)},
            directory=guest.staged,
            time_limit=self._time_limit(waits or 0.0),
            memory_limit=guest.memory_limit,
        )

    def _time_limit(self, waits: float) -> float:
        """Seconds after which the whole process hangs."""
        setup = self._job.setup
        if self._job.guest.time_limit is not None:
            return self._job.guest.time_limit
        limit = import_timeout(setup) + waits
        for name in self.names:
            workload = setup.workloads[name]
            if workload.moment != "import":
                limit += WORKLOAD_TIMEOUT + 5 * workload.cost_seconds
            if workload.timed and name in self._rules:
                limit += 2 * self._rules[name].timeout_seconds
        return limit

    def _hear(self, line: bytes) -> None:
        self.transcript.hear(line)
        for name, heard in self.transcript.heard.items():
            finished = heard.finished
            if finished is not None and finished.outcome == "ok" and self._is_open(name):
                self._settle(name, OK)

    def _is_open(self, name: str) -> bool:
        return name in self._rules and name not in self.settled

    def _overdue(self) -> bool:
        name = self.transcript.current
        heard = self.transcript.heard.get(name)
        if heard is None or heard.due is None or name not in self._rules:
            return False
        if not self._job.setup.workloads[name].timed:
            return False
        return monotonic() > heard.due + OVERDUE * self._rules[name].timeout_seconds

    def _look(self, pid: int) -> None:
        apart = self._job.setup.head.compiler_apart
        self.transcript.look(others=has_busy_children(pid) if apart else None)

    def _settle(self, name: str, ending: Ending) -> None:
        """Keep the run of a workload."""
        job, rule = self._job, self._rules[name]
        self.settled.add(name)
        ending = judged(ending, job, self.transcript, name, rule)
        circumstances = self._circumstances
        job.keep(
            make_run(name, ending, self.transcript, job=job, rule=rule, circumstances=circumstances)
        )

    def _settle_the_rest(self, ended: Ended) -> bool:
        """By how it ended. True when the person stopped it."""
        self.known.update(self.transcript.fastest())
        tail = "\n".join(ended.tail.splitlines()[-TAIL_LINES:])
        for name, heard in self.transcript.heard.items():
            said = heard.finished
            if said is not None and self._is_open(name):
                self._settle(name, Ending(outcome=said.outcome, reason=said.reason, tail=tail))
        left = [name for name in self.names if name not in self.settled]
        if not left:
            return False
        current = self.transcript.current
        if ended.why == "cancelled" and self._job.front.cancelled():
            if current in left:
                self._settle(current, Ending(outcome="cancelled", reason=Reason(code="stopped")))
            return True
        self._settle_what_it_left(left, ended, tail)
        return False

    def _settle_what_it_left(self, left: list[str], ended: Ended, tail: str) -> None:
        """Of a process that did not finish what it was asked for: at least one of these."""
        setup, transcript, current = self._job.setup, self.transcript, self.transcript.current
        memory_ran_out = killed_for_memory() > self._kills_before
        ending = ending_of_process(
            setup, transcript, ended, memory_ran_out=memory_ran_out, tail=tail
        )
        if current in self.names:
            self._settle(current, ending)
            least = bound(setup, transcript, current)
            if ending.outcome == "too_slow" and least is not None:
                self.known[current] = least
            return
        if transcript.imported is not None and current:
            ending = Ending(outcome="crashed", reason=Reason(code="not_asked_for"), tail=tail)
        # It never came to a workload, or stopped between two: another process would do the same.
        for name in left:
            self._settle(name, ending)
