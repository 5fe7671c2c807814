"""Runs whatever can block (a driver's library, a vendor's tool, a network file system) in one child
each, all at once.

A child that hangs costs its own time limit and nothing else: it is killed with its whole process
group and never waited for, because a process that sleeps inside a driver does not die when told to.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time

LONGEST = (
    1 << 20
)  # characters kept of one child's output; a full `nvidia-smi -q` of eight GPUs is about 150 kB


class Answer:
    """What a child said. `error` is empty when it ended by itself, otherwise a sentence that says
    what happened."""

    def __init__(self, text: str, status: int | None, error: str) -> None:
        self.text = text
        self.status = status
        self.error = error

    def value(self) -> object:
        """The value that a function returned in its child; raises ValueError when there is none."""
        return json.loads(self.text)


class Children:
    """Starts children and hands each answer on as soon as it is there."""

    def __init__(self) -> None:
        self._running: dict[int, _Child] = {}

    def call(self, function: object, done: object, seconds: float) -> None:
        """Run `function()` in a fork; `done(answer)` gets its JSON value."""
        self._start(lambda: _answer(function), done, seconds)

    def run(self, arguments: list[str], done: object, seconds: float) -> None:
        """Run a program; `done(answer)` gets its standard output and standard error together."""
        self._start(lambda: _become(arguments), done, seconds)

    def _start(self, body: object, done: object, seconds: float) -> None:
        try:
            reader, writer = os.pipe()
            process = os.fork()
        except OSError as error:
            done(Answer("", None, f"no process could be started ({error.strerror})"))
            return
        if process == 0:
            _child(body, writer)
        os.close(writer)
        os.set_blocking(reader, False)
        with contextlib.suppress(OSError):
            os.setpgid(process, process)
        self._running[reader] = _Child(process, done, time.monotonic() + seconds, seconds)

    def wait(self) -> None:
        """Serve every child until the last has answered or run out of time; an answer may start
        further children."""
        while self._running:
            poll = select.poll()
            for reader in self._running:
                poll.register(reader, select.POLLIN | select.POLLHUP)
            now = time.monotonic()
            soonest = min(child.deadline for child in self._running.values())
            for reader, _event in poll.poll(max(0, int((soonest - now) * 1000) + 1)):
                if self._read(reader):
                    self._end(reader, late=False)
            now = time.monotonic()
            for reader in [
                reader for reader, child in self._running.items() if child.deadline <= now
            ]:
                self._end(reader, late=True)

    def kill(self) -> None:
        """End every child at once."""
        for child in self._running.values():
            child.kill()

    def _read(self, reader: int) -> bool:
        """Take what is there; True at the end of the output."""
        child = self._running[reader]
        try:
            piece = os.read(reader, 1 << 16)
        except BlockingIOError:
            return False
        except OSError:
            return True
        if len(child.output) < LONGEST:
            child.output += piece
        return not piece

    def _end(self, reader: int, *, late: bool) -> None:
        child = self._running.pop(reader)
        os.close(reader)
        text = child.output.decode("utf-8", "replace")
        if late:
            child.kill()
            answer = Answer(text, None, f"no answer within {child.seconds:g} s")
        else:
            answer = Answer(text, child.status(), "")
            if answer.status is not None and answer.status < 0:
                answer.error = f"it was ended by signal {-answer.status}"
        child.done(answer)


class _Child:
    def __init__(self, process: int, done: object, deadline: float, seconds: float) -> None:
        self.process = process
        self.done = done
        self.deadline = deadline
        self.seconds = seconds
        self.output = b""

    def kill(self) -> None:
        for end in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                end(self.process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.process, os.WNOHANG)

    def status(self) -> int | None:
        """The exit status; its output has ended, so it is waited for, but never for long."""
        until = time.monotonic() + 0.5
        while True:
            try:
                process, code = os.waitpid(self.process, os.WNOHANG)
            except OSError:
                return None
            if process:
                return -os.WTERMSIG(code) if os.WIFSIGNALED(code) else os.WEXITSTATUS(code)
            if time.monotonic() > until:
                self.kill()
                return None
            time.sleep(0.001)


def _child(body: object, writer: int) -> None:
    """Never returns: whatever happens, this process ends here."""
    code = 127
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        silence = os.open(os.devnull, os.O_RDONLY)
        os.dup2(silence, 0)
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        code = body()
    except BaseException:
        code = 126
    finally:
        os._exit(code)


def _answer(function: object) -> int:
    """Write what the function returns; whatever a library prints meanwhile goes nowhere."""
    channel = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    data = json.dumps(function(), allow_nan=False).encode()
    while data:
        data = data[os.write(channel, data) :]
    return 0


def _become(arguments: list[str]) -> int:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    # Some vendors' tools translate their tables; the parsers read the untranslated ones.
    environment.update(LC_ALL="C.UTF-8", LANGUAGE="en", TERM="dumb", NO_COLOR="1")
    os.execve(arguments[0], arguments, environment)
    return 127
