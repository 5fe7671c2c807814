"""First ranked table in a pseudo-terminal, against a bare Textual app with tabs and one table, turn
by turn.

    python tests/benchmarks/startup.py [ROUNDS] [--against NAME=PROGRAM]

Prints medians in milliseconds and resident memory: when the table is there, and when the verdict
has followed, of the whole process tree then. Fails when the table takes half as much again as the
bare app, or more. `--against llmfit=PATH` measures another program's first table in the same turns,
`--against before=PATH` that of another commit.
Both apps are started as modules with their bytecode beside them; where it is missing, compiling is
what is measured, and the benchmark says so.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
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

import psutil

LIMIT = 1.5
"""Times a bare app. The aim is 1.3; a busy machine needs the room."""
ROUNDS = 7
ROWS, COLUMNS = 40, 120
TIMEOUT = 30.0
ESCAPES = re.compile(
    rb"\x1b\[[0-9;?<=>:]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x07|\x1b\\)|\x1b[@-Z\\-_]", re.S
)
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
UNCOMPILED = """
import os, sys
import advisor.tui.opening, advisor.tui.shell, advisor.tui.screens.decide
import textual.widgets._tabbed_content, textual.widgets._footer
files = [getattr(module, "__cached__", None) for module in list(sys.modules.values())]
print(sum(file is not None and not os.path.exists(file) for file in files))
"""
"""Prints how many of the modules that the two apps import have no bytecode."""
OTHERS = {"llmfit": re.compile(rb"Q[0-9]_K|\bGGUF\b|[0-9]+(\.[0-9])?B ")}
"""What a first table of another program has in it."""
OWN = re.compile(rb"0\.\d\d +#")
"""What our first table has in it, that of another commit too."""
VERDICT = re.compile(rb"Clear: |Leaning: |Close: |A tie: ")


class Seen:
    """What one start came to."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Until the table was on the screen."""
        self.megabytes = 0.0
        """Resident memory of the process then."""
        self.processor = 0.0
        """Seconds of processor time until then: what is left to compare on a machine that others
        use too."""
        self.after: float | None = None
        """Seconds from the table to the verdict."""
        self.tree = 0.0
        """Resident memory of the whole process tree with the verdict shown."""


def start(
    command: list[str],
    marker: re.Pattern[bytes],
    environment: dict[str, str],
    later: re.Pattern[bytes] | None = None,
) -> Seen:
    """Start it, and wait for the marker, then for what comes later."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    text, seen, waiting = b"", Seen(), [marker, *([later] if later else [])]
    process = psutil.Process(child)
    try:
        while waiting and time.perf_counter() - began < TIMEOUT:
            if not select.select([terminal], [], [], 0.005)[0]:
                continue
            try:
                said = os.read(terminal, 65536)
            except OSError:
                break
            for question, answer in ANSWERS:
                if question in said:
                    os.write(terminal, answer)
            text += said
            while waiting and waiting[0].search(ESCAPES.sub(b"", text)):
                now = time.perf_counter() - began
                if waiting.pop(0) is marker:
                    seen.seconds, seen.megabytes = now, process.memory_info().rss / 1e6
                    seen.processor = sum(process.cpu_times()[:2])
                else:
                    seen.after, seen.tree = now - seen.seconds, tree(process)
        if waiting:
            raise SystemExit(
                f"{command}: it never appeared; the last output: {ESCAPES.sub(b'', text)[-500:]!r}"
            )
        return seen
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def tree(process: psutil.Process) -> float:
    """Resident MB of a process and all that came of it."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            total += each.memory_info().rss / 1e6
        except psutil.NoSuchProcess:  # it ended meanwhile
            continue
    return total


def without_bytecode(environment: dict[str, str]) -> int:
    """How many modules are compiled at every start, because their bytecode is nowhere."""
    looking = {**environment, "PYTHONDONTWRITEBYTECODE": "1"}
    said = subprocess.run(
        [sys.executable, "-c", UNCOMPILED], env=looking, check=True, capture_output=True, text=True
    )
    return int(said.stdout)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument(
        "--against", action="append", default=[], metavar="NAME=PROGRAM", help="llmfit=PATH"
    )
    given = parser.parse_args()
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
        for name in ("COLUMNS", "LINES", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, (folder, os.environ.get("PYTHONPATH")))
        )
        apps: dict[str, tuple[list[str], re.Pattern[bytes], re.Pattern[bytes] | None]] = {
            "bare": ([sys.executable, "-m", "bare"], re.compile(rb"row 19"), None),
            "fwadvisor": ([sys.executable, "-m", "advisor"], OWN, VERDICT),
        }
        for name, _, path in (text.partition("=") for text in given.against):
            apps[name] = ([path], OTHERS.get(name, OWN), None)
        starts: dict[str, list[Seen]] = {name: [] for name in apps}
        for turn in range(given.rounds + 1):
            for name, (command, marker, later) in apps.items():
                seen = start(command, marker, environment, later)
                if turn:  # The first turn compiles what it may write, and looks at the machine.
                    starts[name].append(seen)
        uncompiled = without_bytecode(environment)
    median = {
        name: statistics.median(seen.seconds for seen in all_of_it)
        for name, all_of_it in starts.items()
    }
    least = {name: min(seen.seconds for seen in all_of_it) for name, all_of_it in starts.items()}
    used = {
        name: statistics.median(seen.processor for seen in all_of_it)
        for name, all_of_it in starts.items()
    }
    for name, all_of_it in starts.items():
        resident = statistics.median(seen.megabytes for seen in all_of_it)
        print(
            f"{name:10} median {1000 * median[name]:6.0f} ms   least {1000 * least[name]:6.0f} ms "
            f"  "
            f"processor {1000 * used[name]:4.0f} ms   resident {resident:5.1f} MB   "
            f"({given.rounds} starts)"
        )
    own = starts["fwadvisor"]
    after = [seen.after for seen in own if seen.after is not None]
    print(
        f"verdict    median {1000 * statistics.median(after):6.0f} ms after the table   "
        f"whole tree {statistics.median(seen.tree for seen in own):5.1f} MB"
    )
    for name in apps:
        if name != "fwadvisor":
            print(
                f"fwadvisor / {name}   median {median['fwadvisor'] / median[name]:.2f}   "
                f"of the least {least['fwadvisor'] / least[name]:.2f}   "
                f"of processor time {used['fwadvisor'] / used[name]:.2f}"
            )
    ratio = min(median["fwadvisor"] / median["bare"], least["fwadvisor"] / least["bare"])
    print(f"limit      {LIMIT} times the bare app")
    if uncompiled:
        print(
            f"bytecode   none for {uncompiled} modules: every start above compiled them; run "
            f"`make run` first"
        )
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
