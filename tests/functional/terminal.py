"""The real program behind a pseudo-terminal, its screen read back by pyte."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import psutil
import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "backspace": "\x7f",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
}


class Terminal:
    """One run of `fwadvisor` in a terminal of its own."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        ignores_hang_up: bool = False,
        **environment: str,
    ) -> None:
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "SSL_CERT_FILE")
        }
        # A temporary folder of its own: measuring waits for nobody else's measuring on this
        # machine.
        (home / "tmp").mkdir(exist_ok=True)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "advisor", *arguments],
            dimensions=(rows, columns),
            timeout=5,
            ignore_sighup=ignores_hang_up,
            cwd=str(home),
            env={
                **kept,
                "HOME": str(home),
                "TMPDIR": str(home / "tmp"),
                "LANG": "C.UTF-8",
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                **environment,
            },
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float = 0.1) -> None:
        """Take in what the program writes for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self._stream.feed(self._process.read_nonblocking(65536, 0.02))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return

    def wait_for(self, what: str | Callable[[str], bool], seconds: float = 30.0) -> str:
        """Read until a text stands on the screen, or a question about it is answered with yes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.05)
            if what(self.text) if callable(what) else what in self.text:
                return self.text
        raise AssertionError(f"{what!r} did not come within {seconds} s; the screen:\n{self.text}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; names of KEYS, or text as it is typed."""
        for key in keys:
            self._process.send(KEYS.get(key, key))
            self.read(0.15)

    def ended(self, seconds: float = 20.0) -> int | None:
        """The exit code, waited for."""
        until = time.monotonic() + seconds
        while self._process.isalive() and time.monotonic() < until:
            self.read(0.1)
        self._process.close()
        return self._process.exitstatus

    def family(self) -> list[psutil.Process]:
        """Every process that came of it, the program included."""
        program = psutil.Process(self.pid)
        return [program, *program.children(recursive=True)]

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        self._process.ptyproc.fileobj.close()

    def kill(self) -> None:
        """End it whatever it does, so that a failed test leaves nothing behind."""
        if self._process.isalive():
            self._process.kill(9)
        self._process.close(force=True)
