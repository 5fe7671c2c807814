"""Which versions go together on the machine of a need: one answer for each framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from advisor.catalog.kept_answers import KeptAnswers
from advisor.catalog.load import open_stacks
from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.situation import describes_another
from advisor.evidence.target import target_of
from advisor.messages import told
from advisor.model.compatibility import StackKnowledge
from advisor.model.engine_run import EngineRun
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.releases import ReleaseIndex
from advisor.model.run import Run
from advisor.model.stack import Resolution, Stack, Target
from advisor.stacks import requirements
from advisor.stacks.answers import answers
from advisor.stacks.engines.running import AskedModel, running
from advisor.stacks.ran import with_runs
from advisor.stacks.stock import Stock
from advisor.usecases.need.check_need import check_need
from advisor.usecases.need.check_place import check_belonging, check_place
from advisor.usecases.need.named_model import understood

if TYPE_CHECKING:
    from advisor.lab.installing.proving import Refusal
    from advisor.model.language_model import Models
    from advisor.usecases.settings import Settings


class StackPlan(Struct, frozen=True, kw_only=True):
    """What runs where, and why."""

    target: Target
    answers: dict[str, Resolution]
    """By framework, in the order of the base."""
    runs: dict[str, EngineRun] = {}
    """By framework: how the engine of its stack is started, where it holds one."""


def open_stock(settings: Settings, knowledge: Knowledge) -> Stock:
    """Everything that stacks are made of, with what uv has proved before."""
    from advisor.lab.installing.proofs import proofs

    stacks = open_stacks(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    kept = KeptAnswers(settings.cache)

    def models() -> Models:
        from advisor.catalog.load import open_models

        return open_models(settings.knowledge, overlay=settings.overlay, cache=settings.cache)

    return Stock(knowledge, stacks, proofs=proofs(settings.data), answered=kept, models=models)


def plain_stock(knowledge: Knowledge) -> Stock:
    """What a base without rows and releases can be resolved from: what its frameworks list."""
    nothing = StackKnowledge(hash="", compatibility={}, index=ReleaseIndex(packages={}))
    return Stock(knowledge, nothing)


def plan_stacks(
    need: Need, stock: Stock, machine: Machine, runs: tuple[Run, ...] = ()
) -> StackPlan:
    """The stack of each framework, or why there is none.

    Args:
        runs: what was measured; those on this very machine prove the stacks that they used.

    Raises:
        AdvisorError: the need names something that does not exist, or gives a fact that cannot be
            used.
    """
    knowledge = stock.knowledge
    need = understood(need, stock)
    check_need(need, knowledge)
    check_place(need, machine, knowledge, stock.compatibility)
    check_requirements(need.requires)
    target = target_of(need, machine, knowledge, stock.compatibility)
    elsewhere = not machine.here or describes_another(need, machine, knowledge)
    if not describes_another(need, machine, knowledge):
        target = replace(target, tools=_tools(machine))
    check_belonging(machine, target.accelerator.value, stock.compatibility, knowledge)
    chosen = [
        id
        for id in knowledge.frameworks
        if (not need.among or id in need.among) and id not in need.without
    ]
    device = knowledge.accelerators.get(target.accelerator.value)
    graded = {
        id: with_runs(
            answer,
            runs,
            fingerprint="" if elsewhere else machine.fingerprint,
            plain=device is not None and device.always,
        )
        for id, answer in answers(target, stock, chosen).items()
    }
    return StackPlan(target=target, answers=graded, runs=engine_runs(graded, target, need, stock))


def engine_runs(
    answers: Mapping[str, Resolution], target: Target, need: Need, stock: Stock
) -> dict[str, EngineRun]:
    if not target.purpose:
        return {}
    asked = asked_model(need, stock)
    found = {
        id: running(answer, stock.engines, target, asked)
        for id, answer in answers.items()
        if isinstance(answer, Stack)
    }
    return {id: run for id, run in found.items() if run is not None}


def asked_model(need: Need, stock: Stock) -> AskedModel:
    """The model of a need as engines are given it: the repository that has its weights as they are
    wanted, or as its makers published them first."""
    model = stock.models.models.get(need.llm) if need.llm else None
    published = model.precisions if model is not None else {}
    first = next(iter(published), "")
    precision = need.precision or first
    return AskedModel(
        model=published.get(precision, published.get(first, "")),
        cards=need.cards,
        context=need.context,
        precision=precision,
        users=need.users,
    )


FOUND = ("/bin", "/usr/bin", "/usr/local/bin")
"""Folders in which any shell looks for programs."""


def _tools(machine: Machine) -> dict[str, str]:
    """What a plan must call by its path: Pythons that no shell finds, and this machine's uv."""
    from advisor.lab.installing.uv_program import uv_program

    paths = [Path(str(row.get("path") or "")) for row in _interpreters(machine)]
    tools: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: str(path.parent) not in FOUND):
        tools.setdefault(path.name, path.name if str(path.parent) in FOUND else str(path))
    if machine.here:
        tools["uv"] = uv_program()
    return {name: lies for name, lies in tools.items() if name and lies not in ("", name)}


def _interpreters(machine: Machine) -> list[dict[str, Any]]:
    fact = next((fact for fact in machine.facts if fact.name == "python.interpreters"), None)
    value: object = fact.value if fact is not None else None
    rows = value if isinstance(value, list | tuple) else ()
    return [row for row in rows if isinstance(row, dict)]


def check_requirements(requires: tuple[str, ...]) -> None:
    """Raises: AdvisorError, for what pip would not read either."""
    for text in requires:
        if not requirements.is_requirement(text):
            raise AdvisorError(
                "bad-requirement",
                told("{text!r} is not a requirement.", text=text),
                hint="for example --require torch==2.7.1, or --require 'numpy<2'",
                exit_code=ExitCode.USAGE,
            )


def prove_stacks(
    plan: StackPlan, stock: Stock, *, settings: Settings, cancelled: Callable[[], bool]
) -> tuple[StackPlan, dict[str, Refusal]]:
    """Let uv resolve exactly each stack of a plan; the plan with what it found, and why the others
    were not proved.

    Raises:
        AdvisorError: no uv, no network.
        Cancelled: between two stacks.
    """
    from advisor.lab.installing.indexes import pip_settings
    from advisor.lab.installing.proving import Refusal, prove
    from advisor.messages import words
    from advisor.usecases import day

    refusals: dict[str, Refusal] = {}
    for id, answer in plan.answers.items():
        stacks = (answer, *answer.otherwise) if isinstance(answer, Stack) else ()
        for stack in stacks:
            found = prove(
                stack,
                plan.target,
                data=settings.data,
                indexes=pip_settings(),
                offline=settings.offline,
                today=day.today(),
                say=words(settings.lang),
                cancelled=cancelled,
            )
            if not isinstance(found, Refusal):
                stock.proofs = {**stock.proofs, frozenset(found.key): found.resolved}
            elif stack is answer:
                refusals[id] = found
    again = answers(plan.target, stock, plan.answers)
    ran = {id: _still_ran(answer, plan.answers[id]) for id, answer in again.items()}
    return replace(plan, answers=ran), refusals


def _still_ran(answer: Resolution, before: Resolution) -> Resolution:
    """What ran stays so, whatever uv found."""
    if isinstance(answer, Stack) and isinstance(before, Stack) and before.grade == "ran":
        return replace(answer, grade="ran")
    return answer
