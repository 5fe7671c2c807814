"""Rounds: every step once in each, in a process of its own, as many times as the care asks for."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from advisor.benchmarking.history import History
from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.lab.heads import WorkloadHead


class Rounds(Protocol):
    """Which turn comes next, and when its samples are enough: pure functions of what was done and
    of the seconds that are left."""

    def next_step(
        self, steps: Sequence[PlanStep], history: History, seconds_left: float
    ) -> Turn | Preparation | None:
        """What to begin now; None: it is over."""

    def rules(
        self,
        steps: Sequence[PlanStep],
        turn: Turn,
        workloads: tuple[str, ...],
        history: History,
        seconds_left: float,
    ) -> dict[str, StoppingRule]:
        """For these workloads of a turn, now that a process for them starts."""

    def skipped(self, steps: Sequence[PlanStep], history: History) -> tuple[PlanStep, ...]:
        """The steps for which there was no time, once it is over."""


class FixedRounds(Struct, frozen=True, kw_only=True):
    """As many rounds as the care asks for, whatever they take."""

    rule: StoppingRule
    rounds: int
    import_rounds: int
    """At least as many; those after the others are of what is known right after an import."""
    workloads: Mapping[str, WorkloadHead]

    def next_step(
        self, steps: Sequence[PlanStep], history: History, seconds_left: float
    ) -> Turn | None:
        """The first turn of the first round that has one left."""
        for number in range(1, self.import_rounds + 1):
            turns = turns_of_round(steps, number, history, self._of_round(number))
            if turns:
                return turns[0]
        return None

    def _of_round(self, number: int) -> set[str]:
        if number <= self.rounds:
            return set(self.workloads)
        return {name for name, task in self.workloads.items() if task.moment == "import"}

    def rules(
        self,
        steps: Sequence[PlanStep],
        turn: Turn,
        workloads: tuple[str, ...],
        history: History,
        seconds_left: float,
    ) -> dict[str, StoppingRule]:
        """The same for all."""
        return dict.fromkeys(workloads, self.rule)

    def skipped(self, steps: Sequence[PlanStep], history: History) -> tuple[PlanStep, ...]:
        """None: everybody has a turn."""
        return ()


def turns_of_round(
    steps: Sequence[PlanStep], number: int, history: History, among: Container[str]
) -> list[Turn]:
    """The turns that are left in a round, in their order.

    What was measured in it before is not measured again, nor what failed in another.

    Args:
        among: the workloads that have a place in this round.
    """
    # Every other round runs backwards: a machine that gets slower and slower then hits all alike.
    order = steps if number % 2 else tuple(reversed(steps))
    turns = []
    for step in order:
        left = [name for name in step.workloads if name in among]
        left = [name for name in left if not history.settled(step, name, number)]
        if left and not history.had_turn(step, number):
            turns.append(Turn(step=step, workloads=tuple(left), round=number))
    return turns
