"""What people and programs read about a large model."""

from __future__ import annotations

import msgspec
import pytest

from advisor.catalog.load import open_knowledge, open_models, open_stacks
from advisor.explanation.advice import Advice
from advisor.messages import words
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.answer import answer
from advisor.views.documents.answer import answer_document
from advisor.views.documents.ranking import rank_document
from advisor.views.documents.report_shape import AnswerDocument
from advisor.views.large_models.document import LargeModelEntry
from advisor.views.large_models.lines import answer_lines, short_lines
from advisor.views.large_models.table import bar_line, engines_table, parts_bars
from advisor.views.need.rows import need_table

HUGE = Need(llm="deepseek-r1", cards=1, accelerator="ascend_npu", chip="910B3", arch="aarch64")
SMALL = Need(llm="qwen3-8b", accelerator="ascend_npu", chip="910B3", arch="aarch64")
NOWHERE = Need(llm="qwen3-8b", accelerator="ascend_npu", chip="310B4", arch="aarch64")


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder), models=lambda: open_models(folder))


def advised(need: Need, stock: Stock) -> Advice:
    machine = Machine(fingerprint="", here=False, facts=())
    return advise(need, stock.knowledge, machine, (), (), stock)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("need", [HUGE, SMALL, NOWHERE])
def test_the_first_line_names_the_chip(stock: Stock, need: Need, lang: str) -> None:
    first, *_ = short_lines(advised(need, stock), words(lang))
    assert need.chip is not None
    assert need.chip in first


def test_without_an_engine_nothing_is_said_to_serve(stock: Stock) -> None:
    say = words("en")
    advice = advised(NOWHERE, stock)
    first, second, *_ = answer_lines(advice, say)
    assert "no engine is documented" in first
    assert "does not run" in second
    assert advice.large_model is not None
    assert bar_line(advice.large_model, say) == ""
    assert engines_table(advice, advice.large_model, say).rows == ()


def test_what_does_not_fit_says_with_how_many_cards_it_would(stock: Stock) -> None:
    lines = answer_lines(advised(HUGE, stock), words("en"))
    assert any("cards" in line for line in lines if line.startswith("It would fit"))


def test_the_bar_of_a_card_is_as_long_as_the_card(stock: Stock) -> None:
    say = words("en")
    for need, beyond in ((SMALL, False), (HUGE, True)):
        plan = advised(need, stock).large_model
        assert plan is not None
        bar = bar_line(plan, say, 10).partition("]")[0]
        assert len(bar) == 11 + beyond
        assert bar.endswith("!") is beyond


def test_the_parts_of_a_card_end_with_their_sum(stock: Stock) -> None:
    plan = advised(SMALL, stock).large_model
    assert plan is not None
    bars = parts_bars(plan, words("en"))
    assert bars is not None
    assert bars.bars[-1].value == pytest.approx(sum(bar.value for bar in bars.bars[:-1]))


def test_documents_keep_to_their_shapes(stock: Stock) -> None:
    for need in (HUGE, SMALL, NOWHERE):
        advice = advised(need, stock)
        certainty = certainty_of(advice, samples=100)
        ranked = rank_document(advice, certainty, None)
        msgspec.convert(ranked["large_model"], LargeModelEntry)
        said = msgspec.convert(answer_document(advice, certainty, words("en")), AnswerDocument)
        assert (said.first is None) == (advice.ranking is None)


def test_an_answer_says_what_to_type_and_what_would_change_it(stock: Stock) -> None:
    advice = advised(SMALL, stock)
    parts = answer(advice, certainty_of(advice, samples=100), words("en"))
    assert [part.id for part in parts] == ["answer", "large-model", "commands", "change"]
    typed = [line.text for part in parts for line in part.lines if line.typed or line.later]
    assert any("--tensor-parallel-size 1" in line for line in typed)


def test_the_rows_of_a_model_stand_only_where_the_task_is_about_one(stock: Stock) -> None:
    def rows(need: Need) -> list[str]:
        return [row.id for row in need_table(advised(need, stock), words("en")).rows]

    assert "llm" not in rows(Need(task="teaching"))
    assert "llm" in rows(Need(task="llm_serving"))
    assert "cards" not in rows(Need(task="llm_serving"))
    assert {"precision", "context", "users", "cards"} <= set(rows(SMALL))
