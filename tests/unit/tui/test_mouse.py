"""The mouse does what the keys do: names of screens, rows, headers, buttons, keys of the last
line."""

from __future__ import annotations

from pathlib import Path

from textual.geometry import Offset
from textual.widgets import Button, OptionList

from advisor.tui.screens.confirm import Confirm
from advisor.tui.screens.pick import Pick
from advisor.tui.screens.why import WhyScreen
from advisor.tui.shell import Shell
from advisor.tui.widgets.key_line import KeyLine
from advisor.tui.widgets.table_view import TableView
from advisor.tui.widgets.top_bar import TopBar
from tests import small_world
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import names, shell


def place_of(app: Shell, kind: type[TopBar] | type[KeyLine], text: str) -> Offset:
    """Where a text stands in one of the framing lines."""
    line = app.screen.query_one(kind)
    return Offset(str(line.content).index(text) + 1, 0)


def place_of_row(table: TableView, row: int) -> Offset:
    """Where a row of a table is drawn."""
    return Offset(2, row + 1 - int(table.scroll_y))


def place_of_header(table: TableView, title: str) -> Offset:
    """Where a column's title stands."""
    header = next(iter(table.columns.values())).label.plain
    return Offset(header.index(title) + 1, 0)


async def test_a_click_on_each_name_above_opens_its_screen(open_app: Open) -> None:
    async with open_app(size=(120, 40)) as pilot:
        app = shell(pilot)
        for text, mode in (
            ("3 Compare", "compare"),
            ("5 Machine", "machine"),
            ("1 Decide", "decide"),
        ):
            await pilot.click(TopBar, offset=place_of(app, TopBar, text))
            await pilot.pause()
            assert app.current_mode == mode


async def test_a_click_on_a_row_points_at_it_and_a_second_one_asks_why(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        table = app.screen.query_one("#ranking", TableView)
        await pilot.click(table, offset=place_of_row(table, 2))
        await pilot.pause()
        assert table.row_id == "jittor"
        assert app.desk.framework() == "jittor"
        await pilot.click(table, offset=place_of_row(table, 2))
        await pilot.pause()
        assert isinstance(app.screen, WhyScreen)


async def test_a_second_click_on_a_row_of_the_need_opens_its_list(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        table = app.screen.query_one("#need", TableView)
        await pilot.click(table, offset=(2, 1))  # it has no header
        assert table.row_id == "task"
        await pilot.click(table, offset=(2, 1))
        await until(pilot, lambda: isinstance(app.screen, Pick))


async def test_a_click_on_a_header_sorts_by_that_column(open_app: Open) -> None:
    async with open_app(small_world.gathered(small_world.RUNS), size=(120, 40)) as pilot:
        app = shell(pilot)
        assert names(app) == ["PyTorch 2.0", "PaddlePaddle 2.0", "Jittor 2.0", "MegEngine"]
        table = app.screen.query_one("#ranking", TableView)
        await pilot.click(table, offset=place_of_header(table, "framework"))
        await pilot.pause()
        assert names(app) == ["Jittor 2.0", "MegEngine", "PaddlePaddle 2.0", "PyTorch 2.0"]
        await pilot.click(table, offset=(1, 0))  # the rank has no title
        await pilot.pause()
        assert names(app) == ["PyTorch 2.0", "PaddlePaddle 2.0", "Jittor 2.0", "MegEngine"]


async def test_a_click_on_the_header_of_the_notes_asks_by_which_criterion_and_one_on_it_sorts(
    open_app: Open,
) -> None:
    async with open_app(small_world.gathered(small_world.RUNS), size=(120, 40)) as pilot:
        app = shell(pilot)
        table = app.screen.query_one("#ranking", TableView)
        await pilot.click(table, offset=place_of_header(table, "notes"))
        await until(pilot, lambda: isinstance(app.screen, Pick))
        assert isinstance(app.screen, Pick)
        options = app.screen.query_one(OptionList)
        at = next(
            at
            for at, choice in enumerate(app.screen.choices)
            if choice.id == "criterion:matmul_speed"
        )
        await pilot.click(options, offset=(2, at))
        await until(pilot, lambda: not isinstance(app.screen, Pick))
        assert names(app)[0] == "PaddlePaddle 2.0"


async def test_a_click_on_a_button_answers_a_dialog(open_app: Open, tmp_path: Path) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        report = tmp_path / "fwadvisor-report.md"
        report.write_text("mine", encoding="utf-8")
        await pilot.press("r")
        await until(pilot, lambda: not app.busy())
        for button, kept in (("#no", True), ("#yes", False)):
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.click(app.screen.query_one(button, Button))
            await until(pilot, lambda: not isinstance(app.screen, Confirm) and not app.busy())
            assert (report.read_text(encoding="utf-8") == "mine") == kept


async def test_a_click_on_a_key_of_the_last_line_presses_it(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.click(KeyLine, offset=place_of(app, KeyLine, "m mark"))
        await pilot.pause()
        assert app.desk.marked == ("pytorch",)
        await pilot.click(KeyLine, offset=place_of(app, KeyLine, "b measure"))
        await pilot.pause()
        assert app.current_mode == "measure"
