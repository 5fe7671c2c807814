"""First ranked table in a pseudo-terminal, against a bare Textual app with tabs and one table, turn by turn.

    python tests/benchmarks/startup.py [rounds]

Prints medians in milliseconds and resident memory; fails when the table takes twice the bare app's time or more.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

import psutil

LIMIT = 2.0
"""Times a bare app. The aim is 1.3; a busy machine needs the room."""
ROUNDS = 7
ROWS, COLUMNS = 40, 120
TIMEOUT = 30.0
ESCAPES = re.compile(rb"\x1b\[[0-9;?<=>:]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x07|\x1b\\)|\x1b[@-Z\\-_]", re.S)
ANSWERS = (
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;c"),
)
"""What a terminal answers when it is asked."""

BARE = """
from textual.app import App
from textual.widgets import DataTable, Footer, TabbedContent, TabPane


class Bare(App):
    def compose(self):
        with TabbedContent():
            with TabPane("One"):
                yield DataTable()
            for name in ("Two", "Three", "Four", "Five", "Six"):
                yield TabPane(name)
        yield Footer()

    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("name", "score", "note")
        table.add_rows((f"row {n}", f"0.{n:02d}", "bare") for n in range(20))


Bare().run()
"""


def start(command: list[str], marker: re.Pattern[bytes], environment: dict[str, str]) -> tuple[float, float]:
    """(seconds until the marker is on the screen, resident MB of the process then)."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    seen, found = b"", None
    try:
        while found is None and time.perf_counter() - began < TIMEOUT:
            if not select.select([terminal], [], [], 0.005)[0]:
                continue
            try:
                said = os.read(terminal, 65536)
            except OSError:
                break
            for question, answer in ANSWERS:
                if question in said:
                    os.write(terminal, answer)
            seen += said
            if marker.search(ESCAPES.sub(b"", seen)):
                found = time.perf_counter() - began
        if found is None:
            raise SystemExit(f"{command}: the table never appeared; the last output: {ESCAPES.sub(b'', seen)[-500:]!r}")
        return found, psutil.Process(child).memory_info().rss / 1e6
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "FWADVISOR_DATA": f"{folder}/data",
            "XDG_CACHE_HOME": f"{folder}/cache",
        }
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            environment.pop(name, None)
        apps = {
            "bare": ([sys.executable, str(bare)], re.compile(rb"row 19")),
            "fwadvisor": ([sys.executable, "-m", "advisor"], re.compile(rb"0\.\d\d +#")),
        }
        times: dict[str, list[float]] = {name: [] for name in apps}
        memory: dict[str, list[float]] = {name: [] for name in apps}
        for turn in range(rounds + 1):
            for name, (command, marker) in apps.items():
                seconds, megabytes = start(command, marker, environment)
                if turn:  # The first turn compiles bytecode and looks at the machine.
                    times[name].append(1000 * seconds)
                    memory[name].append(megabytes)
    for name in apps:
        print(
            f"{name:10} median {statistics.median(times[name]):6.0f} ms   least {min(times[name]):6.0f} ms   "
            f"resident {statistics.median(memory[name]):5.1f} MB   ({rounds} starts)"
        )
    ratio = statistics.median(times["fwadvisor"]) / statistics.median(times["bare"])
    least = min(times["fwadvisor"]) / min(times["bare"])
    print(f"ratio      median {ratio:.2f}   of the least {least:.2f}   limit {LIMIT}")
    return 0 if min(ratio, least) < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
