"""The app: a table of screens and keys, and how it opens."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace as with_changes
from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker

from advisor.messages import LANGUAGES, N_
from advisor.reading.characters import harmless
from advisor.tui import themes
from advisor.tui.decision import Decision
from advisor.tui.desk import Desk
from advisor.tui.hands import AppHands
from advisor.tui.messages import (
    ErrorMet,
    FactCorrected,
    FrameworkChosen,
    FrameworkMarked,
    FrameworkTurned,
    JobStarted,
    MachineChanged,
    NeedChanged,
    PageWanted,
    PlaceChosen,
    RivalChosen,
    RunsMeasured,
    TeamMerged,
    TitleChanged,
)
from advisor.tui.opening import Opened, Opening
from advisor.tui.page import Page
from advisor.tui.terminal.early_keys import EarlyKeys
from advisor.tui.terminal.harmless_lines import HARMLESS
from advisor.tui.widgets.key_line import is_own, key_name
from advisor.tui.widgets.top_bar import PAGES
from advisor.tui.workshop import Workshop
from advisor.usecases.settings import Settings

FIRST_PAINT_WAIT = 0.5
"""Seconds that the first paint waits for the ranking; a machine that was never looked at takes
longer."""


def _page(name: str) -> Callable[[], Screen[Any]]:
    """A screen, imported when it is first opened."""

    def make() -> Screen[Any]:
        made: Screen[Any] = importlib.import_module(f"advisor.tui.screens.{name}").PAGE()
        return made

    return make


class Shell(App[None]):
    """fwadvisor in a terminal."""

    CSS_PATH = "styles/app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        name: _page(name) for name in PAGES
    }
    DEFAULT_MODE = "decide"
    ENABLE_COMMAND_PALETTE = True
    theme = Reactive(themes.DARK.name, init=False)
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
        self.workshop = Workshop(
            self,
            say=lambda: self.desk.say,
            busy_changed=self._show_lines,
            show_problem=lambda error: self.hands.show_problem(error),
            leave_broken=self.leave_broken,
        )
        self.hands = AppHands(self, self.workshop, say=lambda: self.desk.say)
        self.decision = Decision(settings, self.hands)
        super().__init__()
        self.desk.theme = self.theme
        self.early_keys = EarlyKeys(self)
        self.failure: BaseException | None = None
        """A defect, or what made opening impossible: for the one place that shows it."""
        self._opening = opening

    @property
    def desk(self) -> Desk:
        """What screens show."""
        return self.decision.desk

    def busy(self) -> tuple[str, ...]:
        """Titles of the work that goes on."""
        return self.workshop.busy()

    def _show_lines(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.show_lines()

    @property
    def available_themes(self) -> dict[str, Theme]:
        # Ours are known before the first sheet is read: to register and set one later would parse
        # all of them again.
        return super().available_themes | {theme.name: theme for theme in themes.THEMES}

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        if "TEXTUAL_DRIVER" in os.environ:
            from advisor.tui.terminal.drivers import attended

            driver = attended(driver)
        if self.desk.settings.ascii:
            from advisor.tui.terminal.drivers import plain

            driver = plain(driver)
        return driver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": "ansi_bright_black"}

    def refresh_css(self, animate: bool = True) -> None:
        # The first screen asks for it before anything is styled; with the theme of the start it
        # parses all for nothing.
        if self.screen_stack or self.theme != themes.DARK.name:
            super().refresh_css(animate=animate)

    # Opening.

    def on_load(self) -> None:
        # Before the screen is composed, so that the first thing drawn is the ranking and not an
        # empty screen.
        if self._opening.ready(FIRST_PAINT_WAIT):
            self._take(self._opening.result())

    def on_mount(self) -> None:
        self.early_keys.watch()
        if self.desk.advice is not None:
            self.call_after_refresh(self._after_first_paint)
        else:
            self.hands.begin(
                lambda _say, _stop: self._opening.result(),
                self.desk.say("looking at this machine"),
                self.opened,
                quiet=False,
            )

    def opened(self, opened: Opened) -> None:
        """Show what was found, late."""
        self._take(opened)
        self.decision.changed()
        self.call_after_refresh(self._after_first_paint)

    def _take(self, opened: Opened) -> None:
        """Put what the first paint needs on the desk."""
        desk = self.desk
        desk.gathered, desk.advice, desk.need = opened.gathered, opened.advice, opened.need
        desk.saved = opened.last.need is not None
        if opened.last.theme in themes.NAMES:
            self.theme = opened.last.theme
        if opened.last.lang in LANGUAGES and not desk.settings.lang_given:
            desk.settings = with_changes(desk.settings, lang=opened.last.lang)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.decision.work_out_certainty()
        self.decision.look_again()

    # What screens say.

    @on(NeedChanged)
    def need_changed(self, event: NeedChanged) -> None:
        self.decision.ask(event.need)

    @on(TeamMerged)
    def team_merged(self, event: TeamMerged) -> None:
        self.decision.take_team(event.people, event.need)

    @on(PageWanted)
    def page_wanted(self, event: PageWanted) -> None:
        self.action_go(event.name)

    @on(FrameworkMarked)
    def framework_marked(self, event: FrameworkMarked) -> None:
        self.decision.mark(event.framework)

    @on(FrameworkChosen)
    def framework_chosen(self, event: FrameworkChosen) -> None:
        self.decision.choose(event.framework)

    @on(FrameworkTurned)
    def framework_turned(self, event: FrameworkTurned) -> None:
        self.decision.turn(event.by)

    @on(RivalChosen)
    def rival_chosen(self, event: RivalChosen) -> None:
        self.decision.oppose(event.rival)

    @on(PlaceChosen)
    def place_chosen(self, event: PlaceChosen) -> None:
        self.decision.take(event.said)

    @on(FactCorrected)
    def fact_corrected(self, event: FactCorrected) -> None:
        self.decision.correct(event.fact, event.value)

    @on(MachineChanged)
    def machine_changed(self) -> None:
        self.decision.look_again()

    @on(RunsMeasured)
    def runs_measured(self, event: RunsMeasured) -> None:
        self.decision.add_runs(event.runs)

    @on(JobStarted)
    def job_started(self, event: JobStarted) -> None:
        self.workshop.start(event.job)

    @on(ErrorMet)
    def error_met(self, event: ErrorMet) -> None:
        self.hands.show_problem(event.error)

    @on(TitleChanged)
    def title_changed(self, event: TitleChanged) -> None:
        # So that long work can be watched from elsewhere; "" gives the old title back.
        if self._driver is not None and not self.is_headless:
            self._driver.write(
                f"\x1b[22;0t\x1b]2;fwadvisor: {harmless(event.title)}\x07"
                if event.title
                else "\x1b[23;0t"
            )

    @on(Worker.StateChanged)
    def worker_changed(self, event: Worker.StateChanged) -> None:
        self.workshop.heard(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), HARMLESS]

    async def on_event(self, event: events.Event) -> None:
        if not self.early_keys.holds(event):
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        self.early_keys.unused(event)

    # Leaving.

    async def action_quit(self) -> None:
        """Leave; while something is measured ask first, then stop it and wait for its process tree
        to end."""
        running = self.workshop.asking()
        if running is None or self.workshop.leaving:
            self.workshop.leave()
            return
        from advisor.tui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.workshop.leave()

        question = self.desk.say(
            "{what} is still going on. Stop it and quit? What is finished is kept.",
            what=running.title,
        )
        self.push_screen(Confirm(question, self.desk.say), answered)

    def on_unmount(self) -> None:
        """However the app ends, a browser closed under it included: what runs is asked to end."""
        self.workshop.stop()

    def leave_broken(self, error: BaseException) -> None:
        """A defect of ours: close the terminal view and hand the error to the one place that logs
        it."""
        self.failure = error
        self.workshop.stop()
        self.exit(return_code=4)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback; here the command line logs it and says where.
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self.leave_broken(error)

    # Keys.

    def action_go(self, page: str) -> None:
        if len(self.screen_stack) > 1:
            return
        if self.current_mode != page:
            self.switch_mode(page)

    def action_undo(self) -> None:
        self.decision.undo()

    def action_afresh(self) -> None:
        self.decision.start_afresh()

    def watch_theme(self, theme: str) -> None:
        self.desk.theme = theme

    def action_theme(self) -> None:
        at = themes.NAMES.index(self.theme) if self.theme in themes.NAMES else -1
        self.theme = themes.NAMES[(at + 1) % len(themes.NAMES)]
        self.notify(self.desk.say("theme: {name}", name=self.theme), timeout=2)
        self.call_after_refresh(self.hands.show)
        self.decision.save()

    def action_language(self) -> None:
        desk = self.desk
        at = LANGUAGES.index(desk.settings.lang)
        lang = LANGUAGES[(at + 1) % len(LANGUAGES)]
        desk.settings = with_changes(desk.settings, lang=lang)
        self.decision.changed()
        self.decision.save()

    def action_command_line(self) -> None:
        from advisor.views.need.command_line import as_options

        said = self.desk.said
        if said.need.team:
            self.decision.save()
        options = as_options(said.need, self.desk.machine_file, said.facts, team_file="last")
        command = f"fwadvisor rank {options}".strip()
        self.copy_to_clipboard(command)
        self.notify(
            command,
            title=self.desk.say("The same on the command line (copied)"),
            timeout=12,
            markup=False,
        )

    def action_simulate(self) -> None:
        from advisor.tui.screens.ask_text import AskText
        from advisor.tui.screens.simulate import FILE, Simulate

        say = self.desk.say

        def chosen(machine_file: str | None) -> None:
            if machine_file == FILE:
                self.push_screen(AskText(say("Path of the machine file"), say), chosen)
            elif machine_file is not None and machine_file != (self.desk.machine_file or ""):
                self.decision.advise_for(machine_file or None)

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
