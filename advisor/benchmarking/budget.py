"""What a budget leaves: each framework gets its share of the time that is left, so that what others
saved is used."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from advisor.benchmarking.effort import (
    GLANCE,
    IN_A_HURRY,
    LEAST_TIME,
    LONGEST,
    MOST_ROUNDS,
    SAMPLING,
    SHORTEST,
    before,
    weight,
)
from advisor.benchmarking.plan import Step
from advisor.benchmarking.worker import Pace
from advisor.evidence.comparable_runs import span_of
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.model.run import Run

RESERVED = 0.9
"""Share of what is left that is given away: who is stopped is stopped a little late, and imports
again for the rest."""
GENEROUS = 2.5
"""Times its own share that a workload may take of what its process has left: a slow one needs it
for a figure at all, and must not leave the others of its process with nothing."""
LENT = 1.5
"""Times its share that a process may take: one that is too slow, or quick, leaves most of its
own."""
ENOUGH = 1.6
"""Iterations for which there must be time when something is tried again: the first tells what it
takes at most."""
LOOK = 3.0
"""Iterations for which there must be time when something is measured once more."""
LONGER = 1.25
"""Times what it had before that it must have then."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """The time for a plan's steps."""

    steps: Sequence[Step]
    workloads: Mapping[str, WorkloadHead]
    heads: Mapping[str, AdapterHead]
    until: float
    """By the clock."""
    added: Sequence[str] = ()
    """Workloads that are there to tell about others."""
    runs: Sequence[Run] = ()
    """What came of the plan so far."""
    clock: Callable[[], float] = time.monotonic
    waiting: list[Step] = field(default_factory=list)
    """Steps of this round that were not begun."""
    imported: set[Step] = field(default_factory=set)
    """Steps of this round whose processes have imported their framework, and wait for their
    turn."""
    imports: dict[Step, float] = field(default_factory=dict)
    """Seconds that an import took, where it was made."""
    began: float = 0.0
    """This round."""
    round: int = 0
    again: set[tuple[Step, str]] = field(default_factory=set)
    """What was tried a second time."""
    given: dict[tuple[Step, str], float] = field(default_factory=dict)
    """Seconds that each workload could take."""

    def begin_round(self) -> None:
        """Everything waits again."""
        self.began = self.clock()
        self.round += 1
        self.waiting = list(self.steps)

    def over(self) -> bool:
        """No step is begun any more."""
        return self.clock() > self.until

    def allows_another(self, number: int) -> bool:
        """One round more, while there is time for one like the last."""
        now = self.clock()
        return number <= MOST_ROUNDS and now + (now - self.began) <= self.until

    def paces(self, step: Step, names: tuple[str, ...]) -> dict[str, Pace]:
        """How long each of these workloads of a step may take, now that its process starts."""
        if step in self.waiting:
            self.waiting.remove(step)
        others = [self._tasks(other, other.workloads) for other in self.waiting]
        mine = self._tasks(step, names)
        parts = {task.part for task in mine.values()}
        ahead = [self._before(step, mine)]
        ahead += [
            self._before(other, tasks) for other, tasks in zip(self.waiting, others, strict=True)
        ]
        weights = sum(self._weight(task) for tasks in (mine, *others) for task in tasks.values())
        spare = RESERVED * max(0.0, self.until - self.clock() - sum(ahead))
        shares = {
            name: spare * self._weight(task) / weights if weights else 0.0
            for name, task in mine.items()
        }
        together = max(LEAST_TIME, min(spare, LENT * sum(shares.values())))
        longest = GLANCE if self.round == 1 else LONGEST
        paces = {
            name: replace(
                IN_A_HURRY,
                patience=together
                if name in parts
                else max(LEAST_TIME, min(together, GENEROUS * share)),
                together=together,
                seconds=min(longest, max(SHORTEST, SAMPLING * share)),
            )
            for name, share in shares.items()
        }
        self.given.update({(step, name): pace.patience for name, pace in paces.items()})
        return paces

    def second_chance(self) -> tuple[Step, str] | None:
        """What had too little time and could have enough of what others left; the quickest first,
        each once."""
        needs = {}
        for step in self.steps:
            for name in step.workloads:
                if name in self.added:
                    continue
                bound = _too_slow(self._of(step, name))
                if bound is not None and (step, name) not in self.again:
                    own = self._before(step, {name: self.workloads[name]})
                    needs[step, name] = own + max(
                        ENOUGH * bound, LONGER * self.given.get((step, name), 0.0)
                    )
        best = min(needs, key=lambda one: needs[one], default=None)
        if best is None or needs[best] > self.until - self.clock():
            return None
        self.again.add(best)
        return best

    def another_look(self) -> tuple[Step, str] | None:
        """Of what has one sample only, and might be faster or slower than others by that: what is
        most telling for its time, each once."""
        left = self.until - self.clock()
        telling = {}
        for step in self.steps:
            for name in step.workloads:
                good = [run for run in self._of(step, name) if run.outcome == "ok" and run.samples]
                if (
                    name in self.added
                    or (step, name) in self.again
                    or sum(len(run.samples) for run in good) != 1
                ):
                    continue
                needs = self._before(step, {name: self.workloads[name]}) + LOOK * good[0].samples[0]
                if needs <= left and (tied := self._tied(step, name)):
                    telling[step, name] = tied / needs
        best = max(telling, key=lambda one: telling[one], default=None)
        if best is not None:
            self.again.add(best)
        return best

    def _tied(self, step: Step, name: str) -> int:
        """From how many others it is not apart."""
        spans = {
            other.framework: span_of(self._of(other, name))
            for other in self.steps
            if name in other.workloads
        }
        own = spans.pop(step.framework, None)
        if own is None:
            return 0
        return sum(
            span is not None and span[0] <= own[1] and own[0] <= span[1] for span in spans.values()
        )

    def _of(self, step: Step, name: str) -> list[Run]:
        what = (step.framework, step.mode, step.tuning, name)
        return [
            run for run in self.runs if (run.framework, run.mode, run.tuning, run.workload) == what
        ]

    def _before(self, step: Step, tasks: dict[str, WorkloadHead]) -> float:
        importing = 0.0 if step in self.imported else self.imports.get(step)
        return before(self.heads[step.framework], tasks, importing=importing)

    def _weight(self, task: WorkloadHead) -> float:
        return 0.0 if task.id in self.added else weight(task)

    def _tasks(self, step: Step, names: tuple[str, ...]) -> dict[str, WorkloadHead]:
        return {name: self.workloads[name] for name in names if name in step.workloads}


def _too_slow(same: Sequence[Run]) -> float | None:
    """Seconds that an iteration takes at least, where that was too long for its time; None where
    there is a figure."""
    if not same or any(run.outcome != "too_slow" for run in same):
        return None
    return max((run.bound for run in same if run.bound is not None), default=None)
