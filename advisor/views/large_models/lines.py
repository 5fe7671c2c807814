"""The answer about a large model in sentences: the engine and what it takes first, then what was
assumed, what does not fit, and what is known to go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.evidence.large_models.fit import Concession
from advisor.explanation.advice import Advice
from advisor.explanation.large_model import EngineFit, Form, LargeModelPlan, TargetCard
from advisor.messages import N_, Say
from advisor.views import names
from advisor.views.installing.stacks import called
from advisor.views.installing.statements import source_text, statement
from advisor.views.numbers import figure

GIB = 2**30
SOURCES = 4
"""Statements that a short answer shows of why no engine is there."""
HOLDS = {
    "surely": N_("they hold it even at the upper bound"),
    "likely": N_("they likely hold it; at the upper bound they do not"),
    "barely": N_("they hold it only at the lower bound"),
    "no": N_("they do not hold it"),
}
HOLDS_ONE = {
    "surely": N_("it holds it even at the upper bound"),
    "likely": N_("it likely holds it; at the upper bound it does not"),
    "barely": N_("it holds it only at the lower bound"),
    "no": N_("it does not hold it"),
}
METHODS = {
    "full": N_("all weights"),
    "lora": N_("LoRA"),
    "qlora": N_("QLoRA (weights in 4 bits)"),
}
PURPOSES = {
    "serving": N_("serves large models"),
    "finetuning": N_("fine-tunes large models"),
    "pretraining": N_("trains large models from nothing"),
}


def answer_lines(advice: Advice, say: Say) -> tuple[str, ...]:
    """Everything, the most important first; empty where the need is not about a large model."""
    plan = advice.large_model
    if plan is None:
        return ()
    return (headline(advice, plan, say), *_rest(advice, plan, say))


def short_lines(advice: Advice, say: Say) -> tuple[str, ...]:
    """What stands above a ranking: the answer, and what it does not hold for."""
    plan = advice.large_model
    if plan is None:
        return ()
    lines = [headline(advice, plan, say), *_none_lines(advice, plan, say, SOURCES)]
    lines += _room(plan, say)
    lines += _assumed(plan, say)
    return tuple(lines)


def headline(advice: Advice, plan: LargeModelPlan, say: Say) -> str:
    """One sentence: the engine with its versions, cards and memory, or that there is none."""
    best = plan.best
    card = _card(advice, plan.card, say)
    if not plan.by_engine:
        return _by_framework(plan, card, say)
    if best is None:
        what = say(PURPOSES[plan.purpose])
        return say("On {card} no engine is documented that {what}.", card=card, what=what)
    engine = engine_name(advice, best, say)
    if plan.model is None or best.form is None:
        return say("On {card}: {engine}.", card=card, engine=engine)
    form = best.form
    model = say("{model}, {form}", model=plan.model.name, form=form_name(form, say))
    if form.need is None:
        return say(
            "{model}: {engine} on {card}. Its layers are not known, so its memory is not: the "
            "weights alone are about {size} GiB.",
            model=model,
            engine=engine,
            card=card,
            size=figure(_weights(plan) / GIB),
        )
    need = form.need.total
    values = {
        "model": model,
        "engine": engine,
        "cards": cards_text(advice, plan.card, form.cards, say),
        "need": figure(need.middle / GIB),
        "low": figure(need.low / GIB),
        "high": figure(need.high / GIB),
    }
    if form.holds is None:
        return say(
            "{model}: {engine} on {cards}; {need} GiB ({low} to {high}). How much memory the card "
            "has is not known.",
            **values,
        )
    words = HOLDS_ONE if form.cards == 1 else HOLDS
    holds = say(words[form.holds])
    if form.cards == 1:
        return say(
            "{model}: {engine} on {cards}; {need} GiB ({low} to {high}): {holds}.",
            **values,
            holds=holds,
        )
    return say(
        "{model}: {engine} on {cards}; {need} GiB of each ({low} to {high}): {holds}.",
        **values,
        holds=holds,
    )


def _by_framework(plan: LargeModelPlan, card: str, say: Say) -> str:
    """Of a model that no engine serves: its weights beside the card."""
    name = plan.model.name if plan.model is not None else ""
    values = {"model": name, "card": card, "size": figure(_weights(plan) / GIB)}
    if not plan.card.bytes:
        return say(
            "{model} is run by the framework itself, not by an engine; its weights alone take "
            "{size} GiB in 16 bits.",
            **values,
        )
    return say(
        "{model} is run by the framework itself, not by an engine; its weights alone take {size} "
        "GiB in 16 bits, and {card} has {has} GiB.",
        **values,
        has=figure(plan.card.bytes / GIB),
    )


def engine_name(advice: Advice, fit: EngineFit, say: Say) -> str:
    """`vLLM (vllm-ascend 0.23.0) on PyTorch`."""
    framework = names.framework(advice.knowledge, fit.framework, say)
    component, version = next(iter(fit.versions.items()), ("", ""))
    engine = fit.name
    if version and version != "*":
        engine = f"{fit.name} ({component} {version})"
    if fit.state == "limited":
        return say("{engine} on {framework} (with limits)", engine=engine, framework=framework)
    return say("{engine} on {framework}", engine=engine, framework=framework)


def form_name(form: Form, say: Say) -> str:
    """`bf16`, or how it is trained."""
    return say(METHODS[form.method]) if form.method else form.precision


def cards_text(advice: Advice, card: TargetCard, count: int, say: Say) -> str:
    """`2 x 910B3 of 64 GiB`."""
    name = _card(advice, card, say)
    if card.bytes is None:
        return say("{count} x {card}", count=count, card=name)
    return say(
        "{count} x {card} of {size} GiB", count=count, card=name, size=figure(card.bytes / GIB)
    )


def _rest(advice: Advice, plan: LargeModelPlan, say: Say) -> Iterator[str]:
    yield from _none_lines(advice, plan, say, None)
    yield from _room(plan, say)
    yield from _assumed(plan, say)
    best = plan.best
    if best is None:
        return
    yield from _documented(plan, best, say)
    for bad in best.known_bad:
        yield say(
            "Known to go wrong: {what} [{thread}]",
            what=bad.what.said_in(say.lang),
            thread=bad.thread,
        )
    for source in dict.fromkeys(best.sources):
        yield say(
            "Documented there by: {title}, {at}, read {day}",
            title=source.title,
            at=source.at,
            day=source.read.isoformat(),
        )


def _none_lines(advice: Advice, plan: LargeModelPlan, say: Say, most: int | None) -> Iterator[str]:
    """Why no engine is there, and for which chips they are documented."""
    named = called(advice.knowledge, advice.compatibility, advice.target, say)
    for said in plan.none[:most]:
        yield statement(said, named, say)


def _room(plan: LargeModelPlan, say: Say) -> Iterator[str]:
    """What would fit where it does not as asked, and the fewest cards where nobody said how many
    there are."""
    form = plan.best.form if plan.best is not None else None
    if form is None or form.need is None:
        return
    if plan.card.count is None and form.fewest is not None:
        yield say(
            "How many cards there are is not known (--cards): {fewest} is the fewest that hold it.",
            fewest=form.fewest,
        )
    if form.holds in ("surely", "likely", None):
        return
    if form.concessions:
        ways = say("; or ").join(_conceded(each, form, say) for each in form.concessions)
        yield say("It would fit with {ways}.", ways=ways)
    elif form.fewest is not None:
        yield say("It would fit with {ways}.", ways=say("{cards} cards", cards=form.fewest))
    else:
        yield say("No single change makes it fit: neither precision, context, users nor cards.")


def _conceded(each: Concession, form: Form, say: Say) -> str:
    serving = each.serving
    if each.gives == "precision":
        return say("weights in {precision}", precision=serving.precision.id)
    if each.gives == "context":
        return say("{context} tokens of context", context=serving.context)
    if each.gives == "users":
        return say("{users} users at once", users=serving.users)
    return say("{cards} cards", cards=serving.cards)


def _assumed(plan: LargeModelPlan, say: Say) -> Iterator[str]:
    """What nobody said and was filled in."""
    asked, card = plan.asked, plan.card
    if not asked.task_given and plan.model is not None:
        yield say("No task was named: a model that is named is to be served.")
    if (
        plan.model is not None
        and plan.by_engine
        and not (asked.context_given and asked.users_given)
    ):
        yield say(
            "Counted with {context} tokens (--context) and {users} at once (--users).",
            context=asked.context,
            users=asked.users,
        )
    if asked.beyond_model and plan.model is not None:
        yield say(
            "The context is longer than the {tokens} tokens of the model's own configuration.",
            tokens=plan.model.context,
        )
    if plan.model is not None and card.bytes is None:
        yield say(
            "How much memory the card has is not known: name the chip (--chip 910B3), or say it "
            "(--fact accelerators.memory_bytes=64GiB)."
        )
    if len(card.sizes) > 1:
        sizes = say(" or ").join(figure(size / GIB) for size in card.sizes)
        yield say(
            "Its cards are sold with {sizes} GiB; counted with the least "
            "(--fact accelerators.memory_bytes=...).",
            sizes=sizes,
        )


def _documented(plan: LargeModelPlan, best: EngineFit, say: Say) -> Iterator[str]:
    """What the engine's pages say of the model and the precision on that chip."""
    form, model = best.form, plan.model
    if model is None or form is None:
        return
    if best.model_documented:
        yield say("{engine} names {model} there.", engine=best.name, model=model.name)
    elif best.siblings:
        yield say(
            "{engine} names {others} of the same series there, not {model}.",
            engine=best.name,
            others=say(", ").join(best.siblings),
            model=model.name,
        )
    elif best.model_documented is False:
        yield say(
            "The pages of {engine} that were read do not name {model} there.",
            engine=best.name,
            model=model.name,
        )
    if form.method:
        return
    if not best.precisions:
        yield say(
            "Which precisions {engine} has on that chip no page that was read tells.",
            engine=best.name,
        )
    elif form.precision not in best.precisions:
        yield say(
            "{precision} is not among the precisions that {engine} documents there: {known}.",
            precision=form.precision,
            engine=best.name,
            known=", ".join(best.precisions),
        )
    if not form.checkpoint:
        yield say(
            "Nobody is known to publish {model} in {precision}: it must be converted.",
            model=model.name,
            precision=form.precision,
        )


def _weights(plan: LargeModelPlan) -> float:
    """Bytes of the weights in 16 bits, all cards together."""
    return plan.model.parameters * 1e9 * 2 if plan.model is not None else 0.0


def _card(advice: Advice, card: TargetCard, say: Say) -> str:
    if card.chip:
        return card.chip
    device = advice.knowledge.accelerators.get(card.accelerator)
    return device.name.said_in(say.lang) if device is not None else card.accelerator


def sources_of(plan: LargeModelPlan, say: Say) -> tuple[str, ...]:
    """Where the answer is from."""
    said = [source_text(each, say) for each in plan.none if each.at]
    best = plan.best
    found = [f"{source.title}, {source.at}" for source in (best.sources if best else ())]
    return tuple(dict.fromkeys((*found, *said)))
