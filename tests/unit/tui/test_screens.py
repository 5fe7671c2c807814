"""The other screens, every key of theirs; theme, language, help, palette."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button, Static

from advisor.errors import AdvisorError
from advisor.intake.machine_file import correct
from advisor.model.event import Event, Logged, Progressed
from advisor.model.stack import NoWay
from advisor.model.verification import Verification, VerificationStep
from advisor.tui.screens.compare import CompareScreen
from advisor.tui.screens.help import Help
from advisor.tui.screens.knowledge import KnowledgeScreen
from advisor.tui.screens.machine import MachineScreen
from advisor.tui.screens.problem import ProblemDialog
from advisor.tui.screens.report import ReportScreen
from advisor.tui.screens.starter import StarterScreen
from advisor.tui.screens.why import WhyScreen
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.starter.verify_starter import VerifyRequest
from tests import small_world
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import shell


def content(app: object, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)  # type: ignore[attr-defined]


async def test_enter_asks_why_and_escape_comes_back(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("enter")
        assert isinstance(app.screen, WhyScreen)
        assert "against PaddlePaddle" in str(app.screen.query_one("#parts-panel").border_title)
        assert "What would change it" in content(app, "#card")
        await pilot.press("escape")
        assert app.current_mode == "decide"


async def test_why_turns_to_the_next_and_to_another_rival(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("2", "n")
        assert app.desk.framework() == "paddlepaddle"
        await pilot.press("N")
        assert app.desk.framework() == "pytorch"
        await pilot.press("a", *"jit", "enter")  # against Jittor
        assert app.desk.against() == "jittor"
        await pilot.press("A")  # alone
        assert app.desk.against() is None
        assert "is the sum of" in str(app.screen.query_one("#parts-panel").border_title)


async def test_why_shows_all_the_evidence_and_the_card_follows_the_cursor(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("2", "e")
        evidence = app.screen.query_one("#evidence", TableView)
        assert evidence.display
        assert evidence.table is not None
        assert len(evidence.table.rows) == 6
        evidence.point("onnx")
        await pilot.pause()
        assert app.screen.query_one("#card-panel").border_title == "ONNX export"
        assert "Can models leave it?" in content(app, "#card")


async def test_why_of_an_excluded_one_says_what_keeps_it_out(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("G", "enter")
        assert "MegEngine is out" in content(app, "#card")


async def test_marks_are_compared_and_at_most_four(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("m", "down", "down", "m", "c")
        assert isinstance(app.screen, CompareScreen)
        table = app.screen.query_one("#comparison", TableView).table
        assert table is not None
        assert [column.title for column in table.columns[2:]] == ["PyTorch", "Jittor"]
        await pilot.press("m", *"paddle", "enter")  # mark one more here
        assert app.desk.marked == ("pytorch", "jittor", "paddlepaddle")
        await pilot.press("x")
        assert app.desk.marked == ()
        assert app.desk.compared() == ("pytorch", "paddlepaddle", "jittor")


async def test_the_machine_shows_each_fact_with_its_command(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("5")
        assert isinstance(app.screen, MachineScreen)
        app.screen.query_one("#facts", TableView).point("memory.total_bytes")
        await pilot.pause()
        assert "free -b" in content(app, "#fact")
        assert "8 GiB" in content(app, "#fact")


async def test_a_fact_is_corrected_marked_and_given_to_the_command_line(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gather(_settings: object, *, facts: tuple[str, ...] = (), **_options: object) -> Gathered:
        world = small_world.gathered()
        return replace(world, machine=correct(world.machine, facts))

    async with open_app() as pilot:
        app = shell(pilot)
        monkeypatch.setattr("advisor.usecases.ranking.gather.gather", gather)
        await pilot.press("5")
        app.screen.query_one("#facts", TableView).point("cpu.cores_usable")
        await pilot.press("e", *"8", "enter")
        await until(
            pilot,
            lambda: (
                app.desk.gathered is not None
                and app.desk.gathered.machine.get("cpu.cores_usable") == 8
            ),
        )
        assert "given by the user" in content(app, "#fact")
        await pilot.press("y")
        assert app.clipboard == "fwadvisor rank --fact cpu.cores_usable=8"
        await pilot.press("e", "backspace", "enter")  # an empty answer takes it back
        await until(
            pilot,
            lambda: (
                app.desk.gathered is not None
                and app.desk.gathered.machine.get("cpu.cores_usable") == 2
            ),
        )


async def test_another_machine_is_simulated_with_a_badge(open_app: Open, tmp_path: Path) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("S", *"file", "enter")
        await pilot.press(*"server.yaml", "enter")
        await until(pilot, lambda: app.desk.machine_file == "server.yaml")
        assert "simulated machine" in content(app, "#status")
        await pilot.press("y")
        assert app.clipboard == "fwadvisor rank --machine server.yaml"
        await pilot.press("4", "b")  # another machine cannot be measured
        assert not any(job.asks_before_quitting for job in app.workshop.jobs())


async def test_knowledge_is_browsed_by_kind_and_found_by_name(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("6")
        assert isinstance(app.screen, KnowledgeScreen)
        await pilot.press("f")
        shelf = app.screen.query_one("#shelf", TableView)
        assert shelf.table is not None
        assert len(shelf.table.rows) == 4
        await pilot.press("slash", *"teach", "enter")
        assert shelf.row_id == "tasks/teaching"
        assert "A class that follows." in content(app, "#entry")


async def test_the_parts_of_a_score_end_with_their_sum(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("2", "A")
        table = app.screen.query_one("#parts", TableView).table
        assert table is not None
        *parts, whole = [row.cells[1].text for row in table.rows]
        assert table.rows[-1].cells[0].text == "sum"
        assert sum(map(float, parts)) == pytest.approx(float(whole), abs=0.003)


async def test_a_starter_is_written_and_proved_after_asking_with_its_log_in_sight(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(
        request: VerifyRequest, *, on_event: Callable[[Event], None], **_options: object
    ) -> Verification:
        assert (request.path / ".starter.yaml").is_file()
        on_event(Progressed(task="starter", message="tests", done=3, total=8))
        on_event(Logged(task="starter", line="9 passed"))
        return Verification(
            framework="pytorch",
            package="pytorch_simplenet",
            model="simplenet",
            ok=True,
            date="2026-11-25T12:00Z",
            python="3.11.7",
            versions={},
            steps=(VerificationStep(name="tests", ok=True, seconds=12.0),),
            figures={"losses from the reference": 1e-7},
        )

    monkeypatch.setattr("advisor.usecases.starter.verify_starter.verify_starter", prove)
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("7")
        screen = app.screen
        assert isinstance(screen, StarterScreen)
        await until(pilot, lambda: "pyproject.toml" in content(app, "#files"))
        screen.query_one("#starter-form", TableView).point("parity")
        await pilot.press("enter")
        assert screen.request().parity
        await until(pilot, lambda: not app.busy())
        await pilot.press("v")
        assert app.screen.query(Button)  # it asks: an environment is downloaded
        await pilot.press("n")
        assert not (tmp_path / "pytorch-simplenet").exists()
        await pilot.press("v", "y")
        await until(pilot, lambda: "Verified 2026-11-25T12:00Z" in content(app, "#files"))
        assert "Largest difference: losses from the reference 1.0e-07" in content(app, "#files")
        assert "starter: 9 passed" in content(app, "#files")
        assert (tmp_path / "pytorch-simplenet" / "pyproject.toml").is_file()


async def test_the_starter_previews_and_writes(open_app: Open, tmp_path: Path) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("7")
        assert isinstance(app.screen, StarterScreen)
        await until(pilot, lambda: "pyproject.toml" in content(app, "#files"))
        assert not (tmp_path / "pytorch-simplenet").exists()
        await pilot.press("down", "enter")  # the folder
        await pilot.press(*["backspace"] * 30, *"hello", "enter")
        await until(pilot, lambda: "/hello" in content(app, "#files"))
        await pilot.press("w")
        await until(pilot, lambda: (tmp_path / "hello" / "pyproject.toml").is_file())
        await until(pilot, lambda: "Now install it, train and test" in content(app, "#files"))
        assert "make train" in content(app, "#files")
        assert (tmp_path / "hello" / "WHY.md").read_text().startswith("# Recommendation")
        await pilot.press("w")  # again: it exists now, and is kept
        await until(pilot, lambda: isinstance(app.screen, ProblemDialog))
        await pilot.press("enter")
        assert isinstance(app.screen, StarterScreen)


async def test_a_starter_without_a_stack_says_why_and_takes_the_verified_versions_when_asked(
    open_app: Open,
) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        assert app.desk.advice is not None
        nothing = NoWay(framework="pytorch", accelerator="cpu", looked_for=())
        app.desk.advice = replace(app.desk.advice, stacks={"pytorch": nothing})
        await pilot.press("7")
        screen = app.screen
        assert isinstance(screen, StarterScreen)
        await until(
            pilot, lambda: "No way of PyTorch onto this machine is known" in content(app, "#files")
        )
        screen.query_one("#starter-form", TableView).point("stack")
        await pilot.press("enter")
        await until(pilot, lambda: "pyproject.toml" in content(app, "#files"))
        assert screen.request().anyway


async def test_the_report_is_previewed_written_and_replaced_only_after_asking(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("r")
        assert isinstance(app.screen, ReportScreen)
        await until(pilot, lambda: "PyTorch" in content(app, "#preview"))
        await pilot.press("b")
        assert app.screen.brief
        report = tmp_path / "fwadvisor-report.md"
        await pilot.press("w")
        await until(pilot, report.is_file)
        report.write_text("mine", encoding="utf-8")
        await pilot.press("w")
        await until(pilot, lambda: bool(app.screen.query(Button)))
        await pilot.press("n")
        assert report.read_text(encoding="utf-8") == "mine"
        await pilot.press("w")
        await until(pilot, lambda: bool(app.screen.query(Button)))
        await pilot.press("y")
        await until(pilot, lambda: "PyTorch" in report.read_text(encoding="utf-8"))


async def test_the_preview_of_a_decision_record_is_one(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("8", "enter", *["backspace"] * 30, *"choice.adr.md", "enter")
        await until(pilot, lambda: "status: proposed" in content(app, "#preview"))


async def test_a_format_that_does_not_exist_is_said_in_the_preview(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("8", "enter", *["backspace"] * 30, *"report.docx", "enter")
        await until(pilot, lambda: "hint:" in content(app, "#preview"))


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "6", "7", "8"])
async def test_help_on_every_screen_tells_its_keys(open_app: Open, key: str) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press(key, "question_mark")
        assert isinstance(app.screen, Help)
        text = str(app.screen.query_one(Static).content)
        assert "Keys here" in text
        assert "first in" in text
        await pilot.press("j", "k", "escape")
        assert not isinstance(app.screen, Help)


async def test_the_language_changes_live_and_stays(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("l")
        assert app.desk.settings.lang == "zh"
        need = app.screen.query_one("#need", TableView).table
        assert need is not None
        assert any("文档" in row.cells[0].text for row in need.rows)
        await pilot.press("l")
        assert app.desk.settings.lang == "en"


async def test_themes_go_round(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        seen = []
        for _ in range(4):
            seen.append(app.theme)
            await pilot.press("t")
        assert seen == ["dark", "light", "contrast", "ansi-dark"]
        assert app.theme == "dark"


async def test_the_palette_knows_every_action(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {
            "Measure",
            "Mark",
            "Compare",
            "Theme",
            "Language",
            "Command line",
            "Why",
            "Undo",
            "Quit",
        } <= titles


async def test_an_error_is_a_box_with_a_hint(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        app.hands.show_problem(
            AdvisorError("no-luck", "It did not work.", why="It rained.", hint="wait")
        )
        await pilot.pause()
        assert isinstance(app.screen, ProblemDialog)
        await pilot.press("escape")
        assert app.current_mode == "decide"


async def test_a_click_on_a_name_opens_its_screen(open_app: Open) -> None:
    async with open_app(small_world.gathered(), size=(120, 40)) as pilot:
        await pilot.click("#top", offset=(26, 0))
        await pilot.pause()
        assert shell(pilot).current_mode == "why"


async def test_q_quits(open_app: Open) -> None:
    async with open_app() as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert shell(pilot).return_code == 0
