"""A budget is shared out again before each process: what some did not need goes to those who are
still to come."""

from __future__ import annotations

import msgspec
import pytest

from advisor.benchmarking.budget import (
    BORROWED,
    BORROWED_BY_PROCESS,
    EXTRA_ITERATIONS,
    FIRST_PASS,
    MIN_SAMPLING,
    MIN_TIMEOUT,
    RESERVED,
    RETRY_ITERATIONS,
    RETRY_LONGER,
    SAMPLING,
    Budget,
)
from advisor.benchmarking.costs import OURS
from advisor.benchmarking.history import History, Measurement
from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
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
    PlanStep(framework=id, mode="eager", tuning="stock", workloads=("long", "short"), seconds=0)
    for id in "abc"
)


class World:
    """A session within a budget, with a clock that the tests wind."""

    def __init__(
        self,
        seconds: float,
        runs: tuple[Run, ...] = (),
        *,
        part: str = "",
        added: tuple[str, ...] = (),
    ) -> None:
        tasks = {"long": task("long", 36.0, part), "short": task("short", 9.0)}
        self.now, self.seconds = 0.0, seconds
        self.budget = Budget(workloads=tasks, heads={id: head(id) for id in "abc"}, added=added)
        self.history = History.of(runs)

    @property
    def left(self) -> float:
        return self.seconds - self.now

    def rules(
        self, step: PlanStep, names: tuple[str, ...] = ("long", "short"), number: int = 1
    ) -> dict[str, StoppingRule]:
        """Those of a turn that begins now."""
        turn = Turn(step=step, workloads=names, round=number)
        self.history = self.history.begin(turn, self.left)
        rules = self.budget.rules(STEPS, turn, names, self.history, self.left)
        self.history = self.history.allot(step, rules)
        return rules

    def too_slow(self) -> Measurement | None:
        """What is tried once more, now."""
        return self._retried(self.budget.too_slow(STEPS, self.history, self.left))

    def too_few(self) -> Measurement | None:
        """What gets extra samples, now."""
        return self._retried(self.budget.too_few(STEPS, self.history, self.left))

    def _retried(self, found: Measurement | None) -> Measurement | None:
        if found is not None:
            turn = Turn(step=found[0], workloads=(found[1],), round=1, retry=True)
            self.history = self.history.begin(turn, self.left)
        return found


def test_imports_come_first_and_the_rest_is_shared_by_the_root_of_what_things_cost() -> None:
    world = World(93.0 + 6 * OURS)
    rules = world.rules(STEPS[2], number=2)
    assert rules["long"].sampling_seconds == pytest.approx(SAMPLING * RESERVED * 20)
    assert rules["short"].sampling_seconds == pytest.approx(SAMPLING * RESERVED * 10)
    assert rules["long"].min_samples_at_timeout == 1


def test_in_the_first_round_each_has_a_first_pass() -> None:
    rules = World(93.0 + 6 * OURS).rules(STEPS[0])
    assert [rule.sampling_seconds for rule in rules.values()] == [FIRST_PASS, FIRST_PASS]


def test_a_slow_workload_may_take_more_than_its_share_and_a_short_one_a_few_times_its_own() -> None:
    rules = World(93.0 + 6 * OURS).rules(STEPS[0])
    assert [rule.process_timeout_seconds for rule in rules.values()] == [
        pytest.approx(BORROWED_BY_PROCESS * RESERVED * 30)
    ] * 2
    assert rules["long"].timeout_seconds == pytest.approx(BORROWED_BY_PROCESS * RESERVED * 30)
    assert rules["short"].timeout_seconds == pytest.approx(BORROWED * RESERVED * 10)


def test_the_last_one_is_lent_nothing_that_is_not_there() -> None:
    world = World(93.0 + 6 * OURS)
    for step in STEPS:
        rules = world.rules(step)
    assert rules["long"].process_timeout_seconds == pytest.approx(
        RESERVED * (93.0 + 6 * OURS - 1 - 2 * OURS)
    )


def test_a_part_may_take_all_that_its_process_has_since_it_tells_about_the_whole() -> None:
    rules = World(93.0 + 6 * OURS, part="short").rules(STEPS[0])
    assert rules["short"].timeout_seconds == pytest.approx(BORROWED_BY_PROCESS * RESERVED * 30)


def test_a_part_that_nobody_asked_for_has_no_share() -> None:
    rules = World(93.0 + 6 * OURS, part="short", added=("short",)).rules(STEPS[0])
    assert rules["short"].sampling_seconds == MIN_SAMPLING
    assert (
        rules["short"].timeout_seconds
        == rules["long"].timeout_seconds
        == pytest.approx(BORROWED_BY_PROCESS * RESERVED * 30)
    )


def test_what_is_imported_already_takes_no_time_for_that() -> None:
    world = World(93.0 + 6 * OURS)
    world.history = world.history.prepared(STEPS, {})
    together = world.rules(STEPS[0])["long"].process_timeout_seconds
    assert together == pytest.approx(BORROWED_BY_PROCESS * RESERVED * 93 / 3)


def test_what_one_did_not_need_the_others_get() -> None:
    world = World(93.0 + 6 * OURS)
    world.rules(STEPS[0])
    world.now = 11.0 + 2 * OURS  # instead of 31 and that
    together = world.rules(STEPS[1])["long"].process_timeout_seconds
    assert together == pytest.approx(BORROWED_BY_PROCESS * RESERVED * 80 / 2)


def test_a_process_that_follows_a_crash_gets_what_is_left() -> None:
    world = World(93.0 + 6 * OURS)
    world.rules(STEPS[0])
    world.now = 31.0 + OURS
    assert world.rules(STEPS[0], ("short",))["short"].timeout_seconds == pytest.approx(
        BORROWED_BY_PROCESS * RESERVED * 59 / 7
    )


def test_however_little_is_left_something_is_given() -> None:
    assert World(0.0).rules(STEPS[0])["long"].timeout_seconds == MIN_TIMEOUT


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
    assert world.too_slow() == (STEPS[1], "long")
    assert world.too_slow() == (STEPS[0], "long")
    assert world.too_slow() is None


def test_a_retry_that_would_not_last_is_not_made() -> None:
    world = World(45.0, (too_slow("a", "long", 5.0),))
    world.now = 45.0 - (1 + OURS + RETRY_ITERATIONS * 5.0) + 0.01
    assert world.too_slow() is None


def test_a_retry_must_be_longer_than_the_first() -> None:
    world = World(45.0, (too_slow("a", "long", 0.1),))
    first = world.rules(STEPS[0], ("long",))["long"].timeout_seconds
    world.now = 45.0 - (1 + OURS + RETRY_LONGER * first) + 0.01
    assert world.too_slow() is None
    world.now -= 0.02
    assert world.too_slow() == (STEPS[0], "long")


def test_what_came_to_a_figure_needs_no_retry() -> None:
    runs = (too_slow("a", "long", 5.0), a_run(framework="a", workload="long"))
    assert World(45.0, runs).too_slow() is None


def sampled(framework: str, workload: str, *samples: float) -> Run:
    return a_run(framework=framework, workload=workload, samples=samples)


def test_what_one_sample_does_not_tell_apart_is_repeated_the_most_telling_first() -> None:
    runs = (
        sampled("a", "long", 1.0),
        sampled("b", "long", 1.05),
        too_slow("c", "long", 30.0),
        sampled("a", "short", 1.0),
        sampled("b", "short", 0.1),
        sampled("c", "short", 10.0),
    )
    world = World(20.0, runs)
    assert world.too_few() == (STEPS[0], "long")
    assert world.too_few() == (STEPS[1], "long")
    assert world.too_few() is None, "the others are apart, or have no sample"


def test_nothing_gets_extra_samples_that_has_two_samples_or_for_which_there_is_no_time() -> None:
    world = World(20.0, (sampled("a", "long", 1.0, 1.1), sampled("b", "long", 1.05)))
    world.now = 20.0 - (1 + OURS + EXTRA_ITERATIONS * 1.05) + 0.01
    assert world.too_few() is None
    world.now -= 0.02
    assert world.too_few() == (STEPS[1], "long")


def test_what_nobody_asked_for_gets_no_extra_samples() -> None:
    runs = (sampled("a", "short", 1.0), sampled("b", "short", 1.0))
    assert World(45.0, runs, part="short", added=("short",)).too_few() is None


def test_nothing_is_begun_when_it_is_spent_and_a_round_more_needs_as_long_as_the_last() -> None:
    world = World(100.0)
    for step in STEPS:
        world.rules(step)
    world.now = 49.0
    following = world.budget.next_step(STEPS, world.history, world.left)
    assert following is not None
    assert following.round == 2
    world.now = 51.0
    assert world.budget.next_step(STEPS, world.history, world.left) is None


def test_who_had_no_turn_in_the_first_round_was_skipped() -> None:
    world = World(100.0)
    world.rules(STEPS[0])
    world.now = 100.5
    assert world.budget.next_step(STEPS, world.history, world.left) is None
    assert world.budget.skipped(STEPS, world.history) == STEPS[1:]
    assert world.rules(STEPS[2])["long"].timeout_seconds > 0, "whoever begins all the same"


def test_before_a_round_all_are_imported_unless_something_is_told_of_an_import() -> None:
    world = World(100.0)
    preparation = world.budget.next_step(STEPS, world.history, world.left)
    assert isinstance(preparation, Preparation)
    assert {turn.step for turn in preparation.turns} == set(STEPS)
    world.history = world.history.begin(preparation, world.left)
    first = world.budget.next_step(STEPS, world.history, world.left)
    assert first == Turn(step=STEPS[0], workloads=("long", "short"), round=1)

    untimed = msgspec.structs.replace(task("short", 1.0), tolerance=None, moment="import")
    tasks = {**world.budget.workloads, "short": untimed}
    told = msgspec.structs.replace(world.budget, workloads=tasks)
    assert told.next_step(STEPS, History(), 100.0) == first
