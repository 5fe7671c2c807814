"""A budget is shared out again before each process: what some did not need goes to those who are
still to come."""

from __future__ import annotations

import pytest

from advisor.benchmarking.budget import ENOUGH, GENEROUS, LENT, LONGER, LOOK, RESERVED, Budget
from advisor.benchmarking.effort import GLANCE, LEAST_TIME, OURS, SAMPLING, SHORTEST
from advisor.benchmarking.plan import Step
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.model.run import Run
from tests.builders import a_run


def head(id: str) -> AdapterHead:
    return AdapterHead(
        framework=id, requires_python=">=3.8", dependencies=(), imports=(), first_import_seconds=1.0
    )


def task(id: str, cost: float, part: str = "") -> WorkloadHead:
    return WorkloadHead(
        id=id,
        title=id,
        kind="time",
        unit="s",
        tolerance=1e-5,
        cost_seconds=cost,
        part=part,
        parts=2.0,
    )


STEPS = tuple(
    Step(framework=id, mode="eager", tuning="stock", workloads=("long", "short"), seconds=0)
    for id in "abc"
)


class World:
    def __init__(
        self,
        seconds: float,
        runs: tuple[Run, ...] = (),
        *,
        part: str = "",
        added: tuple[str, ...] = (),
    ) -> None:
        self.now = 0.0
        tasks = {"long": task("long", 36.0, part), "short": task("short", 9.0)}
        self.budget = Budget(
            steps=STEPS,
            workloads=tasks,
            heads={id: head(id) for id in "abc"},
            until=seconds,
            added=added,
            runs=runs,
            clock=lambda: self.now,
        )
        self.budget.begin_round()


def test_imports_come_first_and_the_rest_is_shared_by_the_root_of_what_things_cost() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.begin_round()
    paces = world.budget.paces(STEPS[0], ("long", "short"))
    assert paces["long"].seconds == pytest.approx(SAMPLING * RESERVED * 20)
    assert paces["short"].seconds == pytest.approx(SAMPLING * RESERVED * 10)
    assert paces["long"].fewest == 1


def test_in_the_first_round_each_is_glanced_at() -> None:
    paces = World(93.0 + 6 * OURS).budget.paces(STEPS[0], ("long", "short"))
    assert [pace.seconds for pace in paces.values()] == [GLANCE, GLANCE]


def test_a_slow_workload_may_take_more_than_its_share_and_a_short_one_a_few_times_its_own() -> None:
    paces = World(93.0 + 6 * OURS).budget.paces(STEPS[0], ("long", "short"))
    assert [pace.together for pace in paces.values()] == [pytest.approx(LENT * RESERVED * 30)] * 2
    assert paces["long"].patience == pytest.approx(LENT * RESERVED * 30)
    assert paces["short"].patience == pytest.approx(GENEROUS * RESERVED * 10)


def test_the_last_one_is_lent_nothing_that_is_not_there() -> None:
    world = World(93.0 + 6 * OURS)
    for step in STEPS:
        paces = world.budget.paces(step, ("long", "short"))
    assert paces["long"].together == pytest.approx(RESERVED * (93.0 + 6 * OURS - 1 - 2 * OURS))


def test_a_part_may_take_all_that_its_process_has_since_it_tells_about_the_whole() -> None:
    paces = World(93.0 + 6 * OURS, part="short").budget.paces(STEPS[0], ("long", "short"))
    assert paces["short"].patience == pytest.approx(LENT * RESERVED * 30)


def test_a_part_that_nobody_asked_for_has_no_share() -> None:
    paces = World(93.0 + 6 * OURS, part="short", added=("short",)).budget.paces(
        STEPS[0], ("long", "short")
    )
    assert paces["short"].seconds == SHORTEST
    assert paces["short"].patience == paces["long"].patience == pytest.approx(LENT * RESERVED * 30)


def test_what_is_imported_already_takes_no_time_for_that() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.imported = set(STEPS)
    together = world.budget.paces(STEPS[0], ("long", "short"))["long"].together
    assert together == pytest.approx(LENT * RESERVED * 93 / 3)


def test_what_one_did_not_need_the_others_get() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.paces(STEPS[0], ("long", "short"))
    world.now = 11.0 + 2 * OURS  # instead of 31 and that
    together = world.budget.paces(STEPS[1], ("long", "short"))["long"].together
    assert together == pytest.approx(LENT * RESERVED * 80 / 2)


def test_a_process_that_follows_a_crash_gets_what_is_left() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.paces(STEPS[0], ("long", "short"))
    world.now = 31.0 + OURS
    assert world.budget.paces(STEPS[0], ("short",))["short"].patience == pytest.approx(
        LENT * RESERVED * 59 / 7
    )


def test_however_little_is_left_something_is_given() -> None:
    assert World(0.0).budget.paces(STEPS[0], ("long", "short"))["long"].patience == LEAST_TIME


def too_slow(framework: str, workload: str, bound: float | None) -> Run:
    return a_run(
        framework=framework, workload=workload, outcome="too_slow", samples=(), bound=bound
    )


def test_what_was_too_slow_is_tried_once_more_where_there_is_time_for_it_the_quickest_first() -> (
    None
):
    runs = (
        too_slow("a", "long", 5.0),
        too_slow("b", "long", 3.0),
        too_slow("c", "long", 40.0),
        too_slow("c", "short", None),
        a_run(framework="a", workload="short"),
    )
    world = World(45.0, runs)
    assert world.budget.second_chance() == (STEPS[1], "long")
    assert world.budget.second_chance() == (STEPS[0], "long")
    assert world.budget.second_chance() is None


def test_a_second_chance_that_would_not_last_is_not_given() -> None:
    world = World(45.0, (too_slow("a", "long", 5.0),))
    world.now = 45.0 - (1 + OURS + ENOUGH * 5.0) + 0.01
    assert world.budget.second_chance() is None


def test_a_second_chance_must_be_longer_than_the_first() -> None:
    world = World(45.0, (too_slow("a", "long", 0.1),))
    first = world.budget.paces(STEPS[0], ("long",))["long"].patience
    world.now = 45.0 - (1 + OURS + LONGER * first) + 0.01
    assert world.budget.second_chance() is None
    world.now -= 0.02
    assert world.budget.second_chance() == (STEPS[0], "long")


def test_what_came_to_a_figure_needs_no_second_chance() -> None:
    runs = (too_slow("a", "long", 5.0), a_run(framework="a", workload="long"))
    assert World(45.0, runs).budget.second_chance() is None


def sampled(framework: str, workload: str, *samples: float) -> Run:
    return a_run(framework=framework, workload=workload, samples=samples)


def test_what_one_sample_does_not_tell_apart_is_repeated_the_most_telling_first() -> None:
    runs = (
        sampled("a", "long", 1.0),
        sampled("b", "long", 1.05),
        too_slow("c", "long", 30.0),
        sampled("a", "short", 0.2),
        sampled("b", "short", 0.1),
        sampled("c", "short", 0.4),
    )
    world = World(20.0, runs)
    assert world.budget.another_look() == (STEPS[0], "long")
    assert world.budget.another_look() == (STEPS[1], "long")
    assert world.budget.another_look() is None, "the others are apart, or have no sample"


def test_nothing_is_looked_at_again_that_has_two_samples_or_for_which_there_is_no_time() -> None:
    world = World(20.0, (sampled("a", "long", 1.0, 1.1), sampled("b", "long", 1.05)))
    world.now = 20.0 - (1 + OURS + LOOK * 1.05) + 0.01
    assert world.budget.another_look() is None
    world.now -= 0.02
    assert world.budget.another_look() == (STEPS[1], "long")


def test_what_nobody_asked_for_is_not_looked_at_again() -> None:
    runs = (sampled("a", "short", 1.0), sampled("b", "short", 1.0))
    assert World(45.0, runs, part="short", added=("short",)).budget.another_look() is None


def test_nothing_is_begun_when_it_is_spent_and_a_round_more_needs_as_long_as_the_last() -> None:
    world = World(100.0)
    world.now = 49.0
    assert world.budget.allows_another(2)
    world.now = 51.0
    assert not world.budget.allows_another(2)
    world.now = 100.5
    assert world.budget.over()
    assert world.budget.paces(STEPS[2], ("long", "short"))["long"].patience > 0
