"""A budget is shared out again before each process: what some did not need goes to those who are still to come."""

from __future__ import annotations

import pytest

from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.usecases.budget import RESERVED, Budget
from advisor.usecases.effort import OURS
from advisor.usecases.plan_measuring import Step


def head(id: str) -> AdapterHead:
    return AdapterHead(framework=id, requires_python=">=3.8", dependencies=(), imports=(), first_import_seconds=1.0)


def task(id: str, cost: float) -> WorkloadHead:
    return WorkloadHead(id=id, title=id, kind="time", unit="s", tolerance=1e-5, cost_seconds=cost)


STEPS = tuple(Step(framework=id, mode="eager", tuning="stock", workloads=("long", "short"), seconds=0) for id in "abc")


class World:
    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        tasks = {"long": task("long", 36.0), "short": task("short", 9.0)}
        heads = {id: head(id) for id in "abc"}
        self.budget = Budget(steps=STEPS, workloads=tasks, heads=heads, until=seconds, clock=lambda: self.now)
        self.budget.begin_round()


def test_imports_come_first_and_the_rest_is_shared_by_the_root_of_what_things_cost() -> None:
    paces = World(93.0 + 6 * OURS).budget.paces(STEPS[0], ("long", "short"))
    assert paces["long"].patience == pytest.approx(RESERVED * 20)
    assert paces["short"].patience == pytest.approx(RESERVED * 10)
    assert paces["long"].fewest == 1


def test_what_one_did_not_need_the_others_get() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.paces(STEPS[0], ("long", "short"))
    world.now = 11.0 + 2 * OURS  # instead of 31 and that
    assert world.budget.paces(STEPS[1], ("long", "short"))["long"].patience == pytest.approx(RESERVED * 80 / 6 * 2)


def test_a_process_that_follows_a_crash_gets_what_is_left() -> None:
    world = World(93.0 + 6 * OURS)
    world.budget.paces(STEPS[0], ("long", "short"))
    world.now = 31.0 + OURS
    assert world.budget.paces(STEPS[0], ("short",))["short"].patience == pytest.approx(RESERVED * 59 / 7)


def test_nothing_is_begun_when_it_is_spent_and_a_round_more_needs_as_long_as_the_last() -> None:
    world = World(100.0)
    world.now = 49.0
    assert world.budget.allows_another(2)
    world.now = 51.0
    assert not world.budget.allows_another(2)
    world.now = 100.5
    assert world.budget.over()
    assert world.budget.paces(STEPS[2], ("long", "short"))["long"].patience > 0
