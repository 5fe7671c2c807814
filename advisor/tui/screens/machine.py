"""Facts of the machine that the advice is for, each with the shell command that shows the same."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.messages import N_
from advisor.tui.messages import FactCorrected, MachineChanged
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.widgets.table_view import TableView
from advisor.views.machine.facts import fact_lines, facts_table


class MachineScreen(Page):
    """This machine, or the one that is simulated."""

    NAME = "machine"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "What the program found out about the machine, each fact with where it was read and a "
        "shell command that shows "
        "the same. e corrects the fact under the cursor. S advises for another machine instead, "
        "from a file or an "
        "example; the line at the bottom says so as long as it holds."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "app.simulate", N_("another machine")),
        Binding("e", "correct", N_("correct this fact")),
        Binding("R", "again", N_("look again")),
    ]

    def content(self) -> ComposeResult:
        with Container(id="facts-panel", classes="panel"):
            yield TableView(id="facts")
        with VerticalScroll(id="fact-panel", classes="panel"):
            yield Static(id="fact", classes="prose", markup=False)

    def present(self) -> None:
        assert self.desk.gathered is not None
        table = facts_table(self.desk.gathered.machine, self.say)
        panel = self.query_one("#facts-panel")
        panel.border_title = Content(table.title)
        panel.border_subtitle = self.desk.gathered.machine.fingerprint
        shown = self.query_one("#facts", TableView)
        shown.show(table)
        if self.focused is None:
            shown.focus()
        self.show_fact(shown.row_id)

    def show_fact(self, name: str) -> None:
        """Everything about the fact under the cursor."""
        assert self.desk.gathered is not None
        for fact in self.desk.gathered.machine.facts:
            if fact.name == name:
                self.query_one("#fact-panel").border_title = Content(name)
                self.query_one("#fact", Static).update("\n".join(fact_lines(fact, self.say)))

    @on(TableView.Pointed)
    def pointed(self, event: TableView.Pointed) -> None:
        self.show_fact(event.row)

    def action_correct(self) -> None:
        name = self.query_one("#facts", TableView).row_id
        if not name or self.desk.gathered is None:
            return

        def taken(value: str | None) -> None:
            if value is not None:
                self.post_message(FactCorrected(name, value))

        self.app.push_screen(
            AskText(
                self.say("What is {fact} really?", fact=name),
                self.say,
                value=self.desk.facts.get(name, ""),
                about=self.say(
                    "Your word goes before what was found, and is marked as yours; empty takes it "
                    "back."
                ),
            ),
            taken,
        )

    def action_again(self) -> None:
        self.post_message(MachineChanged())


PAGE = MachineScreen
