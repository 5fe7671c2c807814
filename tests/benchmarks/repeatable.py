"""Do two runs of `measure --fast` say the same?

    python -m tests.benchmarks.repeatable [ID ...]

Over all cells (a framework, a workload): how many overlap in their intervals (nine of ten are asked
for), and how many have a half-width below 5 % of the median (three of four). On a quiet machine,
with environments built.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks.stores import intervals, measure, new_store, order, undisturbed

LEAST_OVERLAP = 0.9
LEAST_NARROW = 0.75
NARROW = 0.05


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID")
    ids = parser.parse_args().ids
    seen = []
    for _ in range(2):
        with new_store() as data:
            runs = measure(data, *ids, "--fast")
        seen.append(intervals(runs))
        print(undisturbed(runs))
    cells = sorted(seen[0].keys() & seen[1].keys())
    overlap = [order(seen[0][cell], seen[1][cell]) == 0 for cell in cells]
    halves = [(one[cell][2] - one[cell][0]) / 2 / one[cell][1] for one in seen for cell in cells]
    for cell, together in zip(cells, overlap, strict=True):
        texts = [f"{one[cell][1]:.4g} ({one[cell][0]:.4g} to {one[cell][2]:.4g})" for one in seen]
        print(f"{' '.join(cell)}: {'; '.join(texts)}{'' if together else '  APART'}")
    share, narrow = sum(overlap) / len(cells), sum(half < NARROW for half in halves) / len(halves)
    print(f"{len(cells)} cells: {share:.0%} overlap (at least {LEAST_OVERLAP:.0%})")
    print(
        f"half-width below {NARROW:.0%} of the median: {narrow:.0%} (at least {LEAST_NARROW:.0%})"
    )
    return int(share < LEAST_OVERLAP or narrow < LEAST_NARROW)


if __name__ == "__main__":
    sys.exit(main())
