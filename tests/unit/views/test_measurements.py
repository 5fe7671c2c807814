"""The table of what was measured: a figure, the bounds of one that was too slow, or why there is
neither."""

from __future__ import annotations

import pytest

from advisor.evidence.results import results_of
from advisor.messages import words
from advisor.model.environment import EnvironmentRow, Obstacle
from advisor.model.reason import Reason
from advisor.model.run import IN_A_HURRY, Measure, Run
from advisor.views.measurements.advised import advised_line
from advisor.views.measurements.plan import choice_table
from advisor.views.measurements.tables import build_cost, build_lines, environments, results
from tests.builders import a_run

RATE = Measure(kind="rate", unit="images/s", work=8.0)
TIME = Measure(kind="time", unit="s")


def shown(*runs: Run) -> str:
    (row,) = results(results_of(runs), words("en")).rows
    return row.cells[2].text


@pytest.mark.parametrize(
    ("measure", "at_most", "said"),
    [
        (RATE, None, "< 4 images/s"),
        (RATE, 4.0, "2 to 4 images/s"),
        (TIME, None, "> 2 s"),
        (TIME, 4.0, "2 to 4 s"),
    ],
)
def test_too_slow_to_be_sampled_shows_what_is_known(
    measure: Measure, at_most: float | None, said: str
) -> None:
    assert (
        shown(a_run(measure=measure, outcome="too_slow", samples=(), bound=2.0, at_most=at_most))
        == said
    )


def test_what_gave_no_bound_says_so() -> None:
    assert shown(a_run(outcome="too_slow", samples=())) == "too slow"


def test_a_second_attempt_that_ran_out_of_time_does_not_hide_the_figure_of_the_first() -> None:
    cut_short = a_run(
        measure=RATE, outcome="too_slow", samples=(), bound=2.0, conditions={IN_A_HURRY: 1}
    )
    assert shown(a_run(measure=RATE, samples=(4.0,)), cut_short) == "2 images/s"


NOT_REACHED = Reason(code="index_not_reached", values={"index": "light.example"})


@pytest.mark.parametrize(
    ("here", "python", "why", "line"),
    [
        (
            {"torch": "2.13.0+cpu", "numpy": "2.4.6"},
            "3.11.7",
            NOT_REACHED,
            "advised: torch 2.15.0, Python 3.13; here: torch 2.13.0+cpu, Python 3.11 "
            "(light.example is not reached from here)",
        ),
        ({"torch": "2.15.0"}, "3.13.0", Reason(), ""),
        (
            {"torch": "2.15.0"},
            "3.12.1",
            Reason(),
            "advised: torch 2.15.0, Python 3.13; here: torch 2.15.0, Python 3.12",
        ),
        ({"other": "1.0"}, "3.13.1", Reason(), "advised: torch 2.15.0; here: other 1.0"),
        ({}, "", NOT_REACHED, ""),
    ],
)
def test_what_is_advised_and_what_is_here_stand_side_by_side(
    here: dict[str, str], python: str, why: Reason, line: str
) -> None:
    assert advised_line({"torch": "2.15.0"}, "3.13", here, python, why, words("en")) == line


def a_row(id: str, **more: object) -> EnvironmentRow:
    fields: dict[str, object] = {"id": id, "framework": id, "state": "absent"}
    fields |= {"download_megabytes": 100.0, "disk_megabytes": 300.0, "install_seconds": 5.0}
    return EnvironmentRow(**{**fields, **more})  # type: ignore[arg-type]


def test_a_sum_that_nobody_knows_whole_is_the_least() -> None:
    say = words("en")
    known, unknown = a_row("known"), a_row("unknown", at_least=True)
    assert build_cost((known,), say) == "download 100 MB, 300 MB on disk, about 5 s"
    assert build_cost((known, unknown), say).startswith("download at least 200 MB, at least 600 MB")
    assert "unknown size" in build_cost((a_row("x", at_least=True, download_megabytes=0.0),), say)
    here = build_cost((a_row("here", download_megabytes=0.0),), say)
    assert here.startswith("nothing to download, 300 MB on disk")


def test_what_cannot_be_built_is_said_once_with_its_reason_and_is_no_build() -> None:
    say = words("en")
    obstacle = Obstacle(
        reference="missing-program", what="It needs g++.", hint="sudo apt-get install g++"
    )
    row = a_row("homeless", obstacle=obstacle)
    lines = build_lines((a_row("known"),), (row,), say)
    assert [line.partition(":")[0] for line in lines] == [
        "build    known",
        "homeless cannot be built here",
    ]
    assert lines[1].endswith("It needs g++. -> sudo apt-get install g++")
    table = environments((row,), say)
    assert table.rows[0].cells[-1].text == "It needs g++."
    assert len(table.notes) == 1


def test_the_screen_shows_both_versions_where_they_differ() -> None:
    fields = {"state": "ready", "versions": {"torch": "2.13.0+cpu"}, "python_version": "3.11.7"}
    advised = {"advised": {"torch": "2.15.0"}, "advised_python": "3.13", "why_not": NOT_REACHED}
    rows = (a_row("same", **fields), a_row("other", **fields, **advised))
    table = choice_table(rows, {"same"}, words("en"))
    assert [row.cells[0].text for row in table.rows] == ["[x] same", "[ ] other"]
    assert table.rows[0].cells[-1].text == "torch 2.13.0+cpu"
    assert table.rows[1].cells[-1].text.startswith("advised: torch 2.15.0, Python 3.13; here: ")


def test_a_framework_without_an_environment_takes_one_row() -> None:
    runs = tuple(
        a_run(framework="homeless", workload=workload, outcome="no_environment", samples=())
        for workload in ("matmul", "dispatch", "cold_import")
    )
    table = results(results_of((*runs, a_run(framework="well"))), words("en"))
    assert [row.cells[0].text for row in table.rows].count("homeless") == 1
    assert len(table.rows) == 2
