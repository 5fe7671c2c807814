"""What comes while the app is open, facts of the machine and runs, is taken in without being asked
for."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.machine import Fact
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.robustness import certainty_of
from tests import small_world
from tests.unit.tui.conftest import Open, shell, until


async def test_facts_that_decide_nothing_are_taken_in_without_deciding_again(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        before, sure = app.desk.advice, app.desk.certainty
        world = small_world.gathered()
        free = Fact(name="memory.available_bytes", value=1, source="/proc/meminfo")
        later = replace(world, machine=replace(world.machine, facts=(*world.machine.facts, free)))
        monkeypatch.setattr(
            "advisor.usecases.ranking.gather.gather", lambda settings, **_options: later
        )
        app.decision.look_again()
        await until(pilot, lambda: app.desk.advice is not before)
        assert app.desk.advice is not None
        assert app.desk.advice.machine is later.machine
        assert app.desk.certainty is sure


async def test_runs_that_come_one_after_the_other_are_sampled_once(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled: list[object] = []

    def counted(advice: Advice, **options: Any) -> Certainty:
        sampled.append(advice)
        return certainty_of(advice, **options)

    async with open_app() as pilot:
        app = shell(pilot)
        monkeypatch.setattr("advisor.usecases.ranking.robustness.certainty_of", counted)
        monkeypatch.setattr("advisor.tui.decision.SURE_AFTER_RUNS", 0.5)
        for run in small_world.RUNS:
            app.decision.add_runs((run,))
        assert app.desk.gathered is not None
        assert app.desk.gathered.runs == small_world.RUNS
        await until(pilot, lambda: bool(sampled) and app.desk.certainty is not None)
        assert sampled == [app.desk.advice]
        assert app.desk.advice is not None
        assert app.desk.advice.runs == small_world.RUNS


async def test_a_run_is_taken_into_account_without_holding_up_the_keys(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def watched(*given: Any) -> Advice:
        threads.append(threading.current_thread())
        return advise_on(*given)

    async with open_app() as pilot:
        app = shell(pilot)
        monkeypatch.setattr("advisor.tui.decision.advise_on", watched)
        app.decision.add_runs(small_world.RUNS[:1])
        await until(
            pilot,
            lambda: app.desk.advice is not None and app.desk.advice.runs == small_world.RUNS[:1],
        )
        assert threads
        assert threading.main_thread() not in threads


async def test_runs_that_are_still_being_worked_in_are_not_forgotten_by_a_second_look(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*given: Any) -> Advice:
        if threading.current_thread() is not threading.main_thread():
            go_on.wait(10)
        return advise_on(*given)

    async with open_app() as pilot:
        app = shell(pilot)
        assert app.desk.gathered is not None
        monkeypatch.setattr("advisor.tui.decision.advise_on", slow)
        app.decision.add_runs(small_world.RUNS[:1])
        now = replace(app.desk.gathered)
        monkeypatch.setattr(
            "advisor.usecases.ranking.gather.gather", lambda *_given, **_options: now
        )
        app.decision.look_again()
        await until(
            pilot,
            lambda: app.desk.advice is not None and app.desk.advice.runs == small_world.RUNS[:1],
        )
        go_on.set()
