"""Workloads that contain others, and take at least so many times as long."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from advisor.benchmarking.setup import Setup
from advisor.lab.heads import WorkloadHead
from advisor.lab.wire import Heard, Transcript
from advisor.model.run import EAGER


def contained(name: str, workloads: Mapping[str, WorkloadHead], mode: str) -> dict[str, float]:
    """What a workload contains, the largest first, and how many times as long as each it takes at
    least.

    Eagerly a part is computed as it is alone; a compiler may do better with the whole, so that
    nothing is known of it then.
    """
    found: dict[str, float] = {}
    times, task = 1.0, workloads[name]
    while mode == EAGER and task.part and task.part not in found:
        times *= task.parts
        found[task.part] = times
        task = workloads[task.part]
    return found


def bound(setup: Setup, transcript: Transcript, name: str) -> float | None:
    """Seconds that an iteration takes at least, by what was heard of it and of what it contains;
    None where nothing can be said."""
    heard = transcript.heard.get(name)
    own = _own_bound(setup, transcript, heard)
    if heard is not None and heard.later():
        return own
    least = own or 0.0
    fastest = transcript.fastest()
    for part, times in contained(name, setup.workloads, setup.mode).items():
        if part in fastest:
            least = max(least, times * fastest[part])
            break
        part_heard = transcript.heard.get(part)
        part_bound = _own_bound(setup, transcript, part_heard)
        if part_bound is not None and part_heard is not None:
            least = max(least, times * min(part_bound, *part_heard.steps, inf))
    if least == 0.0:
        return own
    return least if heard is None else min(least, *heard.steps, inf)


def _own_bound(setup: Setup, transcript: Transcript, heard: Heard | None) -> float | None:
    if heard is None:
        return None
    return heard.bound(transcript.alive, compiles=setup.mode in setup.head.compiles)
