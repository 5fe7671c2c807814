"""The first screen: what a person sees at once, and what each key does to the ranking."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.widgets import Input, Static

from advisor.intake.last_use import LastUse
from advisor.intake.profile import read_profile
from advisor.messages import words
from advisor.model.need import Need
from advisor.scoring.next_evidence import EvidenceOption, EvidencePlan, Prospect
from advisor.tui import themes
from advisor.tui.opening import Opening
from advisor.tui.screens.pick import Pick
from advisor.tui.shell import Shell
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.ranking.advise import advise
from advisor.views.ranking.next_step import next_step
from tests import small_world
from tests.unit.tui.conftest import Open, shell, until

WORTH_FINDING_OUT = EvidencePlan(
    first="pytorch",
    share=0.6,
    prospects=(
        Prospect(
            option=EvidenceOption(
                id="jittor/matmul", cells=(("jittor", "matmul_speed"),), seconds=40.0
            ),
            bits=0.5,
            gain=0.1,
            change=0.2,
            worth=0.1,
        ),
    ),
    attainable=0.9,
    chance=0.5,
    state="worth finding out",
)


def names(app: Shell) -> list[str]:
    """Names of the ranking as they stand in the table."""
    table = app.screen.query_one("#ranking", TableView)
    assert table.table is not None
    return [row.cells[1].text for row in table.table.rows]


def verdict(app: Shell) -> str:
    return str(app.screen.query_one("#verdict", Static).content)


async def test_the_ranking_is_there_when_the_screen_appears(open_app: Open) -> None:
    async with open_app(wait=False) as pilot:
        assert names(shell(pilot)) == ["PyTorch 2.0", "PaddlePaddle 2.0", "Jittor 2.0", "MegEngine"]
        assert shell(pilot).screen.query_one("#ranking", TableView).has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_table_is_drawn_once_until_the_first_paint(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    drawn: list[str | None] = []
    clear = TableView.clear

    def counted(table: TableView, columns: bool = False) -> TableView:
        drawn.append(table.id)
        return clear(table, columns)

    monkeypatch.setattr(TableView, "clear", counted)
    monkeypatch.setattr(Shell, "_after_first_paint", lambda _shell: None)
    async with open_app(wait=False, size=size) as pilot:
        assert names(shell(pilot))[0] == "PyTorch 2.0"
        assert sorted(map(str, drawn)) == ["need", "ranking"]


async def test_the_theme_of_the_last_time_is_there_at_once(tmp_path: Path) -> None:
    opened = replace(
        small_world.opening(small_world.gathered()).result(), last=LastUse(theme="light")
    )
    app = Shell(small_world.settings(tmp_path), Opening(lambda: opened))
    async with app.run_test():
        assert app.screen.styles.background.hex == themes.LIGHT.background.upper()


async def test_the_verdict_follows_with_shares(open_app: Open) -> None:
    async with open_app() as pilot:
        assert "PyTorch" in verdict(shell(pilot))
        assert "%" in verdict(shell(pilot))


async def test_more_weight_moves_the_ranking_and_undo_moves_it_back(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        before = app.desk.advice
        await pilot.press("tab")  # to the need
        app.screen.query_one("#need", TableView).point("weight:eager")
        await pilot.press("right")  # one point more
        assert app.desk.need.weights["eager"] > 100 / 6
        await pilot.press("L")  # five more
        assert app.desk.need.weights["eager"] > 100 / 6 + 5
        assert app.desk.advice is not before
        await pilot.press("u", "u")  # undo both
        assert app.desk.need == Need()


async def test_a_weight_can_be_typed_and_letters_are_not_keys_there(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("tab")
        app.screen.query_one("#need", TableView).point("weight:docs")
        await pilot.press("enter")  # asks for points
        field = app.screen.query_one(Input)
        field.value = ""
        await pilot.press("q")  # swallowed: the app is still there
        assert field.value == "q"
        await pilot.press("enter")  # not a number: the dialog says so and stays
        assert app.screen.query(Input)
        field.value = "42"
        await pilot.press("enter")
        assert app.desk.need.weights == {"docs": 42.0}
        await pilot.press("backspace")  # takes it back
        assert app.desk.need.weights == {}


async def test_an_industry_is_chosen_by_typing_a_part_of_its_name(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("tab", "enter")  # on the first row: industry
        await pilot.press(*"health", "enter")
        assert app.desk.need.industry == "healthcare"
        assert app.desk.advice is not None
        assert {weight.origin for weight in app.desk.advice.weights} == {"industry"}


async def test_an_arrow_goes_through_the_answers_of_a_field(open_app: Open) -> None:
    async with open_app() as pilot:
        await pilot.press("tab", "right")
        assert shell(pilot).desk.need.industry == "healthcare"
        await pilot.press("left", "left")
        assert shell(pilot).desk.need.industry == "research"


async def test_unticking_maintained_lets_the_excluded_one_in(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("tab")
        app.screen.query_one("#need", TableView).point("must:maintained")
        await pilot.press("space")
        assert app.desk.need.waived == ("maintained",)
        assert app.desk.advice is not None
        assert not app.desk.advice.excluded()
        await pilot.press("space")  # and ticked again
        assert app.desk.need.waived == ()


async def test_another_must_have_is_added_with_its_level(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("tab")
        app.screen.query_one("#need", TableView).point("must+")
        await pilot.press("enter", *"edge", "enter")  # which criterion
        assert isinstance(app.screen, Pick)
        assert app.screen.choices[0].label == "full (met by 3 of 4)"
        await pilot.press("enter")  # the best level
        assert app.desk.need.musts == {"edge": "full"}


async def test_the_row_under_the_cursor_is_explained(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("G")  # to the last row, which is excluded
        assert "MegEngine is out" in verdict(app)
        assert "--waive maintained" in verdict(app)
        await pilot.press("tab")
        app.screen.query_one("#need", TableView).point("weight:docs")
        await pilot.pause()
        assert "How well is it documented?" in verdict(app)


async def test_j_and_k_move_like_the_arrows(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("j", "j")
        assert app.desk.chosen == "jittor"
        await pilot.press("k")
        assert app.desk.chosen == "paddlepaddle"
        await pilot.press("g")
        assert app.desk.chosen == "pytorch"


async def test_y_copies_the_command_line_that_gives_the_same(open_app: Open) -> None:
    async with open_app(need=Need(industry="healthcare")) as pilot:
        await pilot.press("y")
        assert shell(pilot).clipboard == "fwadvisor rank --industry healthcare"


async def test_a_changed_need_is_kept_for_the_command_line_and_the_next_start(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app() as pilot:
        await pilot.press("tab", "right")
        await until(pilot, lambda: (tmp_path / "data" / "need.yaml").is_file())
        assert read_profile("last", tmp_path / "data") == Need(industry="healthcare")


async def test_a_kept_need_is_said_and_can_be_dropped(open_app: Open) -> None:
    async with open_app(need=Need(industry="healthcare")) as pilot:
        app = shell(pilot)
        assert "your saved need" in str(app.screen.query_one("#status", Static).content)
        await pilot.press("0")
        assert app.desk.need == Need()
        assert "your saved need" not in str(app.screen.query_one("#status", Static).content)


async def test_slash_finds_a_row_of_the_need(open_app: Open) -> None:
    async with open_app() as pilot:
        await pilot.press("slash", *"onnx", "enter")
        assert shell(pilot).screen.query_one("#need", TableView).row_id == "weight:onnx"


async def test_when_everything_is_excluded_each_row_says_what_would_let_it_in(
    open_app: Open,
) -> None:
    async with open_app(
        need=Need(
            musts={"edge": "full", "eager": "full", "maintained": "yes", "docs": "full"},
            without=("pytorch",),
        )
    ) as pilot:
        app = shell(pilot)
        assert app.desk.advice is not None
        assert app.desk.advice.ranking is None
        assert "Nothing is left" in verdict(app)
        await pilot.press("2")
        assert app.screen.query_one("#card", Static).content


async def test_a_small_terminal_says_what_it_needs(open_app: Open) -> None:
    async with open_app(size=(40, 15)) as pilot:
        app = shell(pilot)
        assert app.screen.query_one("#too-small").display
        assert not app.screen.query_one("#halves").display
        assert "80 x 24" in str(app.screen.query_one("#too-small", Static).content)


async def test_runs_are_counted_in_the_line_at_the_bottom(open_app: Open) -> None:
    async with open_app(small_world.gathered(small_world.RUNS)) as pilot:
        assert "3 runs, newest 2026-11-23" in str(
            shell(pilot).screen.query_one("#status", Static).content
        )


async def test_the_verdict_names_the_measurement_that_would_tell_most(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "advisor.usecases.ranking.next_measurement.find_out_anything",
        lambda *_anything: WORTH_FINDING_OUT,
    )
    async with open_app() as pilot:
        await until(
            pilot, lambda: "Most telling next: Matrix product of Jittor" in verdict(shell(pilot))
        )
        await pilot.press("l")
        await until(pilot, lambda: "接下来最能说明问题的：Jittor" in verdict(shell(pilot)))


async def test_s_sorts_by_name_and_by_any_criterion_and_the_ranks_stay(open_app: Open) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        await pilot.press("s", *"name", "enter")
        assert names(app) == ["Jittor 2.0", "MegEngine", "PaddlePaddle 2.0", "PyTorch 2.0"]
        assert app.screen.query_one("#ranking-panel").border_subtitle == "sorted by name"
        await pilot.press(
            "s", *"eager", "enter"
        )  # the best of that criterion first, its values shown
        table = app.screen.query_one("#ranking", TableView).table
        assert table is not None
        assert [(row.cells[0].text, row.cells[1].text, row.cells[-1].text) for row in table.rows][
            -1
        ] == (
            "2",
            "PaddlePaddle 2.0",
            "partial (documented)",
        )
        assert table.columns[-1].title == "Eager execution"
        await pilot.press("s", *"onnx", "enter")  # what is not known comes last
        assert names(app)[-1] == "Jittor 2.0"
        await pilot.press("s", *"rank", "enter")
        assert names(app) == ["PyTorch 2.0", "PaddlePaddle 2.0", "Jittor 2.0", "MegEngine"]
        assert app.screen.query_one("#ranking-panel").border_subtitle == ""


async def test_f_shows_a_part_of_the_ranking_and_says_how_much(open_app: Open) -> None:
    async with open_app(small_world.gathered(small_world.RUNS)) as pilot:
        app = shell(pilot)
        await pilot.press("f", *"out", "enter")
        assert names(app) == ["MegEngine"]
        assert (
            app.screen.query_one("#ranking-panel").border_subtitle == "those that are out: 1 of 4"
        )
        await pilot.press("f", *"measured", "enter")
        assert names(app) == ["PyTorch 2.0", "PaddlePaddle 2.0"]
        await pilot.press("f", *"marked", "enter")  # nobody yet: the table says how to come back
        assert names(app) == []
        await pilot.press("f", *"all", "enter")
        assert len(names(app)) == 4


def test_what_to_find_out_next_is_said_with_the_keys_of_the_app() -> None:
    world = small_world.gathered()
    advice = advise(Need(), world.knowledge, world.machine, world.runs)
    said = next_step(WORTH_FINDING_OUT, advice, words("en"), keys=True)
    assert said == "Most telling next: Matrix product of Jittor (about 40 s): b, then U."
    assert "`fwadvisor measure jittor --workload matmul`" in next_step(
        WORTH_FINDING_OUT, advice, words("en")
    )


async def test_keys_typed_before_a_dialog_is_there_go_into_it_and_not_to_the_screen_below(
    open_app: Open,
) -> None:
    async with open_app() as pilot:
        app = shell(pilot)
        theme = app.theme
        for key in ("slash", "t", "q", "l"):  # theme, quit and language are below
            app.post_message(events.Key(key, None if key == "slash" else key))
        await until(
            pilot,
            lambda: bool(app.screen.query(Input)) and app.screen.query_one(Input).value == "tql",
        )
        assert app.theme == theme
        assert app.desk.settings.lang == "en"
        await pilot.press("escape")
        await pilot.press("t")  # and once it is closed, keys work as before
        assert app.theme != theme


async def test_escape_leads_from_the_need_back_to_the_ranking(open_app: Open) -> None:
    async with open_app() as pilot:
        await pilot.press("tab")
        assert shell(pilot).screen.query_one("#need").has_focus
        await pilot.press("escape")
        assert shell(pilot).screen.query_one("#ranking").has_focus
