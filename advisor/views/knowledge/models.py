"""Large models: a table of all, and one of them line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.messages import N_, Say
from advisor.model.language_model import (
    Attention,
    LanguageModel,
    Precision,
    elements_per_token,
)
from advisor.views.figures import Cell, Column, Row, Table

BYTES = 2
"""Of one element of a cache in 16 bits."""

TELLS = (
    ("active", N_("parameters per token")),
    ("layers", N_("layers")),
    ("attention", N_("cache")),
    ("context", N_("context")),
    ("licence", N_("licence")),
    ("released", N_("release date")),
)
"""Fields of which a model says that nothing tells them."""


def models_table(models: Iterable[LanguageModel], say: Say) -> Table:
    """Every model with what decides about memory."""
    rows = tuple(_row(model) for model in models)
    return Table(
        columns=(
            Column(title=say("name")),
            Column(title=say("parameters"), right=True),
            Column(title=say("per token"), right=True),
            Column(title=say("context"), right=True),
            Column(title=say("cache per token"), right=True),
            Column(title=say("licence"), shrinks=True),
        ),
        rows=rows,
        notes=(
            say("Parameters in thousand millions; cache in KiB at 16 bits; - : no source tells."),
        ),
        empty=say("This knowledge base holds no models."),
    )


def precisions_table(precisions: Iterable[Precision], say: Say) -> Table:
    """Every precision with its bits."""
    rows = tuple(
        Row(
            id=precision.id,
            cells=(
                Cell(text=precision.id),
                Cell(text=precision.name.said_in(say.lang)),
                Cell(text=_number(precision.weight_bits)),
                Cell(text=_number(precision.cache_bits)),
                Cell(text=", ".join(precision.also), tone="dim"),
            ),
        )
        for precision in precisions
    )
    return Table(
        columns=(
            Column(title="ID"),
            Column(title=say("name"), shrinks=True),
            Column(title=say("bits per weight"), right=True),
            Column(title=say("bits in a cache"), right=True),
            Column(title=say("also called"), shrinks=True),
        ),
        rows=rows,
        empty=say("This knowledge base holds no precisions."),
    )


def model_lines(
    model: LanguageModel, precisions: Mapping[str, Precision], say: Say
) -> Iterator[str]:
    """One model: what is known, what is not, and where it is from."""
    for label, value in _facts(model, precisions, say):
        yield f"  {label}: {value}"
    for group in model.attention:
        yield f"    - {_group(group, say)}"
    lost = [say(label) for name, label in TELLS if _lacks(model, name)]
    if lost:
        yield f"  {say('no source tells')}: {', '.join(lost)}"
    if model.note is not None:
        yield f"  {model.note.said_in(say.lang)}"
    yield f"  {say('sources')}:"
    for source in model.sources.values():
        day = (source.dated or source.read).isoformat()
        yield f"    - {source.title} ({day}): {source.at}"


def _facts(
    model: LanguageModel, precisions: Mapping[str, Precision], say: Say
) -> Iterator[tuple[str, str]]:
    """Label and value of what is known; the cache last, so that its groups can follow."""
    yield say("name"), model.name
    if model.also:
        yield say("also called"), ", ".join(model.also)
    yield say("made by"), model.organisation.said_in(say.lang)
    yield say("parameters"), f"{_number(model.parameters)} B"
    if model.active:
        yield say("parameters per token"), f"{_number(model.active)} B"
    if model.experts:
        chosen = model.experts_per_token
        yield say("experts"), say("{chosen} of {experts}", chosen=chosen, experts=model.experts)
    if model.context:
        yield say("context"), say("{tokens} tokens", tokens=model.context)
    if model.licence:
        yield say("licence"), model.licence
    if model.released is not None:
        yield say("release date"), model.released.isoformat()
    for id, repository in model.precisions.items():
        known = precisions.get(id)
        yield known.name.said_in(say.lang) if known else id, repository
    if model.layers:
        yield say("layers"), str(model.layers)
    if model.attention:
        size = elements_per_token(model) * BYTES
        yield say("cache per token"), say("{size} bytes at 16 bits", size=size)


def _group(group: Attention, say: Say) -> str:
    if group.kind == "latent":
        text = say(
            "{layers} layers keep one vector of {elements} for all heads",
            layers=group.layers,
            elements=group.elements,
        )
    elif group.kind == "grouped":
        text = say(
            "{layers} layers keep {kv} heads of keys and values, {elements} elements a token",
            layers=group.layers,
            kv=group.kv_heads,
            elements=group.elements,
        )
    else:
        text = say("{layers} layers keep nothing of each token", layers=group.layers)
    if group.window:
        text = say("{kept}, of the last {window} tokens", kept=text, window=group.window)
    if group.compress:
        text = say("{kept}, and one for each {tokens} tokens", kept=text, tokens=group.compress)
    if group.state:
        text = say("{kept}, but {state} elements a sequence", kept=text, state=group.state)
    if group.index_dim:
        text = say("{kept}, and an index of {index}", kept=text, index=group.index_dim)
    return text


def _row(model: LanguageModel) -> Row:
    size = elements_per_token(model) * BYTES / 1024
    cells = (
        Cell(text=model.name),
        Cell(text=_number(model.parameters)),
        Cell(text=_number(model.active)),
        Cell(text=_number(model.context)),
        Cell(text=f"{size:.1f}" if size else "-"),
        Cell(text=model.licence or "-", tone="dim"),
    )
    return Row(id=model.id, cells=cells)


def _lacks(model: LanguageModel, name: str) -> bool:
    """Whether a field is empty that a model of this kind has."""
    if name == "active":
        return bool(model.experts) and not model.active
    if name in ("layers", "attention", "context") and model.kind in ("diffusion", "encoder"):
        return False
    return not getattr(model, name)


def _number(value: float) -> str:
    return f"{value:.10g}" if value else "-"
