"""How much processes and sessions differ: pooled by workload over all runs, with a stated prior."""

from __future__ import annotations

from math import exp, log
from pathlib import Path

import pytest

from advisor.evidence.statistics import Variation
from advisor.evidence.variation import (
    COUNTS_AS,
    Expectation,
    expected,
    pooled,
    prior,
    variation_for,
    variations_of,
)
from advisor.model.run import Measure, Run
from tests.benchmarks.coverage import between_sessions, spreads
from tests.builders import a_run

PRIOR = Variation(
    variance=0.04,
    freedom=3.0,
    session=1.0,
    session_freedom=4.0,
    shared_by_round=0.2,
    shared_by_session=0.5,
)
MEASUREMENTS = Path(__file__).parents[3] / "docs" / "measurements" / "runs.jsonl"


def took(seconds: float, *, number: int, **more: object) -> Run:
    given = {"plan": "monday", "measure": Measure(kind="time", unit="s")}
    return a_run(id=f"r{number}", samples=(seconds,) * 3, round=number, **{**given, **more})


def test_the_prior_is_what_the_project_measured() -> None:
    found = spreads(MEASUREMENTS)
    known = prior()
    assert known.workloads.keys() == found.keys()
    for workload, (deviation, freedom) in found.items():
        assert known.workloads[workload].standard_deviation == pytest.approx(deviation, rel=0.05)
        assert known.workloads[workload].freedom == freedom
    ratio, cells = between_sessions(MEASUREMENTS)
    assert known.session == pytest.approx(ratio, rel=0.02)
    assert cells == 25


def test_a_workload_that_nobody_measured_is_expected_to_be_like_all() -> None:
    assert expected("of_my_own", "time").variance == pytest.approx(0.14**2)
    assert expected("of_my_own", "size").variance == pytest.approx(0.005**2)
    lively, steady = expected("conv2d", "rate"), expected("mlp_train", "time")
    assert lively.variance > 0.14**2 > steady.variance
    assert lively.freedom == pytest.approx(3.0 + 16 * COUNTS_AS), "one machine counts in part"


def test_a_knowledge_base_without_the_file_has_the_general_prior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FWADVISOR_KNOWLEDGE", str(tmp_path))
    assert prior() == Expectation()


def test_processes_that_differ_less_than_expected_draw_it_down_and_more_draw_it_up() -> None:
    calm = pooled(PRIOR, [{"monday": [0.0, 0.01, -0.01]}] * 5)
    wild = pooled(PRIOR, [{"monday": [0.0, 1.0, -1.0]}] * 5)
    assert calm.variance < PRIOR.variance < wild.variance
    assert calm.freedom == wild.freedom == pytest.approx(3.0 + 10 * COUNTS_AS)
    assert calm.session == PRIOR.session, "one session says nothing of sessions"


def test_sessions_that_differ_are_what_sessions_are_expected_to_differ_by() -> None:
    alike = pooled(PRIOR, [{"monday": [0.0, 0.2], "friday": [0.1, 0.1]}] * 3)
    apart = pooled(PRIOR, [{"monday": [0.0, 0.2], "friday": [2.1, 2.1]}] * 3)
    assert alike.session < PRIOR.session < apart.session
    assert alike.session_freedom == apart.session_freedom == 5.0


def test_runs_are_pooled_by_machine_and_workload() -> None:
    runs = [
        *(took(exp(0.1 * number), number=number) for number in range(3)),
        *(took(1.0, number=number, framework="beta") for number in range(3)),
        took(5.0, number=0, machine="there"),
        took(9.0, number=0, workload="conv2d"),
    ]
    found = variations_of(runs)
    assert list(found) == [("here", "matmul")]
    before = expected("matmul", "time").freedom
    assert found["here", "matmul"].freedom == pytest.approx(before + 4 * COUNTS_AS)
    assert variation_for(runs[0], found) == found["here", "matmul"]
    assert variation_for(runs[-1], found) == expected("conv2d", "time")


def test_who_else_is_compared_bears_on_nobody_only_what_was_measured_does() -> None:
    runs = [took(1.0 + 0.1 * number, number=number) for number in range(3)]
    failed = a_run(outcome="crashed", samples=(), framework="beta")
    assert variations_of([*runs, failed]) == variations_of(runs)


def test_different_modes_of_a_framework_are_not_taken_for_what_processes_differ_by() -> None:
    runs = [took(1.0, number=0), took(1.0, number=1), took(50.0, number=2, mode="graph")]
    (found,) = variations_of(runs).values()
    assert found.variance < expected("matmul", "time").variance
    assert log(50.0) ** 2 > 1
