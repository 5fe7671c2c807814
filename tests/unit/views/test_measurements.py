"""The table of what was measured: a figure, the bounds of one that was too slow, or why there is
neither."""

from __future__ import annotations

import pytest

from advisor.evidence.results import results_of
from advisor.messages import words
from advisor.model.run import IN_A_HURRY, Measure, Run
from advisor.views.measurements.tables import results
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
