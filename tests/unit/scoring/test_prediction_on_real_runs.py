"""The intervals on real runs: what docs/where-the-model-is-weak.md says of them is what comes
out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks.scoring_prediction import (
    RECORDED,
    Row,
    floor,
    recorded,
    summary,
    without_its_framework,
    without_its_workload,
)

WEAK = Path(__file__).resolve().parents[3] / "docs" / "where-the-model-is-weak.md"
STOCK, BEST = "23 November, stock", "25 November, best"
RUNS = {STOCK: recorded(), BEST: recorded(RECORDED.with_name("quiet_2026_11_25.json"), best=True)}


def told(runs: str, reading: str) -> list[float]:
    """The numbers of a row of the table."""
    found = re.search(rf"\| {runs} \| {reading} \|(.*)", WEAK.read_text("utf-8"))
    assert found, (runs, reading)
    return [float(number) for number in re.findall(r"[\d.]+", found[1])]


def agrees(rows: list[Row], said: list[float]) -> dict[str, float]:
    found = summary(rows)
    assert [round(100 * found["covered"]), found["median_ratio_of_ends"]] == [
        said[0],
        pytest.approx(said[1], rel=0.05),
    ]
    return found


@pytest.mark.parametrize("runs", RUNS)
def test_a_workload_left_out_lies_in_a_narrow_interval_as_often_as_is_said(runs: str) -> None:
    found = agrees(without_its_workload(RUNS[runs]), told(runs, "a workload"))
    assert 0.80 <= found["covered"] <= 0.97
    assert found["median_ratio_of_ends"] <= 9


@pytest.mark.parametrize("runs", RUNS)
def test_what_is_learnt_from_other_frameworks_holds_for_a_new_one_as_is_said(runs: str) -> None:
    found = agrees(
        without_its_workload(RUNS[runs], transferred=True), told(runs, "a framework, transferred")
    )
    assert 0.80 <= found["covered"] <= 0.97
    assert found["median_ratio_of_ends"] <= 9


@pytest.mark.parametrize("runs", RUNS)
def test_a_framework_that_was_never_measured_gets_the_wide_interval_that_is_said(runs: str) -> None:
    found = agrees(without_its_framework(RUNS[runs]), told(runs, "a framework, never measured"))
    assert 0.80 <= found["covered"] <= 0.97


@pytest.mark.parametrize("runs", RUNS)
def test_no_prediction_of_an_unseen_framework_can_be_narrower_than_frameworks_differ(
    runs: str,
) -> None:
    (least,) = told(runs, "the floor of that")
    assert floor(RUNS[runs]) == pytest.approx(least, rel=0.01)
