"""How many seconds measuring takes, as far as the heads of frameworks and workloads say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from advisor.benchmarking.stopping import StoppingRule
from advisor.lab.heads import AdapterHead, WorkloadHead

IMPORT = 2.5
"""Seconds that an import takes once it has been made before."""
WARM_UP = 0.5
"""Warming up takes half of the samples' seconds, on top of what the workload's head says it
costs."""
OURS = 0.35
"""Seconds in which a workload's numbers and their reference are made; they are not the
framework's."""
QUICKEST = 0.15
"""Of what a workload costs ordinarily: with less time nobody would come to a sample, and all of it
would be lost."""


def overhead(
    head: AdapterHead, tasks: Mapping[str, WorkloadHead], *, importing: float | None = None
) -> float:
    """Seconds of one process that no budget shortens: its import, what it tells of its life, and
    what is ours.

    Args:
        importing: seconds that its import takes; None: as its head says, made once before.
    """
    if importing is None:
        importing = min(IMPORT, head.first_import_seconds)
    once = [task for task in tasks.values() if not task.timed and task.moment != "import"]
    told_once = sum(task.cost_seconds for task in once)
    return importing + told_once + OURS * len(_timed(tasks.values()))


def cost(
    head: AdapterHead,
    tasks: Mapping[str, WorkloadHead],
    rule: StoppingRule,
    *,
    hurried: bool = False,
) -> float:
    """Seconds of one step in one round: its process imports the framework once, whatever it then
    reports of itself.

    Args:
        hurried: within a budget each workload takes all of its time.
    """
    timed = _timed(tasks.values())
    if hurried:
        return overhead(head, tasks) + len(timed) * rule.timeout_seconds
    sampling = len(timed) * rule.sampling_seconds * (1 + WARM_UP)
    return overhead(head, tasks) + sum(task.cost_seconds for task in timed) + sampling


def quickest(head: AdapterHead, tasks: Mapping[str, WorkloadHead]) -> float:
    """Seconds of one step below which most of it would be lost."""
    costs = sum(task.cost_seconds for task in _timed(tasks.values()))
    return overhead(head, tasks) + QUICKEST * costs


def weight(task: WorkloadHead) -> float:
    """Of the time for several: the root of what each costs, so that nothing is given up for a
    larger one."""
    return math.sqrt(task.cost_seconds) if task.timed else 0.0


def _timed(tasks: Iterable[WorkloadHead]) -> list[WorkloadHead]:
    return [task for task in tasks if task.timed]
