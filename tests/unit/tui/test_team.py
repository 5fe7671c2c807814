"""A team in the app: needs are kept as files, merged, and the merged weights become the need."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Static

from advisor.tui.screens.pick_several import PickSeveral
from advisor.tui.screens.problem import ProblemDialog
from advisor.tui.screens.report import ReportScreen
from advisor.tui.screens.team import Team
from advisor.tui.widgets.table_view import TableView
from tests import small_world
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import shell

TEAM = {
    "ana": "weights: {docs: 60, edge: 10, eager: 10, onnx: 10, matmul_speed: 5, maintained: 5}",
    "ben": "weights: {docs: 1, edge: 1, eager: 1, onnx: 1, matmul_speed: 95, maintained: 1}",
    "cao": "industry: research",
}


def write(folder: Path, team: dict[str, str] = TEAM) -> None:
    for name, text in team.items():
        (folder / f"{name}.yaml").write_text(text + "\n", encoding="utf-8")


async def test_a_team_s_profiles_are_merged_taken_and_taken_back(
    open_app: Open, tmp_path: Path
) -> None:
    write(tmp_path)
    async with open_app(small_world.gathered(small_world.RUNS)) as pilot:
        app = shell(pilot)
        before = app.desk.need
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        await pilot.press("enter")  # all three are ticked
        await until(pilot, lambda: isinstance(app.screen, Team))
        people = app.screen.query_one("#team-people", TableView).table
        assert people is not None
        assert [(row.id, row.cells[1].text) for row in people.rows] == [
            ("ana", "PyTorch"),
            ("ben", "PaddlePaddle"),
            ("cao", "PyTorch"),
        ]
        assert "Together: PyTorch" in str(app.screen.query_one("#vote-lines", Static).content)
        await pilot.press("enter")  # take them
        assert set(app.desk.need.team) == {"ana", "ben", "cao"}
        assert app.desk.advice is not None
        assert app.desk.advice.team is not None
        await pilot.press("u")
        assert app.desk.need == before
        assert app.desk.advice.team is None


async def test_a_tick_less_leaves_a_person_out_and_the_report_tells_of_the_vote(
    open_app: Open, tmp_path: Path
) -> None:
    write(tmp_path)
    async with open_app(small_world.gathered(small_world.RUNS)) as pilot:
        app = shell(pilot)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        await pilot.press("space", "enter")  # without ana
        await until(pilot, lambda: isinstance(app.screen, Team))
        await pilot.press("r")  # take them, and report
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        await until(
            pilot, lambda: "PaddlePaddle" in str(app.screen.query_one("#preview", Static).content)
        )
        await pilot.press("w")
        report = tmp_path / "fwadvisor-report.md"
        await until(pilot, report.is_file)
        text = report.read_text(encoding="utf-8")
        assert "## The team" in text
        assert "| ben | PaddlePaddle |" in text
        assert "| ana |" not in text


async def test_a_profile_elsewhere_is_named_by_its_path(open_app: Open, tmp_path: Path) -> None:
    elsewhere = tmp_path / "far" / "away"
    elsewhere.mkdir(parents=True)
    write(elsewhere, {"dan": "industry: healthcare"})
    write(tmp_path, {"ana": TEAM["ana"]})
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        await pilot.press("down", "enter", *"far/away/dan.yaml", "enter")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Team))
        people = app.screen.group.people  # type: ignore[attr-defined]
        assert [person.name for person in people] == ["ana", "dan"]


async def test_a_profile_that_is_none_is_said_in_a_box_and_nothing_changes(
    open_app: Open, tmp_path: Path
) -> None:
    (tmp_path / "ana.yaml").write_text("industry: fishing\n", encoding="utf-8")
    async with open_app() as pilot:
        app = shell(pilot)
        before = app.desk.need
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ProblemDialog))
        await pilot.press("escape")
        assert app.desk.need == before


async def test_a_need_is_kept_as_a_file_that_v_finds(open_app: Open, tmp_path: Path) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("tab", "right", "P", *["backspace"] * 20, *"ana.yaml", "enter")
        file = tmp_path / "ana.yaml"
        await until(pilot, file.is_file)
        assert file.read_text(encoding="utf-8") == "industry: healthcare\n"
        await until(pilot, lambda: not app.busy())
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickSeveral))
        assert isinstance(app.screen, PickSeveral)
        assert next(choice.label for choice in app.screen.choices) == "ana  (Healthcare)  ana.yaml"
