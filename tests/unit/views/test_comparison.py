"""Two sets of runs laid side by side say how sure a difference is, and what speaks against it."""

from __future__ import annotations

from advisor.evidence.results import compared
from advisor.messages import words
from advisor.model.run import Measure, Run
from advisor.views.measurements.comparison import compared_fields, comparison, comparison_notes
from tests.builders import a_run

SAY = words("en")


def took(framework: str, seconds: float, **conditions: float) -> Run:
    return a_run(
        framework=framework,
        measure=Measure(kind="time", unit="s"),
        samples=(seconds,) * 6,
        tolerance=1e-5,
        conditions={"threads_asked": 2, **conditions},
    )


def test_a_ratio_stands_with_its_interval_and_with_the_doubts_of_either_side() -> None:
    found = compared(
        (took("quick", 1.0, cpu_seconds_per_second=2.0),),
        (took("starved", 3.0, cpu_seconds_per_second=0.25),),
    )
    (row,) = comparison(found, ("quick", "starved"), SAY).rows
    texts = [cell.text for cell in row.cells]
    assert texts[3] == "3x"
    assert " to " in texts[4]
    assert texts[5] == "not told apart"
    (meaning, doubt) = comparison_notes(found, ("quick", "starved"), SAY)
    assert meaning.startswith("Intervals hold 95 %")
    assert doubt == (
        "starved, matmul: it would have used 4.0 times the processor time that it was given"
    )


def test_what_is_apart_is_said_to_be_so_for_scripts_too() -> None:
    found = compared((took("quick", 1.0),), (took("slow", 300.0),))
    (fields,) = (compared_fields(one) for one in found)
    assert fields["apart"] is True
    assert fields["doubts"] == [[], []]
    assert isinstance(fields["low"], float)
    assert fields["low"] > 1


def test_where_nothing_can_be_compared_nothing_is_explained() -> None:
    assert comparison_notes((), ("a", "b"), SAY) == ()
