"""Export the recommendation: the document as it would be, the file it goes to, and the key that
writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Static

from advisor.errors import AdvisorError
from advisor.messages import N_
from advisor.tui.messages import ErrorMet
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.confirm import Confirm
from advisor.tui.widgets.form_table import FormTable
from advisor.usecases.ranking.estimate_costs import estimate_costs
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.export import export, render, suffix_of
from advisor.views.problem import problem_lines
from advisor.views.starter.project import form


class ReportScreen(Page):
    """The form above, the preview below."""

    NAME = "report"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "The recommendation as a document to decide with: ranking, reasons, exclusions, evidence "
        "with sources and "
        "dates, machine, measurements, and how to reproduce it. The suffix of the file chooses "
        "the format. w writes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", N_("write the file")),
        Binding("b", "brief", N_("one page or all")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.path = "fwadvisor-report.md"
        self.brief = False

    def content(self) -> ComposeResult:
        with Container(id="form-panel", classes="panel"):
            yield FormTable(id="report-form")
        with VerticalScroll(id="preview-panel", classes="panel", can_focus=True):
            yield Static(id="preview", classes="prose", markup=False)

    def present(self) -> None:
        say = self.say
        self.query_one("#form-panel").border_title = say("Report")
        table = self.query_one("#report-form", FormTable)
        table.show(
            form(
                {
                    "path": (say("File"), self.path),
                    "brief": (say("Length"), say("one page") if self.brief else say("everything")),
                },
                say,
            )
        )
        if self.focused is None:
            table.focus()
        self.show_preview()

    def show_preview(self) -> None:
        """Render the document as the suffix asks for it."""
        advice, known, settings = self.desk.advice, self.desk.certainty, self.desk.settings
        suffix, brief = suffix_of(Path(self.path)), self.brief
        assert advice is not None
        self.query_one("#preview-panel").border_title = self.say("Preview: w writes it")
        self.begin(
            lambda _on_event, cancelled: render(
                advice,
                known or certainty_of(advice, cancelled=cancelled),
                suffix,
                settings.lang,
                brief=brief,
                costs=estimate_costs(advice, settings),
            ).decode(errors="replace"),
            title=self.say("preview"),
            then=self.query_one("#preview", Static).update,
            refused=self.show_refusal,
            replaces=True,
        )

    def show_refusal(self, error: AdvisorError) -> None:
        """Why there is no such document."""
        self.query_one("#preview", Static).update("\n".join(problem_lines(error, self.say)))

    @on(DataTable.RowSelected, "#report-form")
    def changed(self) -> None:
        if self.query_one("#report-form", FormTable).row_id == "brief":
            self.action_brief()
            return

        def answered(value: str | None) -> None:
            if value:
                self.path = value
                self.renew(force=True)

        about = self.say("The suffix chooses the format: .md for people, .json for programs.")
        self.app.push_screen(
            AskText(self.say("File to write"), self.say, value=self.path, about=about), answered
        )

    def action_brief(self) -> None:
        self.brief = not self.brief
        self.renew(force=True)

    def action_write(self) -> None:
        self.write(force=False)

    def write(self, *, force: bool) -> None:
        """Write it; a file that exists is replaced only when the person says so."""
        advice, known = self.desk.advice, self.desk.certainty
        settings, brief, path = self.desk.settings, self.brief, Path(self.path).expanduser()
        assert advice is not None

        def then(written: Path) -> None:
            self.notify(self.say("Wrote {path}", path=written.absolute()), markup=False)

        self.begin(
            lambda _on_event, cancelled: export(
                advice,
                known or certainty_of(advice, cancelled=cancelled),
                path,
                lang=settings.lang,
                brief=brief,
                force=force,
                costs=estimate_costs(advice, settings),
            ),
            title=self.say("writing"),
            then=then,
            refused=self.asking_to_replace(path),
        )

    def asking_to_replace(self, path: Path) -> Callable[[AdvisorError], None]:
        """What to do when the file is not written."""

        def refused(error: AdvisorError) -> None:
            if error.reference != "file-exists":
                self.post_message(ErrorMet(error))
                return
            question = self.say("{path} exists. Replace it?", path=path)
            self.app.push_screen(
                Confirm(question, self.say), lambda yes: self.write(force=True) if yes else None
            )

        return refused


PAGE = ReportScreen
