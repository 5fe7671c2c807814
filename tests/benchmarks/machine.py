"""How long looking around takes and how much memory: `python tests/benchmarks/machine.py`.

Two figures each: wall time, which other work on the machine spoils, and processor time, which it
does not. The aim is `fwadvisor machine --json` below 250 ms of wall time and below 60 MB where no
vendor's tool is installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 9
WALL_MS = 250
MEGABYTES = 60


def timed(arguments: list[str]) -> tuple[float, float]:
    """Wall and processor milliseconds of one run, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, used * 1000


def main() -> int:
    """Print the table; 1 when an aim is missed on a quiet machine."""
    program = str(Path(sys.executable).with_name("fwadvisor"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -m probes.machine": [sys.executable, "-m", "probes.machine"],
        "fwadvisor machine --json": [program, "machine", "--json"],
        "fwadvisor doctor": [program, "doctor"],
    }
    print(f"{'command':28}{'wall ms':>18}{'cpu ms':>10}   of {RUNS}; load {os.getloadavg()[0]:.1f}")
    walls = {}
    for name, arguments in commands.items():
        timed(arguments)
        runs = [timed(arguments) for _ in range(RUNS)]
        wall = sorted(wall for wall, _ in runs)
        walls[name] = wall[0]
        print(
            f"{name:28}{wall[0]:7.0f} .. "
            f"{wall[len(wall) // 2]:5.0f}{min(used for _, used in runs):10.0f}"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"largest process of all: {peak:.0f} MB (doctor reads the knowledge base and is not part "
        f"of the aim)"
    )
    own = subprocess.run(
        [sys.executable, "-c", MEASURE, program],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    print(f"fwadvisor machine --json: {int(own) / 1024:.0f} MB")
    missed = walls["fwadvisor machine --json"] > WALL_MS or int(own) / 1024 > MEGABYTES
    return int(missed)


MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.argv[1], "machine", "--json"], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

if __name__ == "__main__":
    sys.exit(main())
