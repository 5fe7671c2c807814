"""Whether an engine for large models runs on the very accelerator and chip, on this framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.doubts import doubts_about_age
from advisor.model.compatibility import CompatibilityRow
from advisor.model.criterion import Criterion
from advisor.model.engine import Engine
from advisor.model.framework import Framework
from advisor.model.source import Source
from advisor.model.stack import Target
from advisor.stacks.engines.places import (
    JudgedPlace,
    all_of,
    best_of,
    built_on,
    judged,
    nearest_of,
    others,
)
from advisor.stacks.stock import Stock

NOTHING: Mapping[str, str] = MappingProxyType({})


def engines(
    criterion: Criterion,
    framework: Framework,
    target: Target,
    stock: Stock,
    as_of: date,
    *,
    own: Mapping[str, str] = NOTHING,
    only: str = "",
) -> Evidence:
    """The best state that an engine of the criterion's kind has on this framework, there.

    A place without a condition that the target contradicts counts; an unknown chip does not meet
    one. `none` is said only where a source says so and no engine runs.

    Args:
        own: by component, the versions of its stack; an engine whose sets all want others raises a
        doubt. only: the id of the engine that the stack holds, where it holds one.
    """
    purpose = criterion.engines or ""
    built = built_on(purpose, framework.id, stock)
    accelerator = target.accelerator.value
    if not built:
        kind = [engine for engine in stock.engines.values() if purpose in engine.does]
        return _unknown(criterion, framework, "no_engine_on", kind)
    places = judged(built, target, stock, own)
    if not places:
        return _unknown(criterion, framework, "no_engine_for", built, accelerator=accelerator)
    best = best_of([each for each in places if only in ("", each.engine.id)])
    if best is None:
        return _nearest(criterion, framework, target, places)
    return _evidence(criterion, framework, target, best, as_of, own)


def _evidence(
    criterion: Criterion,
    framework: Framework,
    target: Target,
    best: JudgedPlace,
    as_of: date,
    own: Mapping[str, str],
) -> Evidence:
    values: dict[str, str | float | int] = {
        "engine": best.engine.name,
        "accelerator": target.accelerator.value,
        "chip": target.chip.value,
        "versions": _written(best.row, best.place.component),
    }
    read = max(source.read for source in best.sources)
    doubts = list(doubts_about_age(read, criterion.months_valid, as_of))
    for component, wanted in (others(best.row, own) if best.row is not None else {}).items():
        asked = {"component": component, "wanted": wanted, "version": own[component]}
        doubts.append(Remark(kind="engine_wants", values=dict(asked)))
    kind = "engine_none" if best.place.state == "none" else "engine_runs"
    if best.row is not None:
        kind = "engine_runs_with"
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=best.place.state,
        grade="documented",
        as_of=read,
        sources=best.sources,
        note=best.place.note or (best.row.note if best.row is not None else None),
        because=Remark(kind=kind, values=values),
        doubts=tuple(doubts),
    )


def _written(row: CompatibilityRow | None, first: str) -> str:
    """`vllm-ascend 0.23.0, cann 9.1.0, torch 2.10.0`, the engine's own component first."""
    if row is None:
        return ""
    names = sorted(row.versions, key=lambda component: component != first)
    return ", ".join(f"{name} {all_of(row.versions[name])[0]}" for name in names)


def _nearest(
    criterion: Criterion, framework: Framework, target: Target, places: list[JudgedPlace]
) -> Evidence:
    """Unknown, with what is nearest to fitting."""
    fit, there = nearest_of(places)
    if not there:
        built = [each.engine for each in places]
        accelerator = target.accelerator.value
        return _unknown(criterion, framework, "no_engine_for", built, accelerator=accelerator)
    chips = tuple(dict.fromkeys(chip for each in there for chip in each.chips))
    return _unknown(
        criterion,
        framework,
        f"engine_{fit}",
        [each.engine for each in there],
        [source for each in there for source in each.sources],
        accelerator=target.accelerator.value,
        chip=target.chip.value,
        chips=", ".join(chips),
        arch=target.arch.value,
    )


def _unknown(
    criterion: Criterion,
    framework: Framework,
    kind: str,
    looked_at: Iterable[Engine],
    sources: Iterable[Source] = (),
    **values: str,
) -> Evidence:
    """Unknown, with the engines that were looked at."""
    names = tuple(dict.fromkeys(engine.name for engine in looked_at))
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        sources=tuple(dict.fromkeys(sources)),
        missing=Remark(kind=kind, values={"engines": ", ".join(names), **values}),
    )
