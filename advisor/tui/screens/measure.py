"""Measure here: which frameworks, what it costs, what goes on now, and the figures that came of it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Sparkline, Static

from advisor.messages import N_
from advisor.model.environment import EnvironmentRow
from advisor.model.event import RunFinished
from advisor.tui.jobs import Job, Reported
from advisor.tui.page import Page
from advisor.tui.screens.confirm import Confirm
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.effort import Care
from advisor.usecases.environments import list_environments
from advisor.usecases.measure import Measured, measure
from advisor.usecases.plan_measuring import MeasureRequest, Plan, plan_measuring, short_and_ranked
from advisor.views.live import Live, clock, follow, now_lines
from advisor.views.measurements import results
from advisor.views.measuring import build_lines, choice_table, plan_line

CARES: tuple[Care, ...] = ("fast", "normal", "rigorous")
READY = ("ready", "adopted", "not needed")


class MeasureScreen(Page):
    """Environments with ticks above, the work that goes on and its results below."""

    NAME = "measure"
    HELP = N_(
        "Measure the frameworks on this machine; what is measured overrides what is claimed. Space ticks, b starts. A "
        "framework without an environment is built first, and the size of the download is asked about. x stops; what "
        "is finished is kept. The first row needs no framework at all and takes a few seconds."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("tick")),
        Binding("b", "begin", N_("measure")),
        Binding("x", "stop", N_("stop")),
        Binding("f", "care", N_("care")),
        Binding("v", "workloads", N_("all workloads")),
        Binding("A", "all", N_("tick all"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[EnvironmentRow, ...] = ()
        self.ticked: set[str] | None = None
        self.care: Care = "fast"
        self.everything = False
        self.plan: Plan | None = None
        self.live = Live()
        self.job: Job | None = None
        self.began = 0.0

    def content(self) -> ComposeResult:
        with Container(id="environments-panel", classes="panel"):
            yield EnvironmentTable(id="environments")
        with Horizontal(id="work"):
            with VerticalScroll(id="now-panel", classes="panel"):
                yield Static(id="now", classes="prose", markup=False)
                yield Sparkline([], id="samples")
                yield Static(id="log", classes="prose", markup=False)
            with Container(id="results-panel", classes="panel"):
                yield TableView(id="results", gap=1)

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(0.5, self.tick_clock)
        self.read_environments()

    def present(self) -> None:
        say = self.say
        assert self.desk.gathered is not None
        machine = self.desk.gathered.machine.fingerprint if not self.desk.machine_file else ""
        runs = tuple(run for run in self.desk.gathered.runs if run.machine == machine or not machine)
        self.query_one("#environments-panel").border_title = say("Frameworks that can be measured here")
        self.query_one("#now-panel").border_title = say("Now")
        self.query_one("#results-panel").border_title = say("Measured here")
        self.query_one("#results", TableView).show(results(runs, say))
        table = self.query_one("#environments", TableView)
        table.show(choice_table(self.rows, self.ticked or (), say))
        self.query_one("#environments-panel").border_subtitle = (
            plan_line(len(self.ticked or ()), self.care, self.everything, self.plan, say)
            if self.plan and self.ticked
            else ""
        )
        if self.focused is None:
            table.focus()
        self.show_now()

    def show_now(self) -> None:
        """What goes on, or what can be done."""
        say = self.say
        running = self.job is not None
        now = now_lines(self.live, monotonic() - self.began, say) if running else (say("Nothing is being measured."),)
        if running and self.job is not None and self.job.stopping:
            now = (say("Stopping ..."), *now)
        self.query_one("#now", Static).update("\n".join(now))
        sparkline = self.query_one("#samples", Sparkline)
        sparkline.display = bool(self.live.samples)
        sparkline.data = list(self.live.samples)
        self.query_one("#log", Static).update("\n".join(reversed(self.live.lines[-40:])))

    def tick_clock(self) -> None:
        """Time goes on without events too."""
        if self.job is not None:
            self.show_now()
            elapsed = monotonic() - self.began
            left = clock(max(0.0, self.live.expected - elapsed))
            self.shell.set_terminal_title(self.say("measuring, {left} left", left=left))

    def read_environments(self) -> None:
        """Ask which environments there are."""
        settings = self.desk.settings

        def then(rows: tuple[EnvironmentRow, ...]) -> None:
            self.rows = rows
            if self.ticked is None:
                self.ticked = {row.id for row in rows if row.state in READY}
            self.make_plan()

        self.shell.start(
            lambda _on_event, _cancelled: list_environments(settings=settings),
            title="environments",
            then=then,
            quiet=True,
        )

    def request(self) -> MeasureRequest:
        """What is ticked, with how much care."""
        ids = tuple(row.framework for row in self.rows if row.id in (self.ticked or ()))
        return MeasureRequest(ids=ids, workloads=self.workloads(), care=self.care)

    def workloads(self) -> tuple[str, ...]:
        """Those that the ranking asks for and that are short, or, when the person wants more, all there are."""
        if self.everything or self.desk.gathered is None:
            return ()
        return short_and_ranked(self.desk.gathered.knowledge)

    def make_plan(self) -> None:
        """Work out what the ticked ones would cost."""
        request, settings = self.request(), self.desk.settings

        def then(plan: Plan) -> None:
            self.plan = plan
            self.renew(force=True)

        self.shell.start(
            lambda _on_event, _cancelled: plan_measuring(request, settings=settings),
            title="plan",
            then=then,
            quiet=True,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop works while something runs, begin while nothing does."""
        if action == "stop":
            return self.job is not None
        if action in ("begin", "begin_one"):
            return self.job is None
        return True

    def action_tick(self) -> None:
        row = self.query_one("#environments", TableView).row_id
        if row and self.ticked is not None:
            self.ticked ^= {row}
            self.make_plan()
            self.renew(force=True)

    def action_all(self) -> None:
        everything = {row.id for row in self.rows}
        self.ticked = set() if self.ticked == everything else everything
        self.make_plan()
        self.renew(force=True)

    def action_workloads(self) -> None:
        self.everything = not self.everything
        self.make_plan()

    def action_care(self) -> None:
        self.care = CARES[(CARES.index(self.care) + 1) % len(CARES)]
        self.make_plan()

    def action_begin(self) -> None:
        if not self.ticked:
            self.notify(self.say("Nothing is ticked: space ticks the framework under the cursor."))
            return
        self.agree(self.request())

    @on(TableView.RowSelected, "#environments")
    def begin_one(self) -> None:
        row = self.query_one("#environments", TableView).row_id
        if row and self.job is None:
            framework = next(entry.framework for entry in self.rows if entry.id == row)
            self.agree(MeasureRequest(ids=(framework,), workloads=self.workloads(), care=self.care))

    def agree(self, request: MeasureRequest) -> None:
        """Start, after asking where something must be downloaded or built."""
        if self.desk.machine_file:
            self.notify(self.say("Another machine is simulated: press S to come back to this one before measuring."))
            return
        plan = plan_measuring(request, settings=self.desk.settings)
        if not plan.builds:
            self.begin(request, plan)
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self.begin(request, plan)

        question = self.say("Download and build what is missing, then measure?")
        self.app.push_screen(Confirm(question, self.say, details=build_lines(plan, self.say)), agreed)

    def begin(self, request: MeasureRequest, plan: Plan) -> None:
        """Measure, in a thread."""
        settings = self.desk.settings
        self.live = Live(expected=plan.seconds + plan.build_seconds)
        self.began = monotonic()

        def verb(on_event: Callable[[Any], None], cancelled: Callable[[], bool]) -> Measured:
            return measure(request, settings=settings, on_event=on_event, cancelled=cancelled)

        self.job = self.shell.start(
            verb,
            title=self.say("measuring"),
            then=self.finished,
            failed=self.ended,
            target=self,
            asks_before_quitting=True,
        )
        self.refresh_bindings()
        self.show_now()

    @on(Reported)
    def reported(self, event: Reported) -> None:
        for each in event.events:
            self.live = follow(self.live, each, self.say)
        done = tuple(each.run for each in event.events if isinstance(each, RunFinished))
        if done:
            self.shell.add_runs(done)
        self.show_now()

    def finished(self, measured: Measured) -> None:
        """Say that it is over, and read again what is built."""
        self.ended()
        say = self.say
        self.notify(
            say("Stopped. What was finished is kept.")
            if measured.stopped
            else say("{n} runs in {time}.", n=len(measured.runs), time=clock(measured.seconds))
        )

    def ended(self) -> None:
        """Over, well or not."""
        self.job = None
        self.app.bell()
        self.shell.set_terminal_title("")
        self.refresh_bindings()
        self.read_environments()
        self.shell.look_again()

    def action_stop(self) -> None:
        if self.job is not None:
            self.job.stop()
            self.show_now()


class EnvironmentTable(TableView):
    """Environments; Enter measures the one under the cursor alone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", N_("measure this one"), show=False)]


PAGE = MeasureScreen
