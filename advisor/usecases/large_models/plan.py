"""Plan a large model: which engines run on the target's chip, on which framework, in which form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from advisor.evidence.large_models.habits import habits_of
from advisor.explanation.advice import Advice
from advisor.explanation.large_model import (
    EngineFit,
    Form,
    LargeModelPlan,
    ModelDemand,
    TargetCard,
)
from advisor.model.engine import Engine, EngineSupport, KnownBad
from advisor.model.language_model import LanguageModel, ModelPurpose
from advisor.model.stack import Conflict, NoWay, Stack, Statement
from advisor.stacks import versions
from advisor.stacks.engines.places import (
    STATES,
    JudgedPlace,
    all_of,
    best_of,
    built_on,
    judged,
)
from advisor.usecases.large_models.card import card_of
from advisor.usecases.large_models.forms import serving_forms, training_forms

if TYPE_CHECKING:
    from advisor.stacks.stock import Stock

CONTEXT = 8192
"""Tokens that are counted with when nobody says how many: a long question and its answer."""
EXAMPLE = 2048
"""The same of one example in training."""
RUNNING = STATES[:2]
ABOUT_ENGINES = ("engine_", "no_engine_")
"""How kinds of statements begin that say why no engine is there."""


def plan_large_model(
    advice: Advice, stock: Stock, *, task_given: bool = True
) -> LargeModelPlan | None:
    """The answer for the advice's need; None where it is not about a large model.

    Args:
        task_given: whether the person named the task, or it follows from the model.
    """
    need = advice.need
    task = advice.knowledge.tasks.get(need.task or "")
    about = task.large_models if task is not None else None
    by_engine = about is None or about.engine
    if need.llm is None and (about is None or not by_engine):
        return None
    purpose: ModelPurpose = about.purpose if about is not None else "serving"
    model = stock.models.models.get(need.llm) if need.llm is not None else None
    demand = _demand(advice, model, purpose, task_given)
    card = card_of(advice)
    fits = tuple(_engines(advice, stock, purpose, model, demand, card)) if by_engine else ()
    return LargeModelPlan(
        purpose=purpose,
        task=need.task or "",
        model=model,
        asked=demand,
        card=card,
        by_engine=by_engine,
        engines=fits,
        none=() if fits or not by_engine else tuple(_why_none(advice)),
    )


def _demand(
    advice: Advice, model: LanguageModel | None, purpose: ModelPurpose, task_given: bool
) -> ModelDemand:
    need = advice.need
    usual = CONTEXT if purpose == "serving" else EXAMPLE
    longest = model.context if model is not None and model.context else usual
    return ModelDemand(
        context=need.context or min(usual, longest),
        users=need.users or 1,
        precision=need.precision,
        context_given=need.context is not None,
        users_given=need.users is not None,
        task_given=task_given,
        beyond_model=bool(need.context and model and 0 < model.context < need.context),
    )


def _engines(
    advice: Advice,
    stock: Stock,
    purpose: ModelPurpose,
    model: LanguageModel | None,
    demand: ModelDemand,
    card: TargetCard,
) -> list[EngineFit]:
    does = "serving" if purpose == "serving" else "training"
    order = _order(advice)
    found: list[tuple[tuple[object, ...], EngineFit]] = []
    for framework in advice.book.frameworks:
        stack = advice.stack(framework)
        for engine in built_on(does, framework, stock):
            places = [
                each
                for each in judged([engine], advice.target, stock, _own(stack))
                if not each.place.purposes or purpose in each.place.purposes
            ]
            best = best_of(places)
            if best is None or best.place.state not in RUNNING:
                continue
            fit = _fit(engine, framework, best, stack, advice, stock, purpose, model, demand, card)
            key = (
                not fit.in_stack,
                order.get(framework, len(order)),
                STATES.index(best.place.state),
                fit.model_documented is False,
                engine.id,
            )
            found.append((key, fit))
    return [fit for _, fit in sorted(found, key=lambda pair: pair[0])]


def _fit(
    engine: Engine,
    framework: str,
    judged_place: JudgedPlace,
    stack: Stack | None,
    advice: Advice,
    stock: Stock,
    purpose: ModelPurpose,
    model: LanguageModel | None,
    demand: ModelDemand,
    card: TargetCard,
) -> EngineFit:
    place = judged_place.place
    in_stack = stack is not None and stack.engine is not None and stack.engine.id == engine.id
    told = _versions(judged_place, stack if in_stack else None)
    habits = habits_of(engine, told.get(engine.id) or next(iter(told.values()), ""))
    models = stock.models.models if model is not None else {}
    siblings = _siblings(model, place, models)
    forms: tuple[Form, ...] = ()
    if model is not None and purpose == "serving":
        forms = serving_forms(model, habits, place, demand, card, stock.models.precisions)
    elif model is not None:
        forms = training_forms(model, habits, demand, card, whole=purpose == "pretraining")
    return EngineFit(
        engine=engine.id,
        name=engine.name,
        framework=framework,
        support=place,
        state="supported" if place.state == "supported" else "limited",
        in_stack=in_stack,
        versions=told,
        form=forms[0] if forms else None,
        others=forms[1:] if place.precisions or purpose != "serving" else (),
        precisions=place.precisions,
        model_documented=_documented(model, place, siblings),
        siblings=siblings,
        known_bad=tuple(_known_bad(engine, place, advice, told)),
        sources=judged_place.sources,
    )


def _own(stack: Stack | None) -> dict[str, str]:
    """The framework's package with its version, so that rows which want it come first."""
    if stack is None or not stack.parts:
        return {}
    return {stack.parts[0].component: stack.parts[0].version}


def _versions(judged_place: JudgedPlace, stack: Stack | None) -> dict[str, str]:
    """The engine's own component first."""
    first = judged_place.place.component
    if stack is not None:
        told = {part.component: part.version for part in stack.parts if part.version}
        engine = stack.engine
        first = engine.component if engine is not None and engine.component else first
    elif judged_place.row is not None:
        told = {name: all_of(wanted)[0] for name, wanted in judged_place.row.versions.items()}
    else:
        return {}
    names = sorted(told, key=lambda name: name != first)
    return {name: told[name] for name in names}


def _documented(
    model: LanguageModel | None, place: EngineSupport, siblings: tuple[str, ...]
) -> bool | None:
    """Whether its pages name the model, or its family, there; None where they list none, or others
    of its series alone."""
    if model is None or not place.models:
        return None
    if model.id in place.models or model.family in place.models:
        return True
    return None if siblings else False


def _siblings(
    model: LanguageModel | None, place: EngineSupport, models: Mapping[str, LanguageModel]
) -> tuple[str, ...]:
    """Names of others of the model's series that its pages name there."""
    if model is None:
        return ()
    named = (models[id] for id in place.models if id in models and id != model.id)
    return tuple(each.name for each in named if each.family == model.family)


def _known_bad(
    engine: Engine, place: EngineSupport, advice: Advice, told: dict[str, str]
) -> Iterator[KnownBad]:
    """What is known to go wrong there with the version that would be taken, or with one that
    nobody knows; the framework's own version says nothing of the engine's."""
    own = (place.component, *place.packages, engine.id)
    version = next((told[name] for name in own if told.get(name, "*") != "*"), "")
    target = advice.target
    for bad in engine.known_bad:
        elsewhere = bad.accelerator and bad.accelerator != target.accelerator.value
        other_chip = bad.chips and target.chip.known and target.chip.value not in bad.chips
        if elsewhere or other_chip:
            continue
        if not version or versions.holds(version, bad.versions):
            yield bad


def _order(advice: Advice) -> dict[str, int]:
    places = advice.ranking.places if advice.ranking is not None else ()
    return {place.alternative: at for at, place in enumerate(places)}


def _why_none(advice: Advice) -> Iterable[Statement]:
    """What the stacks' answers say of engines, each once; sources before what was looked for."""
    said: dict[tuple[str, str, str], Statement] = {}
    for answer in advice.stacks.values():
        statements: tuple[Statement, ...] = ()
        if isinstance(answer, Conflict):
            statements = answer.statements
        elif isinstance(answer, NoWay):
            statements = answer.looked_for
        for each in statements:
            if each.kind.startswith(ABOUT_ENGINES):
                key = each.kind, each.values.get("engines", ""), each.at
                said.setdefault(key, each)
    return sorted(said.values(), key=lambda each: (not each.at, each.kind != "engine_none"))
