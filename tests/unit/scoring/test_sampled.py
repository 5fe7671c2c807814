"""What is drawn of a measured cell is what is shown of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from advisor.evidence.book import Book, Evidence
from advisor.model.criterion import Criterion, Logarithmic
from advisor.model.text import Text
from advisor.scoring.decision import decision
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.sampled import sampled
from advisor.scoring.sampling import BeliefSource
from advisor.scoring.values import worth

SCALE = Logarithmic(worst=0.01, best=1000)
SAME = Text(en="speed", zh="速度")
SPEED = Criterion(
    id="speed",
    group="performance",
    label=SAME,
    question=SAME,
    why=SAME,
    misleads=SAME,
    scale=SCALE,
    unit="GFLOP/s",
)


def measured(framework: str, **more: object) -> Evidence:
    given = {
        "value": 10.0,
        "low": 5.0,
        "high": 20.0,
        "freedom": 5.0,
        "shared": 0.6,
        "paired": "monday",
        "grade": "measured",
        "as_of": date(2026, 11, 1),
    }
    return Evidence(framework=framework, criterion="speed", **{**given, **more})


def drawn(*cells: Evidence) -> tuple[DecisionProblem, DecisionProblem]:
    """The plain problem, and the one with draws."""
    names = tuple(cell.framework for cell in cells)
    book = Book(
        frameworks=names,
        criteria=("speed",),
        cells={(cell.framework, "speed"): cell for cell in cells},
    )
    plain = decision(book, names, {"speed": SPEED}, {"speed": 1.0})
    return plain, sampled(plain, book, {"speed": SPEED})


def test_a_fortieth_of_the_draws_lies_beyond_either_end_of_the_interval_that_is_shown() -> None:
    _, problem = drawn(measured("alpha"))
    draws = problem.belief("alpha", "speed").draws
    for end, share in ((5.0, 0.025), (20.0, 0.975)):
        edge = worth(SCALE, end).value
        assert sum(draw < edge for draw in draws) / len(draws) == pytest.approx(share, abs=0.003)


def test_drawing_leaves_every_expected_worth_and_the_order_as_they_are() -> None:
    plain, problem = drawn(measured("alpha"), measured("beta", value=11.0, low=3.0, high=40.0))
    for name in plain.alternatives:
        assert problem.belief(name, "speed").mean == plain.belief(name, "speed").mean
    assert [place.alternative for place in rank(problem).places] == [
        place.alternative for place in rank(plain).places
    ]


def test_what_slowed_both_of_a_session_decides_less_between_them() -> None:
    def spread(other: str) -> float:
        _, problem = drawn(measured("alpha"), measured("beta", paired=other))
        source = BeliefSource(
            alternatives=problem.alternatives, criteria=("speed",), beliefs=problem.beliefs
        )
        values = source.stream(1)(4000)[:, :, 0]
        return float(np.std(values[:, 0] - values[:, 1]))

    assert spread("monday") < 0.8 * spread("tuesday")


def test_a_bound_has_no_draws_and_stays_what_it_was() -> None:
    plain, problem = drawn(measured("alpha", freedom=0.0, shared=0.0, paired=""))
    assert problem.beliefs == plain.beliefs
    assert problem.belief("alpha", "speed").draws == ()
