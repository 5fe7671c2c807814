"""Which dialog belongs to which row of a need, and what its answer does to the need."""

from __future__ import annotations

from collections.abc import Callable

from advisor.explanation.advice import Advice
from advisor.model.need import COUNTS, LARGE_MODEL, count_of
from advisor.tui.messages import NeedChanged
from advisor.tui.page import Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.pick import Pick
from advisor.tui.widgets.need_table import NeedTable
from advisor.usecases.need import adjust
from advisor.views.need.rows import (
    MenuItem,
    choices,
    criteria_choices,
    level_choices,
    need_table,
    row_help,
    row_label,
)


class AskingNeed:
    """Opens dialogs over the app."""

    def __init__(self, screen: Page) -> None:
        self.screen = screen
        self.say = screen.say

    def open(self, row: str) -> None:
        """Ask for a row's answer."""
        advice = self.screen.desk.advice
        if advice is None or row.startswith("heading"):
            return
        if row in (*adjust.FIELDS, adjust.FIGURES):
            self._field(advice, row)
        elif row in COUNTS:
            self._count(advice, row)
        elif row in LARGE_MODEL:
            self._name(advice, row)
        elif row.startswith((adjust.WEIGHT, adjust.FAMILY)):
            self._weight(advice, row)
        elif row == "must+":
            self._must(advice)
        else:
            self._level(advice, row.removeprefix(adjust.MUST))

    def find(self, table: NeedTable, unfold: Callable[[str], None]) -> None:
        """Jump to a row of the need by name.

        Args:
            unfold: makes a row visible that lies in a folded family.
        """
        advice = self.screen.desk.advice
        if advice is None:
            return
        rows = tuple(
            MenuItem(id=row.id, label=row.cells[0].text.strip())
            for row in need_table(advice, self.say).rows
            if not row.id.startswith("heading")
        )

        def found(row: str | None) -> None:
            if row is not None:
                unfold(row)
                table.focus()
                table.point(row)

        self.screen.app.push_screen(Pick(self.say("Find a row"), rows, self.say), found)

    def _field(self, advice: Advice, row: str) -> None:
        known = choices(advice, row, adjust.answers(advice, row), self.say)
        now = getattr(self.screen.desk.need, row) or ""
        self.screen.app.push_screen(
            Pick(row_label(advice, row, self.say), known, self.say, now=now), self._put(row)
        )

    def _name(self, advice: Advice, row: str) -> None:
        """A model or a precision, of those that the base has."""
        gathered = self.screen.desk.gathered
        if gathered is None or gathered.stock is None:
            return
        models = gathered.stock.models
        if row == "llm":
            found = [MenuItem(id=each.id, label=each.name) for each in models.models.values()]
        else:
            found = [
                MenuItem(id=each.id, label=f"{each.id}: {each.name.said_in(self.say.lang)}")
                for each in models.precisions.values()
            ]
        known = (MenuItem(id="", label=self.say("not given")), *found)
        now = getattr(self.screen.desk.said.need, row) or ""
        title = row_label(advice, row, self.say)
        self.screen.app.push_screen(Pick(title, known, self.say, now=now), self._put(row))

    def _count(self, advice: Advice, row: str) -> None:
        now = getattr(self.screen.desk.said.need, row)

        def complaint(text: str) -> str:
            if not text or count_of(row, text) is not None:
                return ""
            return self.say("A whole number from 1 up, for example 8.")

        self.screen.app.push_screen(
            AskText(
                row_label(advice, row, self.say),
                self.say,
                value="" if now is None else str(now),
                about=row_help(advice, row, self.say),
                complaint=complaint,
            ),
            self._put(row),
        )

    def _weight(self, advice: Advice, row: str) -> None:
        self.screen.app.push_screen(
            AskText(
                self.say("Points for {criterion}", criterion=row_label(advice, row, self.say)),
                self.say,
                value=f"{adjust.points(advice, row):.{adjust.ROUND}f}",
                about=row_help(advice, row, self.say)
                + "\n"
                + self.say("A profile has a hundred points; empty takes yours back."),
                complaint=self._complaint,
            ),
            self._put(row),
        )

    def _complaint(self, text: str) -> str:
        return (
            ""
            if adjust.is_points(text)
            else self.say("A number of points from 0 up, for example 12.5.")
        )

    def _must(self, advice: Advice) -> None:
        def picked(criterion: str | None) -> None:
            if criterion is not None:
                self._level(advice, criterion)

        title = self.say("Which criterion is a must-have?")
        self.screen.app.push_screen(
            Pick(title, criteria_choices(advice, self.say), self.say), picked
        )

    def _level(self, advice: Advice, criterion: str) -> None:
        row = adjust.MUST + criterion
        known = adjust.levels(advice, criterion) if criterion not in adjust.GATES else ()
        if not known:
            need = adjust.toggle(self.screen.desk.said.need, advice, criterion)
            self.screen.post_message(NeedChanged(need))
            return
        title = self.say("{criterion}: at least", criterion=row_label(advice, row, self.say))
        self.screen.app.push_screen(
            Pick(
                title,
                level_choices(advice, criterion, known, self.say),
                self.say,
                now=advice.musts.get(criterion, ""),
            ),
            self._put(row),
        )

    def _put(self, row: str) -> Callable[[str | None], None]:
        def answered(value: str | None) -> None:
            if value is not None:
                need = adjust.put(self.screen.desk.said.need, row, value, self.screen.desk.advice)
                self.screen.post_message(NeedChanged(need))

        return answered
