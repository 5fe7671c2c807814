"""The place is chosen from lists; what goes together there and the ranking follow."""

from __future__ import annotations

from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from advisor.model.compatibility import StackKnowledge
from advisor.model.need import Need
from advisor.model.releases import ReleaseIndex
from advisor.model.surroundings import Accelerator
from advisor.model.text import Text
from advisor.stacks.stock import Stock
from advisor.tui.screens.machine import MachineScreen
from advisor.tui.screens.pick import Pick
from advisor.tui.screens.problem import ProblemDialog
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.ranking.gather import Gathered
from tests import small_world
from tests.unit.stacks.made_up import rows
from tests.unit.tui.conftest import Open, shell, until

SDK = rows(
    accelerator="npu",
    rows=[
        {"versions": {"sdk": "8.0.0", "fw": "1.0"}, "source": "table"},
        {"versions": {"sdk": "9.1.0", "fw": "2.0"}, "source": "table"},
    ],
    recipes=[
        {
            "framework": "pytorch",
            "kind": "vendor",
            "packages": ["fw"],
            "platform": ["sdk"],
            "public": True,
            "command": "pip install https://files.example.org/fw-{fw}.whl",
            "sources": ["table"],
        }
    ],
    chips=[{"id": "n2", "source": "table"}],
)


def a_world() -> Gathered:
    """The small world with an accelerator that one vendor's file speaks of."""
    base = small_world.knowledge()
    npu = Accelerator(id="npu", name=Text(en="Some NPU", zh="某 NPU"), vendor="somebody")
    knowledge = replace(base, accelerators={**base.accelerators, "npu": npu})
    stacks = StackKnowledge(hash="", compatibility={SDK.id: SDK}, index=ReleaseIndex(packages={}))
    return replace(small_world.gathered(base=knowledge), stock=Stock(knowledge, stacks))


ON_NPU = Need(accelerator="npu")


def table(pilot: Pilot[None], id: str) -> dict[str, list[str]]:
    """What a table shows, by row."""
    shown = shell(pilot).screen.query_one(id, TableView).table
    assert shown is not None
    return {row.id: [cell.text.strip() for cell in row.cells] for row in shown.rows}


async def settled(pilot: Pilot[None]) -> None:
    """The advice for what was said last is on the desk."""
    await pilot.pause()
    await until(pilot, lambda: shell(pilot).desk.wanted is None)


async def on_the_page(pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await pilot.pause()
    assert isinstance(shell(pilot).screen, MachineScreen)


async def point(pilot: Pilot[None], row: str) -> None:
    shell(pilot).screen.query_one("#facts", TableView).point(row)
    await pilot.pause()


async def test_what_decides_and_is_not_known_stands_first_under_the_cursor(open_app: Open) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        await on_the_page(pilot)
        ids = list(table(pilot, "#facts"))
        assert ids[:2] == ["heading:first", "platform.sdk"]
        assert shell(pilot).screen.query_one("#facts", TableView).row_id == "platform.sdk"


async def test_a_version_is_picked_from_a_list_and_what_goes_together_follows(
    open_app: Open,
) -> None:
    async with open_app(a_world(), need=ON_NPU, size=(120, 40)) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        assert table(pilot, "#stacks")["pytorch"][1] == "2.0"
        await pilot.press("enter")
        assert isinstance(app.screen, Pick)
        offered = app.screen.query_one(OptionList)
        labels = [str(offered.get_option_at_index(at).prompt) for at in range(offered.option_count)]
        assert labels == [
            "as detected: not known",
            "9.1.0",
            "8.0.0",
            "not known",
            "type another ...",
        ]
        await pilot.press(*"8.0", "enter")
        await until(pilot, lambda: table(pilot, "#stacks")["pytorch"][1] == "1.0")
        assert table(pilot, "#stacks")["pytorch"][2] == "2.0"  # what it was before
        assert table(pilot, "#facts")["platform.sdk"] == ["* sdk", "8.0.0", "not detected"]
        assert app.desk.facts == {"platform.sdk": "8.0.0"}


async def test_the_command_line_says_the_same_and_undo_takes_each_choice_back(
    open_app: Open,
) -> None:
    async with open_app(a_world()) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await pilot.press("enter", *"some npu", "enter")
        await settled(pilot)
        assert app.desk.need == ON_NPU
        await point(pilot, "platform.sdk")
        await pilot.press("right", "right")  # 9.1.0, then 8.0.0
        await pilot.press("y")
        assert app.clipboard == ("fwadvisor rank --accelerator npu --fact platform.sdk=8.0.0")
        await pilot.press("u")
        await settled(pilot)
        assert app.desk.facts == {"platform.sdk": "9.1.0"}
        await pilot.press("u", "u")
        await settled(pilot)
        assert (app.desk.need, app.desk.facts) == (Need(), {})


async def test_a_choice_is_taken_back_to_what_was_detected(open_app: Open) -> None:
    async with open_app(a_world()) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await point(pilot, "libc.version")
        await pilot.press("e", *"2.28", "enter")
        await settled(pilot)
        assert table(pilot, "#facts")["libc.version"][1:] == ["2.28", "detected: 2.36"]
        assert "facts as you say: 1" in str(app.screen.query_one("#status", Static).content)
        await pilot.press("backspace")
        await settled(pilot)
        assert table(pilot, "#facts")["libc.version"][1:] == ["2.36", "detected"]
        assert app.desk.facts == {}


async def test_what_cannot_be_is_said_and_changes_nothing(open_app: Open) -> None:
    async with open_app(a_world()) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await point(pilot, "libc.version")
        await pilot.press("e", *"new", "enter")
        await until(pilot, lambda: isinstance(app.screen, ProblemDialog))
        await pilot.press("enter")
        assert app.desk.facts == {}
        assert app.desk.past == []


async def test_where_only_a_list_makes_sense_it_opens_instead_of_a_line_to_type(
    open_app: Open,
) -> None:
    async with open_app(a_world()) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        assert app.screen.query_one("#facts-panel").border_title == "This machine"
        await pilot.press("e")
        assert isinstance(app.screen, Pick)
        await pilot.press(*"some npu", "enter")
        await settled(pilot)
        assert app.screen.query_one("#facts-panel").border_title == "Another machine"


async def test_another_accelerator_leaves_no_software_of_the_old_one_behind(
    open_app: Open,
) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await pilot.press("right")
        await settled(pilot)
        assert app.desk.facts == {"platform.sdk": "9.1.0"}
        await pilot.press("1", "tab", "down", "down", "down", "down", "left")  # Decide: the CPU
        await settled(pilot)
        assert app.desk.need.accelerator == "cpu"
        assert app.desk.facts == {}
        await pilot.press("u")
        await settled(pilot)
        assert app.desk.facts == {"platform.sdk": "9.1.0"}


async def test_corrections_stay_when_the_machine_is_looked_at_again(open_app: Open) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await pilot.press("right")
        await settled(pilot)
        before = app.desk.gathered
        await pilot.press("R")
        await until(pilot, lambda: app.desk.gathered is not before)
        assert app.desk.gathered is not None
        assert app.desk.gathered.machine.get("platform.sdk") == "9.1.0"
        assert app.desk.found is not None
        assert app.desk.found.get("platform.sdk") is None


async def test_details_take_the_place_of_the_versions_in_a_narrow_terminal(
    open_app: Open,
) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        assert app.screen.query_one("#stacks-panel").display
        assert not app.screen.query_one("#fact-panel").display
        await pilot.press("d")
        assert not app.screen.query_one("#stacks-panel").display
        about = str(app.screen.query_one("#fact", Static).content)
        assert "PyTorch 2.0 if sdk is 9.1.0" in about
        assert "--fact platform.sdk=" in about
        await pilot.press("d")
        await point(pilot, "memory.total_bytes")  # other facts have nothing but details
        assert app.screen.query_one("#fact-panel").display


async def test_the_mouse_chooses_a_row_and_opens_its_list(open_app: Open) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        facts = app.screen.query_one("#facts", TableView)
        await pilot.click("#facts", offset=(4, 3))
        assert facts.row_id == "accelerator"
        await pilot.click("#facts", offset=(4, 3))
        await pilot.pause()
        assert isinstance(app.screen, Pick)


async def test_a_framework_of_the_table_leads_to_its_reasons(open_app: Open) -> None:
    async with open_app(a_world(), need=ON_NPU) as pilot:
        app = shell(pilot)
        await on_the_page(pilot)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.current_mode == "why"
