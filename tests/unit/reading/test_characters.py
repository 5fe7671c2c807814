"""Characters that act never reach a terminal, a report or a line of the app as they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from advisor.catalog.load import problems
from advisor.cli.session import Session
from advisor.cli.show import as_text
from advisor.errors import AdvisorError
from advisor.model.text import Text
from advisor.reading.characters import ACTING, harmless, harmless_json
from advisor.tui.shell import Shell
from advisor.tui.terminal.harmless_lines import HARMLESS
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.export import FORMATS, render
from advisor.views.figures import Cell, Column, Row, Table
from tests import small_world

BICYCLES = Path(__file__).parents[2] / "data" / "bicycles"
TITLE = "\x1b]0;owned\x07"
COLOUR = "\x1b[31mred\x1b[0m"
TURNED = "gpj.\u202eexe"
EVIL = f"a{TITLE}b{COLOUR}c{TURNED}d\x9b2Je\rf\u200bg\u2066h"


def test_each_is_spelt_out_and_nothing_else_is_touched() -> None:
    assert harmless(EVIL) == (
        "a\\x1b]0;owned\\x07b\\x1b[31mred\\x1b[0mcgpj.\\u202eexed\\x9b2Je\\x0df\\u200bg\\u2066h"
    )
    usual = "a\tb\nc\r\n中文，é 👩‍🔬 \u00a0x\u3000"
    assert harmless(usual) == usual


@given(st.text())
def test_what_is_harmless_holds_none_of_them_and_stays_as_it_is(text: str) -> None:
    once = harmless(text)
    assert not ACTING.search(once)
    assert harmless(once) == once


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_a_json_document_stays_the_same_document(values: dict[str, object]) -> None:
    document = harmless_json(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))
    text = document.decode()
    assert not ACTING.search(text)
    assert json.loads(text) == json.loads(
        json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    )


def test_the_command_line_prints_none(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session()
    table = Table(
        title=EVIL,
        columns=(Column(title=EVIL),),
        rows=(Row(cells=(Cell(text=EVIL, tone="good"),)),),
        notes=(EVIL,),
    )
    session.data(EVIL)
    session.table(table)
    session.note(EVIL)
    session.json({"text": EVIL})
    session.show_error(AdvisorError("evil", EVIL, why=EVIL, hint=EVIL))
    said = capsys.readouterr()
    assert not ACTING.search(said.out)
    assert not ACTING.search(said.err)
    assert "\\x1b]0;owned" in said.out


def test_a_table_in_colour_has_no_escapes_but_ours() -> None:
    table = Table(columns=(Column(title="a"),), rows=(Row(cells=(Cell(text=EVIL, tone="good"),)),))
    lines = as_text(table, colour=True, columns=200)
    assert not ACTING.search(
        lines.replace("\x1b[32m", "").replace("\x1b[1m", "").replace("\x1b[0m", "")
    )


def test_the_app_draws_none_and_moves_nothing() -> None:
    segments = [Segment(EVIL), Segment("plain")]
    drawn = HARMLESS.apply(segments, None)  # type: ignore[arg-type]
    assert not any(ACTING.search(segment.text) for segment in drawn)
    assert sum(map(_cells, drawn)) == sum(map(_cells, segments))
    usual = [Segment("as it is"), Segment("中文")]
    assert HARMLESS.apply(usual, None) is usual  # type: ignore[arg-type]


def _cells(segment: Segment) -> int:
    return segment.cell_length


def _evil_world() -> Gathered:
    base = small_world.knowledge()
    worse = {
        id: msgspec.structs.replace(entry, name=f"{entry.name}{EVIL}")
        for id, entry in base.frameworks.items()
    }
    return small_world.gathered(base=msgspec.structs.replace(base, frameworks=worse))


async def test_a_framework_called_like_an_attack_is_drawn_harmless(tmp_path: Path) -> None:
    app = Shell(small_world.settings(tmp_path), small_world.opening(_evil_world()))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        drawn = "\n".join(strip.text for strip in strips)
    assert "owned" in drawn
    assert not ACTING.search(drawn)


MARKUP = " [/b] [@click=app.quit]y[/] [red"


@pytest.mark.parametrize("screen", ["why", "compare", "machine", "measure", "knowledge"])
async def test_a_name_that_looks_like_markup_is_drawn_as_it_is(
    screen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = small_world.knowledge()
    names = {
        id: msgspec.structs.replace(entry, name=f"{entry.name}{MARKUP}")
        for id, entry in base.frameworks.items()
    }
    labels = {
        id: msgspec.structs.replace(entry, label=Text(en=f"{entry.label.en}{MARKUP}", zh="x"))
        for id, entry in base.criteria.items()
    }
    worse = msgspec.structs.replace(base, frameworks=names, criteria=labels)
    world = small_world.gathered(base=worse)
    monkeypatch.setattr(
        "advisor.usecases.ranking.gather.gather", lambda settings, **_options: world
    )
    app = Shell(small_world.settings(tmp_path), small_world.opening(world))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        await app.run_action(f"go('{screen}')")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()


@pytest.mark.parametrize("suffix", [name for name in FORMATS if name != ".pdf"])
def test_a_report_holds_none(suffix: str) -> None:
    advice = small_world.opening(_evil_world()).result().advice
    document = render(advice, certainty_of(advice, samples=20), suffix, "en").decode()
    assert not ACTING.search(document)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("The shop's list", "\\x1b]0;gone\\a", "control-character"),
        ("The shop's list", "a\\u202Eb", "control-character"),
        ("The shop's list", "a\u202eb", "control-character"),
        ("https://example.org/city", "javascript:alert(1)", "bad-address"),
        ("https://example.org/city", " JavaScript:alert(1)", "bad-address"),
        ("https://example.org/city", "data:text/html,x", "bad-address"),
    ],
)
def test_knowledge_that_holds_one_has_a_problem_with_line_and_column(
    before: str, after: str, kind: str, tmp_path: Path
) -> None:
    base = Path(shutil.copytree(BICYCLES, tmp_path / "base"))
    file = base / "frameworks" / "city.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(before, after), encoding="utf-8")
    (problem,) = problems(base)
    assert (problem.kind, problem.line) == (kind, 6)
    assert problem.column > 8
