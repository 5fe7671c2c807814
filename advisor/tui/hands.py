"""What the app does for the decision: work in threads, timers, notices, drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.timer import Timer

from advisor.errors import AdvisorError
from advisor.messages import Say
from advisor.tui.jobs import Job, Verb
from advisor.tui.page import Page
from advisor.tui.workshop import Workshop
from advisor.views.problem import what_and_why


class AppHands:
    """The hands of `advisor.tui.decision`, on a Textual app."""

    def __init__(self, app: App[None], workshop: Workshop, say: Callable[[], Say]) -> None:
        self._app = app
        self._workshop = workshop
        self._say = say
        self._timers: dict[str, Timer] = {}
        self._noted: set[str] = set()

    def begin(
        self,
        verb: Verb,
        title: str,
        then: Callable[[Any], None],
        *,
        quiet: bool = True,
        replaces: bool = False,
        refused: Callable[[AdvisorError], None] | None = None,
    ) -> None:
        """Do slow work in a thread."""
        job = Job(
            verb,
            title=title,
            target=self._app,
            then=then,
            refused=refused,
            quiet=quiet,
            replaces=replaces,
        )
        self._workshop.start(job)

    def later(self, name: str, seconds: float, what: Callable[[], None]) -> None:
        """Do something after so long; an earlier call under that name is forgotten."""
        if name in self._timers:
            self._timers[name].stop()
        self._timers[name] = self._app.set_timer(seconds, what)

    def show(self) -> None:
        """Show the open screen anew, also under a dialog; the others follow when they are
        opened."""
        for screen in self._app.screen_stack:
            if isinstance(screen, Page):
                screen.renew()

    def notify(self, message: str) -> None:
        """Say something in passing."""
        self._app.notify(message, markup=False)

    def show_problem(self, error: AdvisorError) -> None:
        """An error as a box: what, why, and the next thing to do."""
        from advisor.tui.screens.problem import ProblemDialog

        self._app.push_screen(ProblemDialog(error, self._say()))

    def note_once(self, error: AdvisorError) -> None:
        """A note for what is a pity but stops nobody."""
        if error.reference not in self._noted:
            self._noted.add(error.reference)
            text = what_and_why(error, self._say())
            self._app.notify(text, severity="warning", markup=False)
