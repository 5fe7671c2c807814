"""Does a budget of two minutes tell the truth? Against a rigorous measurement, pair by pair.

    python -m tests.benchmarks.quick [--budget 120s] [--rigorous FILE] [ID ...]

Over the pairs of frameworks that a rigorous measurement of ResNet-50 separates (95 % intervals
apart): how many the budget orders wrongly (none is allowed) and how many it calls tied (three at
most). Environments and what they compile must be there already. --rigorous takes the runs from a
file that `fwadvisor runs export` wrote, instead of measuring.
"""

from __future__ import annotations

import argparse
import sys
from itertools import combinations
from pathlib import Path

import msgspec

from advisor.model.run import Run
from tests.benchmarks.stores import Interval, intervals, measure, new_store, order, undisturbed

WORKLOADS = ("resnet50_train", "resnet50_infer")
MOST_TIED = 3


def stored(file: Path) -> tuple[Run, ...]:
    """The runs of a file."""
    return tuple(msgspec.json.decode(line, type=Run) for line in file.read_bytes().splitlines()[1:])


def judge(
    truth: dict[tuple[str, str], Interval], quick: dict[tuple[str, str], Interval]
) -> tuple[int, int, int]:
    """(pairs apart, wrong, tied)"""
    apart = wrong = tied = 0
    for workload in WORKLOADS:
        names = sorted(framework for framework, of in truth if of == workload)
        for one, other in combinations(names, 2):
            right = order(truth[one, workload], truth[other, workload])
            if not right:
                continue
            apart += 1
            keys = (one, workload), (other, workload)
            said = order(quick[keys[0]], quick[keys[1]]) if all(key in quick for key in keys) else 0
            wrong += said == -right
            tied += said == 0
            if said != right:
                print(f"  {workload}: {one} against {other}: {'tied' if not said else 'wrong'}")
    return apart, wrong, tied


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--budget", default="120s")
    parser.add_argument("--rigorous", type=Path, metavar="FILE")
    given = parser.parse_args()
    asked = [*given.ids, *(part for name in WORKLOADS for part in ("--workload", name))]
    with new_store() as data:
        runs = measure(data, *asked, "--budget", given.budget)
    quick = intervals(runs)
    print(undisturbed(runs))
    if given.rigorous:
        truth = intervals(tuple(run for run in stored(given.rigorous) if run.workload in WORKLOADS))
    else:
        with new_store() as data:
            truth = intervals(measure(data, *asked, "--rigorous"))
    for framework, workload in sorted(truth):
        known = quick.get((framework, workload))
        shown = f"{known[1]:.3g} ({known[0]:.3g} to {known[2]:.3g})" if known else "nothing"
        low, middle, high = truth[framework, workload]
        print(
            f"{workload} {framework}: {middle:.3g} ({low:.3g} to {high:.3g}), within the budget "
            f"{shown}"
        )
    apart, wrong, tied = judge(truth, quick)
    print(
        f"{apart} pairs apart; ordered wrongly {wrong} (limit 0), called tied {tied} (limit "
        f"{MOST_TIED})"
    )
    return int(wrong > 0 or tied > MOST_TIED)


if __name__ == "__main__":
    sys.exit(main())
