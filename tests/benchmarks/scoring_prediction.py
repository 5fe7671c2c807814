"""Do the intervals of predicted step times hold the truth? Leaves one workload out, then one framework out.

Every run of every framework in turn is predicted from the others: once without any run of its workload, once without
any run of its framework. Reported are the share of 90 % intervals that hold the measured time, the median ratio of
their upper to their lower end, and the median error.

    python tests/benchmarks/scoring_prediction.py --data ~/.local/share/fwadvisor     the store of this machine
    python tests/benchmarks/scoring_prediction.py --synthetic                        made-up machines, to try the script
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable
from pathlib import Path

import numpy as np

from advisor.lab.heads import workloads
from advisor.resources import probes_dir
from advisor.scoring.prediction.predict_time import predict_time
from advisor.scoring.prediction.prediction import Timing
from advisor.usecases.predict import load_of

LOADS = {head.id: load_of(head) for head in workloads(probes_dir()).values() if head.flops > 0}
"""What one iteration of each shipped workload asks for, as its head says."""


def stored(data: Path) -> list[Timing]:
    """Of each framework and workload the least disturbed stock eager run in a store: the one with the least median."""
    from advisor.lab.store import read_runs

    least: dict[tuple[str, str], float] = {}
    for run in read_runs(data):
        if run.outcome == "ok" and run.samples and (run.mode, run.tuning) == ("eager", "stock"):
            key, seconds = (run.framework, run.workload), statistics.median(run.samples)
            least[key] = min(seconds, least.get(key, seconds))
    return [
        Timing(framework=framework, load=LOADS[workload], seconds=seconds)
        for (framework, workload), seconds in sorted(least.items())
        if workload in LOADS
    ]


def synthetic(seed: int) -> list[Timing]:
    """Seven frameworks with a pace each, and each workload suiting each of them differently."""
    chance = np.random.default_rng(seed)
    rate, bandwidth, dispatch = 60e9 * chance.lognormal(0, 0.3), 12e9 * chance.lognormal(0, 0.3), 4e-6
    return [
        Timing(
            framework=f"framework-{i}",
            load=load,
            seconds=(load.flops / rate + load.bytes / bandwidth + load.operations * dispatch * own)
            * pace
            * chance.lognormal(0, 0.35),
        )
        for i, (pace, own) in enumerate(zip(chance.lognormal(0, 0.3, 7), chance.lognormal(0, 0.5, 7), strict=True))
        for load in LOADS.values()
    ]


def left_out(timings: list[Timing], of: Callable[[Timing], str]) -> list[tuple[bool, float, float]]:
    """Held, ratio of the ends and absolute log error of each timing, predicted without its own kind."""
    found = []
    for name in sorted({of(timing) for timing in timings}):
        rest = [timing for timing in timings if of(timing) != name]
        for timing in (timing for timing in timings if of(timing) == name):
            if rest:
                (one,) = predict_time(rest, timing.load, [timing.framework])
                error = abs(float(np.log(timing.seconds / one.central)))
                found.append((one.low <= timing.seconds <= one.high, one.high / one.low, error))
    return found


def summary(rows: list[tuple[bool, float, float]]) -> dict[str, float]:
    held, ratios, errors = zip(*rows, strict=True)
    return {
        "predictions": len(rows),
        "covered": round(sum(held) / len(rows), 3),
        "median_ratio_of_ends": round(statistics.median(ratios), 2),
        "median_error_factor": round(float(np.exp(statistics.median(errors))), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    if given.data is None and not given.synthetic:
        parser.error("give --data DIR or --synthetic")
    sets = [synthetic(seed) for seed in range(given.repetitions)] if given.synthetic else [stored(given.data)]
    if not sets[0]:
        raise SystemExit(f"no timed run of a known workload in {given.data}")
    workload = [row for timings in sets for row in left_out(timings, lambda timing: timing.load.id)]
    framework = [row for timings in sets for row in left_out(timings, lambda timing: timing.framework)]
    result = {
        "timings": len(sets[0]),
        "leaving_one_workload_out": summary(workload),
        "leaving_one_framework_out": summary(framework) if framework else None,
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
