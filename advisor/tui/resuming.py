"""Going on with a plan that was stopped: whether there is one, and the key that takes it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from advisor.benchmarking.resuming import Unfinished, unfinished

if TYPE_CHECKING:
    from advisor.tui.screens.measure import MeasureScreen


class Resuming:
    """Knows the plan that was not finished."""

    def __init__(self, screen: MeasureScreen) -> None:
        self.screen = screen
        self.found: Unfinished | None = None

    @property
    def can(self) -> bool:
        """There is one, and nothing runs."""
        return self.found is not None and not self.screen.work.running

    def line(self) -> str:
        """That there is one, and how to go on; "" where there is none."""
        if self.found is None or self.screen.work.running:
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

        self.screen.shell.start(
            lambda _on_event, _cancelled: unfinished(data, say=say),
            title="unfinished",
            then=then,
            quiet=True,
        )

    def go_on(self) -> None:
        """Go on, asking first where something must be built."""
        if self.found is not None:
            self.screen.measuring.agree(replace(self.found.request, resume=True))
