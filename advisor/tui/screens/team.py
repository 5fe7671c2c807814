"""What a team's profiles come to: who is first together, each one's own first, who would change it,
the weights."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from advisor.explanation.advice import Advice
from advisor.messages import N_, Say
from advisor.scoring.group import Group
from advisor.tui.page import DIALOGS_SHEET
from advisor.tui.widgets.table_view import TableView
from advisor.views.team.vote import common_table, people_table, vote_lines, weights_table

Answer = Literal["take", "report"]


class Team(ModalScreen[Answer | None]):
    """Whether the merged weights become the need, and whether the report is wanted at once."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer('take')", N_("take the merged weights")),
        Binding("r", "answer('report')", N_("take them, and report")),
        Binding("escape,q", "answer('')", N_("close")),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, group: Group, advice: Advice, say: Say) -> None:
        super().__init__()
        self.group = group
        self.advice = advice
        self.say = say
        self.tables = {
            "team-people": people_table(group, advice, say),
            "team-weights": weights_table(group, advice, say),
            "team-ranking": common_table(group, advice, say),
        }

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -whole"):
            title = self.say("A team of {n}: their weights, merged", n=len(self.group.people))
            yield Static(title, classes="dialog-title", markup=False)
            with VerticalScroll(id="vote"):
                lines = "\n".join(vote_lines(self.group, self.advice, self.say))
                yield Static(lines, classes="dialog-text", id="vote-lines", markup=False)
                for id, table in self.tables.items():
                    yield Static(table.title, classes="table-title", markup=False)
                    shown = TableView(id=id)
                    shown.can_focus = False
                    shown.show_cursor = False
                    yield shown
            with Horizontal(classes="dialog-buttons"):
                yield Button(self.say("Take them (Enter)"), id="take", variant="primary")
                yield Button(self.say("Take them and report (r)"), id="report")
                yield Button(self.say("Close (Esc)"), id="close")

    def on_mount(self) -> None:
        for id, table in self.tables.items():
            self.query_one(f"#{id}", TableView).show(table)
        self.query_one("#vote").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id or "")

    def action_answer(self, answer: str) -> None:
        self.dismiss("report" if answer == "report" else "take" if answer == "take" else None)

    def action_scroll(self, by: int) -> None:
        self.query_one("#vote").scroll_relative(y=by, animate=False)
