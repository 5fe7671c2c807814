"""Measure here: which frameworks, what it costs, what goes on now, and the figures that came of
it."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Sparkline, Static

from advisor.benchmarking.plan import Plan
from advisor.benchmarking.request import Care, MeasureRequest
from advisor.evidence.results import results_of
from advisor.messages import N_
from advisor.model.environment import EnvironmentRow
from advisor.model.event import RunFinished
from advisor.model.run import Run
from advisor.tui.jobs import Reported
from advisor.tui.measuring import Measuring
from advisor.tui.messages import MachineChanged, RunsMeasured
from advisor.tui.page import PAGES_SHEET, Page
from advisor.tui.resuming import Resuming
from advisor.tui.watch import TICK, Watch
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.installing.environments import list_with_obstacles
from advisor.usecases.measuring.plan import plan_measuring, short_and_ranked
from advisor.views.figures import Table
from advisor.views.measurements.plan import choice_table, plan_line
from advisor.views.measurements.tables import results
from advisor.views.row_line import row_line

CARES: tuple[Care, ...] = ("fast", "normal", "rigorous")
READY = ("ready", "adopted", "not needed")


class MeasureScreen(Page):
    """Environments with ticks above, the work that goes on and its results below."""

    NAME = "measure"
    CSS_PATH = PAGES_SHEET
    HELP = N_(
        "Measure the frameworks on this machine; what is measured overrides what is claimed. "
        "Space ticks, b starts. A "
        "framework without an environment is built first, and the size of the download is asked "
        "about. x stops; what "
        "is finished is kept. The first row needs no framework at all and takes a few seconds. U "
        "measures what tells "
        "most about your need first, and stops when the verdict is settled or cannot be; B gives "
        "a budget of seconds. "
        "R goes on with a plan that was stopped. a shows the article's table with this machine's "
        "figures in it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("tick")),
        Binding("b", "begin", N_("measure")),
        Binding("R", "resume", N_("go on")),
        Binding("U", "until_sure", N_("until sure")),
        Binding("x", "stop", N_("stop")),
        Binding("f", "care", N_("care")),
        Binding("B", "budget", N_("budget"), show=False),
        Binding("v", "workloads", N_("all workloads")),
        Binding("a", "article", N_("the article's table")),
        Binding("A", "all", N_("tick all"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[EnvironmentRow, ...] = ()
        self.ticked: set[str] | None = None
        self.care: Care = "fast"
        self.budget: float | None = None
        """Seconds for all of the measuring."""
        self.everything = False
        self.plan: Plan | None = None
        self.work = Watch(self)
        self.measuring = Measuring(self, self.work, started=self.show_now, ended=self.ended)
        self.resuming = Resuming(self, self.work, agree=self.measuring.agree)
        self.article = 0
        """Which published table is shown with this machine's figures in it, counted from 1; 0: what
        was measured."""

    def content(self) -> ComposeResult:
        with Container(id="environments-panel", classes="panel"):
            yield EnvironmentTable(id="environments")
        with Horizontal(id="results-and-now"):
            with VerticalScroll(id="now-panel", classes="panel"):
                yield Static(id="now", classes="prose", markup=False)
                yield Sparkline([], id="samples")
                yield Static(id="log", classes="prose", markup=False)
            with Container(id="results-panel", classes="panel"):
                yield TableView(id="results", gap=1)
                yield Static(id="notes", classes="prose", markup=False)

    def on_mount(self) -> None:
        self.set_interval(TICK, self.tick_clock)
        self.read_environments()
        self.resuming.look()

    def present(self) -> None:
        say = self.say
        assert self.desk.gathered is not None
        machine = self.desk.gathered.machine.fingerprint if not self.desk.machine_file else ""
        runs = tuple(
            run for run in self.desk.gathered.runs if run.machine == machine or not machine
        )
        self.query_one("#environments-panel").border_title = say(
            "Frameworks that can be measured here"
        )
        self.query_one("#now-panel").border_title = say("Now")
        self.show_results(runs)
        table = self.query_one("#environments", TableView)
        table.show(choice_table(self.rows, self.ticked or (), say))
        self.query_one("#environments-panel").border_subtitle = (
            plan_line(
                len(self.ticked or ()), self.care, self.everything, self.budget, self.plan, say
            )
            if self.plan and self.ticked
            else ""
        )
        if self.focused is None:
            table.focus()
        self.show_now()

    def show_results(self, runs: tuple[Run, ...]) -> None:
        """What was measured, or a published table with this machine's figures in it."""
        say, gathered = self.say, self.desk.gathered
        assert gathered is not None
        measured = results(results_of(runs), say)
        tables: tuple[Table, ...] = (replace(measured, title=say("Measured here")),)
        if self.article:
            from advisor.evidence.limit import limits_of
            from advisor.views.knowledge.article_table import article_tables

            limits, machine = limits_of(gathered.runs), gathered.machine.fingerprint
            tables += article_tables(gathered.runs, gathered.knowledge, limits, machine, say)
        self.article %= len(tables)
        table = tables[self.article]
        self.query_one("#results-panel").border_title = Content(table.title)
        self.query_one("#results-panel").border_subtitle = (
            self.resuming.line() if not self.article else ""
        )
        self.query_one("#results", TableView).show(table)
        self.show_notes()
        self.query_one("#results-and-now").set_class(bool(self.article), "-article")

    def show_notes(self) -> None:
        """The row under the cursor with nothing cut, then the table's notes."""
        shown = self.query_one("#results", TableView)
        if shown.table is not None:
            whole = row_line(shown.table, shown.cursor_row, self.say) if shown.has_focus else ""
            self.query_one("#notes", Static).update(
                "\n".join(line for line in (whole, *shown.table.notes) if line)
            )

    @on(TableView.Pointed, "#results")
    def pointed(self) -> None:
        self.show_notes()

    def on_descendant_focus(self) -> None:
        self.show_notes()

    def show_now(self) -> None:
        """What goes on, or what can be done."""
        idle = self.measuring.came_to or self.say("Nothing is being measured.")
        self.query_one("#now", Static).update("\n".join(self.work.lines() or (idle,)))
        samples = self.work.live.samples
        sparkline = self.query_one("#samples", Sparkline)
        sparkline.display = bool(samples)
        sparkline.data = list(samples)
        self.query_one("#log", Static).update(self.work.log())
        self.query_one("#results-and-now").set_class(
            not self.work.running and not self.work.live.lines, "-idle"
        )

    def follow(self) -> None:
        """Show what goes on, unless another screen is open: its keys and what is timed need the
        processors more."""
        if self in self.app.screen_stack:
            self.show_now()

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self.show_now()

    def tick_clock(self) -> None:
        """Time goes on without events too."""
        if self.work.running:
            self.follow()
            self.work.tell_terminal()

    def read_environments(self) -> None:
        """Ask which environments there are."""
        settings = self.desk.settings

        def then(rows: tuple[EnvironmentRow, ...]) -> None:
            self.rows = rows
            if self.ticked is None:
                self.ticked = {row.id for row in rows if row.state in READY}
            self.make_plan()

        self.begin(
            lambda _on_event, _cancelled: list_with_obstacles(settings=settings),
            title="environments",
            then=then,
            quiet=True,
        )

    def request(self) -> MeasureRequest:
        """What is ticked, with how much care."""
        ids = tuple(row.framework for row in self.rows if row.id in (self.ticked or ()))
        return MeasureRequest(
            ids=ids, workloads=self.workloads(), care=self.care, budget=self.budget
        )

    def workloads(self) -> tuple[str, ...]:
        """Those that the ranking asks for and that are short, or, when the person wants more, all
        there are."""
        if self.everything or self.desk.gathered is None:
            return ()
        return short_and_ranked(self.desk.gathered.knowledge)

    def make_plan(self) -> None:
        """Work out what the ticked ones would cost."""
        request, settings = self.request(), self.desk.settings

        def then(plan: Plan) -> None:
            self.plan = plan
            self.renew(force=True)

        self.begin(
            lambda _on_event, _cancelled: plan_measuring(request, settings=settings),
            title="plan",
            then=then,
            quiet=True,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop works while something runs, begin while nothing does."""
        if action == "stop":
            return self.work.running
        if action == "resume":
            return self.resuming.can
        if action in ("begin", "until_sure"):
            return not self.work.running
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

    def action_article(self) -> None:
        self.article += 1
        self.renew(force=True)

    def action_care(self) -> None:
        self.care = CARES[(CARES.index(self.care) + 1) % len(CARES)]
        self.make_plan()

    def action_budget(self) -> None:
        def taken(text: str | None) -> None:
            if text is not None:
                self.budget = float(text) if text else None
                self.make_plan()

        self.measuring.ask_for_budget(self.budget, taken)

    def action_begin(self) -> None:
        if self.something_is_ticked():
            self.measuring.agree(self.request())

    def something_is_ticked(self) -> bool:
        """Whether there is anything to measure; says so when not."""
        if not self.ticked:
            self.notify(self.say("Nothing is ticked: space ticks the framework under the cursor."))
        return bool(self.ticked)

    @on(TableView.RowSelected, "#environments")
    def begin_one(self) -> None:
        row = self.query_one("#environments", TableView).row_id
        if row and not self.work.running:
            framework = next(entry.framework for entry in self.rows if entry.id == row)
            self.measuring.agree(
                MeasureRequest(
                    ids=(framework,), workloads=self.workloads(), care=self.care, budget=self.budget
                )
            )

    def action_resume(self) -> None:
        self.resuming.go_on()

    def action_until_sure(self) -> None:
        if self.something_is_ticked():
            self.measuring.ask_how_sure(self.request())

    @on(Reported)
    def reported(self, event: Reported) -> None:
        self.work.take(event.events)
        done = tuple(each.run for each in event.events if isinstance(each, RunFinished))
        if done:
            self.post_message(RunsMeasured(done))
        self.follow()

    def ended(self) -> None:
        """Over, well or not: read again what is built and what was measured."""
        self.read_environments()
        self.resuming.look()
        self.post_message(MachineChanged())

    def action_stop(self) -> None:
        self.work.stop()
        self.show_now()


class EnvironmentTable(TableView):
    """Environments; Enter measures the one under the cursor alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", N_("measure this one"), show=False)
    ]


PAGE = MeasureScreen
