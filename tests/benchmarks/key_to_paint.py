"""From a key to what it paints, in a pseudo-terminal, idle and while something is measured.

    python tests/benchmarks/key_to_paint.py [KEYS]

Measures the NumPy reference in the app itself, presses j and k on the ranking meanwhile, and times
until the cursor has moved on the screen. Prints median and 95th percentile in milliseconds; fails
when the 95th exceeds the limit.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import pyte

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.startup import ANSWERS, COLUMNS, ROWS, TIMEOUT

LIMIT_MS = 50.0
RANKING = range(3, 10)
BLANK = 110
"""Rows of the ranking on the screen, and a column in which none of them has text."""
KEYS = 100
BATCH = 6
"""Keys between two looks whether it is still measuring; even, so that the cursor comes back to
where it was."""
PAUSE = 0.12
"""Seconds between two keys: a person who holds a key down presses no faster."""
SETTLED = 0.05
"""Seconds without output after which the screen is taken to be quiet before a key is pressed; work
in the background writes too, and its paint must not be taken for the key's."""


class Screen:
    """The app behind a terminal of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self.child, self._terminal = pty.fork()
        if self.child == 0:
            os.execve(sys.executable, [sys.executable, "-m", "advisor"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def read(self, seconds: float) -> bool:
        """Take in what comes within that time; whether anything came."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        said = os.read(self._terminal, 65536)
        for question, answer in ANSWERS:
            if question in said:
                os.write(self._terminal, answer)
        self._stream.feed(said)
        return True

    def wait_for(self, text: str) -> None:
        until = time.perf_counter() + TIMEOUT
        while text not in "\n".join(self.screen.display):
            self.read(0.05)
            if time.perf_counter() > until:
                raise SystemExit(f"{text!r} never appeared:\n" + "\n".join(self.screen.display))

    def cursor_row(self) -> int:
        """The row of the ranking that is drawn as the cursor: the one on a ground of its own; -1 in
        mid-paint."""
        grounds = [self.screen.buffer[at][BLANK].bg for at in RANKING]
        alone = [
            at for at, ground in zip(RANKING, grounds, strict=True) if grounds.count(ground) == 1
        ]
        return alone[0] if len(alone) == 1 else -1

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def time_of(self, key: str) -> float:
        """Seconds from a key to the cursor on another row."""
        before = self.cursor_row()
        began = time.perf_counter()
        self.press(key)
        while self.cursor_row() in (before, -1):
            self.read(0.001)
            if time.perf_counter() - began > TIMEOUT:
                raise SystemExit("the cursor did not move:\n" + "\n".join(self.screen.display))
        return time.perf_counter() - began

    def quiet(self) -> None:
        """Wait until nothing was written for a moment, but not for ever."""
        until = time.perf_counter() + PAUSE
        while self.read(SETTLED) and time.perf_counter() < until:
            continue

    def end(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self._terminal)


def times(app: Screen, count: int) -> list[float]:
    """Milliseconds of so many keys, down and up in turn."""
    found = []
    for at in range(count):
        time.sleep(PAUSE)
        app.quiet()
        found.append(1000 * app.time_of("j" if at % 2 == 0 else "k"))
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else KEYS
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "HOME": folder,
            "TMPDIR": folder,
            "FWADVISOR_DATA": f"{folder}/data",
            "XDG_CACHE_HOME": f"{folder}/cache",
        }
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            environment.pop(name, None)
        subprocess.run(
            [sys.executable, "-m", "advisor", "rank"],
            env=environment,
            check=True,
            capture_output=True,
        )
        app = Screen(environment)
        try:
            app.wait_for("% of the plausible")
            idle = times(app, count)
            app.press("4")
            app.wait_for("plan:")
            app.press("b")
            app.wait_for("so far")
            app.press("1")
            app.wait_for("Your need")
            busy, measuring = [], True
            while measuring and len(busy) < count:
                busy += times(app, BATCH)
                measuring = "working:" in "\n".join(app.screen.display)
        finally:
            app.end()
    worst = 0.0
    for name, found in (("idle", idle), ("measuring", busy)):
        highest = statistics.quantiles(found, n=20)[-1]
        worst = max(worst, highest)
        print(
            f"{name:10} median {statistics.median(found):5.1f} ms   "
            f"95th percentile {highest:5.1f} ms   ({len(found)} keys)"
        )
    print(f"limit      {LIMIT_MS:.0f} ms at the 95th percentile")
    return 0 if worst < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
