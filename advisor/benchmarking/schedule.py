"""In which order a plan is measured: first what the machine can do at most and which tunings are
worthwhile, then the rounds.

A schedule holds no state and reads no clock. What comes next follows from the history and from the
seconds that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import inf

from msgspec import Struct

from advisor.benchmarking.budget import Budget
from advisor.benchmarking.history import History
from advisor.benchmarking.plan import Plan
from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.rounds import FixedRounds, Rounds
from advisor.benchmarking.stopping import EFFORT, TRIAL_RULE, StoppingRule, limit_rule
from advisor.benchmarking.trials import is_tried, is_worthwhile, trials_of_today
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.model.run import Run


class Schedule(Struct, frozen=True, kw_only=True):
    """The order of one plan."""

    plan: Plan
    rounds: Rounds
    limit_rule: StoppingRule
    machine: str
    """Its fingerprint: a trial elsewhere tells nothing."""
    as_of: datetime
    earlier: tuple[Run, ...] = ()
    """Trials from before this session."""

    def next_step(self, history: History, seconds_left: float = inf) -> Turn | Preparation | None:
        """What to begin now; None: the plan is done, or its time is over.

        Args:
            history: what this session began, and every run of the plan.
            seconds_left: of the budget; infinite where there is none.
        """
        opening = next(self._opening(history), None)
        if opening is not None:
            return opening
        return self.rounds.next_step(self.worthwhile(history), history, seconds_left)

    def rules(
        self,
        turn: Turn,
        workloads: tuple[str, ...],
        history: History,
        seconds_left: float = inf,
    ) -> dict[str, StoppingRule]:
        """When samples are enough, for these workloads of a turn, now that a process for them
        starts."""
        if turn.step == self.plan.limit:
            return dict.fromkeys(workloads, self.limit_rule)
        if turn.round == 0:
            return dict.fromkeys(workloads, TRIAL_RULE)
        steps = self.worthwhile(history)
        return self.rounds.rules(steps, turn, workloads, history, seconds_left)

    def worthwhile(self, history: History) -> tuple[PlanStep, ...]:
        """The steps of the plan, without the tunings that are slower than what ships."""
        if not self.plan.trials:
            return self.plan.steps
        trials = self._trials(history)
        return tuple(step for step in self.plan.steps if is_worthwhile(step, trials))

    def not_worthwhile(self, history: History) -> tuple[PlanStep, ...]:
        """The tunings that are left out, once all trials were made."""
        if next(self._opening(history), None) is not None:
            return ()
        going_on = self.worthwhile(history)
        return tuple(step for step in self.plan.steps if step not in going_on)

    def skipped(self, history: History) -> tuple[PlanStep, ...]:
        """The steps for which the budget did not last, once it is over."""
        return self.rounds.skipped(self.worthwhile(history), history)

    def _opening(self, history: History) -> Iterator[Turn]:
        """Before the rounds; a trial of today is not made again."""
        trials = self._trials(history)
        limits = (self.plan.limit,) if self.plan.limit is not None else ()
        for step in (*limits, *(one for one in self.plan.trials if not is_tried(one, trials))):
            missing = tuple(name for name in step.workloads if not history.settled(step, name, 0))
            if missing and not history.had_turn(step, 0):
                yield Turn(step=step, workloads=missing, round=0)

    def _trials(self, history: History) -> tuple[Run, ...]:
        runs: Iterable[Run] = (*self.earlier, *history.runs) if self.plan.trials else ()
        return trials_of_today(runs, self.machine, now=self.as_of)


def schedule_of(
    request: MeasureRequest,
    plan: Plan,
    heads: Mapping[str, AdapterHead],
    workloads: Mapping[str, WorkloadHead],
    *,
    machine: str,
    earlier: Iterable[Run],
    as_of: datetime,
) -> Schedule:
    """In which order a plan is measured: as many rounds as its care says, or what a budget has time
    for.

    Args:
        earlier: runs from before; the trials of today among them are not made again.
    """
    rounds: Rounds
    if request.budget is None:
        rounds = FixedRounds(
            rule=EFFORT[request.care].rule,
            rounds=plan.rounds,
            import_rounds=plan.imports,
            workloads=workloads,
        )
    else:
        # A process with a limit of its own is not started before its turn.
        limited = request.time_limit is not None or request.memory_limit is not None
        rounds = Budget(heads=heads, workloads=workloads, added=plan.added, prepares=not limited)
    return Schedule(
        plan=plan,
        rounds=rounds,
        limit_rule=limit_rule(hurried=request.budget is not None),
        machine=machine,
        as_of=as_of,
        earlier=trials_of_today(earlier, machine, now=as_of),
    )
