"""Which engine runs a large model on the cards that are decided for, and whether they hold it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, open_models, open_stacks
from advisor.explanation.advice import Advice
from advisor.explanation.large_model import LargeModelPlan
from advisor.model.engine import KnownBad
from advisor.model.machine import Fact, Machine
from advisor.model.need import Need
from advisor.model.text import Text
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.ranking.advise import advise

GIB = 2**30


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder), models=lambda: open_models(folder))


def advised(need: Need, stock: Stock, *facts: Fact) -> Advice:
    machine = Machine(fingerprint="", here=False, facts=facts)
    return advise(need, stock.knowledge, machine, (), (), stock)


def planned(need: Need, stock: Stock, *facts: Fact) -> LargeModelPlan:
    plan = advised(need, stock, *facts).large_model
    assert plan is not None
    return plan


def on_910b3(**more: object) -> Need:
    place = {"accelerator": "ascend_npu", "chip": "910B3", "arch": "aarch64"}
    return Need(**{**place, "llm": "qwen3-32b", **more})  # type: ignore[arg-type]


def test_a_need_without_a_large_model_has_no_plan(stock: Stock) -> None:
    assert advised(Need(task="teaching"), stock).large_model is None


def test_the_engine_of_the_first_stack_comes_first_with_its_versions(stock: Stock) -> None:
    advice = advised(on_910b3(), stock)
    assert advice.large_model is not None
    best = advice.large_model.best
    assert best is not None
    assert advice.ranking is not None
    assert best.in_stack
    assert best.framework in advice.ranking.first
    stack = advice.stack(best.framework)
    assert stack is not None
    assert stack.engine is not None
    assert (best.engine, best.versions.get(stack.engine.component)) == (
        stack.engine.id,
        stack.engine.version,
    )


def test_the_chip_tells_how_much_memory_its_cards_have(stock: Stock) -> None:
    card = planned(on_910b3(), stock).card
    assert (card.bytes, card.sizes_from) == (64 * GIB, "chip")
    assert card.sizes_source is not None
    assert planned(on_910b3(chip="910B4"), stock).card.bytes == 32 * GIB


def test_a_chip_of_several_sizes_is_counted_with_the_least(stock: Stock) -> None:
    need = Need(llm="qwen3-32b", accelerator="nvidia_cuda", chip="A100")
    card = planned(need, stock).card
    assert card.sizes == (40 * GIB, 80 * GIB)
    assert card.bytes == 40 * GIB


def test_a_persons_word_for_the_memory_stands_over_the_chips(stock: Stock) -> None:
    fact = Fact(name="accelerators.memory_bytes", value=96 * GIB, source="given", corrected=True)
    card = planned(on_910b3(), stock, fact).card
    assert (card.bytes, card.sizes_from) == (96 * GIB, "given")


def test_without_a_number_of_cards_the_fewest_that_hold_it_are_counted(stock: Stock) -> None:
    best = planned(on_910b3(), stock).best
    assert best is not None
    assert best.form is not None
    assert best.form.cards == best.form.fewest
    assert best.form.holds in ("surely", "likely")


def test_what_does_not_fit_says_what_would(stock: Stock) -> None:
    plan = planned(on_910b3(llm="deepseek-r1", cards=1), stock)
    assert plan.best is not None
    assert plan.best.form is not None
    assert plan.best.form.holds == "no"
    gives = {each.gives: each.serving for each in plan.best.form.concessions}
    assert gives["cards"].cards == plan.best.form.fewest


def test_a_precision_that_is_asked_for_is_the_one_that_is_counted(stock: Stock) -> None:
    best = planned(on_910b3(precision="w4a16"), stock).best
    assert best is not None
    assert best.form is not None
    assert best.form.precision == "w4a16"


@pytest.mark.parametrize("chip", ["Atlas 200I DK A2", "310B4"])
def test_a_chip_that_no_engine_runs_on_gets_none_and_who_says_so(stock: Stock, chip: str) -> None:
    need = on_910b3(chip=chip)
    advice = advised(need, stock)
    assert advice.large_model is not None
    assert advice.large_model.engines == ()
    assert advice.large_model.none[0].kind == "engine_none"
    assert advice.large_model.none[0].at
    assert advice.ranking is None


def test_fine_tuning_counts_gradients_and_the_optimiser(stock: Stock) -> None:
    need = Need(
        llm="qwen2_5-7b",
        task="llm_finetuning",
        accelerator="nvidia_cuda",
        chip="RTX 4090",
        cards=1,
    )
    best = planned(need, stock).best
    assert best is not None
    assert best.form is not None
    methods = [form.method for form in (best.form, *best.others)]
    assert methods == ["lora", "qlora", "full"] or methods == ["qlora", "lora", "full"]
    assert best.form.holds in ("surely", "likely", "barely")


def test_a_model_that_no_engine_serves_has_its_weights_and_no_engine(stock: Stock) -> None:
    plan = planned(Need(llm="qwen-image", accelerator="nvidia_cuda", chip="H100"), stock)
    assert not plan.by_engine
    assert (plan.engines, plan.none) == ((), ())
    assert plan.card.bytes == 80 * GIB


def test_a_model_whose_layers_nobody_tells_has_no_memory_but_an_engine(stock: Stock) -> None:
    need = Need(llm="qwen3-asr-1_7b", accelerator="nvidia_cuda", chip="H100")
    best = planned(need, stock).best
    assert best is not None
    assert best.form is not None
    assert (best.form.need, best.form.holds) == (None, None)


def test_of_forms_that_must_be_converted_the_one_nearest_to_the_makers_own_comes_first(
    stock: Stock,
) -> None:
    best = planned(on_910b3(llm="deepseek-r1"), stock).best
    assert best is not None
    assert best.form is not None
    published = stock.models.models["deepseek-r1"].precisions
    if best.form.precision not in published:
        bits = {id: each.weight_bits for id, each in stock.models.precisions.items()}
        own = bits[next(iter(published))]
        away = [abs(bits[form.precision] - own) for form in (best.form, *best.others)]
        assert away[0] == min(away)


def test_an_engine_that_names_others_of_the_series_neither_names_it_nor_leaves_it_out(
    stock: Stock,
) -> None:
    for model in stock.models.models.values():
        best = planned(on_910b3(llm=model.id, task="llm_serving"), stock).best
        assert best is not None
        if best.siblings and best.model_documented is not True:
            assert best.model_documented is None


def test_the_version_of_the_framework_is_not_taken_for_that_of_the_engine(stock: Stock) -> None:
    """No row tells which version of this engine would be taken: all that is known of it counts."""
    folder = knowledge_dir()
    stacks = open_stacks(folder)
    what = Text(en="It goes wrong.", zh="会出错。")
    bad = KnownBad(versions="==0.9.3", what=what, thread="example/engine#1")
    engine = replace(stacks.engines["llamafactory"], known_bad=(bad,))
    worse = Stock(
        stock.knowledge,
        replace(stacks, engines={**stacks.engines, engine.id: engine}),
        models=lambda: open_models(folder),
    )
    need = Need(task="llm_finetuning", accelerator="nvidia_cuda", chip="H20", llm="qwen3-8b")
    fits = {fit.engine: fit for fit in planned(need, worse).engines}
    assert fits["llamafactory"].known_bad == (bad,)
