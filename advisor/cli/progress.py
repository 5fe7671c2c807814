"""Events on stderr: one line that is rewritten on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from advisor.cli.session import Session
from advisor.model.event import Event, Progressed, RunFinished, RunStarted, SampleTaken
from advisor.reading.characters import harmless
from advisor.views.measurements.run_reason import run_reason
from advisor.views.measurements.tables import OUTCOMES, figures
from advisor.views.numbers import duration, figure

PLAIN_EVERY = 15.0
"""Seconds between two lines about the same step, where lines cannot be rewritten."""
REDRAW_EVERY = 0.1


class Progress:
    """Shows events until it is closed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._terminal = sys.stderr.isatty() and not session.quiet
        self._now: dict[str, str] = {}
        self._said: dict[str, tuple[str, float]] = {}
        self._drawn = 0.0
        self._shown = False
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, Progressed):
                self._progressed(event)
            elif isinstance(event, RunStarted):
                self._now = {event.framework: event.workload}
                self._draw()
            elif isinstance(event, SampleTaken):
                text = self._session.say(
                    "{workload}, sample {number}", workload=event.workload, number=event.index + 1
                )
                self._now = {event.framework: text}
                self._draw()
            elif isinstance(event, RunFinished):
                run = event.run
                values = sorted(figures((run,)))
                result = f"{figure(values[len(values) // 2])} {run.measure.unit}" if values else ""
                if run.outcome != "ok":
                    say = self._session.say
                    result = f"{say(OUTCOMES[run.outcome])}: {run_reason(run, say)}"
                self._now.pop(run.framework, None)
                self._line(f"{run.framework} {run.workload}: {result}")

    def _progressed(self, event: Progressed) -> None:
        say = self._session.say
        text = event.message
        if event.total > 0 and event.done:
            text += f" {min(99, round(100 * event.done / event.total))} %"
        if event.seconds_left:
            text += " " + say("(about {time} left)", time=duration(event.seconds_left, say))
        finished = bool(event.total) and event.done >= event.total
        if finished:
            self._now.pop(event.task, None)
            self._line(f"{event.task}: {event.message}")
        elif self._terminal:
            self._now[event.task] = text
            self._draw()
        else:
            message, when = self._said.get(event.task, ("", 0.0))
            if message != event.message or time.monotonic() - when > PLAIN_EVERY:
                self._said[event.task] = (event.message, time.monotonic())
                self._session.note(f"{event.task}: {text}")

    def _draw(self) -> None:
        now = time.monotonic()
        if not self._terminal or now - self._drawn < REDRAW_EVERY:
            return
        self._drawn = now
        text = harmless("   ".join(f"{task}: {what}" for task, what in self._now.items()))
        sys.stderr.write("\r\x1b[K" + text[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()
        self._shown = True

    def _line(self, text: str) -> None:
        self.clear()
        self._session.note(text)

    def clear(self) -> None:
        """Take the line that is being rewritten away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


@contextmanager
def watching(session: Session) -> Iterator[tuple[Progress, Callable[[], bool]]]:
    """A progress, and whether the person pressed Ctrl-C: the first time stops in good order, the
    second at once."""
    import signal

    stopped = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopped
        if stopped:
            raise KeyboardInterrupt
        stopped = True

    before = signal.signal(signal.SIGINT, stop)
    progress = Progress(session)
    try:
        yield progress, lambda: stopped
    finally:
        progress.clear()
        signal.signal(signal.SIGINT, before)
