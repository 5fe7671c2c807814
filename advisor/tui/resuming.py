"""Going on with a plan that was stopped: whether there is one, and the key that takes it up."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.resuming import Unfinished, unfinished
from advisor.tui.page import Page
from advisor.tui.watch import Watch


class Resuming:
    """Knows the plan that was not finished."""

    def __init__(self, screen: Page, work: Watch, agree: Callable[[MeasureRequest], None]) -> None:
        self.screen = screen
        self.work = work
        self.agree = agree
        self.found: Unfinished | None = None

    @property
    def can(self) -> bool:
        """There is one, and nothing runs."""
        return self.found is not None and not self.work.running

    def line(self) -> str:
        """That there is one, and how to go on; "" where there is none."""
        if self.found is None or self.work.running:
            return ""
        return self.screen.say(
            "a plan was stopped after {n} runs: R goes on", n=len(self.found.runs)
        )

    def look(self) -> None:
        """Look for one, in a thread: the runs that it has already are in the store."""
        data, say = self.screen.desk.settings.data, self.screen.say

        def then(found: Unfinished | None) -> None:
            self.found = found
            self.screen.renew(force=True)
            self.screen.refresh_bindings()

        self.screen.begin(
            lambda _on_event, _cancelled: unfinished(data, say=say),
            title="unfinished",
            then=then,
            quiet=True,
        )

    def go_on(self) -> None:
        """Go on, asking first where something must be built."""
        if self.found is not None:
            self.agree(replace(self.found.request, resume=True))
