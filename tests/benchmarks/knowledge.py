"""How long knowledge takes to open: at most 5 ms compiled (also as the first thing of a process)
and 400 ms from YAML.

Run by `make bench`. CPU time, because other work on the machine must not decide; the best of
several, because a garbage collection must not either.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


# The checkout's own code, wherever this is started.
from advisor.catalog.load import open_knowledge  # noqa: E402
from advisor.catalog.read import read_base  # noqa: E402

LIMITS = {"compiled": 0.005, "first of a process": 0.005, "from YAML": 0.400}


def best_of(runs: int, work: Callable[[], object]) -> float:
    """The least CPU seconds of several runs."""
    least = float("inf")
    for _ in range(runs):
        before = time.process_time()
        work()
        least = min(least, time.process_time() - before)
    return least


def in_a_new_process(base: Path, cache: Path) -> float:
    """CPU seconds of the first opening, imports left out."""
    script = (
        "import sys, time; from pathlib import Path; from advisor.catalog.load import "
        "open_knowledge; "
        "before = time.process_time(); open_knowledge(Path(sys.argv[1]), cache=Path(sys.argv[2])); "
        "print(time.process_time() - before)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(base), str(cache)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return float(ended.stdout)


def main() -> int:
    base = ROOT / "knowledge"
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        open_knowledge(base, cache=cache)
        seconds = {
            "compiled": best_of(20, lambda: open_knowledge(base, cache=cache)),
            "first of a process": min(in_a_new_process(base, cache) for _ in range(5)),
            "from YAML": best_of(5, lambda: read_base(base)),
        }
    slow = 0
    for name, limit in LIMITS.items():
        verdict = "ok" if seconds[name] <= limit else "TOO SLOW"
        slow += seconds[name] > limit
        print(
            f"knowledge {name:18} {1000 * seconds[name]:7.2f} ms  (limit {1000 * limit:.0f} ms)  "
            f"{verdict}"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
