"""Why a framework stands where it stands: contributions on the left, everything about one criterion
on the right."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.messages import N_
from advisor.tui.messages import FrameworkMarked, FrameworkTurned, RivalChosen
from advisor.tui.page import CORNERS, PAGES_SHEET, Page
from advisor.tui.screens.pick import Pick
from advisor.tui.widgets.table_view import TableView, cut
from advisor.tui.widgets.waterfall_view import WaterfallView
from advisor.views import names
from advisor.views.need.rows import MenuItem
from advisor.views.ranking.place import row_lines
from advisor.views.why.change import what_would_change
from advisor.views.why.contributions import (
    criterion_card,
    evidence_table,
    waterfall,
    who_against_whom,
)

ROOMY = 110
"""Columns from which on the evidence has room for dates and remarks, which stand on the card
too."""
PARTS = 0.54
"""Of the screen's width, for the parts of the score; the sheet says the same."""


class WhyScreen(Page):
    """One framework, alone or against a rival."""

    NAME = "why"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "Where a score comes from. On the left every criterion adds its part, from 0 to the "
        "score, or, against a "
        "rival, from 0 to the lead. On the right: the question, the value, how it is known, since "
        "when, from which "
        "sources, and how it can mislead. e shows all the evidence as a table."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right_square_bracket", "turn(1)", N_("next framework")),
        Binding("N,left_square_bracket", "turn(-1)", N_("framework before"), show=False),
        Binding("a", "against", N_("against another")),
        Binding("A", "alone", N_("alone"), show=False),
        Binding("e", "evidence", N_("all evidence")),
        Binding("m", "mark", N_("mark")),
        Binding("w", "app.go('starter')", N_("starter"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.with_evidence = False

    def content(self) -> ComposeResult:
        with Horizontal(id="why"):
            with Container(id="parts-panel", classes="panel"):
                yield WaterfallView(id="parts")
                yield TableView(id="evidence", gap=1)
            with VerticalScroll(id="card-panel", classes="panel"):
                yield Static(id="card", classes="prose", markup=False)

    def present(self) -> None:
        desk, say = self.desk, self.say
        advice, framework = desk.advice, desk.framework()
        assert advice is not None
        placed = advice.ranking is not None and any(
            p.alternative == framework for p in advice.ranking.places
        )
        parts, evidence = (
            self.query_one("#parts", WaterfallView),
            self.query_one("#evidence", TableView),
        )
        as_table = self.with_evidence or not placed
        parts.display, evidence.display = not as_table, as_table
        self.query_one("#why").set_class(as_table, "-stacked")
        panel = self.query_one("#parts-panel")
        if as_table:
            table = evidence_table(advice, framework, say, short=self.app.size.width < ROOMY)
            evidence.show(table)
            panel.border_title = Content(table.title)
        else:
            steps = waterfall(advice, framework, desk.against(), say)
            parts.show_waterfall(steps, say)
            room = int(self.app.size.width * PARTS) - CORNERS
            title = (
                steps.title
                if cell_len(steps.title) <= room
                else who_against_whom(advice, framework, desk.against(), say)
            )
            panel.border_title = Content(cut(title, room))
        shown = evidence if as_table else parts
        if self.focused is None or not self.focused.display:
            shown.focus()
        self.show_card(shown.row_id)

    def show_card(self, criterion: str) -> None:
        """Everything about one criterion, then what would change the order."""
        desk, say = self.desk, self.say
        if desk.advice is None:
            return
        framework = desk.framework()
        parts: list[Content] = []
        if criterion:
            card = criterion_card(desk.advice, framework, criterion, say)
            self.query_one("#card-panel").border_title = Content(card.heading)
            parts += [Content(line) for line in card.lines]
        placed = desk.advice.ranking is not None and any(
            place.alternative == framework for place in desk.advice.ranking.places
        )
        if placed:
            parts += [Content(""), Content.styled(say("What would change it"), "bold $primary")]
            parts += [
                Content(line)
                for line in what_would_change(desk.advice, framework, desk.against(), say)
            ]
        else:
            parts += [
                Content(""),
                *(Content(line) for line in row_lines(desk.advice, framework, say)),
            ]
        self.query_one("#card", Static).update(Content("\n").join(parts))

    @on(TableView.Pointed)
    def pointed(self, event: TableView.Pointed) -> None:
        if event.table.display:
            self.show_card(event.row)
            self.query_one("#card-panel").scroll_home(animate=False)

    def action_turn(self, by: int) -> None:
        self.post_message(FrameworkTurned(by))

    def action_against(self) -> None:
        advice = self.desk.advice
        if advice is None or advice.ranking is None:
            return
        others = tuple(
            MenuItem(
                id=place.alternative,
                label=names.framework(advice.knowledge, place.alternative, self.say),
            )
            for place in advice.ranking.places
            if place.alternative != self.desk.framework()
        )

        def opposed(rival: str | None) -> None:
            if rival is not None:
                self.post_message(RivalChosen(rival))

        self.app.push_screen(
            Pick(self.say("Against whom?"), others, self.say, now=self.desk.against() or ""),
            opposed,
        )

    def action_alone(self) -> None:
        self.post_message(RivalChosen(""))

    def action_evidence(self) -> None:
        self.with_evidence = not self.with_evidence
        self.renew(force=True)

    def action_mark(self) -> None:
        self.post_message(FrameworkMarked(self.desk.framework()))


PAGE = WhyScreen
