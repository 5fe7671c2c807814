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

from advisor.scoring.prediction.predict_time import predict_time
from advisor.scoring.prediction.prediction import Load, Timing

LOADS = (
    Load(id="simplenet_train", flops=10_496, bytes=11_264, operations=50),
    Load(id="dispatch", flops=400, bytes=4_800, operations=100),
    Load(id="matmul", flops=2_147_483_648, bytes=12_582_912, operations=1),
    Load(id="conv2d", flops=1_849_688_064, bytes=12_992_512, operations=1),
    Load(id="elementwise", flops=16_777_216, bytes=201_326_592, operations=1),
    Load(id="layernorm_softmax", flops=54_525_952, bytes=234_881_024, operations=12),
    Load(id="mlp_train", flops=128_909_312, bytes=3_800_000, operations=150),
    Load(id="transformer_block", flops=5_234_491_392, bytes=60_000_000, operations=600),
)
"""What one iteration of each shipped workload asks for. Layer norm and softmax pass over their 32 MiB seven times.
Operations are dispatches: some fifty per layer that is trained, forward, backward, bookkeeping and update together."""


def stored(data: Path) -> list[Timing]:
    """Of each framework and workload the least disturbed stock eager run in a store: the one with the least median."""
    from advisor.lab.store import read_runs

    least: dict[tuple[str, str], float] = {}
    for run in read_runs(data):
        if run.outcome == "ok" and run.samples and (run.mode, run.tuning) == ("eager", "stock"):
            key, seconds = (run.framework, run.workload), statistics.median(run.samples)
            least[key] = min(seconds, least.get(key, seconds))
    loads = {load.id: load for load in LOADS}
    return [
        Timing(framework=framework, load=loads[workload], seconds=seconds)
        for (framework, workload), seconds in sorted(least.items())
        if workload in loads
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
        for load in LOADS
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
