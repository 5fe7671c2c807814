"""Engines of the shipped knowledge: every place is found by a target made of it, and a chip that
nothing names gets none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from advisor.catalog.load import open_knowledge, open_models, open_stacks, problems
from advisor.evidence.engines import engines
from advisor.evidence.large_models.habits import habits_of
from advisor.evidence.large_models.serving import EngineHabits
from advisor.model.compatibility import CompatibilityRow
from advisor.model.criterion import Criterion, Ordinal
from advisor.model.engine import Engine, EngineSupport
from advisor.model.model_names import named
from advisor.model.stack import Target, Value
from advisor.resources import knowledge_dir
from advisor.stacks.engines.places import STATES, any_holds, best_of, judged
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


def known_chips(stock: Stock, accelerator: str) -> dict[str, dict[str, str]]:
    """Id and properties of every chip that the rows of an accelerator know."""
    files = [file for file in stock.compatibility.values() if file.accelerator == accelerator]
    return {chip.id: chip.components for file in files for chip in file.chips}


def rows_of(stock: Stock, place: EngineSupport) -> list[CompatibilityRow]:
    """The rows that decide a place; chips and architectures of both must agree."""
    files = [file for file in stock.compatibility.values() if file.accelerator == place.accelerator]
    rows = [row for file in files for row in file.rows if place.component in row.versions]
    return [
        row
        for row in rows
        if (not row.chips or not place.chips or set(row.chips) & set(place.chips))
        and (not row.archs or not place.archs or set(row.archs) & set(place.archs))
    ]


def target_of_row(stock: Stock, place: EngineSupport, row: CompatibilityRow) -> Target:
    """A machine that has what the row says of chip, architecture and platform."""
    both = [chip for chip in row.chips if not place.chips or chip in place.chips]
    chip = (both or list(place.chips) or [""])[0]
    archs = [arch for arch in row.archs if not place.archs or arch in place.archs]
    there = target(place.accelerator, chip, (archs or list(place.archs) or ["x86_64"])[0])
    file = next(
        file for file in stock.compatibility.values() if file.accelerator == place.accelerator
    )
    has = {
        id: Value(value=wanted, origin="detected")
        for id, wanted in row.versions.items()
        if isinstance(wanted, str) and wanted[0].isdigit() and "*" not in wanted
        if id in file.components and file.components[id].kind == "platform"
    }
    return msgspec.structs.replace(there, versions=has)


def test_every_row_as_a_machine_gets_that_engine(stock: Stock) -> None:
    checked = 0
    for engine, place in places(stock):
        if not place.component or place.state == "none":
            continue
        for row in rows_of(stock, place):
            there = target_of_row(stock, place, row)
            found = judged([engine], there, stock, {})
            fitting = [each for each in found if each.fit == "fits"]
            best = best_of(found)
            assert best is not None, (engine.id, row.versions)
            assert best.place.state != "none", (engine.id, row.versions)
            assert any(each.place.source == place.source for each in fitting), row.versions
            checked += 1
    assert checked > 100


def test_a_known_chip_gets_exactly_the_engines_that_name_it_or_all(stock: Stock) -> None:
    """By place, without the rows: what names chips is for them alone, what wants a capability is
    for the chips that have it."""
    for engine, place in places(stock):
        for chip, properties in known_chips(stock, place.accelerator).items():
            arch = (place.archs or ("x86_64",))[0]
            there = target(place.accelerator, chip, arch)
            fits = [
                each.place.source
                for each in judged([engine], there, stock, {})
                if each.fit == "fits" and each.place.chips == place.chips
            ]
            named = not place.chips or chip in place.chips
            able = all(
                any_holds(properties[id], wanted)
                for id, wanted in place.versions.items()
                if id in properties
            )
            if not (named and able):
                assert place.source not in fits, (engine.id, chip)
            elif not place.component:
                assert place.source in fits, (engine.id, chip)


def test_a_chip_of_tomorrow_gets_only_engines_that_name_no_chips(stock: Stock) -> None:
    for engine, place in places(stock):
        there = target(place.accelerator, "a chip of tomorrow", (place.archs or ("x86_64",))[0])
        for each in judged([engine], there, stock, {}):
            if each.fit == "fits":
                assert not each.chips, (engine.id, each.place.accelerator)


def test_formats_of_some_chips_are_told_of_those_alone(stock: Stock) -> None:
    def formats(engine: str, accelerator: str, chip: str) -> set[str]:
        found = best_of(judged([stock.engines[engine]], target(accelerator, chip), stock, {}))
        return set() if found is None else set(found.place.precisions)

    assert "fp8" not in formats("vllm", "nvidia_cuda", "T4")
    assert {"fp8", "mxfp4"} <= formats("vllm", "nvidia_cuda", "A100")
    assert "nvfp4" not in formats("vllm", "nvidia_cuda", "H100")
    assert "nvfp4" in formats("vllm", "nvidia_cuda", "B200")
    assert formats("vllm", "nvidia_cuda", "") == {"bf16"}
    assert "w4a8" in formats("vllm", "ascend_npu", "910b")
    assert formats("vllm", "ascend_npu", "310p") == {"bf16", "int8"}
    assert "fp8" in formats("vllm", "hygon_dcu", "bw1100")
    assert "fp8" not in formats("vllm", "hygon_dcu", "k100_ai")


def test_what_an_engine_keeps_for_itself_is_what_its_pages_say(stock: Stock) -> None:
    vllm, fastdeploy, mindie = (
        habits_of(stock.engines[id]) for id in ("vllm", "fastdeploy", "mindie")
    )
    assert (vllm.share, vllm.block.middle, vllm.sequences.high) == (0.92, 16, 1024)
    assert (fastdeploy.share, fastdeploy.block.middle, fastdeploy.sequences.middle) == (0.9, 64, 8)
    assert (mindie.share, mindie.block.middle) == (EngineHabits().share, 128)


def test_quantised_tuning_is_a_purpose_of_its_own(stock: Stock) -> None:
    def purposes(engine: str, accelerator: str) -> set[str]:
        every = [place for place in stock.engines[engine].places if place.state != "none"]
        return {
            purpose
            for place in every
            if place.accelerator == accelerator
            for purpose in place.purposes
        }

    for engine in ("ms_swift", "llamafactory"):
        assert "quantised_finetuning" in purposes(engine, "nvidia_cuda")
        assert "quantised_finetuning" not in purposes(engine, "ascend_npu")
        assert "finetuning" in purposes(engine, "ascend_npu")


def test_every_model_that_a_place_names_is_known_by_its_id_or_family(stock: Stock) -> None:
    models = open_models(knowledge_dir()).models.values()
    known = {model.id for model in models} | {model.family for model in models}
    for engine, place in places(stock):
        assert set(place.models) <= known, engine.id


def test_every_fact_of_what_goes_wrong_names_its_thread(stock: Stock) -> None:
    for engine in stock.engines.values():
        for bad in engine.known_bad:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", bad.thread), (engine.id, bad.thread)


ENGINE_OF_TOMORROW = """\
id: tomorrow
name: Tomorrow Serve
does: [serving]
frameworks: [pytorch]
sources:
  page: {title: "Tomorrow Serve: cards", at: "https://example.org/cards", read: "2026-11-01"}
places:
  - accelerator: enflame
    state: supported
    chips: [s60]
    precisions: [bf16]
    models: {tomorrow-7b: "1.0"}
    models_source: page
    source: page
"""
MODEL_OF_TOMORROW = """\
id: tomorrow-7b
name: Tomorrow-7B
family: Tomorrow
organisation: {en: Example, zh: 示例}
modality: [text]
parameters: 7
sources:
  page: {title: "Tomorrow-7B", at: "https://example.org/7b", read: "2026-11-01"}
size_sources: [page]
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    for folder, name, text in (
        ("engines", "tomorrow", ENGINE_OF_TOMORROW),
        ("models", "tomorrow-7b", MODEL_OF_TOMORROW),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_an_engine_and_a_model_are_added_as_one_file_each(overlay: Path) -> None:
    knowledge = open_knowledge(knowledge_dir(), overlay=overlay)
    stock = Stock(knowledge, open_stacks(knowledge_dir(), overlay=overlay))
    found = engines(SERVING, stock.framework("pytorch"), target("enflame", "s60"), stock, DAY)
    assert found.value == "supported"
    assert found.because is not None
    assert found.because.values["engine"] == "Tomorrow Serve"
    assert named(open_models(knowledge_dir(), overlay=overlay).models, "TOMORROW 7b")


def test_a_wrong_engine_is_found_at_its_line(overlay: Path) -> None:
    file = overlay / "engines" / "tomorrow.yaml"
    wrong = ENGINE_OF_TOMORROW.replace("[s60]", "[s61]").replace("tomorrow-7b:", "tomorrow-8b:")
    file.write_text(wrong, encoding="utf-8")
    found = problems(knowledge_dir(), overlay=overlay, today=DAY)
    told = {(problem.line, problem.kind) for problem in found if "tomorrow" in problem.file}
    assert told == {(10, "unknown-chip"), (12, "unknown-model")}


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
