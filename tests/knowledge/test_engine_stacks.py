"""Every place and every row of an engine, turned into a target, gets a stack that holds it; a chip
that nothing names gets none; and the evidence says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.engines import engines
from advisor.model.compatibility import Compatibility, CompatibilityRow
from advisor.model.criterion import Criterion
from advisor.model.engine import Engine, EngineSupport
from advisor.model.stack import UNKNOWN, Stack, Target, Value
from advisor.resources import knowledge_dir
from advisor.stacks import versions
from advisor.stacks.engines.answer import engine_stacks
from advisor.stacks.engines.places import STATES, all_of
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import Stock

DAY = date(2026, 11, 30)
NEWEST = "2.39"
"""A C library that every file admits."""


@pytest.fixture(scope="module")
def stock() -> Stock:
    knowledge = open_knowledge(knowledge_dir())
    return Stock(knowledge, open_stacks(knowledge_dir()))


def told(text: str) -> Value:
    return Value(value=text, origin="given") if text else UNKNOWN


def target(
    place: EngineSupport,
    purpose: str,
    *,
    chip: str = "",
    arch: str = "",
    has: dict[str, str] | None = None,
) -> Target:
    """A machine that reaches everything, of which nothing else is known."""
    return Target(
        accelerator=told(place.accelerator),
        chip=told(chip),
        arch=told(arch),
        glibc=told(NEWEST),
        network=True,
        versions={id: told(text) for id, text in (has or {}).items()},
        purpose=purpose,
    )


def places(stock: Stock, *states: str) -> Iterator[tuple[Engine, EngineSupport]]:
    for engine in stock.engines.values():
        yield from ((engine, place) for place in engine.places if place.state in states)


def vendor(stock: Stock, accelerator: str) -> list[Compatibility]:
    return [file for file in stock.compatibility.values() if file.accelerator == accelerator]


def rows_of(stock: Stock, place: EngineSupport) -> list[tuple[Compatibility, CompatibilityRow]]:
    return [
        (file, row)
        for file in vendor(stock, place.accelerator)
        for row in file.rows
        if place.component and place.component in row.versions
    ]


def capable(stock: Stock, place: EngineSupport) -> str:
    """A chip of a place: one that it names, otherwise one that meets what it asks of chips."""
    if place.chips:
        return place.chips[0]
    for file in vendor(stock, place.accelerator):
        for chip in file.chips:
            asked = {id: said for id, said in place.versions.items() if id in chip.components}
            known = any(file.components[id].kind == "chip" for id in place.versions)
            met = all(
                any(versions.holds(chip.components[id], text) for text in all_of(said))
                for id, said in asked.items()
            )
            if known and asked and met:
                return chip.id
    return ""


def runs_at_all(stock: Stock, framework: str, there: Target) -> bool:
    return isinstance(resolve(replace(there, purpose=""), framework, stock, explain=False), Stack)


def held(stock: Stock, framework: str, there: Target, engine: Engine) -> Stack | None:
    """The stack of one engine there, with those behind it searched too."""
    found = engine_stacks(there, framework, stock)
    return next((stack for stack in found if stack.engine and stack.engine.id == engine.id), None)


def test_every_place_is_a_stack_with_that_engine(stock: Stock) -> None:
    for engine, place in places(stock, *STATES[:2]):
        chips = place.chips or (capable(stock, place),)
        for chip in chips:
            for framework in engine.frameworks:
                there = target(place, engine.does[0], chip=chip, arch=(place.archs or ("",))[0])
                if not runs_at_all(stock, framework, there):
                    continue  # the framework itself has no way there
                found = held(stock, framework, there, engine)
                assert found is not None, (engine.id, place.accelerator, chip, framework)
                answer = resolve(there, framework, stock)
                assert isinstance(answer, Stack)
                assert answer.engine is not None


def test_every_row_of_an_engine_is_a_stack_with_that_version(stock: Stock) -> None:
    seen = 0
    for engine, place in places(stock, *STATES[:2]):
        for file, row in rows_of(stock, place):
            there = of_row(file, row, place, engine)
            if there is None:
                continue
            found = held(stock, engine.frameworks[0], there, engine)
            assert found is not None, (engine.id, row.versions)
            every = (found, *found.otherwise)
            assert all(each.engine is not None for each in every)
            told_by = [each.engine.version for each in every if each.engine is not None]
            assert any(names(stock, place, there, version) for version in told_by), row.versions
            seen += 1
    assert seen > 60


def of_row(
    file: Compatibility, row: CompatibilityRow, place: EngineSupport, engine: Engine
) -> Target | None:
    """The machine that a row speaks of: the first version of each platform that it names."""
    chips = [chip for chip in (place.chips or row.chips) if not row.chips or chip in row.chips]
    if not chips and (place.chips or row.chips):
        return None
    has = {
        id: all_of(said)[0].replace(".*", ".0")
        for id, said in row.versions.items()
        if id in file.components and file.components[id].kind == "platform"
    }
    archs = row.archs or place.archs or ("",)
    chip = chips[0] if chips else ""
    return target(place, engine.does[0], chip=chip, arch=archs[0], has=has)


def names(stock: Stock, place: EngineSupport, there: Target, version: str) -> bool:
    """Whether some row of that engine names the version."""
    return any(
        versions.holds(version, text)
        for _, row in rows_of(stock, place)
        for text in all_of(row.versions[place.component])
    )


def test_a_chip_that_no_place_names_gets_no_engine(stock: Stock) -> None:
    open_to_all = {
        place.accelerator
        for _, place in places(stock, *STATES[:2])
        if not place.chips and not _named_by_rows(stock, place)
    }
    every = {place.accelerator: place for _, place in places(stock, *STATES)}
    for accelerator in sorted(set(every) - open_to_all):
        there = target(every[accelerator], "serving", chip="a chip of tomorrow")
        for framework in stock.knowledge.frameworks:
            answer = resolve(there, framework, stock)
            assert not isinstance(answer, Stack), (accelerator, framework)


def _named_by_rows(stock: Stock, place: EngineSupport) -> bool:
    rows = rows_of(stock, place)
    return bool(rows) and all(row.chips for _, row in rows)


def test_a_place_that_a_source_refuses_is_a_conflict_with_its_page(stock: Stock) -> None:
    refusing = list(places(stock, STATES[2]))
    assert refusing
    for engine, place in refusing:
        for chip in place.chips:
            there = target(place, engine.does[0], chip=chip)
            for framework in engine.frameworks:
                answer = resolve(there, framework, stock)
                if isinstance(answer, Stack):
                    continue  # another engine runs there
                said = getattr(answer, "statements", ())
                assert any(each.kind == "engine_none" and each.at for each in said)


def test_a_framework_without_engines_gets_none(stock: Stock) -> None:
    built = {id for engine in stock.engines.values() for id in engine.frameworks}
    others = set(stock.knowledge.frameworks) - built
    assert others
    for _, place in places(stock, *STATES[:2]):
        for framework in others:
            there = target(place, "serving", chip=capable(stock, place))
            assert not isinstance(resolve(there, framework, stock), Stack)


def test_evidence_and_stack_name_the_same_engine(stock: Stock) -> None:
    """One judge: where the stack holds an engine, the criterion has a value from that engine."""
    for engine, place in places(stock, *STATES[:2]):
        there = target(place, engine.does[0], chip=capable(stock, place))
        criterion = criterion_for(stock, engine.does[0])
        for framework in engine.frameworks:
            answer = resolve(there, framework, stock)
            assert isinstance(answer, Stack)
            assert answer.engine is not None
            known = stock.framework(framework)
            found = engines(criterion, known, there, stock, DAY, only=answer.engine.id)
            if answer.conditions and found.value is None:
                continue  # which chip it is, is not known
            assert found.because is not None
            if answer.conditions:
                # Of a chip that is not known the criterion says no more than holds for every one.
                assert STATES.index(found.value) >= STATES.index(answer.engine.state)
            else:
                assert found.value == answer.engine.state
            assert found.because.values["engine"] == answer.engine.name


def criterion_for(stock: Stock, purpose: str) -> Criterion:
    criteria = stock.knowledge.criteria.values()
    return next(criterion for criterion in criteria if criterion.engines == purpose)
