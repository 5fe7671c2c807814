"""Wall time of the commands that must feel instant: medians of whole processes, one after the
other.

Figures to beat on a quiet machine: `--version` 80 ms, `rank --json` 250 ms.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "--version": [sys.executable, "-m", "advisor", "--version"],
    "--help": [sys.executable, "-m", "advisor", "--help"],
    "rank --json": [sys.executable, "-m", "advisor", "rank", "--json"],
    "machine --json": [sys.executable, "-m", "advisor", "machine", "--json"],
}
ROUNDS = 9


def main() -> None:
    """Interleave the commands, so that a slow moment of the machine hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for round_ in range(ROUNDS + 1):
        for name, command in COMMANDS.items():
            began = time.perf_counter()
            subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
            )
            if round_:
                times[name].append(1000 * (time.perf_counter() - began))
    for name, found in times.items():
        print(f"{name:16} median {statistics.median(found):6.0f} ms   min {min(found):6.0f} ms")


if __name__ == "__main__":
    main()
