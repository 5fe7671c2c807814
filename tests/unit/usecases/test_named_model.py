"""What a need says of a large model becomes ids, or an error that says what to type."""

from __future__ import annotations

import pytest

from advisor.catalog.load import open_knowledge, open_models, open_stacks
from advisor.errors import AdvisorError
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.need.named_model import understood


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder), models=lambda: open_models(folder))


@pytest.mark.parametrize("written", ["Qwen3 32B", "qwen3_32b", "Qwen/Qwen3-32B", "QWEN3-32B"])
def test_a_model_is_known_by_the_names_that_people_write(stock: Stock, written: str) -> None:
    assert understood(Need(llm=written), stock).llm == "qwen3-32b"


def test_a_model_without_a_task_brings_the_task_of_serving(stock: Stock) -> None:
    assert understood(Need(llm="qwen3-32b"), stock).task == "llm_serving"
    given = understood(Need(llm="qwen3-32b", task="llm_finetuning"), stock)
    assert given.task == "llm_finetuning"


@pytest.mark.parametrize(
    ("model", "task"),
    [
        ("qwen-image", "diffusion"),
        ("whisper-large-v3", "speech"),
        ("deepseek-ocr", "llm_serving"),
        ("deepseek-r1", "llm_serving"),
    ],
)
def test_a_model_brings_the_task_of_its_kind(stock: Stock, model: str, task: str) -> None:
    assert understood(Need(llm=model), stock).task == task


def test_a_name_that_nothing_has_gets_those_that_are_near(stock: Stock) -> None:
    with pytest.raises(AdvisorError, match="qwen3-32x") as raised:
        understood(Need(llm="qwen3-32x"), stock)
    assert "Qwen3-32B" in str(raised.value.hint)


@pytest.mark.parametrize(("written", "id"), [("AWQ", "w4a16"), ("FP16", "bf16"), ("W8A8", "int8")])
def test_a_precision_is_known_by_what_configurations_call_it(
    stock: Stock, written: str, id: str
) -> None:
    assert understood(Need(precision=written), stock).precision == id


def test_a_precision_that_nothing_has_gets_those_that_are_near(stock: Stock) -> None:
    with pytest.raises(AdvisorError) as raised:
        understood(Need(precision="fp9"), stock)
    assert "fp8" in str(raised.value.hint)


def test_models_are_not_opened_for_a_need_that_names_none() -> None:
    folder = knowledge_dir()

    def opened() -> object:
        raise AssertionError("models were opened")

    stock = Stock(
        open_knowledge(folder),
        open_stacks(folder),
        models=opened,  # type: ignore[arg-type]
    )
    assert understood(Need(task="llm_serving"), stock) == Need(task="llm_serving")
