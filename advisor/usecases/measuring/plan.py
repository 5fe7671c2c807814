"""What measuring would do and what it would cost; starts nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from advisor.benchmarking.plan import (
    TRIAL,
    Plan,
    limit_step,
    limits_known,
    make_plan,
    with_builds,
)
from advisor.benchmarking.request import (
    SHORT,
    MeasureRequest,
    choose_frameworks,
    choose_workloads,
    unasked,
)
from advisor.lab.heads import AdapterHead, WorkloadHead, adapters, known, workloads
from advisor.lab.store import read_runs
from advisor.messages import words
from advisor.model.event import Event
from advisor.model.knowledge import Knowledge
from advisor.resources import probes_dir
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.installing.environments import to_install
from advisor.usecases.installing.install_request import InstallRequest
from advisor.usecases.machine.look_around import last_known
from advisor.usecases.ranking.most_telling import most_telling
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.lab.installing.chosen import ChosenFiles


def plan_measuring(request: MeasureRequest, *, settings: Settings) -> Plan:
    """What measuring would do and cost; starts nothing.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-workload`, `unknown-mode`, `unknown-variant`,
            `nothing-to-measure`.
    """
    say = words(settings.lang)
    hurried = request.budget is not None
    probes = probes_of(settings)
    every, tasks = adapters(*probes), workloads(*probes)
    heads = choose_frameworks(request, every, say)
    for id in request.workloads:
        known("workload", id, tasks, say=say)
    choice = choose_workloads(request, tasks, _preferred(request, heads, tasks, settings))
    builds = to_install(
        InstallRequest(ids=tuple(heads), variant=request.variant), settings=settings
    )
    machine = last_known(settings)
    known_limits: set[str] = set()
    if machine is not None:
        runs = read_runs(settings.data, say=say)
        now = datetime.now(UTC)
        known_limits = limits_known(runs, machine.fingerprint, now=now, hurried=hurried)
    reference = next((head for head in every.values() if head.reference), None)
    return make_plan(
        request,
        heads,
        choice,
        limits=limit_step(reference, tasks, choice.asked, known_limits, hurried=hurried),
        trial=tasks[TRIAL],
        builds=builds,
        say=say,
    )


def find_files(
    plan: Plan,
    request: MeasureRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> tuple[Plan, dict[str, ChosenFiles]]:
    """The plan with what uv finds for its builds: their versions and the sizes of the files that
    would be fetched; and what `measure` then builds from, by framework. What uv cannot find stays
    as it was expected.

    Raises:
        Cancelled: the person stopped it.
    """
    if not plan.builds:
        return plan, {}
    from advisor.usecases.installing.builds import resolve_builds

    asked = InstallRequest(ids=tuple(row.framework for row in plan.builds), variant=request.variant)
    found = resolve_builds(
        plan.builds, asked, settings=settings, on_event=on_event, cancelled=cancelled
    )
    return with_builds(plan, found.rows), found.choices


def short_and_ranked(knowledge: Knowledge) -> tuple[str, ...]:
    """What the ranking asks for and takes seconds: enough for a first pass."""
    ranked = _ranked(knowledge)
    tasks = workloads(probes_dir())
    return tuple(id for id, task in tasks.items() if id in ranked and task.cost_seconds <= SHORT)


def _preferred(
    request: MeasureRequest,
    heads: Mapping[str, AdapterHead],
    tasks: Mapping[str, WorkloadHead],
    settings: Settings,
) -> tuple[str, ...]:
    """What is measured where no workload was named; none leaves it to the care."""
    if request.workloads:
        return ()
    if request.budget is not None:
        offered = {id: task for id, task in tasks.items() if not task.limit}
        return most_telling(request.budget, offered, tuple(heads.values()), settings)
    if request.care == "fast":
        ranked = _ranked(_knowledge(settings))
        return tuple(id for id in unasked(request, tasks) if id in ranked)
    return ()


def _knowledge(settings: Settings) -> Knowledge:
    from advisor.catalog.load import open_knowledge

    return open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def _ranked(knowledge: Knowledge) -> set[str]:
    """The workloads that a criterion of the ranking is measured by."""
    return {
        one.measured_by.workload
        for one in knowledge.criteria.values()
        if one.measured_by is not None
    }
