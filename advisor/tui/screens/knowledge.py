"""Browse what is claimed: every entry of the knowledge base, and the article on trial."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.messages import N_
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.screens.pick import Pick
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.knowledge.browse import everything
from advisor.views.knowledge.shelf import KINDS, entry_lines, shelf_table
from advisor.views.need.rows import MenuItem


class KnowledgeScreen(Page):
    """The shelf on the left, one entry on the right."""

    NAME = "knowledge"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "Everything that the program claims, with its sources and dates: frameworks, criteria, "
        "distributions, devices, "
        "industries, tasks, published benchmarks, and the article that the project started from, "
        "on trial. f shows one "
        "kind only, / finds an entry."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", N_("find")),
        Binding("f", "kind", N_("one kind only")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.kind = ""

    def content(self) -> ComposeResult:
        with Horizontal(id="shelf-and-entry"):
            with Container(id="shelf-panel", classes="panel"):
                yield TableView(id="shelf")
            with VerticalScroll(id="entry-panel", classes="panel", can_focus=True):
                yield Static(id="entry", classes="prose", markup=False)

    def entries(self) -> list[tuple[str, str, Any]]:
        """What there is to browse."""
        return everything(self.desk.gathered.knowledge) if self.desk.gathered is not None else []

    def present(self) -> None:
        say = self.say
        panel = self.query_one("#shelf-panel")
        panel.border_title = say("Knowledge")
        panel.border_subtitle = say(KINDS[self.kind]) if self.kind else say("all kinds")
        table = self.query_one("#shelf", TableView)
        table.show(shelf_table(self.entries(), self.kind, say))
        if self.focused is None:
            table.focus()
        self.show_entry(table.row_id)

    def show_entry(self, row: str) -> None:
        """One entry, whole."""
        for kind, id, thing in self.entries():
            if f"{kind}/{id}" == row:
                panel = self.query_one("#entry-panel")
                panel.border_title = Content(id)
                self.query_one("#entry", Static).update("\n".join(entry_lines(thing, self.say)))
                panel.scroll_home(animate=False)

    @on(TableView.Pointed)
    def pointed(self, event: TableView.Pointed) -> None:
        self.show_entry(event.row)

    def action_kind(self) -> None:
        kinds = ["", *KINDS]
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        self.renew(force=True)

    def action_find(self) -> None:
        table = shelf_table(self.entries(), "", self.say)
        known = tuple(
            MenuItem(id=row.id, label=f"{row.cells[1].text} ({row.cells[0].text})")
            for row in table.rows
        )

        def found(row: str | None) -> None:
            if row is not None:
                self.kind = ""
                self.renew(force=True)
                self.query_one("#shelf", TableView).point(row)

        self.app.push_screen(Pick(self.say("Find an entry"), known, self.say), found)


PAGE = KnowledgeScreen
