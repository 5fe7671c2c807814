"""Results: runs that belong together, and what they say together."""

from __future__ import annotations

from advisor.evidence.results import (
    batch_series,
    best_of,
    best_tuning,
    by_environment,
    compared,
    results_of,
)
from advisor.model.run import Demand, Measure, Run
from tests.builders import a_run

RATE = Measure(kind="rate", unit="images/s", work=8.0)
TIME = Measure(kind="time", unit="s")


def at_batch(batch: int, seconds: float, **more: object) -> Run:
    """A run of a family of workloads."""
    demand = Demand(batch=batch, family="net")
    return a_run(workload=f"net{batch}", measure=RATE, samples=(seconds,), demand=demand, **more)


def test_a_failed_attempt_hides_the_figure_and_is_named() -> None:
    failed = a_run(outcome="crashed", samples=(), started="2026-11-24T10:00:00")
    (result,) = results_of((a_run(), failed))
    assert result.estimate is None
    assert result.failed == failed


def test_of_two_modes_the_faster_counts_whatever_the_unit() -> None:
    slow, fast = a_run(measure=RATE, samples=(2.0,)), a_run(measure=RATE, mode="graph")
    best = best_of((slow, fast))
    assert best is not None
    assert best.run.mode == "graph"
    long, short = a_run(measure=TIME, samples=(2.0,)), a_run(measure=TIME, mode="graph")
    best = best_of((long, short))
    assert best is not None
    assert best.run.mode == "graph"


def test_of_several_tunings_the_best_is_taken_and_none_where_all_failed() -> None:
    stock, tuned = a_run(measure=RATE, samples=(2.0,)), a_run(measure=RATE, tuning="wide")
    best = best_tuning((stock, tuned), None, {})
    assert best is not None
    assert best.run.tuning == "wide"
    assert best_tuning((a_run(outcome="crashed", samples=()),), None, {}) is None


def test_sizes_of_a_family_are_a_series_only_where_there_are_two() -> None:
    runs = (at_batch(16, 2.0), at_batch(8, 1.0), at_batch(8, 1.0, framework="other"))
    series = batch_series(runs, "net")
    assert [[point.run.demand.batch for point in points] for points in series.values()] == [[8, 16]]


def test_ratios_whose_interval_holds_one_are_not_apart() -> None:
    left = tuple(a_run(measure=TIME, samples=(1.0, 1.1, 1.2, 1.3, 1.4, 1.5)) for _ in range(1))
    (same,) = compared(left, left)
    assert not same.apart
    (other,) = compared(
        left, (a_run(measure=TIME, framework="beta", samples=(9.0, 9.1, 9.2, 9.3, 9.4, 9.5)),)
    )
    assert other.apart
    assert other.ratio is not None
    assert other.ratio > 5


def test_what_failed_stands_last_whatever_its_framework() -> None:
    failed = a_run(framework="aaa", outcome="crashed", samples=())
    slow, fast = a_run(framework="bbb", samples=(5.0,)), a_run(framework="ccc", samples=(1.0,))
    order = [result.run.framework for result in by_environment((failed, slow, fast), {})]
    assert order == ["ccc", "bbb", "aaa"]
