"""Do two runs of `measure --fast` say the same?

    python -m tests.benchmarks.repeatable [ID ...]

Over all cells (a framework, a workload): how many overlap in their intervals (nine of ten are asked
for), and of how many the medians lie within 10 % of each other (three of four). On a quiet machine,
with environments built.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks.stores import intervals, measure, new_store, order, undisturbed

LEAST_OVERLAP = 0.9
LEAST_NEAR = 0.75
NEAR = 0.1


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
    ratios = [seen[0][cell][1] / seen[1][cell][1] for cell in cells]
    for cell, together in zip(cells, overlap, strict=True):
        texts = [f"{one[cell][1]:.4g} ({one[cell][0]:.4g} to {one[cell][2]:.4g})" for one in seen]
        print(f"{' '.join(cell)}: {'; '.join(texts)}{'' if together else '  APART'}")
    share = sum(overlap) / len(cells)
    near = sum(1 / (1 + NEAR) < ratio < 1 + NEAR for ratio in ratios) / len(cells)
    print(f"{len(cells)} cells: {share:.0%} overlap (at least {LEAST_OVERLAP:.0%})")
    print(f"medians within {NEAR:.0%} of each other: {near:.0%} (at least {LEAST_NEAR:.0%})")
    return int(share < LEAST_OVERLAP or near < LEAST_NEAR)


if __name__ == "__main__":
    sys.exit(main())
