"""What somebody asks to have measured, and which frameworks and workloads that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from advisor.lab.heads import AdapterHead, WorkloadHead, known
from advisor.messages import Say
from advisor.model.run import EAGER

Care = Literal["fast", "normal", "rigorous"]

SHORT = 10.0
"""Seconds that a workload may cost to be measured unasked."""


class MeasureRequest(Struct, frozen=True, kw_only=True):
    """What to measure."""

    ids: tuple[str, ...] = ()
    """Frameworks; none means all."""
    workloads: tuple[str, ...] = ()
    """None leaves it to `care`: those that the ranking rests on, those that are short, or all."""
    variant: str = ""
    """Of the environment: another build, for a device."""
    modes: tuple[str, ...] = (EAGER,)
    tuned: bool = False
    """A framework's tunings too, besides stock: those that are worthwhile in a trial, or all with
    the rigorous care."""
    care: Care = "normal"
    budget: float | None = None
    """Seconds for all of the measuring; building environments is not counted."""
    resume: bool = False
    """Go on with the plan that was stopped last; nothing else of the request counts then."""
    time_limit: float | None = None
    """Seconds for one process, instead of what its workloads should take."""
    memory_limit: int | None = None
    """Bytes of private memory for one process."""


class ChosenWorkloads(Struct, frozen=True, kw_only=True):
    """Which workloads to measure."""

    asked: dict[str, WorkloadHead]
    """In the order in which a process takes them."""
    left_out: tuple[str, ...]
    """What this much care leaves out."""
    added: tuple[str, ...]
    """Parts of what was asked for."""


def choose_frameworks(
    request: MeasureRequest, heads: Mapping[str, AdapterHead], say: Say
) -> dict[str, AdapterHead]:
    """The frameworks of a request, those that our own interpreter can run first.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-mode`.
    """
    for id in request.ids:
        known("framework", id, heads, say=say)
    modes = {mode: None for head in heads.values() for mode in head.modes}
    for mode in request.modes:
        known("mode", mode, modes, say=say)
    offered = list(heads)
    if request.budget is not None:  # A budget is for those that are ranked.
        offered = [id for id in heads if not heads[id].reference] or offered
    ids = dict.fromkeys(request.ids or sorted(offered, key=lambda id: not heads[id].embedded))
    return {id: heads[id] for id in ids}


def choose_workloads(
    request: MeasureRequest, tasks: Mapping[str, WorkloadHead], preferred: Sequence[str] = ()
) -> ChosenWorkloads:
    """The workloads of a request.

    Args:
        preferred: what is taken where the request names none, instead of all that its care allows.
    """
    offered = tuple(tasks)
    chosen = tuple(dict.fromkeys(request.workloads))
    if not chosen:
        offered = tuple(id for id, task in tasks.items() if not task.limit)
        chosen = tuple(preferred) or unasked(request, tasks)
    added: tuple[str, ...] = ()
    if request.budget is not None and EAGER in request.modes:
        added = _parts(chosen, tasks)
    # What each process tells once comes first, before a workload can take the process down, and in
    # the order of names: a first step is one before anything else is computed. Of what is timed the
    # cheapest comes first: a process that is ended because the last one took too long has told of
    # the others by then.
    ordered = sorted(
        (*chosen, *added),
        key=lambda id: (tasks[id].timed, tasks[id].cost_seconds if tasks[id].timed else 0.0, id),
    )
    left_out = () if request.workloads else tuple(id for id in offered if id not in ordered)
    return ChosenWorkloads(asked={id: tasks[id] for id in ordered}, left_out=left_out, added=added)


def unasked(request: MeasureRequest, tasks: Mapping[str, WorkloadHead]) -> tuple[str, ...]:
    """What the care of a request allows where it names no workload."""
    everything = request.care == "rigorous"
    return tuple(
        id
        for id, task in tasks.items()
        if not task.limit and (everything or task.cost_seconds <= SHORT)
    )


def _parts(chosen: tuple[str, ...], tasks: Mapping[str, WorkloadHead]) -> tuple[str, ...]:
    """What else these contain: a part tells within a second whether there is time for the whole."""
    found = list(chosen)
    for id in found:
        part = tasks[id].part
        if part and part not in found:
            found.append(part)
    return tuple(found[len(chosen) :])
