"""Every screen at the smallest size and at a comfortable one: full, empty, one failed, everything
unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.widgets import Static

from advisor.model.need import Need
from advisor.tui.screens.measure import MeasureScreen
from advisor.tui.screens.pick_several import PickSeveral
from advisor.tui.screens.team import Team
from advisor.tui.shell import Shell
from tests import small_world
from tests.builders import a_claim
from tests.unit.tui.conftest import Open, until
from tests.unit.tui.test_decide import shell
from tests.unit.tui.test_machine_screen import ON_NPU, a_world
from tests.unit.tui.test_team import write

Looks = Callable[[Shell], None]
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
FULL = small_world.gathered(small_world.RUNS)


async def settled(pilot: Any) -> None:
    """Nothing is on its way any more, and no note covers the screen."""
    app = shell(pilot)
    await until(pilot, lambda: not app.workshop.jobs())
    app.clear_notifications()
    await pilot.pause(0.1)


@SIZES
async def test_decide(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_decide_with_the_need_in_hand(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int]
) -> None:
    async with open_app(
        FULL, size=size, need=Need(industry="healthcare", weights={"eager": 30.0})
    ) as pilot:
        await pilot.press("tab", "down", "down")
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_decide_in_the_light_theme(open_app: Open, looks_as_before: Looks) -> None:
    async with open_app(FULL) as pilot:
        await pilot.press("t")
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_decide_when_nothing_is_left(open_app: Open, looks_as_before: Looks) -> None:
    need = Need(without=("pytorch", "paddlepaddle", "jittor"))
    async with open_app(FULL, need=need) as pilot:
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_decide_when_everything_is_unknown(open_app: Open, looks_as_before: Looks) -> None:
    base = small_world.knowledge()
    nothing = {
        id: replace(
            entry,
            claims=tuple(a_claim(claim.criterion, None, grade="unknown") for claim in entry.claims),
        )
        for id, entry in base.frameworks.items()
    }
    async with open_app(small_world.gathered(base=replace(base, frameworks=nothing))) as pilot:
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_why(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_why_with_all_the_evidence(open_app: Open, looks_as_before: Looks) -> None:
    async with open_app(FULL) as pilot:
        await pilot.press("2", "e")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_compare(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("3")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_measure_with_one_failed(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a plan costs stands in the heads of adapters and workloads, which change with them.
    monkeypatch.setattr(MeasureScreen, "make_plan", lambda screen: screen.renew(force=True))
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("4")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_machine(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("5")
        await settled(pilot)
        looks_as_before(shell(pilot))


@pytest.mark.parametrize(
    ("size", "lang"),
    [((80, 24), "en"), ((120, 40), "en"), ((80, 24), "zh")],
    ids=["80x24", "120x40", "zh-80x24"],
)
async def test_machine_with_a_choice(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int], lang: str
) -> None:
    async with open_app(a_world(), need=ON_NPU, size=size, lang=lang) as pilot:
        await pilot.press("5")
        await pilot.press("enter", *"8.0", "enter")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_knowledge(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("6")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_starter(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The files of a template change with the template, and where they would go with the machine.
    monkeypatch.setattr(
        "advisor.tui.screens.starter.StarterScreen.show_project",
        lambda screen, _project: screen.query_one("#files", Static).update(
            "20 files:\n  pyproject.toml\n  ..."
        ),
    )
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("7")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_report(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "advisor.tui.screens.report.render",
        lambda *_arguments, **_options: b"# A report\n\nText.\n",
    )
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("8")
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
async def test_help(open_app: Open, looks_as_before: Looks, size: tuple[int, int]) -> None:
    async with open_app(FULL, size=size) as pilot:
        await pilot.press("question_mark")
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_a_choice(open_app: Open, looks_as_before: Looks) -> None:
    async with open_app(FULL) as pilot:
        await pilot.press("tab", "enter", "e")
        await settled(pilot)
        shell(pilot).screen.query_one("#narrow").cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()
        looks_as_before(shell(pilot))


async def test_whose_profiles_are_merged(
    open_app: Open, looks_as_before: Looks, tmp_path: Path
) -> None:
    write(tmp_path)
    async with open_app(FULL) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: isinstance(shell(pilot).screen, PickSeveral))
        await settled(pilot)
        looks_as_before(shell(pilot))


@SIZES
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_team_s_vote(
    open_app: Open, looks_as_before: Looks, size: tuple[int, int], lang: str, tmp_path: Path
) -> None:
    write(tmp_path)
    async with open_app(FULL, size=size, lang=lang) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: isinstance(shell(pilot).screen, PickSeveral))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(shell(pilot).screen, Team))
        await settled(pilot)
        looks_as_before(shell(pilot))


async def test_a_terminal_that_is_too_small(open_app: Open, looks_as_before: Looks) -> None:
    async with open_app(FULL, size=(40, 15)) as pilot:
        await settled(pilot)
        looks_as_before(shell(pilot))
