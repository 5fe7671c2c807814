"""The intervals on real runs: what docs/where-the-model-is-weak.md says of them is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.scoring.prediction.prediction import Timing
from tests.benchmarks.scoring_prediction import (
    floor,
    recorded,
    summary,
    without_its_framework,
    without_its_workload,
)

WEAK = Path(__file__).resolve().parents[3] / "docs" / "where-the-model-is-weak.md"


@pytest.fixture(scope="module")
def timings() -> list[Timing]:
    return recorded()


def told(sentence: str) -> list[float]:
    """The numbers of a sentence of the documentation; `#` stands for one."""
    text = " ".join(WEAK.read_text(encoding="utf-8").split())
    found = re.search(re.escape(sentence).replace(r"\#", r"([\d.]+)"), text)
    assert found, sentence
    return [float(number) for number in found.groups()]


def test_a_workload_left_out_lies_in_its_interval_as_often_and_as_widely_as_is_said(timings: list[Timing]) -> None:
    found = summary(without_its_workload(timings))
    assert 0.80 <= found["covered"] <= 0.97
    assert found["median_ratio_of_ends"] <= 9
    assert told("a workload that was left out lay in its interval in # % of the cases, with ends # times apart") == [
        round(100 * found["covered"]),
        pytest.approx(found["median_ratio_of_ends"], rel=0.05),
    ]


def test_what_is_learnt_from_other_frameworks_holds_for_a_new_one_as_is_said(timings: list[Timing]) -> None:
    found = summary(without_its_workload(timings, transferred=True))
    assert 0.80 <= found["covered"] <= 0.97
    assert found["median_ratio_of_ends"] <= 9
    assert told("learnt from the other frameworks only, in # % with ends # times apart") == [
        round(100 * found["covered"]),
        pytest.approx(found["median_ratio_of_ends"], rel=0.05),
    ]


def test_a_framework_that_was_never_measured_gets_the_wide_interval_that_is_said(timings: list[Timing]) -> None:
    found = summary(without_its_framework(timings))
    assert 0.80 <= found["covered"] <= 0.97
    assert told("a framework that was never measured in # % with ends # times apart") == [
        round(100 * found["covered"]),
        pytest.approx(found["median_ratio_of_ends"], rel=0.05),
    ]


def test_no_prediction_of_an_unseen_framework_can_be_narrower_than_frameworks_differ(timings: list[Timing]) -> None:
    (least,) = told("an honest interval for an unseen framework is # times wide")
    assert floor(timings) == pytest.approx(least, rel=0.01)
