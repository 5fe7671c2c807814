"""What a session has behind it. A schedule says from it, and from the time that is left, what comes
next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.model.run import Run

Measurement = tuple[PlanStep, str]
"""A step and one of its workloads."""


class Begun(Struct, frozen=True, kw_only=True):
    """Something that the session began."""

    what: Turn | Preparation
    seconds_left: float
    """Of the budget, then."""


class History(Struct, frozen=True, kw_only=True):
    """What was begun, what came of it, and what is known about time."""

    runs: tuple[Run, ...] = ()
    """Of the whole plan: those from before it was resumed, too."""
    by_measurement: Mapping[tuple[str, str, str, str], tuple[Run, ...]] = {}
    """The same by framework, mode, tuning and workload, so that a schedule asks quickly."""
    begun: tuple[Begun, ...] = ()
    timeouts: Mapping[Measurement, float] = {}
    """Seconds that each could last take."""
    imports: Mapping[PlanStep, float] = {}
    """Seconds that an import took, where it was made before its turn."""
    waiting: frozenset[PlanStep] = frozenset()
    """Imported, and waiting for their turn."""

    @classmethod
    def of(cls, runs: Iterable[Run]) -> History:
        """A history that begins with these runs."""
        history = cls()
        for run in runs:
            history = history.add(run)
        return history

    def begin(self, what: Turn | Preparation, seconds_left: float) -> History:
        """It begins."""
        return replace(self, begun=(*self.begun, Begun(what=what, seconds_left=seconds_left)))

    def add(self, run: Run) -> History:
        """One run more."""
        what = run.framework, run.mode, run.tuning, run.workload
        same = (*self.by_measurement.get(what, ()), run)
        by_measurement = {**self.by_measurement, what: same}
        return replace(self, runs=(*self.runs, run), by_measurement=by_measurement)

    def allot(self, step: PlanStep, rules: Mapping[str, StoppingRule]) -> History:
        """A process of a step starts with these rules."""
        given = {(step, name): rule.timeout_seconds for name, rule in rules.items()}
        return replace(self, timeouts={**self.timeouts, **given})

    def prepared(self, waiting: Iterable[PlanStep], imports: Mapping[PlanStep, float]) -> History:
        """These were imported before their turn, in so many seconds."""
        return replace(self, waiting=frozenset(waiting), imports={**self.imports, **imports})

    @property
    def round(self) -> int:
        """The one that was begun last; 0 before there is any."""
        return max((one.what.round for one in self.begun), default=0)

    def began(self, number: int) -> float | None:
        """Seconds that were left when a round began; None where it did not."""
        left = [one.seconds_left for one in self.begun if one.what.round == number]
        return left[0] if left else None

    def had_turn(self, step: PlanStep, number: int) -> bool:
        """Whether a step had its turn in a round."""
        turns = [one.what for one in self.begun if isinstance(one.what, Turn)]
        return any(turn.step == step and turn.round == number and not turn.retry for turn in turns)

    def retried(self) -> set[Measurement]:
        """What was measured once more."""
        turns = [one.what for one in self.begun if isinstance(one.what, Turn)]
        return {(turn.step, name) for turn in turns if turn.retry for name in turn.workloads}

    def was_prepared(self, number: int) -> bool:
        """Whether the imports of a round were begun before their turns."""
        return any(
            isinstance(one.what, Preparation) and one.what.round == number for one in self.begun
        )

    def runs_of(self, step: PlanStep, workload: str) -> tuple[Run, ...]:
        """What came of a workload of a step."""
        what = step.framework, step.mode, step.tuning, workload
        return self.by_measurement.get(what, ())

    def settled(self, step: PlanStep, workload: str, number: int) -> bool:
        """It was measured in this round, or in another one it went wrong: doing that again would
        tell nothing new.

        A trial, which is round 0, tells about itself alone.
        """
        ended = [run for run in self.runs_of(step, workload) if run.outcome != "cancelled"]
        failed = any(run.round and run.outcome != "ok" for run in ended)
        return any(run.round == number for run in ended) or (number > 0 and failed)
