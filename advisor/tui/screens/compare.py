"""Two to four frameworks side by side, criterion by criterion, the best of each row marked."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.messages import N_
from advisor.tui.messages import FrameworkMarked
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.screens.pick import Pick
from advisor.tui.widgets.table_view import TableView
from advisor.views import names
from advisor.views.need.rows import MenuItem, row_help
from advisor.views.ranking.compare import comparison_table
from advisor.views.row_line import row_line


class CompareScreen(Page):
    """Those that are marked; without two marks, the first three of the ranking."""

    NAME = "compare"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "Frameworks side by side, the weightiest criterion first; * marks the best of a row. m "
        "marks or unmarks a "
        "framework, here or in the ranking; up to four fit."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mark", N_("mark or unmark")),
        Binding("x", "clear", N_("unmark all")),
    ]

    def content(self) -> ComposeResult:
        with Container(id="compare-panel", classes="panel"):
            yield TableView(id="comparison", gap=2)
        with VerticalScroll(id="question-panel", classes="panel"):
            yield Static(id="question", classes="prose", markup=False)

    def present(self) -> None:
        desk, say = self.desk, self.say
        assert desk.advice is not None
        table = comparison_table(desk.advice, desk.compared(), say)
        self.query_one("#compare-panel").border_title = Content(table.title)
        shown = self.query_one("#comparison", TableView)
        shown.show(table)
        if self.focused is None:
            shown.focus()
        self.show_question(shown.row_id)

    def show_question(self, criterion: str) -> None:
        """What the criterion under the cursor asks, and the row with nothing cut."""
        if self.desk.advice is not None and criterion:
            table = self.query_one("#comparison", TableView)
            whole = (
                row_line(table.table, table.cursor_row, self.say, begin=2)
                if table.table is not None
                else ""
            )
            row = f"weight:{criterion}"
            named = names.criterion(self.desk.advice.knowledge, criterion, self.say)
            self.query_one("#question-panel").border_title = Content(named)
            self.query_one("#question", Static).update(
                f"{row_help(self.desk.advice, row, self.say)}\n{whole}"
            )

    @on(TableView.Pointed)
    def pointed(self, event: TableView.Pointed) -> None:
        self.show_question(event.row)

    def action_mark(self) -> None:
        advice = self.desk.advice
        if advice is None:
            return
        known = tuple(
            MenuItem(
                id=id,
                label=("[x] " if id in self.desk.marked else "[ ] ")
                + names.framework(advice.knowledge, id, self.say),
            )
            for id in advice.book.frameworks
        )

        def picked(id: str | None) -> None:
            if id is not None:
                self.post_message(FrameworkMarked(id))

        self.app.push_screen(Pick(self.say("Mark or unmark"), known, self.say), picked)

    def action_clear(self) -> None:
        for id in self.desk.marked:
            self.post_message(FrameworkMarked(id))


PAGE = CompareScreen
