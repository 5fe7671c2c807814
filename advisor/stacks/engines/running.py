"""How the engine of a stack is started with a model, tried and stopped, and what is known to go
wrong with just this version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from advisor.model.engine import Engine, KnownBad
from advisor.model.engine_run import MODEL, EngineRun, WentWrong
from advisor.model.stack import Stack, Target
from advisor.stacks import versions
from advisor.stacks.engines.places import start_of
from advisor.stacks.filling import filled
from advisor.stacks.searching.rows import sourced

PORT = 8000


class AskedModel(Struct, frozen=True, kw_only=True):
    """What shall run; what is None or empty is left to the engine."""

    model: str = ""
    """A repository `owner/name`, or a folder."""
    cards: int | None = None
    context: int | None = None
    """Tokens."""
    precision: str = ""
    """An id of precisions/."""
    users: int | None = None
    port: int = PORT


def running(
    stack: Stack, engines: Mapping[str, Engine], target: Target, asked: AskedModel
) -> EngineRun | None:
    """How a stack's engine is started with what is asked; None without an engine."""
    held = stack.engine
    engine = engines.get(held.id) if held is not None else None
    if held is None or engine is None:
        return None
    bad = tuple(_wrong(engine, held.version, target))
    start = start_of(engine, held.purpose, target.accelerator.value)
    found = EngineRun(engine=engine.name, purpose=held.purpose, model=asked.model, known_bad=bad)
    if start is None:
        return found
    values = _values(asked)
    told = {"cards": asked.cards, "context": asked.context, "users": asked.users}
    options = [text for name, text in start.options.items() if told[name] is not None]
    options += filter(None, [start.precisions.get(asked.precision, "")])
    return EngineRun(
        engine=engine.name,
        purpose=held.purpose,
        model=asked.model,
        steps=tuple(filled(step, values) for step in start.steps),
        command=filled(" ".join([start.command, *options]), values),
        test=filled(start.test, values),
        stop=filled(start.stop, values),
        source=sourced("engine_start", engine.sources.get(start.source), {}),
        known_bad=bad,
    )


def _values(asked: AskedModel) -> dict[str, str]:
    told = {
        "model": asked.model or MODEL,
        "cards": asked.cards,
        "context": asked.context,
        "users": asked.users,
        "port": asked.port,
    }
    return {name: str(value) for name, value in told.items() if value is not None}


def _wrong(engine: Engine, version: str, target: Target) -> Iterator[WentWrong]:
    for each in engine.known_bad:
        if version and _is_about(each, version, target):
            yield WentWrong(what=each.what, thread=each.thread, fixed_in=each.fixed_in)


def _is_about(bad: KnownBad, version: str, target: Target) -> bool:
    """Whether it is this version's, and may be the target's; an unknown chip may be any."""
    if bad.accelerator not in ("", target.accelerator.value):
        return False
    if bad.chips and target.chip.known and target.chip.value not in bad.chips:
        return False
    return versions.holds(version, bad.versions)
