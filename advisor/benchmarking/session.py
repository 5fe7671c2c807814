"""One session of measuring: what the schedule says is begun, one thing after the other, until it
says that it is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from time import monotonic

from advisor.benchmarking.front_end import FrontEnd
from advisor.benchmarking.history import History
from advisor.benchmarking.interference import InterferenceMonitor, Undisturbed
from advisor.benchmarking.preparation import Preparing, prepare, room
from advisor.benchmarking.schedule import Schedule
from advisor.benchmarking.setup import Laboratory, MeasuredMachine, PlaceInPlan, WorkerJob
from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.benchmarking.worker import WorkerProcess, measure_all
from advisor.errors import Cancelled
from advisor.lab.installing.environments import processors
from advisor.lab.installing.folder import alone
from advisor.model.event import Progressed
from advisor.model.run import Run


class MeasuringSession:
    """Measures a plan by its schedule.

    Args:
        plan: its id, for the runs.
        history: what was measured of the plan before.
        budget: seconds; infinite where there is none.
        keep: each run as soon as it is known.
    """

    def __init__(
        self,
        plan: str,
        schedule: Schedule,
        *,
        laboratory: Laboratory,
        machine: MeasuredMachine,
        front: FrontEnd,
        monitor: InterferenceMonitor,
        history: History,
        budget: float,
        keep: Callable[[Run], None],
    ) -> None:
        self.history = history
        self.schedule = schedule
        self._plan, self._until = plan, monotonic() + budget
        self._laboratory, self._machine, self._monitor = laboratory, machine, monitor
        self._front, self._keep = front, keep
        self._undisturbed = Undisturbed(front)
        self._ready: dict[PlanStep, WorkerProcess] = {}
        """What has been imported and waits for its turn."""
        self._round = ExitStack()
        """What is held until the turns of a prepared round are over."""

    def run(self) -> None:
        """Begin one thing after the other.

        Raises:
            Cancelled: somebody stopped it; what was finished is kept.
        """
        with self._round:
            while (step := self._next_step()) is not None:
                self._front.check()
                if isinstance(step, Preparation):
                    self._prepare(step)
                else:
                    self._take_turn(step)

    def _next_step(self) -> Turn | Preparation | None:
        left = self._seconds_left()
        step = self.schedule.next_step(self.history, left)
        of_round = isinstance(step, Turn) and not step.retry and step.round == self.history.round
        if not of_round:
            self._end_round()
        if step is not None:
            self.history = self.history.begin(step, left)
        return step

    def _seconds_left(self) -> float:
        return self._until - monotonic()

    def _end_round(self) -> None:
        """Nothing waits any more, and others may measure."""
        self._round.close()
        self._ready = {}
        self.history = self.history.prepared((), {})

    def _prepare(self, preparation: Preparation) -> None:
        """Import several frameworks side by side; as many as there is memory for."""
        turns = preparation.turns[: room()]
        if len(turns) < 2:
            return
        frameworks = [turn.step.framework for turn in turns]
        self._round.enter_context(self._undisturbed.by_others(*frameworks))
        starts = {}
        for turn in turns:
            self._round.enter_context(self._environment(turn.step))
            starts[turn.step] = partial(self._start, turn)
        with self._monitor.watching():
            self._ready = prepare(starts, at_once=processors(), cancelled=self._front.cancelled)
        for process in self._ready.values():
            self._round.callback(process.running.close)
        imports = {}
        for step, process in self._ready.items():
            if process.transcript.imported is not None:
                imports[step] = process.transcript.imported.seconds
        self.history = self.history.prepared(self._ready, imports)

    def _start(self, turn: Turn) -> Preparing:
        self._tell(turn.step, self._front.say("importing"))
        longest = max(0.0, self._seconds_left())
        return Preparing(self._job(turn), turn.workloads, longest=longest)

    def _take_turn(self, turn: Turn) -> None:
        """Measure what it is for, in a process of its own.

        Raises:
            Cancelled: somebody stopped it.
        """
        say, step = self._front.say, turn.step
        message = say("measuring")
        if turn.round > 1:
            message = say("measuring, round {number}", number=turn.round)
        self._tell(step, message, seconds_left=step.seconds)
        ready = self._ready.pop(step, None)
        with self._environment(step), self._undisturbed.by_others(step.framework):
            if not measure_all(self._job(turn), turn.workloads, ready):
                raise Cancelled

    def _environment(self, step: PlanStep) -> AbstractContextManager[None]:
        """Nobody builds or removes it meanwhile."""
        where = self._laboratory.place(step.framework)
        return alone(where, self._front.say, self._front.cancelled, shared=True)

    def _job(self, turn: Turn) -> WorkerJob:
        setup, guest = self._laboratory.open(turn.step)
        return WorkerJob(
            setup=setup,
            guest=guest,
            machine=self._machine,
            place=PlaceInPlan(plan=self._plan, round=turn.round),
            rules=partial(self._rules, turn),
            keep=self._add,
            monitor=self._monitor,
            front=self._front,
        )

    def _rules(self, turn: Turn, workloads: tuple[str, ...]) -> dict[str, StoppingRule]:
        rules = self.schedule.rules(turn, workloads, self.history, self._seconds_left())
        self.history = self.history.allot(turn.step, rules)
        return rules

    def _add(self, run: Run) -> None:
        self._keep(run)
        self.history = self.history.add(run)

    def _tell(self, step: PlanStep, message: str, seconds_left: float | None = None) -> None:
        self._front.on_event(
            Progressed(task=step.framework, message=message, seconds_left=seconds_left)
        )
