"""Every screen, in both languages, at both sizes, in four states of the world, as the text that
stands on it.

The pictures beside hold colours; these hold every word and its place: a text is read in a review as
it is.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.widgets import Static

from advisor.model.knowledge import Knowledge
from advisor.starter import template
from advisor.tui.screens.measure import MeasureScreen
from advisor.tui.shell import Shell
from advisor.tui.widgets.top_bar import PAGES
from advisor.usecases.ranking.gather import Gathered
from tests import small_world
from tests.builders import a_claim
from tests.snapshots.conftest import FAILED, PICTURES
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import shell

TEXTS = PICTURES.with_name("texts")


def empty() -> Gathered:
    """A knowledge base that somebody has just begun."""
    return small_world.gathered(base=replace(small_world.knowledge(), frameworks={}))


def unknown() -> Gathered:
    """Frameworks of which nothing is known."""
    base = small_world.knowledge()
    return small_world.gathered(base=replace(base, frameworks=_knowing_nothing(base)))


def _knowing_nothing(base: Knowledge) -> dict[str, Any]:
    return {
        id: replace(
            entry,
            claims=tuple(a_claim(claim.criterion, None, grade="unknown") for claim in entry.claims),
        )
        for id, entry in base.frameworks.items()
    }


WORLDS = {
    "empty": empty,
    "full": lambda: small_world.gathered(small_world.RUNS[:2]),
    "one_failed": lambda: small_world.gathered(small_world.RUNS),
    "unknown": unknown,
}


def lines(app: Shell) -> list[str]:
    """The rows of the screen, as wide as the terminal."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("world", WORLDS)
async def test_every_screen_says_what_it_said(
    open_app: Open,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    world: str,
    lang: str,
    size: tuple[int, int],
) -> None:
    # What a plan costs, which files a template has, and which templates there are, stand in files
    # that change for their own reasons.
    if world == "empty":
        for id in ("one", "another"):
            (tmp_path / id).mkdir()
            (tmp_path / id / "starter.yaml").touch()
        monkeypatch.setattr(template, "TEMPLATES", tmp_path)
    monkeypatch.setattr(MeasureScreen, "make_plan", lambda screen: screen.renew(force=True))
    monkeypatch.setattr(
        "advisor.tui.screens.starter.StarterScreen.show_project",
        lambda screen, _project: screen.query_one("#files", Static).update(
            "20 files:\n  pyproject.toml\n  ..."
        ),
    )
    monkeypatch.setattr(
        "advisor.tui.screens.report.render",
        lambda *_arguments, **_options: b"# A report\n\nText.\n",
    )
    seen = []
    async with open_app(WORLDS[world](), size=size, lang=lang, wait=world != "empty") as pilot:
        app = shell(pilot)
        for number, page in enumerate(PAGES, start=1):
            await pilot.press(str(number))
            await until(pilot, lambda: not app.workshop.jobs())
            app.clear_notifications()
            await pilot.pause(0.1)
            shown = lines(app)
            assert {cell_len(line) for line in shown} == {size[0]}, (
                f"{page}: a row is not as wide as the terminal"
            )
            seen += [f"== {page}", *(line.rstrip() for line in shown)]
        await pilot.press("1", "question_mark")
        seen += ["== help", *(line.rstrip() for line in lines(app))]
    compare(f"{world}--{lang}--{size[0]}x{size[1]}.txt", "\n".join(seen) + "\n")


def compare(name: str, seen: str) -> None:
    """Compare with the text of that name, or write it."""
    kept = TEXTS / name
    if os.environ.get("FWADVISOR_SNAPSHOTS") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(seen, encoding="utf-8")
        return
    if not kept.is_file() or kept.read_text(encoding="utf-8") != seen:
        FAILED.mkdir(parents=True, exist_ok=True)
        (FAILED / name).write_text(seen, encoding="utf-8")
        pytest.fail(
            f"the screens differ from {kept}; they read like {FAILED / name} now (`make "
            f"snapshots` keeps them)"
        )
