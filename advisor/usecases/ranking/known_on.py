"""What could be known on a day: whatever was read, released or measured after it does not speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from msgspec.structs import replace

from advisor.model.compatibility import Compatibility, StackKnowledge
from advisor.model.engine import Engine
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.model.source import DatedSource, Source
from advisor.stacks.stock import Stock

T = TypeVar("T")


def known_on(knowledge: Knowledge, day: date) -> Knowledge:
    """The knowledge of that day; the very same where nothing in it is newer."""
    if knowledge.version <= day.strftime("%Y.%m.%d"):
        return knowledge
    return replace(
        knowledge,
        frameworks={id: _framework(each, day) for id, each in knowledge.frameworks.items()},
        audits={id: each for id, each in knowledge.audits.items() if each.date <= day},
    )


def stock_on(stock: Stock, knowledge: Knowledge, day: date) -> Stock:
    """The same for what stacks are resolved from: releases by the day of their upload, rows by
    their source.

    Args:
        knowledge: of that day already.
    """
    if knowledge is stock.knowledge:
        return stock
    stacks = stock.stacks
    files = {id: _compatibility(each, day) for id, each in stacks.compatibility.items()}
    engines = {id: _engine(each, day) for id, each in stacks.engines.items()}
    then: StackKnowledge = replace(stacks, compatibility=files, engines=engines)
    return stock.of_day(knowledge, then, day)


def runs_on(runs: tuple[Run, ...], day: date) -> tuple[Run, ...]:
    """Those that had been started by the end of that day."""
    return tuple(run for run in runs if datetime.fromisoformat(run.started).date() <= day)


def _framework(framework: Framework, day: date) -> Framework:
    """A release is known by its own day; everything else by the day somebody checked it."""
    activity = framework.activity
    return replace(
        framework,
        releases=tuple(each for each in framework.releases if each.date <= day),
        activity=activity if activity is not None and activity.checked <= day else None,
        packages=tuple(each for each in framework.packages if each.checked <= day),
        accelerators=tuple(each for each in framework.accelerators if each.checked <= day),
        claims=tuple(each for each in framework.claims if each.checked <= day),
    )


def _compatibility(file: Compatibility, day: date) -> Compatibility:
    told = _told(file.sources, day)
    return replace(
        file,
        rows=tuple(each for each in file.rows if each.source in told),
        needs=tuple(each for each in file.needs if each.source in told),
        builds=tuple(each for each in file.builds if each.source in told),
        recipes=tuple(each for each in file.recipes if told.intersection(each.sources)),
    )


def _engine(engine: Engine, day: date) -> Engine:
    told = _told(engine.sources, day)
    return replace(engine, places=tuple(each for each in engine.places if each.source in told))


def _told(sources: Mapping[str, Source], day: date) -> frozenset[str]:
    """Keys of the sources that are no younger than the day: by their own date where they have one,
    otherwise by when they were read."""
    return frozenset(key for key, source in sources.items() if _date(source) <= day)


def _date(source: Source) -> date:
    dated = source.dated if isinstance(source, DatedSource) else None
    return dated or source.read
