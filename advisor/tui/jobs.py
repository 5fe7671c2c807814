"""Slow work in a thread: a use-case, its events forwarded at most ten times a second, and a way to
stop it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from threading import Lock, Timer
from time import monotonic
from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump

from advisor.errors import AdvisorError
from advisor.model.event import Event

PERIOD = 0.1
"""Seconds between two posts: people read no faster, and a sample may come every microsecond."""

Verb = Callable[[Callable[[Event], None], Callable[[], bool]], Any]
"""A use-case with everything but its events and its stop: called with `on_event` and
`cancelled`."""


class Reported(Message):
    """Events of a job, in order."""

    def __init__(self, job: Job, events: tuple[Event, ...]) -> None:
        super().__init__()
        self.job = job
        self.events = events


class Outbox:
    """Collects events in the thread and posts them in batches; nothing is dropped."""

    def __init__(self, job: Job, target: MessagePump) -> None:
        self._job = job
        self._target = target
        self._lock = Lock()
        self._waiting: list[Event] = []
        self._timer: Timer | None = None
        self._posted = 0.0

    def __call__(self, event: Event) -> None:
        with self._lock:
            self._waiting.append(event)
            if self._timer is None:
                wait = max(0.0, self._posted + PERIOD - monotonic())
                self._timer = Timer(wait, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Post what waits."""
        with self._lock:
            waiting, self._waiting = tuple(self._waiting), []
            self._timer = None
            self._posted = monotonic()
        if waiting:
            self._target.post_message(Reported(self._job, waiting))


class Job:
    """One piece of slow work. `stop` asks it to end; it ends by itself, with what is done kept."""

    def __init__(
        self,
        verb: Verb,
        *,
        title: str,
        target: MessagePump,
        then: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
        refused: Callable[[AdvisorError], None] | None = None,
        asks_before_quitting: bool = False,
        quiet: bool = False,
        replaces: bool = False,
    ) -> None:
        self.title = title
        self.then = then
        self.failed = failed
        self.refused = refused
        """What to do with an error that a person can act on; None shows it in a box."""
        self.target = target
        self.asks_before_quitting = asks_before_quitting
        self.quiet = quiet
        """Its failure is no news to the person: nothing was asked for."""
        self.replaces = replaces
        """What runs under the same title is stopped, and its result is not wanted any more."""
        self._verb = verb
        self._stop = Flag()
        self._superseded = False
        self._outbox = Outbox(self, target)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to end."""
        self._stop.set()

    @property
    def superseded(self) -> bool:
        return self._superseded

    def supersede(self) -> None:
        """Newer work takes its place: end, and nobody wants the result."""
        self._superseded = True
        self.stop()

    def run(self) -> Any:
        """The thread's part."""
        try:
            return self._verb(self._outbox, self._stop.is_set)
        finally:
            self._outbox.flush()
