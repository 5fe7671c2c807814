"""Rounds within a budget: each framework gets its share of the time that is left, so that what
others saved is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from advisor.benchmarking.costs import overhead, weight
from advisor.benchmarking.history import History, Measurement
from advisor.benchmarking.rounds import turns_of_round
from advisor.benchmarking.stopping import StoppingRule, hurried_rule
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.evidence.comparable_runs import span_of
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.model.run import Run

MOST_ROUNDS = 5
"""Where there is time for more than one."""
RESERVED = 0.9
"""Share of what is left that is given away: who is stopped is stopped a little late, and imports
again for the rest."""
BORROWED = 2.5
"""Times its own share that a workload may take of what its process has left: a slow one needs it
for a figure at all, and must not leave the others of its process with nothing."""
BORROWED_BY_PROCESS = 1.5
"""Times its share that a process may take: one that is too slow, or quick, leaves most of its
own."""
MIN_TIMEOUT = 0.25
"""Seconds for one workload of one framework, however small the budget."""
SAMPLING = 0.4
"""Share of its time that a workload samples; preparing, checking and warming up get the rest."""
MIN_SAMPLING, MAX_SAMPLING = 0.1, 20.0
"""Seconds."""
FIRST_PASS = 0.5
"""Seconds of samples in the first round: one sample of each long workload comes before the second
of any."""
RETRY_ITERATIONS = 1.6
"""For which there must be time when something is tried again: the first tells what it takes at
most."""
RETRY_LONGER = 1.25
"""Times what it had before that it must have then."""
EXTRA_ITERATIONS = 3.0
"""For which there must be time when something gets extra samples."""


class Budget(Struct, frozen=True, kw_only=True):
    """So many rounds as there is time for, and what the time is spent on."""

    workloads: Mapping[str, WorkloadHead]
    heads: Mapping[str, AdapterHead]
    added: tuple[str, ...] = ()
    """Workloads that are there to tell about others."""
    prepares: bool = True
    """Imports may be made before their turns."""

    def next_step(
        self, steps: Sequence[PlanStep], history: History, seconds_left: float
    ) -> Turn | Preparation | None:
        """The next turn of the round; then what deserves a retry; then another round, where there
        is time for one like the last."""
        first = max(1, history.round)
        for number in range(first, MOST_ROUNDS + 1):
            if number > first and _seconds_of(number - 1, history, seconds_left) > seconds_left:
                return None
            turns = self._turns(steps, number, history)
            if turns and seconds_left >= 0:
                return self._preparation(turns, number, history) or turns[0]
            again = self.too_slow(steps, history, seconds_left) or self.too_few(
                steps, history, seconds_left
            )
            if again is not None:
                step, name = again
                return Turn(step=step, workloads=(name,), round=number, retry=True)
        return None

    def rules(
        self,
        steps: Sequence[PlanStep],
        turn: Turn,
        workloads: tuple[str, ...],
        history: History,
        seconds_left: float,
    ) -> dict[str, StoppingRule]:
        """How long each of these may take: they share the time that is left with all that are still
        to come in this round."""
        mine = self._tasks(workloads)
        to_come = self._to_come(steps, turn, history)
        tasks = [*mine.values(), *(task for other in to_come.values() for task in other.values())]
        weights = sum(self._weight(task) for task in tasks)
        needed = self._overhead(turn.step, mine, history)
        needed += sum(self._overhead(step, other, history) for step, other in to_come.items())
        spare = RESERVED * max(0.0, seconds_left - needed)
        shares = {
            name: spare * self._weight(task) / weights if weights else 0.0
            for name, task in mine.items()
        }
        of_process = max(MIN_TIMEOUT, min(spare, BORROWED_BY_PROCESS * sum(shares.values())))
        parts = {task.part for task in mine.values()}
        return {
            name: self._rule(turn, share, of_process, tells_of_others=name in parts)
            for name, share in shares.items()
        }

    def skipped(self, steps: Sequence[PlanStep], history: History) -> tuple[PlanStep, ...]:
        """Those that had no turn in the first round."""
        return tuple(turn.step for turn in self._turns(steps, 1, history))

    def too_slow(
        self, steps: Sequence[PlanStep], history: History, seconds_left: float
    ) -> Measurement | None:
        """What had too little time and could have enough of what others left; the quickest first,
        each once."""
        needs = {}
        for step, name in self._not_retried(steps, history):
            bound = _bound(history.runs_of(step, name))
            if bound is None:
                continue
            had = history.timeouts.get((step, name), 0.0)
            longer = max(RETRY_ITERATIONS * bound, RETRY_LONGER * had)
            needs[step, name] = self._overhead(step, self._tasks((name,)), history) + longer
        best = min(needs, key=lambda one: needs[one], default=None)
        return best if best is not None and needs[best] <= seconds_left else None

    def too_few(
        self, steps: Sequence[PlanStep], history: History, seconds_left: float
    ) -> Measurement | None:
        """Of what has one sample only, and might be faster or slower than others by that: what is
        most telling for its time, each once."""
        telling = {}
        for step, name in self._not_retried(steps, history):
            runs = [run for run in history.runs_of(step, name) if run.outcome == "ok"]
            samples = [sample for run in runs for sample in run.samples]
            if len(samples) != 1:
                continue
            needs = self._overhead(step, self._tasks((name,)), history)
            needs += EXTRA_ITERATIONS * samples[0]
            tied = _not_apart(step, name, steps, history)
            if tied and needs <= seconds_left:
                telling[step, name] = tied / needs
        return max(telling, key=lambda one: telling[one], default=None)

    def _turns(self, steps: Sequence[PlanStep], number: int, history: History) -> list[Turn]:
        """What is there to tell about others tells once."""
        among = set(self.workloads) if number == 1 else set(self.workloads) - set(self.added)
        return turns_of_round(steps, number, history, among)

    def _preparation(
        self, turns: Sequence[Turn], number: int, history: History
    ) -> Preparation | None:
        """Imports of several frameworks at once: the time for them is missed elsewhere.

        Not where something is to be told of an import, or of what the process alone holds.
        """
        if not self.prepares or history.began(number) is not None:
            return None
        timed = [turn for turn in turns if self._all_timed(turn)]
        if len(timed) < 2:
            return None
        slowest_first = sorted(timed, key=self._first_import, reverse=True)
        return Preparation(turns=tuple(slowest_first), round=number)

    def _all_timed(self, turn: Turn) -> bool:
        return all(self.workloads[name].timed for name in turn.workloads)

    def _first_import(self, turn: Turn) -> float:
        return self.heads[turn.step.framework].first_import_seconds

    def _to_come(
        self, steps: Sequence[PlanStep], turn: Turn, history: History
    ) -> dict[PlanStep, dict[str, WorkloadHead]]:
        """Whoever has a turn in this round yet, and what they measure then."""
        if turn.retry:
            return {}
        turns = self._turns(steps, turn.round, history)
        return {one.step: self._tasks(one.workloads) for one in turns if one.step != turn.step}

    def _rule(
        self, turn: Turn, share: float, of_process: float, *, tells_of_others: bool
    ) -> StoppingRule:
        longest = FIRST_PASS if turn.round == 1 else MAX_SAMPLING
        own = max(MIN_TIMEOUT, min(of_process, BORROWED * share))
        return hurried_rule(
            sampling_seconds=min(longest, max(MIN_SAMPLING, SAMPLING * share)),
            timeout_seconds=of_process if tells_of_others else own,
            process_timeout_seconds=of_process,
        )

    def _not_retried(self, steps: Sequence[PlanStep], history: History) -> list[Measurement]:
        done = history.retried()
        asked = [
            (step, name) for step in steps for name in step.workloads if name not in self.added
        ]
        return [one for one in asked if one not in done]

    def _overhead(
        self, step: PlanStep, tasks: Mapping[str, WorkloadHead], history: History
    ) -> float:
        importing = 0.0 if step in history.waiting else history.imports.get(step)
        return overhead(self.heads[step.framework], tasks, importing=importing)

    def _weight(self, task: WorkloadHead) -> float:
        return 0.0 if task.id in self.added else weight(task)

    def _tasks(self, names: tuple[str, ...]) -> dict[str, WorkloadHead]:
        return {name: self.workloads[name] for name in names}


def hurried_mean(
    budget: float, steps: Sequence[tuple[AdapterHead, Mapping[str, WorkloadHead]]]
) -> StoppingRule:
    """What each workload may take in the first round so that all steps fit: the mean, whatever each
    then gets."""
    timed = sum(task.timed for _, tasks in steps for task in tasks.values())
    spare = budget - sum(overhead(head, tasks) for head, tasks in steps)
    timeout = max(MIN_TIMEOUT, spare / timed) if timed else MIN_TIMEOUT
    sampling = min(FIRST_PASS, max(MIN_SAMPLING, SAMPLING * timeout))
    return hurried_rule(sampling_seconds=sampling, timeout_seconds=timeout)


def _seconds_of(number: int, history: History, seconds_left: float) -> float:
    """That a round has taken so far; 0 where nothing was left to do in it."""
    began = history.began(number)
    return 0.0 if began is None else began - seconds_left


def _bound(runs: Sequence[Run]) -> float | None:
    """Seconds that an iteration takes at least, where that was too long for its time; None where
    there is a figure."""
    if not runs or any(run.outcome != "too_slow" for run in runs):
        return None
    return max((run.bound for run in runs if run.bound is not None), default=None)


def _not_apart(step: PlanStep, name: str, steps: Sequence[PlanStep], history: History) -> int:
    """How many other frameworks may be as fast."""
    own = span_of(history.runs_of(step, name))
    if own is None:
        return 0
    tied = set()
    for other in steps:
        if other.framework == step.framework or name not in other.workloads:
            continue
        span = span_of(history.runs_of(other, name))
        if span is not None and span[0] <= own[1] and own[0] <= span[1]:
            tied.add(other.framework)
    return len(tied)
