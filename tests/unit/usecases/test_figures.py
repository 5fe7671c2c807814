"""What was measured on a laptop does not decide for a server with another accelerator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.explanation.advice import Advice
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.hardware import Hardware
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.model.run import Measure, Run
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.documents.ranking import explanation_document, rank_document
from advisor.views.ranking.table import verdict_lines
from advisor.views.report.measurements import measurements
from advisor.views.why.contributions import evidence_table
from tests.builders import a_run

DAY = date(2026, 11, 30)
"""The base had been read by then."""

KYLIN = read_machine("kylin_kunpeng_ascend", knowledge_dir() / "machines")
LAPTOP = Hardware(arch="x86_64", vendor="Intel", family="alderlake", model="A laptop")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge(knowledge_dir())


@pytest.fixture(scope="module")
def runs(knowledge: Knowledge) -> tuple[Run, ...]:
    """One of every workload that a criterion reads as it is, on a laptop; one of nobody knows
    where."""
    workloads = [
        criterion.measured_by.workload
        for criterion in knowledge.criteria.values()
        if criterion.measured_by is not None and criterion.measured_by.reading == "figure"
    ]
    taken = [
        a_run(
            id=f"{at:016x}",
            framework="pytorch",
            workload=workload,
            measure=Measure(kind="time", unit="s"),
            samples=(0.001,) * 6,
            machine="a laptop",
            hardware=LAPTOP,
        )
        for at, workload in enumerate(workloads)
    ]
    unrecorded = a_run(
        id="f" * 16,
        framework="tensorflow",
        workload=workloads[0],
        measure=Measure(kind="time", unit="s"),
        samples=(0.001,) * 6,
        machine="somewhere",
    )
    return (*taken, unrecorded)


def advised(knowledge: Knowledge, runs: tuple[Run, ...], **need: Any) -> Advice:
    stock = Stock(knowledge, open_stacks(knowledge_dir()))
    return advise(Need(as_of=DAY, **need), knowledge, KYLIN, runs, stock=stock)


def scores(advice: Advice) -> list[tuple[str, float]]:
    assert advice.ranking is not None
    return [(place.alternative, place.score) for place in advice.ranking.places]


def grades(advice: Advice) -> set[str]:
    return {cell.grade for cell in advice.book.cells.values()}


def test_a_laptops_figures_leave_a_servers_ranking_as_it_is(
    knowledge: Knowledge, runs: tuple[Run, ...]
) -> None:
    without, beside = advised(knowledge, ()), advised(knowledge, runs)
    assert scores(beside) == scores(without)
    assert not grades(beside) & {"measured", "elsewhere"}


@pytest.mark.parametrize(
    ("chip", "grade"), [("910B3", "elsewhere"), ("910B1", "unknown"), ("310P", "unknown")]
)
def test_figures_of_the_servers_own_chip_count_wherever_they_were_taken(
    chip: str, grade: str, knowledge: Knowledge
) -> None:
    hardware = Hardware(arch="aarch64", accelerator="ascend_npu", chip=chip)
    run = a_run(framework="pytorch", workload="simplenet_train", machine="a server", device="npu:0")
    stock = Stock(knowledge, open_stacks(knowledge_dir()))
    advice = advise(
        Need(as_of=DAY), knowledge, KYLIN, (replace(run, hardware=hardware),), stock=stock
    )
    cells = [
        advice.book.cell("pytorch", id)
        for id, criterion in knowledge.criteria.items()
        if criterion.measured_by and criterion.measured_by.workload == "simplenet_train"
    ]
    assert {cell.grade for cell in cells} == {grade}


def test_they_count_where_all_figures_are_asked_for(
    knowledge: Knowledge, runs: tuple[Run, ...]
) -> None:
    without, every = advised(knowledge, ()), advised(knowledge, runs, figures="all")
    assert "elsewhere" in grades(every)
    assert dict(scores(every)) != dict(scores(without))


def test_the_reader_is_told_of_every_figure_that_does_not_count(
    knowledge: Knowledge, runs: tuple[Run, ...]
) -> None:
    say, advice = words("en"), advised(knowledge, runs)
    certainty = certainty_of(advice, samples=50)
    lines = verdict_lines(advice, certainty, say)
    assert any("measured on other hardware" in line for line in lines)
    table = evidence_table(advice, "pytorch", say)
    remarks = " ".join(row.cells[-1].text for row in table.rows)
    assert "on other hardware (A laptop (alderlake, x86_64)): shown, does not count" in remarks
    section = measurements(advice, say)
    assert any("0 were taken on the machine itself" in line for line in section.lines)
    doubts = [row.cells[-1].text for table in section.tables for row in table.rows]
    assert any(text.startswith("does not count") for text in doubts)


def test_a_document_holds_them_apart_from_what_counts(
    knowledge: Knowledge, runs: tuple[Run, ...]
) -> None:
    advice = advised(knowledge, runs)
    certainty = certainty_of(advice, samples=50)
    assert rank_document(advice, certainty)["need"]["figures"] == "alike"
    document = explanation_document(advice, certainty, "pytorch")
    entries = document["place"]["evidence"].values()
    shown = [one for entry in entries for one in entry.get("shown", ())]
    assert shown
    assert {one["hardware"]["family"] for one in shown} == {"alderlake"}
