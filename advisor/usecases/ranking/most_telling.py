"""Which workloads a budget goes to: those that tell most about the ranking for the seconds that
they cost."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.benchmarking.costs import quickest
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.usecases.settings import Settings


def most_telling(
    budget: float, tasks: dict[str, WorkloadHead], heads: Sequence[AdapterHead], settings: Settings
) -> tuple[str, ...]:
    """As many of the workloads as the budget has time for, the most telling per second first.

    What they tell is worked out as if nothing had been measured yet, for a need that names nothing:
    which measurement would move the shares of the first place most
    (advisor/scoring/next_evidence.py).
    """
    bits = _bits(tasks, settings)
    order = sorted(
        bits,
        key=lambda id: (
            -bits[id] / max(tasks[id].cost_seconds if tasks[id].timed else 0.0, 0.1),
            id,
        ),
    )
    chosen: list[str] = []
    for id in order:
        asked = {name: tasks[name] for name in (*chosen, id)}
        if sum(quickest(head, asked) for head in heads) <= budget or not chosen:
            chosen.append(id)
    return tuple(chosen)


def _bits(tasks: dict[str, WorkloadHead], settings: Settings) -> dict[str, float]:
    """What each workload is expected to tell, over all frameworks in the ranking."""
    from msgspec.structs import replace

    from advisor.model.need import Need
    from advisor.usecases.ranking.advise import advise_on
    from advisor.usecases.ranking.gather import gather
    from advisor.usecases.ranking.next_measurement import find_out_next

    gathered = gather(settings, quick=True)
    plan = find_out_next(
        replace(advise_on(Need(), replace(gathered, runs=(), proved=())), runs=()), settings
    )
    found: dict[str, float] = {}
    for prospect in plan.prospects if plan is not None else ():
        workload = prospect.option.id.split("/")[1]
        if workload in tasks:
            found[workload] = found.get(workload, 0.0) + prospect.bits
    return found
