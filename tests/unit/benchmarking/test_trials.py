"""A short kernel tells which tunings are worth measuring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from advisor.benchmarking.plan import TRIAL
from advisor.benchmarking.trials import is_tried, is_worthwhile, trials_of_today
from advisor.benchmarking.turns import PlanStep
from advisor.model.run import Measure, Outcome, Run

TIME = Measure(kind="time", unit="s")


def run(
    tuning: str,
    seconds: float = 1.0,
    *,
    outcome: Outcome = "ok",
    bound: float | None = None,
    hours: float = 0.0,
) -> Run:
    return Run(
        id=f"{tuning}-{seconds}",
        framework="brightnet",
        workload=TRIAL,
        tuning=tuning,
        outcome=outcome,
        started=(datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="milliseconds"),
        measure=TIME,
        samples=(seconds,) if outcome == "ok" else (),
        bound=bound,
        machine="here",
    )


def step(tuning: str) -> PlanStep:
    return PlanStep(
        framework="brightnet",
        mode="eager",
        tuning=tuning,
        workloads=("resnet50_train",),
        seconds=60,
    )


def trials(runs: tuple[Run, ...], machine: str = "here") -> tuple[Run, ...]:
    return trials_of_today(runs, machine, now=datetime.now(UTC))


def going_on(*runs: Run) -> set[str]:
    return {
        name
        for name in ("stock", "threads", "layout", "untried")
        if is_worthwhile(step(name), runs)
    }


def test_of_several_tunings_the_fastest_goes_on_beside_stock_and_what_was_not_tried() -> None:
    assert going_on(run("stock", 1.0), run("threads", 0.5), run("layout", 0.7)) == {
        "stock",
        "threads",
        "untried",
    }


def test_a_gain_that_noise_could_be_is_not_worthwhile() -> None:
    assert going_on(run("stock", 1.0), run("threads", 0.98), run("layout", 1.2)) == {
        "stock",
        "untried",
    }


def test_stock_that_is_too_slow_to_be_sampled_is_beaten_by_its_bound() -> None:
    slow = run("stock", outcome="too_slow", bound=4.0)
    assert "threads" in going_on(slow, run("threads", 0.5))
    assert "threads" not in going_on(slow, run("threads", 3.95))


def test_a_tuning_that_crashes_is_not_worthwhile_and_one_beside_a_stock_that_crashes_does() -> None:
    crashed = run("threads", outcome="crashed")
    assert "threads" not in going_on(run("stock"), crashed)
    assert trials((crashed,)) == (crashed,), "and it is not tried again that day"
    assert "threads" in going_on(run("stock", outcome="crashed"), run("threads"))


def test_a_framework_without_the_kernel_is_measured_with_its_tunings_all_the_same() -> None:
    runs = trials((run("stock", outcome="unsupported"), run("threads", outcome="unsupported")))
    assert "threads" in going_on(*runs)


def test_what_was_measured_later_is_no_trial() -> None:
    later = msgspec.structs.replace(run("threads"), round=1)
    assert trials((later,)) == ()


def test_a_trial_stands_for_a_day_on_its_machine() -> None:
    runs = (run("stock", hours=30.0), run("threads", hours=2.0))
    assert [one.tuning for one in trials(runs)] == ["threads"]
    assert trials(runs, "another") == ()
    assert is_tried(step("threads"), trials(runs))
    assert not is_tried(step("stock"), trials(runs))
