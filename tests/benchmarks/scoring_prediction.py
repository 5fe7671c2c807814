"""Do the intervals of predicted step times hold the truth? Leaves one workload out, then one framework out.

Every run of every framework in turn is predicted from the others: once without any run of its workload, once without
any run of its framework; everything is fitted anew each time, the width of the intervals too. Reported are the share of
90 % intervals that hold the measured time, the median ratio of their upper to their lower end, and the median error.

`floor` is what no prediction of an unseen framework can go below on these runs: the ratio of the ends of a normal 90 %
interval over the frameworks, had it known the very workload in all of them; the median over the workloads.

    python tests/benchmarks/scoring_prediction.py                                    the runs in tests/data/runs
    python tests/benchmarks/scoring_prediction.py --data ~/.local/share/fwadvisor     the store of this machine
    python tests/benchmarks/scoring_prediction.py --data DIR --best                   its best mode and tuning of each
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
from advisor.scoring.prediction.predict_time import GAUSSIAN, predict_time
from advisor.scoring.prediction.prediction import Timing
from advisor.usecases.predict import load_of

RECORDED = Path(__file__).resolve().parents[1] / "data" / "runs" / "quiet_2026_11_23.json"
LOADS = {head.id: load_of(head) for head in workloads(probes_dir()).values() if head.flops > 0}
"""What one iteration of each shipped workload asks for, as its head says."""


def stored(data: Path, *, best: bool) -> list[Timing]:
    """Of each framework and workload the least disturbed good run in a store: the one with the least median.

    Args:
        best: of every mode and tuning; otherwise of the stock eager ones.
    """
    from advisor.lab.store import read_runs

    least: dict[tuple[str, str], float] = {}
    for run in read_runs(data):
        if run.outcome == "ok" and run.samples and (best or (run.mode, run.tuning) == ("eager", "stock")):
            key, seconds = (run.framework, run.workload), statistics.median(run.samples)
            least[key] = min(seconds, least.get(key, seconds))
    return _timings(least)


def recorded(file: Path = RECORDED) -> list[Timing]:
    """The runs that lie in the repository, with their origin."""
    runs = json.loads(file.read_text(encoding="utf-8"))["runs"]
    return _timings({(run["framework"], run["workload"]): run["seconds"] for run in runs})


def _timings(seconds: dict[tuple[str, str], float]) -> list[Timing]:
    return [
        Timing(framework=framework, load=LOADS[workload], seconds=value)
        for (framework, workload), value in sorted(seconds.items())
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
        by_load: dict[str, list[Timing]] = {}
        for timing in timings:
            if rest and of(timing) == name:
                by_load.setdefault(timing.load.id, []).append(timing)
        for those in by_load.values():
            predicted = predict_time(rest, those[0].load, [timing.framework for timing in those])
            for timing, one in zip(those, predicted, strict=True):
                error = abs(float(np.log(timing.seconds / one.central)))
                found.append((one.low <= timing.seconds <= one.high, one.high / one.low, error))
    return found


def floor(timings: list[Timing]) -> float:
    """The ratio of the ends below which no 90 % interval for an unseen framework can honestly be."""
    spreads = []
    for id in sorted({timing.load.id for timing in timings}):
        logs = [float(np.log(timing.seconds)) for timing in timings if timing.load.id == id]
        if len(logs) > 1:
            spreads.append(float(np.std(logs, ddof=1)))
    return round(float(np.exp(2 * GAUSSIAN * statistics.median(spreads))), 1)


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
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    if given.synthetic:
        sets = [synthetic(seed) for seed in range(given.repetitions)]
    else:
        sets = [stored(given.data, best=given.best) if given.data else recorded()]
    if not sets[0]:
        raise SystemExit(f"no timed run of a known workload in {given.data}")
    workload = [row for timings in sets for row in left_out(timings, lambda timing: timing.load.id)]
    framework = [row for timings in sets for row in left_out(timings, lambda timing: timing.framework)]
    result = {
        "timings": len(sets[0]),
        "leaving_one_workload_out": summary(workload),
        "leaving_one_framework_out": summary(framework) if framework else None,
        "floor": floor(sets[0]),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
