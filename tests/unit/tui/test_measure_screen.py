"""Measure, worked through its keys: what is measured, what goes on, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Button, Static

from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.resuming import Unfinished
from advisor.model.event import Event, Logged
from advisor.model.surroundings import Benchmark, Figure, LocalMetric
from advisor.model.text import Text
from advisor.tui.screens.measure import MeasureScreen
from advisor.tui.shell import Shell
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.measuring.measure import Measured
from advisor.usecases.measuring.measure_until_sure import Settled
from tests import small_world
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import shell
from tests.unit.tui.test_screens import content


async def opened(pilot: Pilot[None]) -> tuple[Shell, MeasureScreen]:
    """The app on its Measure screen, once that knows which environments there are."""
    app = shell(pilot)
    await pilot.press("4")
    screen = app.screen
    assert isinstance(screen, MeasureScreen)
    await until(pilot, lambda: screen.ticked is not None)
    return app, screen


def asks(app: Shell) -> bool:
    """Whether a question stands on the screen."""
    return bool(app.screen.query(Button))


async def test_measuring_ticks_plans_and_asks_before_it_builds(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("4")
        screen = app.screen
        assert isinstance(screen, MeasureScreen)
        await until(pilot, lambda: screen.plan is not None)
        assert screen.ticked == {"numpy_reference", "pytorch"}
        screen.query_one("#environments", TableView).point("jittor")
        await pilot.press("space")
        assert "jittor" in screen.ticked
        await until(
            pilot,
            lambda: (
                screen.plan is not None and any(row.id == "jittor" for row in screen.plan.builds)
            ),
        )
        await pilot.press("f")
        assert screen.care == "normal"
        await pilot.press(
            "B", *["backspace"] * 3, *"0", "enter"
        )  # no time at all: it says so and stays
        assert "more than 0" in content(app, "#hint")
        await pilot.press("backspace", *"90", "enter")
        assert screen.request().budget == 90.0
        await pilot.press("v")
        assert screen.everything
        await pilot.press("A", "A")  # none, all
        assert len(screen.ticked) == 3
        await pilot.press("b")
        await until(pilot, lambda: asks(app))  # with the size of the download
        await pilot.press("n")
        assert not screen.work.running


async def test_the_article_s_table_is_shown_with_this_machine_s_figures(open_app: Open) -> None:
    base = small_world.knowledge()
    table = Benchmark(
        id="article",
        title=Text(en="The article's table", zh="文章的表格"),
        conditions=Text(en="On some machine.", zh="在某台机器上。"),
        hardware="some machine",
        precision="float32",
        batch="1",
        published="2025",
        grade="article",
        checked=small_world.DAY,
        sources={},
        figures=(Figure(framework="pytorch", metric="product", value=99.0, unit="GFLOP/s"),),
        here={"product": LocalMetric(workload="matmul", label=Text(en="product", zh="乘积"))},
    )
    world = small_world.gathered(
        small_world.RUNS, base=replace(base, benchmarks={"article": table})
    )
    async with open_app(world, size=(120, 40)) as pilot:
        app = shell(pilot)
        await pilot.press("4", "a")
        panel, shown = (
            app.screen.query_one("#results-panel"),
            app.screen.query_one("#results", TableView).table,
        )
        assert panel.border_title == "The article's table"
        assert shown is not None
        pytorch = next(row for row in shown.rows if row.id == "pytorch")
        assert [cell.text for cell in pytorch.cells][:3] == ["PyTorch", "40", "99 GFLOP/s"]
        assert "Here: float32" in content(app, "#notes")
        await pilot.press("a")  # and back
        assert panel.border_title == "Measured here"
        assert content(app, "#notes") == ""


async def test_measuring_until_sure_asks_how_sure_and_says_why_it_ended(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, tuple[str, ...]]] = []

    def settled(
        _need: object, target: float, *, ids: tuple[str, ...], **_options: object
    ) -> Settled:
        asked.append((target, ids))
        return Settled(
            why="settled", first="pytorch", share=0.93, attainable=0.93, runs=(), measured=()
        )

    monkeypatch.setattr("advisor.usecases.measuring.measure_until_sure.measure_until_sure", settled)
    async with open_app() as pilot:
        app, screen = await opened(pilot)
        await pilot.press("U")
        await pilot.press(
            "backspace", "backspace", *"lots", "enter"
        )  # no number: it says so and stays
        assert "per cent" in content(app, "#hint")
        await pilot.press(*["backspace"] * 4, *"80", "enter")
        await until(pilot, lambda: asks(app))
        await pilot.press("y")  # what is missing may be built
        await until(pilot, lambda: bool(asked) and not screen.work.running)
        assert asked == [(0.8, ("numpy_reference", "pytorch"))]
        assert "Settled: PyTorch is first in 93" in content(app, "#now")


async def test_a_plan_that_was_stopped_is_said_and_goes_on_with_a_key(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Unfinished(
        id="a plan", request=MeasureRequest(ids=("numpy_reference",)), runs=small_world.RUNS[:2]
    )
    asked: list[MeasureRequest] = []

    def measure(request: MeasureRequest, **_options: object) -> Measured:
        asked.append(request)
        monkeypatch.setattr("advisor.tui.resuming.unfinished", lambda _data, say: None)
        return Measured(runs=small_world.RUNS[:2], reused=2)

    monkeypatch.setattr("advisor.tui.resuming.unfinished", lambda _data, say: kept)
    monkeypatch.setattr("advisor.tui.measuring.measure", measure)
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("4")
        panel = app.screen.query_one("#results-panel")
        await until(pilot, lambda: "stopped after 2 runs: R goes on" in str(panel.border_subtitle))
        assert "R go on" in content(app, "#keys")
        await pilot.press("R")
        await until(pilot, lambda: bool(asked) and panel.border_subtitle == "")
        assert (asked[0].ids, asked[0].resume) == (("numpy_reference",), True)
        await until(pilot, lambda: "R go on" not in content(app, "#keys"))


async def test_what_is_cut_in_a_row_stands_whole_below_the_table(open_app: Open) -> None:
    async with open_app(small_world.gathered(small_world.RUNS)) as pilot:
        app = shell(pilot)
        await pilot.press("3")
        assert "PyTorch: full *; PaddlePaddle: full *; Jittor: partial" in content(app, "#question")
        await pilot.press("4")
        await until(pilot, lambda: not app.workshop.jobs())
        await pilot.press("tab")
        assert "spread, n: 3 %, 5" in content(app, "#notes")
        await pilot.press("down", "down")
        assert "spread, n: It ended with signal 11." in content(app, "#notes")


async def test_what_goes_on_is_shown_when_one_comes_back_and_costs_nothing_meanwhile(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, back = Flag(), Flag()

    def settled(
        _need: object, _target: float, *, on_event: Callable[[Event], None], **_options: object
    ) -> Settled:
        assert away.wait(20)
        on_event(Logged(task="pytorch", line="collecting"))
        assert back.wait(20)
        return Settled(
            why="settled", first="pytorch", share=0.93, attainable=0.93, runs=(), measured=()
        )

    monkeypatch.setattr("advisor.usecases.measuring.measure_until_sure.measure_until_sure", settled)
    async with open_app() as pilot:
        app, screen = await opened(pilot)
        await pilot.press("U", "enter")
        await until(pilot, lambda: asks(app))
        await pilot.press("y")
        await until(pilot, lambda: screen.work.running)
        await pilot.press("1")
        away.set()
        await until(pilot, lambda: bool(screen.work.live.lines))
        assert "collecting" not in str(screen.query_one("#log", Static).content)
        await pilot.press("4")
        assert "collecting" in content(app, "#log")
        back.set()
        await until(pilot, lambda: not screen.work.running)
