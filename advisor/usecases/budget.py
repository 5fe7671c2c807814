"""What a budget leaves: each workload gets its share of the time that is left, so that what others saved is used."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.lab.measuring import Pace
from advisor.usecases.effort import IN_A_HURRY, LEAST_TIME, LONGEST, MOST_ROUNDS, SAMPLING, SHORTEST, before, weight
from advisor.usecases.plan_measuring import Step

RESERVED = 0.85
"""Share of what is left that is given away: who is stopped is stopped a little late, and imports again for the rest."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """The time for a plan's steps."""

    steps: Sequence[Step]
    workloads: Mapping[str, WorkloadHead]
    heads: Mapping[str, AdapterHead]
    until: float
    """By the clock."""
    clock: Callable[[], float] = time.monotonic
    waiting: list[Step] = field(default_factory=list)
    """Steps of this round that were not begun."""
    began: float = 0.0
    """This round."""

    def begin_round(self) -> None:
        """Everything waits again."""
        self.began = self.clock()
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
        ahead = [before(self.heads[step.framework], mine)]
        ahead += [before(self.heads[other.framework], tasks) for other, tasks in zip(self.waiting, others, strict=True)]
        weights = sum(weight(task) for tasks in (mine, *others) for task in tasks.values())
        spare = RESERVED * max(0.0, self.until - self.clock() - sum(ahead))
        paces = {}
        for name, task in mine.items():
            patience = max(LEAST_TIME, spare * weight(task) / weights) if weights else LEAST_TIME
            seconds = min(LONGEST, max(SHORTEST, SAMPLING * patience))
            paces[name] = replace(IN_A_HURRY, patience=patience, seconds=seconds)
        return paces

    def _tasks(self, step: Step, names: tuple[str, ...]) -> dict[str, WorkloadHead]:
        return {name: self.workloads[name] for name in names if name in step.workloads}
