"""Long work of a screen as a person watches it: what goes on, how long, the terminal's title, a
bell at the end."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from advisor.errors import AdvisorError
from advisor.messages import N_
from advisor.model.event import Event
from advisor.tui.jobs import Job, Verb
from advisor.tui.messages import TitleChanged
from advisor.tui.page import Page
from advisor.views.measurements.live import Live, clock, follow, now_lines

TICK = 1.0
"""Seconds between two looks at the clock: each redraws, and drawing takes the processors from what
is being timed."""
KEPT = 40
"""Lines of a log that are shown."""
TITLE_LEFT, TITLE_SO_FAR = N_("{what}, {left} left"), N_("{what}, {elapsed} so far")


class Watch:
    """At most one piece of work at a time; quitting asks about it, and stopping it keeps what is
    done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live = Live()
        self.job: Job | None = None
        self._began = 0.0

    @property
    def running(self) -> bool:
        return self.job is not None

    def begin(
        self,
        verb: Verb,
        *,
        title: str,
        then: Callable[[Any], None],
        ended: Callable[[], None],
        refused: Callable[[AdvisorError], None] | None = None,
        expected: float = 0.0,
    ) -> None:
        """Start it.

        Args:
            ended: called once it is over, well or not, before `then`.
            expected: seconds that it should take; 0 where nobody knows.
        """
        self.live = Live(expected=expected)
        self._began = monotonic()

        def over() -> None:
            self.job = None
            self.page.app.bell()
            self.page.post_message(TitleChanged(""))
            self.page.refresh_bindings()
            ended()

        def well(result: Any) -> None:
            over()
            then(result)

        self.job = self.page.begin(
            verb,
            title=title,
            then=well,
            failed=over,
            refused=refused,
            watched=True,
        )
        self.page.refresh_bindings()

    def take(self, events: tuple[Event, ...]) -> None:
        """Follow what the work reports."""
        for event in events:
            self.live = follow(self.live, event, self.page.say)

    def lines(self) -> tuple[str, ...]:
        """What goes on now; nothing when nothing does."""
        if self.job is None:
            return ()
        lines = now_lines(self.live, monotonic() - self._began, self.page.say)
        return (self.page.say("Stopping ..."), *lines) if self.job.stopping else lines

    def log(self) -> str:
        """What was said so far, the newest first."""
        return "\n".join(reversed(self.live.lines[-KEPT:]))

    def tell_terminal(self) -> None:
        """Elapsed or remaining time in the terminal's title, so that it can be watched from
        elsewhere."""
        if self.job is None:
            return
        elapsed, say = monotonic() - self._began, self.page.say
        left = clock(max(0.0, self.live.expected - elapsed))
        message = TITLE_LEFT if self.live.expected else TITLE_SO_FAR
        title = say(message, what=self.job.title, left=left, elapsed=clock(elapsed))
        self.page.post_message(TitleChanged(title))

    def stop(self) -> None:
        """Ask it to end; it ends by itself, with what is done kept."""
        if self.job is not None:
            self.job.stop()
