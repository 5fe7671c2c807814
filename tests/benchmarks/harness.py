"""What measuring costs the thing that is measured.

    python -m tests.benchmarks.harness [--app ROUNDS]

Prints: what the harness adds around a region of 10 ms, its own bookkeeping per sample, and, with
--app, a workload of the NumPy reference measured from the command line and from the app in a
pseudo-terminal, turn by turn. Fails above
1 %, 1 us and 2 %. On a machine that others use, the last of them says nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

from advisor.lab.store import read_runs
from probes.measure import Quiet, Stopwatch

REGION = 10e-3
MOST_ADDED = 0.01
MOST_BOOKKEEPING = 1e-6
MOST_DISTURBED = 0.02
ROUNDS = 60
WORKLOAD = "matmul"
"""Milliseconds an iteration: long enough for a sample, short enough that a redraw in between would
show."""
TIMEOUT = 120.0


def spin(seconds: float) -> float:
    """Keep a processor busy for so long, as a framework's kernel would; returns what it took by its
    own clock."""
    begin = time.perf_counter()
    until = begin + seconds
    while time.perf_counter() < until:
        pass
    return time.perf_counter() - begin


def added() -> float:
    """Median share by which a sample is longer than its region was by the region's own clock."""
    inner: list[float] = []
    watch = Stopwatch(lambda: inner.append(spin(REGION)))
    with Quiet():
        outer = [watch._take() for _ in range(ROUNDS)]
    return statistics.median(whole / part - 1 for whole, part in zip(outer, inner, strict=True))


def bookkeeping() -> float:
    """Seconds of an iteration that does nothing, one a sample: the clock twice, a loop and a
    call."""
    watch = Stopwatch(lambda: None)
    with Quiet():
        return statistics.median(watch._take() for _ in range(20_000))


def from_command_line(environment: dict[str, str]) -> float:
    command = [
        sys.executable,
        "-m",
        "advisor",
        "measure",
        "numpy_reference",
        "--fast",
        "--workload",
        WORKLOAD,
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return newest(environment)


def from_the_app(environment: dict[str, str]) -> float:
    """Open the app, go to Measure, tick nothing but the first row, and press the key that
    begins."""
    before = len(read_runs(Path(environment["FWADVISOR_DATA"])))
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "advisor"], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    try:
        listen(terminal, 4.0)
        for keys in ("p", "b"):  # Measure; what is ticked, which in a new folder is the reference
            os.write(terminal, keys.encode())
            listen(terminal, 2.0)
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            listen(terminal, 0.5)
            done = read_runs(Path(environment["FWADVISOR_DATA"]))[before:]
            if any(run.workload == WORKLOAD and run.round == 2 for run in done):
                return newest(environment)
        raise SystemExit("The app did not measure.")
    finally:
        os.kill(child, 15)
        listen(terminal, 1.0)
        os.waitpid(child, 0)
        os.close(terminal)


def listen(terminal: int, seconds: float) -> None:
    """Read what the app draws, for so long."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                return


def newest(environment: dict[str, str]) -> float:
    """Median seconds of the newest plan's runs of the workload."""
    runs = [
        run for run in read_runs(Path(environment["FWADVISOR_DATA"])) if run.workload == WORKLOAD
    ]
    return statistics.median(
        sample for run in runs if run.plan == runs[-1].plan for sample in run.samples
    )


def disturbed(rounds: int) -> float:
    """By how much the app being open moves the median, as a share."""
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "FWADVISOR_DATA": f"{folder}/data",
            "HOME": folder,
            "TMPDIR": folder,
            "TERM": "xterm-256color",
        }
        environment = {**os.environ, **own}
        pairs = [(from_command_line(environment), from_the_app(environment)) for _ in range(rounds)]
    for one, other in pairs:
        print(
            f"  command line {1e3 * one:.3f} ms, app {1e3 * other:.3f} ms, ratio {other / one:.3f}"
        )
    return abs(statistics.median(other / one for one, other in pairs) - 1)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--app",
        type=int,
        default=0,
        metavar="ROUNDS",
        help="compare with the app open, so many times",
    )
    rounds = parser.parse_args().app
    share, seconds = added(), bookkeeping()
    print(
        f"added around {1e3 * REGION:.0f} ms: {100 * share:.4f} % (limit {100 * MOST_ADDED:.0f} %)"
    )
    print(f"bookkeeping a sample: {1e9 * seconds:.0f} ns (limit {1e9 * MOST_BOOKKEEPING:.0f} ns)")
    failed = share > MOST_ADDED or seconds > MOST_BOOKKEEPING
    if rounds:
        moved = disturbed(rounds)
        print(f"with the app open: {100 * moved:.1f} % (limit {100 * MOST_DISTURBED:.0f} %)")
        failed = failed or moved > MOST_DISTURBED
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
