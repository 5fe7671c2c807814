"""The other screens, every key of theirs; theme, language, help, palette."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag

import pytest
from msgspec.structs import replace
from textual.widgets import Button, Static

from advisor.errors import AdvisorError
from advisor.intake.machine_file import correct
from advisor.model.event import Event, Logged, Progressed
from advisor.model.surroundings import Benchmark, Counterpart, Figure
from advisor.model.text import Text
from advisor.model.verification import Step, Verification
from advisor.tui.screens.compare import CompareScreen
from advisor.tui.screens.help import Help
from advisor.tui.screens.knowledge import KnowledgeScreen
from advisor.tui.screens.machine import MachineScreen
from advisor.tui.screens.measure import MeasureScreen
from advisor.tui.screens.problem import Problem
from advisor.tui.screens.report import ReportScreen
from advisor.tui.screens.starter import StarterScreen
from advisor.tui.screens.why import WhyScreen
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.gather import Gathered
from advisor.usecases.measure import Measured
from advisor.usecases.measure_until_sure import Settled
from advisor.usecases.plan_measuring import MeasureRequest
from advisor.usecases.unfinished import Unfinished
from advisor.usecases.verify_starter import VerifyRequest
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
        monkeypatch.setattr("advisor.usecases.gather.gather", gather)
        await pilot.press("5")
        app.screen.query_one("#facts", TableView).point("cpu.cores_usable")
        await pilot.press("e", *"8", "enter")
        await until(
            pilot, lambda: app.desk.gathered is not None and app.desk.gathered.machine.get("cpu.cores_usable") == 8
        )
        assert "given by the user" in content(app, "#fact")
        await pilot.press("y")
        assert app.clipboard == "fwadvisor rank --fact cpu.cores_usable=8"
        await pilot.press("e", "backspace", "enter")  # an empty answer takes it back
        await until(
            pilot, lambda: app.desk.gathered is not None and app.desk.gathered.machine.get("cpu.cores_usable") == 2
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
        assert not any(job.asks_before_quitting for job in app.jobs())


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
        await until(pilot, lambda: screen.plan is not None and any(row.id == "jittor" for row in screen.plan.builds))
        await pilot.press("f")
        assert screen.care == "normal"
        await pilot.press("B", *["backspace"] * 3, *"0", "enter")  # no time at all: it says so and stays
        assert "more than 0" in content(app, "#hint")
        await pilot.press("backspace", *"90", "enter")
        assert screen.request().budget == 90.0
        await pilot.press("v")
        assert screen.everything
        await pilot.press("A", "A")  # none, all
        assert len(screen.ticked) == 3
        await pilot.press("b")
        assert app.screen.query(Button)  # it asks, with the size of the download
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
        here={"product": Counterpart(workload="matmul", label=Text(en="product", zh="乘积"))},
    )
    world = small_world.gathered(small_world.RUNS, base=replace(base, benchmarks={"article": table}))
    async with open_app(world, size=(120, 40)) as pilot:
        app = shell(pilot)
        await pilot.press("4", "a")
        panel, shown = app.screen.query_one("#results-panel"), app.screen.query_one("#results", TableView).table
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

    def settled(_need: object, target: float, *, ids: tuple[str, ...], **_options: object) -> Settled:
        asked.append((target, ids))
        return Settled(why="settled", first="pytorch", share=0.93, attainable=0.93, runs=(), measured=())

    monkeypatch.setattr("advisor.usecases.measure_until_sure.measure_until_sure", settled)
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("4")
        screen = app.screen
        assert isinstance(screen, MeasureScreen)
        await until(pilot, lambda: screen.ticked is not None)
        await pilot.press("U")
        await pilot.press("backspace", "backspace", *"lots", "enter")  # no number: it says so and stays
        assert "per cent" in content(app, "#hint")
        await pilot.press(*["backspace"] * 4, *"80", "enter")
        await pilot.press("y")  # what is missing may be built
        await until(pilot, lambda: bool(asked) and not screen.work.running)
        assert asked == [(0.8, ("numpy_reference", "pytorch"))]
        assert "Settled: PyTorch is first in 93" in content(app, "#now")


async def test_a_plan_that_was_stopped_is_said_and_goes_on_with_a_key(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Unfinished("a plan", MeasureRequest(ids=("numpy_reference",)), small_world.RUNS[:2])
    asked: list[MeasureRequest] = []

    def measure(request: MeasureRequest, **_options: object) -> Measured:
        asked.append(request)
        monkeypatch.setattr("advisor.tui.resuming.unfinished", lambda _settings: None)
        return Measured(runs=small_world.RUNS[:2], reused=2)

    monkeypatch.setattr("advisor.tui.resuming.unfinished", lambda _settings: kept)
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
        await until(pilot, lambda: not app.jobs())
        await pilot.press("tab")
        assert "spread, n: 3 %, 5" in content(app, "#notes")
        await pilot.press("down", "down")
        assert "spread, n: It ended with signal 11." in content(app, "#notes")


async def test_the_parts_of_a_score_end_with_their_sum(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("2", "A")
        table = app.screen.query_one("#parts", TableView).table
        assert table is not None
        *parts, whole = [row.cells[1].text for row in table.rows]
        assert table.rows[-1].cells[0].text == "sum"
        assert sum(map(float, parts)) == pytest.approx(float(whole), abs=0.003)


async def test_what_goes_on_is_shown_when_one_comes_back_and_costs_nothing_meanwhile(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, back = Flag(), Flag()

    def settled(_need: object, _target: float, *, on_event: Callable[[Event], None], **_options: object) -> Settled:
        assert away.wait(20)
        on_event(Logged(task="pytorch", line="collecting"))
        assert back.wait(20)
        return Settled(why="settled", first="pytorch", share=0.93, attainable=0.93, runs=(), measured=())

    monkeypatch.setattr("advisor.usecases.measure_until_sure.measure_until_sure", settled)
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("4")
        screen = app.screen
        assert isinstance(screen, MeasureScreen)
        await until(pilot, lambda: screen.ticked is not None)
        await pilot.press("U", "enter", "y")
        await until(pilot, lambda: screen.work.running)
        await pilot.press("1")
        away.set()
        await until(pilot, lambda: bool(screen.work.live.lines))
        assert "collecting" not in str(screen.query_one("#log", Static).content)
        await pilot.press("4")
        assert "collecting" in content(app, "#log")
        back.set()
        await until(pilot, lambda: not screen.work.running)


async def test_a_starter_is_written_and_proved_after_asking_with_its_log_in_sight(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(request: VerifyRequest, *, on_event: Callable[[Event], None], **_options: object) -> Verification:
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
            steps=(Step(name="tests", ok=True, seconds=12.0),),
            figures={"losses from the reference": 1e-7},
        )

    monkeypatch.setattr("advisor.usecases.verify_starter.verify_starter", prove)
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
        await until(pilot, lambda: isinstance(app.screen, Problem))
        await pilot.press("enter")
        assert isinstance(app.screen, StarterScreen)


async def test_the_report_is_previewed_written_and_replaced_only_after_asking(open_app: Open, tmp_path: Path) -> None:
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
        assert {"Measure", "Mark", "Compare", "Theme", "Language", "Command line", "Why", "Undo", "Quit"} <= titles


async def test_an_error_is_a_box_with_a_hint(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        app.show_problem(AdvisorError("no-luck", "It did not work.", why="It rained.", hint="wait"))
        await pilot.pause()
        assert isinstance(app.screen, Problem)
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
