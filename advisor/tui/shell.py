"""The app: a table of screens and keys, the desk, and the slow work. What a key does to the desk happens here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import replace as with_changes
from typing import Any, ClassVar

from msgspec.structs import replace as with_fields
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from advisor.errors import AdvisorError, Cancelled
from advisor.messages import LANGUAGES, N_
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.tui import themes
from advisor.tui.desk import Desk
from advisor.tui.jobs import Job, Verb
from advisor.tui.opening import Opened, Opening
from advisor.tui.page import Page
from advisor.tui.widgets.key_line import is_own, key_name
from advisor.tui.widgets.top_bar import PAGES
from advisor.usecases.advise import advise
from advisor.usecases.settings import Settings

FIRST_PAINT_WAIT = 0.5
"""Seconds that the first paint waits for the ranking; a machine that was never looked at takes longer."""
SURE_AFTER = 0.15
"""Seconds without a key before the shares are sampled again."""
SAVE_AFTER = 1.0
"""Seconds without a change before the need is saved."""


def _page(name: str) -> Callable[[], Screen[Any]]:
    """A screen, imported when it is first opened."""

    def make() -> Screen[Any]:
        made: Screen[Any] = importlib.import_module(f"advisor.tui.screens.{name}").PAGE()
        return made

    return make


class Shell(App[None]):
    """fwadvisor in a terminal."""

    CSS_PATH = "styles/app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {name: _page(name) for name in PAGES}
    DEFAULT_MODE = "decide"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"go('{name}')", title, show=False)
            for number, (name, title) in enumerate(PAGES.items(), start=1)
        ),
        Binding("question_mark", "help", N_("help")),
        Binding("u", "undo", N_("undo"), show=False),
        Binding("y", "command_line", N_("command line"), show=False),
        Binding("r", "go('report')", N_("report"), show=False),
        Binding("w", "go('starter')", N_("write a starter"), show=False),
        Binding("p", "go('measure')", N_("plan of measuring"), show=False),
        Binding("S", "simulate", N_("another machine"), show=False),
        Binding("0", "afresh", N_("start afresh"), show=False),
        Binding("t", "theme", N_("theme"), show=False),
        Binding("l", "language", N_("language"), show=False),
        Binding("escape", "go('decide')", N_("back to the ranking"), show=False),
        Binding("q,ctrl+c", "quit", N_("quit")),
    ]

    def __init__(self, settings: Settings, opening: Opening) -> None:
        super().__init__()
        self.desk = Desk(settings=settings)
        self.failure: BaseException | None = None
        self._opening = opening
        self._jobs: dict[Worker[Any], Job] = {}
        self._leaving = False
        self._said: set[str] = set()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = "dark"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": "ansi_bright_black"}

    # Opening.

    def on_mount(self) -> None:
        if self._opening.ready(FIRST_PAINT_WAIT):
            self.opened(self._opening.result())
        else:
            self.start(
                lambda _say, _stop: self._opening.result(),
                title=self.desk.say("looking at this machine"),
                then=self.opened,
            )

    def opened(self, opened: Opened) -> None:
        """Put what the first paint needs on the desk."""
        desk = self.desk
        desk.gathered, desk.advice, desk.need = opened.gathered, opened.advice, opened.need
        desk.saved = opened.last.need is not None
        if opened.last.theme in themes.NAMES:
            self.theme = opened.last.theme
        if opened.last.lang in LANGUAGES and not desk.settings.lang_given:
            desk.settings = with_changes(desk.settings, lang=opened.last.lang)
        self.changed()
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.work_out_certainty()
        self.look_again()

    # The desk.

    def changed(self) -> None:
        """Something on the desk changed: the screen in front shows it now, the others when they are opened."""
        self.desk.version += 1
        self.renew()

    def renew(self) -> None:
        """Show the open screen anew, also under a dialog."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.renew()

    def ask(self, need: Need, *, undoable: bool = True) -> None:
        """Advise for another need; a need that cannot be is shown as a problem and changes nothing."""
        desk = self.desk
        if desk.gathered is None or need == desk.need:
            return
        before = desk.need
        if self.advise_anew(need):
            if undoable:
                desk.past.append(before)
            self.set_timer(SAVE_AFTER, self.save, name="save")

    def advise_anew(self, need: Need) -> bool:
        """Advise on what lies on the desk now."""
        desk = self.desk
        assert desk.gathered is not None
        try:
            advice = advise(need, desk.gathered.knowledge, desk.gathered.machine, desk.gathered.runs)
        except AdvisorError as error:
            self.show_problem(error)
            return False
        desk.need, desk.advice, desk.certainty, desk.next_step = need, advice, None, ""
        self.changed()
        self.set_timer(SURE_AFTER, self.work_out_certainty)
        return True

    def mark(self, framework: str) -> None:
        """Mark a framework for comparison, or unmark it."""
        if self.desk.mark(framework):
            self.renew()
        else:
            self.notify(self.desk.say("Four are marked already; press m on one of them to make room."))

    def turn(self, by: int) -> None:
        """Go on to the next framework of the ranking."""
        order = self.desk.order()
        if order:
            self.desk.chosen = order[(order.index(self.desk.framework()) + by) % len(order)]
            self.changed()

    def choose(self, framework: str | None) -> None:
        """Make a framework the one that Why and Starter are about; None leaves it as it is."""
        if framework is not None:
            self.desk.chosen = framework
            self.changed()

    def oppose(self, rival: str | None) -> None:
        """Compare with a rival; "" means alone, None leaves it as it is."""
        if rival is not None:
            self.desk.rival = rival
            self.changed()

    def add_runs(self, runs: tuple[Run, ...]) -> None:
        """Runs that were just measured: the ranking moves at once."""
        desk = self.desk
        if desk.gathered is not None and not desk.machine_file:
            desk.gathered = with_fields(desk.gathered, runs=(*desk.gathered.runs, *runs))
            self.advise_anew(desk.need)

    # Slow work.

    def start(
        self,
        verb: Verb,
        *,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
        refused: Callable[[AdvisorError], None] | None = None,
        replaces: bool = False,
        target: Page | None = None,
        asks_before_quitting: bool = False,
        quiet: bool = False,
        group: str = "",
    ) -> Job:
        """Run a use-case in a thread; `then` gets its result on the app's own thread.

        Args:
            replaces: what runs under the same title is stopped, and its result is not wanted any more.
        """
        if replaces:
            for earlier in self._jobs.values():
                if earlier.title == title:
                    earlier.supersede()
        job = Job(
            verb,
            title=title,
            target=target or self,
            then=then,
            failed=failed,
            refused=refused,
            asks_before_quitting=asks_before_quitting,
            quiet=quiet,
        )
        worker = self.run_worker(
            job.run, thread=True, exit_on_error=False, name=title, group=group or title, description=title
        )
        self._jobs[worker] = job
        self.show_lines()
        return job

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state not in (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED):
            return
        job = self._jobs.pop(event.worker, None)
        if job is None:
            return
        error = event.worker.error
        if event.state is not WorkerState.SUCCESS:
            job.failed()
        if event.state is WorkerState.SUCCESS:
            if not job.superseded:
                job.then(event.worker.result)
        elif isinstance(error, AdvisorError):
            if job.refused is not None and not job.superseded:
                job.refused(error)
            elif not job.quiet:
                self.show_problem(error)
        elif isinstance(error, Cancelled):
            if not job.quiet and not job.superseded:
                self.notify(self.desk.say("Stopped. What was finished is kept."))
        elif error is not None and event.state is WorkerState.ERROR:
            self.leave_broken(error)
            return
        self.show_lines()
        if self._leaving and not self._jobs:
            self.exit()

    def jobs(self) -> tuple[Job, ...]:
        """The work that goes on."""
        return tuple(self._jobs.values())

    def busy(self) -> tuple[str, ...]:
        """Titles of the work that goes on."""
        return tuple(dict.fromkeys(job.title for job in self._jobs.values() if not job.quiet))

    def show_lines(self) -> None:
        """Show the framing lines anew."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.show_lines()

    def work_out_certainty(self) -> None:
        """Sample the plausible weights behind the advice, in a thread: this is where NumPy is imported."""
        desk = self.desk
        advice = desk.advice
        if advice is None or desk.certainty is not None:
            return

        def verb(_on_event: Any, cancelled: Callable[[], bool]) -> Any:
            from advisor.usecases.be_sure import be_sure

            return be_sure(advice, cancelled=cancelled)

        def then(certainty: Any) -> None:
            if desk.advice is advice:
                desk.certainty = certainty
                self.changed()
                self.work_out_next_step()

        self.start(verb, title="certainty", then=then, quiet=True, replaces=True)

    def work_out_next_step(self) -> None:
        """Find the measurement that would tell most for its time, in a thread."""
        desk = self.desk
        advice, settings, say = desk.advice, desk.settings, desk.say
        if advice is None or desk.machine_file:
            return

        def verb(_on_event: Any, _cancelled: Any) -> str:
            from advisor.usecases.find_out import find_out_next
            from advisor.views.next_step import next_step

            return next_step(find_out_next(advice, settings), advice, say) or ""

        def then(line: str) -> None:
            if desk.advice is advice:
                desk.next_step = line
                self.changed()

        self.start(verb, title="next step", then=then, quiet=True, replaces=True)

    def look_again(self) -> None:
        """Probe this machine and read the runs anew; the ranking is renewed only where they differ."""
        self.advise_for(self.desk.machine_file)

    def advise_for(self, machine_file: str | None) -> None:
        """Gather for a machine, this one when no file is named, and advise anew where that differs."""
        from advisor.usecases.gather import gather

        desk = self.desk

        def then(gathered: Any) -> None:
            before = desk.gathered
            desk.gathered = gathered
            desk.machine_file = machine_file
            desk.machine_fresh = True
            same = before is not None and (before.machine, before.runs) == (gathered.machine, gathered.runs)
            if same:
                self.changed()
            else:
                self.advise_anew(desk.need)

        self.start(
            lambda _on_event, _cancelled: gather(desk.settings, machine_file=machine_file),
            title=desk.say("looking at the machine"),
            then=then,
            quiet=machine_file is None,
        )

    # Keys.

    def action_go(self, page: str) -> None:
        if len(self.screen_stack) > 1:
            return
        if self.current_mode != page:
            self.switch_mode(page)

    def action_undo(self) -> None:
        if self.desk.past:
            self.ask(self.desk.past.pop(), undoable=False)
        else:
            self.notify(self.desk.say("Nothing to undo."))

    def action_afresh(self) -> None:
        self.desk.saved = False
        self.ask(Need())

    def action_theme(self) -> None:
        at = themes.NAMES.index(self.theme) if self.theme in themes.NAMES else -1
        self.theme = themes.NAMES[(at + 1) % len(themes.NAMES)]
        self.notify(self.desk.say("theme: {name}", name=self.theme), timeout=2)
        self.call_after_refresh(self.renew)
        self.save()

    def action_language(self) -> None:
        at = LANGUAGES.index(self.desk.settings.lang)
        self.desk.settings = with_changes(self.desk.settings, lang=LANGUAGES[(at + 1) % len(LANGUAGES)])
        self.changed()
        self.save()

    def action_command_line(self) -> None:
        from advisor.views.command_line import as_options

        options = as_options(self.desk.need, self.desk.machine_file)
        command = f"fwadvisor rank {options}".strip()
        self.copy_to_clipboard(command)
        self.notify(command, title=self.desk.say("The same on the command line (copied)"), timeout=12, markup=False)

    def action_simulate(self) -> None:
        from advisor.tui.screens.ask_text import AskText
        from advisor.tui.screens.simulate import FILE, Simulate

        say = self.desk.say

        def chosen(machine_file: str | None) -> None:
            if machine_file == FILE:
                self.push_screen(AskText(say("Path of the machine file"), say), chosen)
            elif machine_file is not None and machine_file != (self.desk.machine_file or ""):
                self.advise_for(machine_file or None)

        self.push_screen(Simulate(self.desk), chosen)

    def action_help(self) -> None:
        from advisor.tui.screens.help import Help

        if isinstance(self.screen, Page):
            self.push_screen(Help(self.screen, self.desk.say))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen and of the app, by the same names as the keys."""
        say = self.desk.say
        for active in screen.active_bindings.values():
            binding = active.binding
            if active.enabled and is_own(active.node, binding):
                yield SystemCommand(
                    say(binding.description)[:1].upper() + say(binding.description)[1:],
                    say("key {key}", key=key_name(binding.key)),
                    lambda key=binding.key: self.simulate_key(key),
                )

    # Errors, saving, leaving.

    def show_problem(self, error: AdvisorError) -> None:
        """An error as a box: what, why, and the next thing to do."""
        from advisor.tui.screens.problem import Problem

        self.push_screen(Problem(error, self.desk.say))

    def save(self) -> None:
        """Keep theme, language and need for the next start; a folder that cannot be written is said once, not fatal."""
        from advisor.usecases.remember import remember

        desk = self.desk
        need = desk.need if desk.need != Need() or desk.saved else None
        lang, theme, settings = desk.settings.lang, self.theme, desk.settings
        self.start(
            lambda _on_event, _cancelled: remember(settings, theme=theme, lang=lang, need=need),
            title="save",
            then=lambda _nothing: None,
            refused=self.say_once,
            quiet=True,
        )

    def set_terminal_title(self, title: str) -> None:
        """The title of the terminal's window, so that long work can be watched from elsewhere; "" gives it back."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(f"\x1b[22;0t\x1b]2;fwadvisor: {title}\x07" if title else "\x1b[23;0t")

    def say_once(self, error: AdvisorError) -> None:
        """A note for what is a pity but stops nobody."""
        if error.reference not in self._said:
            self._said.add(error.reference)
            self.notify(f"{error.what} {error.why}", severity="warning", markup=False)

    async def action_quit(self) -> None:
        """Leave; while something is measured ask first, then stop it and wait for its process tree to end."""
        running = [job for job in self._jobs.values() if job.asks_before_quitting]
        if not running or self._leaving:
            self.leave()
            return
        from advisor.tui.screens.confirm import Confirm

        question = self.desk.say(
            "{what} is still going on. Stop it and quit? What is finished is kept.", what=running[0].title
        )
        self.push_screen(Confirm(question, self.desk.say), lambda yes: self.leave() if yes else None)

    def leave(self) -> None:
        """Stop what runs, and exit when it has ended."""
        self._leaving = True
        for job in self._jobs.values():
            job.stop()
        if not any(job.asks_before_quitting for job in self._jobs.values()):
            self.exit()
        else:
            self.notify(self.desk.say("Stopping ..."))

    def leave_broken(self, error: BaseException) -> None:
        """A defect of ours: close the terminal view and hand the error to the one place that logs it."""
        self.failure = error
        for job in self._jobs.values():
            job.stop()
        self.exit(return_code=4)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback; here the command line logs it and says where.
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self.leave_broken(error)
