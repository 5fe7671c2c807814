"""Write a project that trains: which framework, where, which network; what would be written; write
it; prove it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import DataTable, Static

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.messages import N_
from advisor.model.stack import Resolution, Target
from advisor.model.verification import Verification
from advisor.tui.jobs import Reported
from advisor.tui.messages import FrameworkChosen, MachineChanged
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.confirm import Confirm
from advisor.tui.screens.pick import Pick
from advisor.tui.watch import TICK, Watch
from advisor.tui.widgets.form_table import FormTable
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import MODELS, StarterRequest, StarterResult
from advisor.usecases.starter.start_project import preview, start_project
from advisor.views import names
from advisor.views.installing.named_stack import stack_text
from advisor.views.need.rows import MenuItem
from advisor.views.problem import problem_lines
from advisor.views.starter.project import form, project_lines, proof_lines


class StarterScreen(Page):
    """The form above, the preview or what was written below."""

    NAME = "starter"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "Writes a small project for the chosen framework and the machine of the need: it pins the "
        "stack that is advised there, trains, saves, "
        "loads and predicts, and has a test. The preview lists every file first; w writes. "
        "Nothing that exists is "
        "overwritten. v writes and proves it: its own environment is built, after asking, then it "
        "is linted, tested, "
        "trained, exported and asked for a prediction, and the project keeps the log. x stops."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", N_("write the project")),
        Binding("v", "prove", N_("write and prove it")),
        Binding("x", "stop", N_("stop")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.destination = ""
        self.project_name = ""
        self.model = next(iter(MODELS))
        self.parity = False
        self.work = Watch(self)
        self.anyway = False
        self.previewed: tuple[StarterRequest, Target, Resolution | None] | None = None

    def content(self) -> ComposeResult:
        with Container(id="form-panel", classes="panel"):
            yield FormTable(id="starter-form")
        with VerticalScroll(id="files-panel", classes="panel", can_focus=True):
            yield Static(id="files", classes="prose", markup=False)

    def on_mount(self) -> None:
        self.set_interval(TICK, self.tick_clock)

    def request(self) -> StarterRequest:
        """What the form says."""
        framework = self.desk.framework()
        destination = Path(self.destination or f"{framework}-simplenet").expanduser()
        return StarterRequest(
            framework=framework,
            destination=destination,
            name=self.project_name or None,
            model=self.model,
            parity=self.parity,
            anyway=self.anyway,
        )

    def present(self) -> None:
        say, advice = self.say, self.desk.advice
        assert advice is not None
        request = self.request()
        self.query_one("#form-panel").border_title = say("Starter project")
        table = self.query_one("#starter-form", FormTable)
        table.show(
            form(
                {
                    "framework": (
                        say("Framework"),
                        names.framework(advice.knowledge, request.framework, say),
                    ),
                    "destination": (say("Folder"), str(request.destination)),
                    "name": (say("Name"), request.name or say("like the folder")),
                    "model": (say("Network"), MODELS[request.model]),
                    "stack": (say("Stack"), self.versions()),
                    "parity": (
                        say("Compared"),
                        say("with the reference's losses") if request.parity else say("no"),
                    ),
                },
                say,
            )
        )
        if self.focused is None:
            table.focus()
        wanted = (request, advice.target, advice.stacks.get(request.framework))
        if wanted != self.previewed and not self.work.running:
            self.previewed = wanted
            self.show_preview(request)

    def versions(self) -> str:
        """What would be pinned, in a few words."""
        say, advice = self.say, self.desk.advice
        assert advice is not None
        framework = self.desk.framework()
        if self.anyway and advice.stack(framework) is None:
            return say("what it was verified with")
        return stack_text(advice.stacks.get(framework), say) or say("what it was verified with")

    def show_preview(self, request: StarterRequest) -> None:
        """Work out what would be written."""
        settings, advice = self.desk.settings, self.desk.advice
        self.query_one("#files-panel").border_title = self.say("Preview")
        self.begin(
            lambda _on_event, _cancelled: preview(
                targeted(request, advice, settings), settings=settings
            ),
            title=self.say("preview"),
            then=self.show_project,
            refused=self.show_refusal,
        )

    def show_project(self, project: StarterResult) -> None:
        """What would be, or was, written."""
        panel = self.query_one("#files-panel")
        panel.border_title = (
            self.say("Written: now train it")
            if project.written
            else self.say("Preview: w writes it")
        )
        lines = list(project_lines(project, str(project.path), self.say))
        if project.written:
            lines[1:1] = [
                "",
                self.say("v builds, trains and tests it here, with its log in sight."),
            ]
        self.query_one("#files", Static).update("\n".join(lines))
        panel.scroll_home(animate=False)

    def show_refusal(self, error: AdvisorError) -> None:
        """Why it cannot be written like this."""
        self.query_one("#files-panel").border_title = self.say("It cannot be written like this")
        lines = list(problem_lines(error, self.say))
        if error.reference == "no-stack":
            lines += ["", self.say("Enter on Stack takes what its template was verified with.")]
        self.query_one("#files", Static).update("\n".join(lines))

    @on(DataTable.RowSelected, "#starter-form")
    def changed(self) -> None:
        say, advice = self.say, self.desk.advice
        row = self.query_one("#starter-form", FormTable).row_id
        request = self.request()
        if advice is None:
            return
        if row == "framework":
            known = tuple(
                MenuItem(id=id, label=names.framework(advice.knowledge, id, say))
                for id in self.desk.order()
            )

            def chosen(id: str | None) -> None:
                if id is not None:
                    self.post_message(FrameworkChosen(id))

            self.app.push_screen(
                Pick(say("Framework"), known, say, now=request.framework),
                chosen,
            )
        elif row == "stack":
            self.anyway = not self.anyway and advice.stack(request.framework) is None
            self.renew(force=True)
        elif row == "parity":
            self.parity = not self.parity
            self.renew(force=True)
        elif row == "model":
            known = tuple(MenuItem(id=id, label=label) for id, label in MODELS.items())
            self.app.push_screen(
                Pick(say("Network"), known, say, now=self.model), self._setter("model")
            )
        elif row == "destination":
            dialog = AskText(
                say("Folder to write into (it must not exist)"), say, value=str(request.destination)
            )
            self.app.push_screen(dialog, self._setter("destination"))
        else:
            about = say("Empty: like the folder.")
            dialog = AskText(say("Name of the project"), say, value=self.project_name, about=about)
            self.app.push_screen(dialog, self._setter("project_name"))

    def _setter(self, field: str) -> Callable[[str | None], None]:
        def answered(value: str | None) -> None:
            if value is not None:
                setattr(self, field, value)
                self.renew(force=True)

        return answered

    def action_write(self) -> None:
        def then(project: StarterResult) -> None:
            self.show_project(project)
            self.notify(self.say("Wrote {path}", path=project.path), markup=False)

        self.begin(self.writing(self.request()), title=self.say("writing"), then=then)

    def writing(self, request: StarterRequest) -> Callable[..., StarterResult]:
        """The use-case that writes it, the decision along with it."""
        settings, advice, certainty = self.desk.settings, self.desk.advice, self.desk.certainty

        def verb(on_event: Callable[[Any], None], cancelled: Callable[[], bool]) -> StarterResult:
            from advisor.usecases.report.export import render

            why = ""
            if advice is not None and certainty is not None:
                why = render(advice, certainty, ".md", settings.lang, brief=True).decode()
            asked = replace(targeted(request, advice, settings), why=why)
            return start_project(asked, settings=settings, on_event=on_event, cancelled=cancelled)

        return verb

    def action_prove(self) -> None:
        say, request, advice = self.say, self.request(), self.desk.advice
        if advice is None:
            return
        title = names.framework(advice.knowledge, request.framework, say)

        def agreed(yes: bool | None) -> None:
            if yes:
                self.prove(request)

        about = say("Its own environment is built in {path}.", path=request.destination.absolute())
        question = say("Download {title} and train with it?", title=title)
        self.app.push_screen(Confirm(question, say, details=(about,)), agreed)

    def prove(self, request: StarterRequest) -> None:
        """Write it where it is not there yet, then build, lint, test, train, export and predict,
        with a live log."""
        settings, write = self.desk.settings, self.writing(request)

        def verb(on_event: Callable[[Any], None], cancelled: Callable[[], bool]) -> Verification:
            from advisor.usecases.starter.verify_starter import VerifyRequest, verify_starter

            if not (request.destination / ".starter.yaml").exists():
                write(on_event, cancelled)
            asked = VerifyRequest(path=request.destination)
            return verify_starter(asked, settings=settings, on_event=on_event, cancelled=cancelled)

        self.work.begin(
            verb,
            title=self.say("proving the starter"),
            then=self.proved,
            ended=self.ended,
            refused=self.show_refusal,
        )
        self.show_log()

    def ended(self) -> None:
        """Over, well or not."""
        self.query_one("#files-panel").border_title = self.say("The log")
        self.query_one("#files", Static).update(self.work.log())
        self.post_message(MachineChanged())

    def proved(self, verified: Verification) -> None:
        """What was found, with the log below."""
        self.query_one("#files-panel").border_title = self.say("Proved")
        lines = (*proof_lines(verified, self.say), "", self.work.log())
        self.query_one("#files", Static).update("\n".join(lines))
        self.query_one("#files-panel").scroll_home(animate=False)

    def show_log(self) -> None:
        """What goes on, the newest line of the log first."""
        self.query_one("#files-panel").border_title = self.say("Proving it: x stops")
        self.query_one("#files", Static).update(
            "\n".join((*self.work.lines(), "", self.work.log()))
        )

    @on(Reported)
    def reported(self, event: Reported) -> None:
        self.work.take(event.events)
        if self.work.running:
            self.show_log()

    def tick_clock(self) -> None:
        """Time goes on without events too."""
        if self.work.running:
            self.show_log()
            self.work.tell_terminal()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop works while something runs, writing while nothing does."""
        if action == "stop":
            return self.work.running
        if action in ("write", "prove"):
            return not self.work.running
        return True

    def action_stop(self) -> None:
        self.work.stop()


def targeted(request: StarterRequest, advice: Advice | None, settings: Settings) -> StarterRequest:
    """The request, for the machine that the advice on the desk is for."""
    from advisor.usecases.starter.for_target import advised

    if advice is None:
        return request
    return replace(request, target=advised(request.framework, advice, settings=settings))


PAGE = StarterScreen
