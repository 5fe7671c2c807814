"""How much time measuring takes and gets: what each degree of care means, and what a budget leaves
for a workload."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from advisor.benchmarking.request import Care
from advisor.benchmarking.worker import Pace
from advisor.lab.heads import AdapterHead, WorkloadHead


class Effort(Struct, frozen=True, kw_only=True):
    """What a degree of care means."""

    pace: Pace
    rounds: int
    imports: int = 5
    """Rounds for what is known right after an import, at least: each of them gives one sample
    only."""


EFFORT: dict[Care, Effort] = {
    "fast": Effort(
        pace=Pace(seconds=0.4, least=3, patience=120.0, precision=0.05, stretch=3.0), rounds=3
    ),
    "normal": Effort(
        pace=Pace(seconds=0.8, least=4, patience=300.0, precision=0.03, stretch=3.0), rounds=3
    ),
    "rigorous": Effort(
        pace=Pace(seconds=2.0, least=5, patience=300.0, precision=0.015, stretch=4.0), rounds=5
    ),
}
"""Samples come from several processes, taken in turns, so that what differs between processes and
what the machine does meanwhile is in every interval."""
IN_A_HURRY = Pace(seconds=1.0, least=2, fewest=1, patience=10.0, precision=0.03)
"""Within a budget: one sample says more than none, and its interval says how little that is; a
workload whose steps are long leaves the rest of its time to others."""
MOST_ROUNDS = 5
"""Of a budget, where there is time for more than one."""
IMPORT = 2.5
"""Seconds that an import takes once it has been made before."""
SAMPLING = 0.4
"""Share of its time within a budget that a workload samples; preparing, checking and warming up get
the rest."""
SHORTEST, LONGEST = 0.1, 20.0
GLANCE = 0.5
"""Seconds of samples in a budget's first round: one sample of each long workload comes before the
second of any."""
LEAST_TIME = 0.25
"""Seconds for one workload of one framework, however small the budget."""
WARM_UP = 0.5
"""Warming up takes half of the samples' seconds, on top of what the workload's head says it
costs."""
OURS = 0.35
"""Seconds in which a workload's numbers and their reference are made; they are not the
framework's."""
TRIAL_PACE = Pace(seconds=0.4, least=3, fewest=1, patience=10.0, precision=0.05)
"""For the kernel that tells which tunings pay, whatever the care."""
QUICKEST = 0.15
"""Of what a workload costs ordinarily: with less time nobody would come to a sample, and all of it
would be lost."""
LIMIT_PACE = Pace(seconds=1.0, least=5, patience=60.0)
"""For each of the machine's limits, whatever the care: the best sample counts."""
LIMIT_IN_A_HURRY = replace(LIMIT_PACE, seconds=0.3)
"""The same within a budget."""


def before(
    head: AdapterHead, tasks: Mapping[str, WorkloadHead], *, importing: float | None = None
) -> float:
    """Seconds of one process that no budget shortens: its import, what it tells of its life, and
    what is ours.

    Args:
        importing: seconds that its import takes; None: as its head says, made once before.
    """
    once = sum(
        task.cost_seconds for task in tasks.values() if not task.timed and task.moment != "import"
    )
    importing = min(IMPORT, head.first_import_seconds) if importing is None else importing
    return importing + once + OURS * sum(task.timed for task in tasks.values())


def cost(
    head: AdapterHead, tasks: Mapping[str, WorkloadHead], pace: Pace, *, hurried: bool = False
) -> float:
    """Of one step in one round: its process imports the framework once, whatever it then reports of
    itself."""
    timed = sum(task.timed for task in tasks.values())
    if hurried:
        return before(head, tasks) + timed * pace.patience
    costs = sum(task.cost_seconds for task in tasks.values() if task.timed)
    return before(head, tasks) + costs + timed * pace.seconds * (1 + WARM_UP)


def quickest(head: AdapterHead, tasks: Mapping[str, WorkloadHead]) -> float:
    """Seconds of one step below which most of it would be lost."""
    return before(head, tasks) + QUICKEST * sum(
        task.cost_seconds for task in tasks.values() if task.timed
    )


def within(
    budget: float, steps: Sequence[tuple[AdapterHead, Mapping[str, WorkloadHead]]]
) -> Effort:
    """What each workload may take in the first round so that all steps fit: the mean, whatever each
    then gets."""
    timed = sum(task.timed for _, tasks in steps for task in tasks.values())
    spare = budget - sum(before(head, tasks) for head, tasks in steps)
    patience = max(LEAST_TIME, spare / timed) if timed else LEAST_TIME
    seconds = min(GLANCE, max(SHORTEST, SAMPLING * patience))
    return Effort(pace=replace(IN_A_HURRY, seconds=seconds, patience=patience), rounds=1, imports=1)


def weight(task: WorkloadHead) -> float:
    """Of the time for several: the root of what each costs, so that nothing is given up for a
    larger one."""
    return math.sqrt(task.cost_seconds) if task.timed else 0.0
