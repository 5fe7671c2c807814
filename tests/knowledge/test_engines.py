"""Engines of the shipped knowledge: every place is found by a target made of it, and a chip that
nothing names gets none."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.engines import engines
from advisor.model.criterion import Criterion, Ordinal
from advisor.model.engine import Engine, EngineSupport
from advisor.model.stack import Target, Value
from advisor.resources import knowledge_dir
from advisor.stacks.engines.places import STATES
from advisor.stacks.stock import Stock
from tests.builders import a_criterion

DAY = date(2026, 11, 30)
SERVING, TRAINING = (
    a_criterion(
        purpose,
        derived_by="engines",
        engines=purpose,
        scale=Ordinal(levels={"none": 0.0, "limited": 0.5, "supported": 1.0}),
    )
    for purpose in ("serving", "training")
)


@pytest.fixture(scope="module")
def stock() -> Stock:
    knowledge = open_knowledge(knowledge_dir())
    return Stock(knowledge, open_stacks(knowledge_dir()))


def target(accelerator: str, chip: str = "", arch: str = "x86_64") -> Target:
    def fact(text: str) -> Value:
        return Value(value=text, origin="detected" if text else "unknown")

    return Target(accelerator=fact(accelerator), chip=fact(chip), arch=fact(arch))


def value(stock: Stock, framework: str, there: Target, criterion: Criterion = SERVING) -> object:
    return engines(criterion, stock.framework(framework), there, stock, DAY).value


def places(stock: Stock) -> list[tuple[Engine, EngineSupport]]:
    return [(engine, place) for engine in stock.engines.values() for place in engine.places]


def chips(stock: Stock, place: EngineSupport) -> tuple[str, ...]:
    """The chips that the place is for: named by itself, or by the rows of its component."""
    rows = [row for file in stock.compatibility.values() for row in file.rows]
    named = (row.chips for row in rows if place.component and place.component in row.versions)
    return place.chips or tuple(dict.fromkeys(chip for each in named for chip in each))


def test_every_place_is_found_on_a_target_made_of_it(stock: Stock) -> None:
    for engine, place in places(stock):
        for chip in chips(stock, place) or ("",):
            arch = (place.archs or ("x86_64",))[0]
            for framework in engine.frameworks:
                there = target(place.accelerator, chip, arch)
                criterion = SERVING if "serving" in engine.does else TRAINING
                found = value(stock, framework, there, criterion)
                assert found in STATES, (engine.id, place.accelerator, chip)
                assert STATES.index(str(found)) <= STATES.index(place.state)


def test_a_chip_that_no_place_names_gets_no_engine(stock: Stock) -> None:
    by_accelerator = {place.accelerator for _, place in places(stock)}
    open_to_all = {
        place.accelerator
        for engine, place in places(stock)
        if not place.chips and not place.versions and "serving" in engine.does
    }
    for accelerator in sorted(by_accelerator - open_to_all):
        for framework in stock.knowledge.frameworks:
            found = value(stock, framework, target(accelerator, "a chip of tomorrow"))
            assert found is None or accelerator == "nvidia_cuda", (accelerator, framework)


@pytest.mark.parametrize(
    ("framework", "accelerator", "chip", "arch", "wanted"),
    [
        ("pytorch", "ascend_npu", "310b", "aarch64", "none"),
        ("pytorch", "ascend_npu", "910", "aarch64", "none"),
        ("pytorch", "ascend_npu", "910b", "aarch64", "supported"),
        ("pytorch", "ascend_npu", "", "aarch64", None),
        ("pytorch", "nvidia_cuda", "V100", "x86_64", "supported"),
        ("pytorch", "nvidia_cuda", "P40", "x86_64", None),
        ("pytorch", "cpu", "", "x86_64", "limited"),
        ("pytorch", "cpu", "", "loongarch64", None),
        ("mindspore", "ascend_npu", "910b", "aarch64", "limited"),
        ("mindspore", "ascend_npu", "310p", "aarch64", None),
        ("paddlepaddle", "nvidia_cuda", "A100", "x86_64", "supported"),
        ("paddlepaddle", "ascend_npu", "910b", "aarch64", None),
        ("paddlepaddle", "hygon_dcu", "k100_ai", "x86_64", "limited"),
        ("tensorflow", "nvidia_cuda", "A100", "x86_64", None),
    ],
)
def test_what_is_known_of_serving(
    stock: Stock, framework: str, accelerator: str, chip: str, arch: str, wanted: str | None
) -> None:
    assert value(stock, framework, target(accelerator, chip, arch)) == wanted


@pytest.mark.parametrize(
    ("framework", "accelerator", "chip", "wanted"),
    [
        ("pytorch", "nvidia_cuda", "A100", "supported"),
        ("pytorch", "ascend_npu", "910b", "supported"),
        ("pytorch", "ascend_npu", "310b", None),
        ("mindspore", "ascend_npu", "910_93", "supported"),
        ("mindspore", "ascend_npu", "310p", None),
        ("paddlepaddle", "nvidia_cuda", "A100", "supported"),
        ("paddlepaddle", "kunlun_xpu", "p800", "limited"),
        ("pytorch", "hygon_dcu", "bw1000", "supported"),
        ("pytorch", "cpu", "", None),
    ],
)
def test_what_is_known_of_training(
    stock: Stock, framework: str, accelerator: str, chip: str, wanted: str | None
) -> None:
    assert value(stock, framework, target(accelerator, chip), TRAINING) == wanted


def test_criteria_that_engines_answer_have_their_states_as_levels(stock: Stock) -> None:
    def judged(criterion: Criterion) -> bool:
        return criterion.derived_by == "engines"

    for criterion in filter(judged, stock.knowledge.criteria.values()):
        assert isinstance(criterion.scale, Ordinal)
        assert set(criterion.scale.levels) == set(STATES)
