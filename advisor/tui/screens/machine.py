"""The place that the advice is for: what it has is chosen from lists, and what would run there
stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Static

from advisor.messages import N_
from advisor.tui.messages import (
    FrameworkChosen,
    MachineChanged,
    PageWanted,
)
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.widgets.need_table import NeedTable
from advisor.tui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.explanation.advice import Advice
    from advisor.model.stack import Resolution
    from advisor.tui.asking.place import AskingPlace


class MachineScreen(Page):
    """This machine, or the one that is simulated."""

    NAME = "machine"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "The place where it shall run. What decides which versions go together there and is not "
        "known stands first; Enter chooses from a list, arrows left and right take the next value, "
        "Backspace takes your word back, u undoes, e types any value. A star marks your word, and "
        "what was detected stays beside it. The frameworks' versions follow every choice; Enter on "
        "one of them asks why. Further down stand all other facts, each with a shell command that "
        "shows the same; in a narrow terminal d shows what is known of a row instead of the "
        "versions. S advises for another machine instead, from a file or an example; the line at "
        "the bottom says so as long as it holds."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "app.simulate", N_("another machine")),
        Binding("e", "correct", N_("type a value")),
        Binding("d", "details", N_("details")),
        Binding("R", "again", N_("look again")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._before: Mapping[str, Resolution] = {}
        """What went together before the last choice."""
        self._told: Advice | None = None
        """What the screen shows."""
        self._details = False
        """A narrow screen shows what is known of a row instead of what goes together."""

    def content(self) -> ComposeResult:
        with Container(id="place-and-fact"):
            with Container(id="facts-panel", classes="panel"):
                yield PlaceTable(id="facts", header=False)
            with VerticalScroll(id="fact-panel", classes="panel"):
                yield Static(id="fact", classes="prose", markup=False)
        with Container(id="stacks-panel", classes="panel"):
            yield StacksTable(id="stacks", gap=1)

    def present(self) -> None:
        desk, say = self.desk, self.say
        assert desk.gathered is not None
        assert desk.advice is not None
        if self._told is not None and self._told.target != desk.advice.target:
            self._before = self._told.stacks
        self._told = desk.advice
        asking = self.asking()
        assert asking is not None
        table = asking.table()
        self.entitle("#facts-panel", table.title, desk.gathered.machine.fingerprint)
        places = self.query_one("#facts", PlaceTable)
        places.show(table, at=places.row_id if places.table else asking.first())
        self.entitle("#stacks-panel", say("What goes together there"))
        self.query_one("#stacks", StacksTable).show(asking.stacks(self._before))
        if self.focused is None:
            places.focus()
        self.show_fact(places.row_id)

    def asking(self) -> AskingPlace | None:
        """Tables and dialogs for what lies on the desk now."""
        from advisor.tui.asking.place import AskingPlace

        return AskingPlace(self, self.desk.advice) if self.desk.advice is not None else None

    def show_fact(self, row: str) -> None:
        """Everything about the row under the cursor."""
        asking = self.asking()
        if asking is None:
            return
        title, lines = asking.about(row)
        if not title:
            return  # a heading
        self.set_class(self._details or asking.place.row(row) is None, "-details")
        self.entitle("#fact-panel", title)
        self.query_one("#fact", Static).update("\n".join(lines))

    @on(TableView.Pointed, "#facts")
    def pointed(self, event: TableView.Pointed) -> None:
        self.show_fact(event.row)

    @on(NeedTable.Stepped)
    def stepped(self, event: NeedTable.Stepped) -> None:
        if asking := self.asking():
            asking.step(event.row, event.by)

    @on(NeedTable.Reset)
    def reset(self, event: NeedTable.Reset) -> None:
        if asking := self.asking():
            asking.take_back(event.row)

    @on(NeedTable.Opened)
    def asked(self, event: NeedTable.Opened) -> None:
        if asking := self.asking():
            asking.open(event.row)

    @on(DataTable.RowSelected, "#stacks")
    def opened(self) -> None:
        framework = self.query_one("#stacks", StacksTable).row_id
        if framework:
            self.post_message(FrameworkChosen(framework))
            self.post_message(PageWanted("why"))

    def action_correct(self) -> None:
        if asking := self.asking():
            asking.type(self.query_one("#facts", PlaceTable).row_id)

    def action_details(self) -> None:
        self._details = not self._details
        self.show_fact(self.query_one("#facts", PlaceTable).row_id)

    def action_again(self) -> None:
        self.post_message(MachineChanged())


class PlaceTable(NeedTable):
    """What the place has; the keys of a need's rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", N_("next value")),
        Binding("plus,space", "step(1)", N_("next value"), show=False),
        Binding("left,minus", "step(-1)", N_("previous value"), show=False),
        Binding("L", "step(5)", N_("five values on"), show=False),
        Binding("H", "step(-5)", N_("five values back"), show=False),
        Binding("backspace", "reset", N_("take back")),
        Binding("delete", "reset", N_("take back"), show=False),
    ]


class StacksTable(TableView):
    """What would run there; Enter asks why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", N_("why"))]


PAGE = MachineScreen
