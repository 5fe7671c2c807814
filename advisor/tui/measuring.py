"""Starting to measure: what is asked first, the use-case in a thread, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any

from advisor.benchmarking.plan import Plan
from advisor.benchmarking.request import MeasureRequest
from advisor.tui.jobs import Verb
from advisor.tui.page import Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.confirm import Confirm
from advisor.tui.watch import Watch
from advisor.usecases.measuring.measure import Measured, measure
from advisor.usecases.measuring.plan import find_files, plan_measuring
from advisor.views.measurements.live import clock
from advisor.views.measurements.plan import build_lines
from advisor.views.ranking.stopping import stopping_line

if TYPE_CHECKING:
    from advisor.lab.installing.chosen import ChosenFiles

SURE = 90
"""Per cent of the plausible weights and measurements that are sure enough, unless the person says
otherwise."""
BUDGET = 120
"""Seconds that are offered to somebody who asks for a budget."""


class Measuring:
    """What the screen of measuring does when a person says go."""

    def __init__(
        self,
        screen: Page,
        work: Watch,
        *,
        started: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self.screen = screen
        self.work = work
        self.started = started
        self.ended = ended
        self.came_to = ""
        """What the last measuring came to."""

    def ask_how_sure(self, request: MeasureRequest) -> None:
        """Ask for the share, then measure what tells most first."""
        say = self.screen.say

        def asked(text: str | None) -> None:
            if text is not None:
                self.agree(request, lambda _plan: self.begin_until_sure(request, float(text) / 100))

        self.screen.app.push_screen(
            AskText(
                say("Measure until the first is first in how many per cent?"),
                say,
                value=str(SURE),
                about=say(
                    "What tells most about your need comes first. It stops when the verdict is "
                    "settled, when measuring "
                    "cannot settle it, or when you stop it."
                ),
                complaint=lambda text: (
                    "" if is_share(text) else say("A number of per cent, more than 0, at most 100.")
                ),
            ),
            asked,
        )

    def ask_for_budget(self, now: float | None, taken: Callable[[str | None], None]) -> None:
        """Ask for the seconds that measuring may take."""
        say = self.screen.say
        self.screen.app.push_screen(
            AskText(
                say("How many seconds for all of the measuring?"),
                say,
                value=f"{now or BUDGET:g}",
                about=say(
                    "Building environments is not counted. Empty: as long as the care needs."
                ),
                complaint=lambda text: (
                    "" if not text or is_time(text) else say("A number of seconds, more than 0.")
                ),
            ),
            taken,
        )

    def agree(
        self,
        request: MeasureRequest,
        begin: Callable[[tuple[Plan, dict[str, ChosenFiles]]], None] | None = None,
    ) -> None:
        """Start, after asking where something must be downloaded or built."""
        if self.screen.desk.machine_file:
            self.screen.notify(
                self.screen.say(
                    "Another machine is simulated: press S to come back to this one before "
                    "measuring."
                )
            )
            return
        settings = self.screen.desk.settings
        plan = plan_measuring(request, settings=settings)
        begin = begin or (lambda found: self.begin(request, *found))
        if not plan.builds:
            begin((plan, {}))
            return

        def ask(found: tuple[Plan, dict[str, ChosenFiles]]) -> None:
            def agreed(yes: bool | None) -> None:
                if yes:
                    begin(found)

            question = self.screen.say("Download and build what is missing, then measure?")
            details = build_lines(found[0], self.screen.say)
            self.screen.app.push_screen(Confirm(question, self.screen.say, details=details), agreed)

        self.screen.begin(
            lambda on_event, cancelled: find_files(
                plan, request, settings=settings, on_event=on_event, cancelled=cancelled
            ),
            title=self.screen.say("choosing versions"),
            then=ask,
            replaces=True,
        )

    def begin(self, request: MeasureRequest, plan: Plan, choices: dict[str, ChosenFiles]) -> None:
        """Measure, in a thread."""
        settings = self.screen.desk.settings

        def verb(on_event: Callable[[Any], None], cancelled: Callable[[], bool]) -> Measured:
            return measure(
                request,
                choices=choices,
                settings=settings,
                on_event=on_event,
                cancelled=cancelled,
            )

        self.watch_over(verb, self.finished, plan.seconds + plan.build_seconds)

    def begin_until_sure(self, request: MeasureRequest, share: float) -> None:
        """Measure what tells most for the need on the desk, until the first is first in that
        share."""
        settings, need = self.screen.desk.settings, self.screen.desk.need

        def verb(on_event: Callable[[Any], None], cancelled: Callable[[], bool]) -> Any:
            from advisor.usecases.measuring.measure_until_sure import measure_until_sure

            return measure_until_sure(
                need,
                share,
                ids=request.ids,
                care=request.care,
                budget=request.budget,
                settings=settings,
                on_event=on_event,
                cancelled=cancelled,
            )

        # How long it takes depends on what is found: nobody knows.
        self.watch_over(verb, lambda settled: self.say_end(self.settled(settled)), 0.0)

    def settled(self, settled: Any) -> str:
        """Why measuring until sure ended."""
        gathered = self.screen.desk.gathered
        assert gathered is not None
        return stopping_line(settled, gathered.knowledge, self.screen.say)

    def watch_over(self, verb: Verb, then: Callable[[Any], None], expected: float) -> None:
        """Start it, and show it."""
        self.came_to = ""
        self.work.begin(
            verb,
            title=self.screen.say("measuring"),
            then=then,
            ended=self.ended,
            expected=expected,
        )
        self.started()

    def finished(self, measured: Measured) -> None:
        """Say that it is over."""
        say = self.screen.say
        self.say_end(
            say("Stopped. What was finished is kept.")
            if measured.stopped
            else say("{n} runs in {time}.", n=len(measured.runs), time=clock(measured.seconds))
        )

    def say_end(self, line: str) -> None:
        """Say what it came to, now and as long as nothing else is measured."""
        self.came_to = line
        self.screen.notify(line, markup=False)
        self.started()


def is_time(text: str) -> bool:
    """Whether a text says seconds, more than 0."""
    try:
        return 0 < float(text) < inf
    except ValueError:
        return False


def is_share(text: str) -> bool:
    """Whether a text says per cent, more than 0 and at most 100."""
    try:
        return 0 < float(text) <= 100
    except ValueError:
        return False
