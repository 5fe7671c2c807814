"""The answer about a large model for programs: part of the documents about an advice."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from advisor.evidence.large_models.serving import Spread
from advisor.explanation.large_model import EngineFit, Form, LargeModelPlan


class CardEntry(Struct, frozen=True, kw_only=True):
    """The card that is decided for."""

    accelerator: str
    chip: str
    sizes_bytes: list[int]
    """Several where the chip is sold with different memory; counted with the first."""
    sizes_from: Literal["machine", "chip", "given", "unknown"]
    source: str
    count: int | None
    count_from: Literal["machine", "chip", "given", "unknown"]


class FormEntry(Struct, frozen=True, kw_only=True):
    """One precision, or method of training, on so many cards."""

    precision: str
    method: str
    checkpoint: str
    cards: int
    fewest_cards: int | None
    tensor_parallel: int
    pipeline_parallel: int
    bytes_per_card: list[float] | None
    """Low, middle, high; null where the model's layers are not known."""
    parts: dict[str, list[float]]
    """The same by its parts."""
    holds: Literal["surely", "likely", "barely", "no"] | None
    would_fit: list[dict[str, str | int]]


class EngineEntry(Struct, frozen=True, kw_only=True):
    """One engine that is documented for the chip."""

    id: str
    name: str
    framework: str
    state: Literal["supported", "limited"]
    in_stack: bool
    versions: dict[str, str]
    precisions: list[str]
    model_documented: bool | None
    siblings: list[str]
    form: FormEntry | None
    others: list[FormEntry]
    known_bad: list[dict[str, str]]
    sources: list[dict[str, str]]


class LargeModelEntry(Struct, frozen=True, kw_only=True):
    """Which engine runs which model there; `none` says why there is no engine."""

    purpose: Literal["serving", "finetuning", "pretraining"]
    task: str
    model: str | None
    context: int
    users: int
    given: list[str]
    """Which of task, precision, context and users a person said."""
    card: CardEntry
    engines: list[EngineEntry]
    none: list[dict[str, Any]]


PARTS = ("weights", "states", "cache", "working", "reserved", "graphs")


def large_model_entry(plan: LargeModelPlan) -> dict[str, Any]:
    """The plan as plain values."""
    asked, card = plan.asked, plan.card
    given = {
        "task": asked.task_given,
        "precision": asked.precision is not None,
        "context": asked.context_given,
        "users": asked.users_given,
    }
    entry = LargeModelEntry(
        purpose=plan.purpose,
        task=plan.task,
        model=plan.model.id if plan.model is not None else None,
        context=asked.context,
        users=asked.users,
        given=[name for name, said in given.items() if said],
        card=CardEntry(
            accelerator=card.accelerator,
            chip=card.chip,
            sizes_bytes=list(card.sizes),
            sizes_from=card.sizes_from,
            source=card.sizes_source.at if card.sizes_source is not None else "",
            count=card.count,
            count_from=card.count_from,
        ),
        engines=[_engine(fit) for fit in plan.engines],
        none=[
            {"kind": said.kind, "values": said.values, "title": said.title, "at": said.at}
            for said in plan.none
        ],
    )
    plain: dict[str, Any] = msgspec.to_builtins(entry)
    return plain


def _engine(fit: EngineFit) -> EngineEntry:
    return EngineEntry(
        id=fit.engine,
        name=fit.name,
        framework=fit.framework,
        state=fit.state,
        in_stack=fit.in_stack,
        versions=dict(fit.versions),
        precisions=list(fit.precisions),
        model_documented=fit.model_documented,
        siblings=list(fit.siblings),
        form=_form(fit.form) if fit.form is not None else None,
        others=[_form(form) for form in fit.others],
        known_bad=[
            {"versions": bad.versions, "what": bad.what.en, "thread": bad.thread}
            for bad in fit.known_bad
        ],
        sources=[
            {"title": source.title, "at": source.at, "read": source.read.isoformat()}
            for source in fit.sources
        ],
    )


def _form(form: Form) -> FormEntry:
    need = form.need
    parts = {name: _bounds(getattr(need, name)) for name in PARTS} if need is not None else {}
    return FormEntry(
        precision=form.precision,
        method=form.method,
        checkpoint=form.checkpoint,
        cards=form.cards,
        fewest_cards=form.fewest,
        tensor_parallel=form.split.tensor,
        pipeline_parallel=form.split.pipeline,
        bytes_per_card=_bounds(need.total) if need is not None else None,
        parts=parts,
        holds=form.holds,
        would_fit=[
            {
                "gives": each.gives,
                "precision": each.serving.precision.id,
                "context": each.serving.context,
                "users": each.serving.users,
                "cards": each.serving.cards,
            }
            for each in form.concessions
        ],
    )


def _bounds(spread: Spread) -> list[float]:
    """Whole bytes."""
    return [float(round(bound)) for bound in (spread.low, spread.middle, spread.high)]
