"""Which runs speak for a framework when some of them had little time."""

from __future__ import annotations

from math import inf

from msgspec.structs import replace

from advisor.evidence.comparable_runs import by_mode, comparable, estimate_of, span_of
from advisor.model.run import IN_A_HURRY, Measure, Outcome, Run

TIME = Measure(kind="time", unit="s")


def run(
    minute: int, outcome: Outcome = "ok", *, hurried: bool = False, bound: float | None = None
) -> Run:
    return Run(
        id=f"r{minute}",
        framework="brightnet",
        workload="matmul",
        outcome=outcome,
        started=f"2026-01-01T10:{minute:02}:00+00:00",
        measure=TIME,
        samples=(1.0,) if outcome == "ok" else (),
        bound=bound,
        environment="brightnet@1",
        machine="here",
        conditions={IN_A_HURRY: 1} if hurried else {},
    )


def spoken(*runs: Run) -> list[str]:
    (of_mode,) = by_mode(runs)
    return [one.id for one in comparable(of_mode)]


def test_what_a_budget_cut_off_does_not_take_the_place_of_an_older_good_run() -> None:
    assert spoken(run(1), run(2, "timed_out", hurried=True)) == ["r1"]
    assert spoken(run(1), run(2, "too_slow", hurried=True, bound=9.0)) == ["r1"]


def test_what_failed_with_time_enough_does() -> None:
    assert spoken(run(1), run(2, "timed_out")) == []
    assert spoken(run(1), run(2, "crashed", hurried=True)) == []


def test_of_two_that_were_cut_off_the_one_with_a_bound_stays() -> None:
    (of_mode,) = by_mode(
        [run(1, "too_slow", hurried=True, bound=9.0), run(2, "timed_out", hurried=True)]
    )
    assert [one.id for one in of_mode] == ["r1"]


def test_a_good_run_in_a_hurry_speaks_only_where_there_is_no_other() -> None:
    assert spoken(run(1), run(2, hurried=True)) == ["r1"]
    assert spoken(run(2, hurried=True)) == ["r2"]


def test_two_processes_that_take_nearly_the_same_memory_are_not_told_apart() -> None:
    size = Measure(kind="size", unit="MiB", scale=2**-20)
    one, other = (
        estimate_of(
            [
                replace(
                    run(minute), workload="resident_memory", measure=size, samples=(bytes + minute,)
                )
                for minute in (1, 2)
            ]
        )
        for bytes in (510_000_000.0, 510_200_000.0)
    )
    assert one is not None
    assert other is not None
    assert one.high > other.low
    assert (one.high - one.low) / one.middle < 0.06


def test_bytes_that_came_out_the_same_twice_are_exact() -> None:
    size = Measure(kind="size", unit="MiB", scale=2**-20)
    files = estimate_of(
        [replace(run(minute), measure=size, samples=(2.0**30,)) for minute in (1, 2)]
    )
    assert files is not None
    assert (files.low, files.middle, files.high) == (1024.0, 1024.0, 1024.0)


def test_what_is_known_of_a_figure_spans_the_interval_or_the_bounds_or_nothing() -> None:
    sampled, bounded = run(1), run(2, "too_slow", bound=9.0)
    low, high = span_of([sampled, bounded]) or (0.0, 0.0)
    assert 0.4 < low < 1.0 < high < 2.5
    assert span_of([bounded]) == (9.0, inf)
    assert span_of([replace(bounded, at_most=10.0)]) == (9.0, 10.0)
    assert span_of(
        [replace(bounded, measure=Measure(kind="rate", unit="images/s", work=90.0))]
    ) == (0.0, 10.0)
    assert span_of([run(3, "crashed")]) is None
