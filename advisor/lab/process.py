"""Run one child under the supervisor: its lines arrive one by one, its chatter is kept as a bounded
tail.

Synchronous, and usable from any thread: nothing here depends on which thread started the child.
(The kernel's PDEATHSIG is bound to the thread that forked, so the program relies on the lifeline
pipe; only the supervisor, which has a single thread, uses PDEATHSIG.)
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from advisor.lab.remains import MARK, kill_marked
from advisor.lab.streams import LineSplitter, Tail

SUPERVISOR = Path(__file__).with_name("supervisor.py")
CHANNEL = "{channel}"
"""Stands in a command for the number of the descriptor that the child writes its lines to."""
TURN = "{turn}"
"""Stands there for the number of the descriptor that tells the child that it is its turn."""
TICK = 0.1
"""Seconds between looks at `cancelled`."""
PATIENCE = 3.0
"""Seconds that a supervisor gets to end its tree after it was told to; it needs the grace and a
moment."""

Why = Literal["exited", "timed_out", "cancelled", "not_started", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to run. `argv[0]` is an absolute path; the environment is exactly the one given."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    directory: Path | None = None
    time_limit: float | None = None
    memory_limit: int | None = None
    """Bytes of private memory (RLIMIT_DATA)."""
    grace: float = 0.5
    """Seconds between being asked to end and being made to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How it ended."""

    why: Why
    code: int | None = None
    """Exit code; a signal is negative."""
    reason: str = ""
    seconds: float
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    tail: str = ""
    """The last lines of stdout and stderr."""
    too_long: int = 0
    """Lines on the channel that were longer than a megabyte and were thrown away."""

    @property
    def ok(self) -> bool:
        return self.why == "exited" and self.code == 0

    def said(self) -> str:
        """How it ended, in a few English words for a log or a reason."""
        if self.why != "exited":
            return self.reason or self.why.replace("_", " ")
        if self.code is not None and self.code < 0:
            return f"ended by {self.signal_name} (signal {-self.code})"
        return f"ended with exit code {self.code}"

    @property
    def signal_name(self) -> str:
        """The name of the one that ended it; empty when none did."""
        if self.why != "exited" or self.code is None or self.code >= 0:
            return ""
        with contextlib.suppress(ValueError):
            return signal.Signals(-self.code).name
        return f"SIGRTMIN{-self.code - signal.SIGRTMIN:+d}"


class _Child:
    """The pipes to one supervisor and its child."""

    def __init__(self, command: Command) -> None:
        self.began_at = time.monotonic()
        self.mark = uuid.uuid4().hex
        self.report: dict[str, object] = {}
        self.failure = ""
        self.pid: int | None = None
        with contextlib.ExitStack() as stack:
            ends = [self._pipe(stack) for _ in range(4)]
            (
                (report, say_report),
                (hear_lifeline, lifeline),
                (channel, say_channel),
                (hear_turn, turn),
            ) = ends
            handed = {CHANNEL: str(say_channel), TURN: str(hear_turn)}
            orders = {
                "command": [handed.get(part, part) for part in command.argv],
                "environment": {**command.environment, MARK: self.mark},
                "cwd": str(command.directory) if command.directory else None,
                "time_limit": command.time_limit,
                "memory_limit": command.memory_limit,
                "grace": command.grace,
                "report": say_report,
                "lifeline": hear_lifeline,
                "hand_on": [say_channel, hear_turn],
            }
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(SUPERVISOR)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(say_report, hear_lifeline, say_channel, hear_turn),
                start_new_session=True,
            )
            stack.pop_all()
        for theirs in (say_report, hear_lifeline, say_channel, hear_turn):
            os.close(theirs)
        self.descriptors = {"report": report, "channel": channel}
        self.lifeline: int | None = lifeline
        self.turn = turn
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self.process.stdin as orders_end:
            orders_end.write(json.dumps(orders).encode())

    @staticmethod
    def _pipe(stack: contextlib.ExitStack) -> tuple[int, int]:
        ends = os.pipe()
        for end in ends:
            stack.callback(os.close, end)
        return ends

    def let_go(self) -> None:
        """Close the lifeline: the supervisor ends the tree."""
        if self.lifeline is not None:
            os.close(self.lifeline)
            self.lifeline = None

    def hear(self, line: bytes) -> None:
        told = json.loads(line)
        if told["kind"] == "began":
            self.pid = told["pid"]
        elif told["kind"] == "not_started":
            self.failure = told["reason"]
        else:
            self.report = told

    def close(self) -> None:
        self.let_go()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for descriptor in (*self.descriptors.values(), self.turn):
            os.close(descriptor)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        if not self.report:
            kill_marked(self.mark)


class _Ears:
    """Listens to the four pipes of a child."""

    def __init__(
        self,
        child: _Child,
        on_line: Callable[[bytes], None] | None,
        on_output: Callable[[bytes], None] | None,
    ) -> None:
        self.tail, self.lines, self._reports = Tail(), LineSplitter(), LineSplitter()
        self.done = False
        self._child, self._on_line, self._on_output = child, on_line, on_output
        self._selector = selectors.DefaultSelector()
        for name, descriptor in child.descriptors.items():
            self._selector.register(descriptor, selectors.EVENT_READ, name)
        for stream in (child.process.stdout, child.process.stderr):
            assert stream is not None
            self._selector.register(stream, selectors.EVENT_READ, "output")

    def listen(self, seconds: float) -> None:
        """Hear what comes within this time; `done` when the supervisor has nothing more to
        report."""
        over = False
        for key, _ in self._selector.select(seconds):
            over = self._hear(key) or over
        if over:
            # The tree is gone, so little is still in the pipes; but somebody outside of it may hold
            # one open.
            for _ in range(1000):
                keys = [key for key, _ in self._selector.select(0)]
                if not keys:
                    break
                for key in keys:
                    self._hear(key)
            self.done = True

    def close(self) -> None:
        self._selector.close()

    def _hear(self, key: selectors.SelectorKey) -> bool:
        """True when this was the end of the report."""
        data = os.read(key.fd, 65_536)
        if not data:
            self._selector.unregister(key.fileobj)
            return bool(key.data == "report")
        if key.data == "output":
            self.tail.feed(data)
            if self._on_output is not None:
                self._on_output(data)
        elif key.data == "report":
            for line in self._reports.feed(data):
                self._child.hear(line)
        else:
            for line in self.lines.feed(data):
                if self._on_line is not None:
                    self._on_line(line)
        return False


class Running:
    """A child that was started, and is listened to now and then.

    Args:
        on_line: each line that the child writes to its channel.
        on_output: what it writes to stdout and stderr, as it comes.
    """

    def __init__(
        self,
        command: Command,
        *,
        on_line: Callable[[bytes], None] | None = None,
        on_output: Callable[[bytes], None] | None = None,
    ) -> None:
        self._child = _Child(command)
        self._ears = _Ears(self._child, on_line, on_output)
        self._gave_up_at: float | None = None
        self._ticked = 0.0
        self._closed = False

    def listen(
        self,
        *,
        on_tick: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Hear it until nothing of it is left.

        Args:
            on_tick: about ten times a second, with the child's pid.
            cancelled: asked about ten times a second; True ends the whole tree.
        """
        while not self._ears.done:
            self.listen_once()
            now = time.monotonic()
            if now - self._ticked < TICK:
                continue
            self._ticked = now
            if on_tick is not None and self._child.pid is not None and not self._child.report:
                on_tick(self._child.pid)
            if self._gave_up_at is None and cancelled():
                self.let_go()
            if self._gave_up_at is not None and now - self._gave_up_at > PATIENCE:
                break

    def listen_once(self) -> None:
        """Hear what it says within a moment."""
        if not self._ears.done:
            self._ears.listen(TICK)

    @property
    def over(self) -> bool:
        """Nothing of it is left."""
        return self._ears.done

    def let_go(self) -> None:
        """Have its whole tree ended."""
        self._gave_up_at = time.monotonic()
        self._child.let_go()

    def pause(self) -> None:
        """Stop the child, with all its threads, until its turn: nothing of it computes
        meanwhile."""
        self._signal(signal.SIGSTOP)

    def take_turn(self, line: bytes) -> None:
        """Let it go on, with this to read."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._child.turn, line + b"\n")
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """End what is left of it."""
        if not self._closed:
            self._closed = True
            self._ears.close()
            self._child.close()

    def ended(self) -> Ended:
        """How it ended, once it is closed."""
        return _ended(self._child, self._ears, self._gave_up_at is not None)

    def _signal(self, number: signal.Signals) -> None:
        if self._child.pid is not None and not self._child.report:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child.pid, number)


def run(
    command: Command,
    *,
    on_line: Callable[[bytes], None] | None = None,
    on_output: Callable[[bytes], None] | None = None,
    on_tick: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Ended:
    """Run to the end; returns when nothing of the child is left. The arguments are those of
    `Running`."""
    running = Running(command, on_line=on_line, on_output=on_output)
    try:
        running.listen(on_tick=on_tick, cancelled=cancelled)
    finally:
        running.close()
    return running.ended()


def _ended(child: _Child, ears: _Ears, gave_up: bool) -> Ended:
    report = child.report
    why: Why
    told = report.get("why")
    if gave_up or told in ("cancelled", "lifeline"):
        why = "cancelled"
    elif told == "timed_out":
        why = "timed_out"
    elif child.failure:
        why = "not_started"
    elif not report:
        why = "lost"
    else:
        why = "exited"
    return Ended(
        why=why,
        code=_number(report.get("code")),
        reason=child.failure or ("its supervisor was killed" if why == "lost" else ""),
        seconds=time.monotonic() - child.began_at,
        cpu_seconds=float(str(report.get("cpu_seconds", 0.0))),
        peak_bytes=_number(report.get("peak_bytes")) or 0,
        tail=ears.tail.text(),
        too_long=ears.lines.too_long,
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
