"""Do the intervals of predicted step times hold the truth? Three readings of leaving something out.

`workload`: every run is predicted without any run of its workload, in any framework and at any
batch. That is what a user's own model meets.

`framework, transferred`: besides, all that is learnt (how much frameworks and kernels differ, how
wide an interval must be) comes from the other frameworks only; the framework itself gives its other
measured workloads. That is what a framework meets that was measured for the first time.

`framework, never measured`: there is no run of the framework at all. `floor` is what no such
prediction can go below on these runs: the ratio of the ends of a normal 90 % interval over the
frameworks, had it known the very workload in all of them; the median over the workloads.

Everything is fitted anew each time, the width of the intervals too. Reported are the share of 90 %
intervals that hold the measured time, the median ratio of their upper to their lower end, and the
median error.

    python tests/benchmarks/scoring_prediction.py                                    the runs in
    tests/data/runs python tests/benchmarks/scoring_prediction.py --file FILE --best
     another such file python tests/benchmarks/scoring_prediction.py --data ~/.local/share/fwadvisor
         the store of this machine
    python tests/benchmarks/scoring_prediction.py --data DIR --best                   its best mode
    and tuning of each python tests/benchmarks/scoring_prediction.py --data DIR --since
    2026-11-25T17    what was measured from then on python tests/benchmarks/scoring_prediction.py
    --synthetic                        made-up machines, to try the script
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path

import numpy as np

from advisor.lab.heads import adapters, workloads
from advisor.resources import probes_dir
from advisor.scoring.prediction.predict_time import GAUSSIAN, predict_time
from advisor.scoring.prediction.prediction import Prediction, Timing
from advisor.usecases.measuring.predict import load_of

RECORDED = Path(__file__).resolve().parents[1] / "data" / "runs" / "quiet_2026_11_23.json"
LOADS = {head.id: load_of(head) for head in workloads(probes_dir()).values() if head.flops > 0}
"""What one iteration of each shipped workload asks for, as its head says."""
REFERENCES = {id for id, head in adapters(probes_dir()).items() if head.reference}
"""What is no framework, and is never predicted."""


def stored(data: Path, *, best: bool, since: str = "") -> list[Timing]:
    """The runs of a store.

    Args:
        best: of every mode and tuning; otherwise of the stock eager ones.
        since: only those that were started then or later.
    """
    from advisor.lab.store import read_runs

    return _least_disturbed(
        [
            (run.framework, run.workload, run.mode, run.tuning, statistics.median(run.samples))
            for run in read_runs(data)
            if run.outcome == "ok" and run.samples and run.started >= since
        ],
        best=best,
    )


def recorded(file: Path = RECORDED, *, best: bool = False) -> list[Timing]:
    """The runs that lie in the repository, with their origin."""
    runs = json.loads(file.read_text(encoding="utf-8"))["runs"]
    fields = ("framework", "workload", "mode", "tuning", "seconds")
    return _least_disturbed([tuple(run[field] for field in fields) for run in runs], best=best)


def _least_disturbed(runs: list[tuple[str, str, str, str, float]], *, best: bool) -> list[Timing]:
    """Of each framework and workload the run with the least median."""
    least: dict[tuple[str, str], float] = {}
    for framework, workload, mode, tuning, seconds in runs:
        if framework not in REFERENCES and (best or (mode, tuning) == ("eager", "stock")):
            least[framework, workload] = min(seconds, least.get((framework, workload), seconds))
    return [
        Timing(framework=framework, load=LOADS[workload], seconds=value)
        for (framework, workload), value in sorted(least.items())
        if workload in LOADS
    ]


def synthetic(seed: int) -> list[Timing]:
    """Seven frameworks with a pace each, and each workload suiting each of them differently."""
    chance = np.random.default_rng(seed)
    rate, bandwidth, dispatch = (
        60e9 * chance.lognormal(0, 0.3),
        12e9 * chance.lognormal(0, 0.3),
        4e-6,
    )
    return [
        Timing(
            framework=f"framework-{i}",
            load=load,
            seconds=(load.flops / rate + load.bytes / bandwidth + load.operations * dispatch * own)
            * pace
            * chance.lognormal(0, 0.35),
        )
        for i, (pace, own) in enumerate(
            zip(chance.lognormal(0, 0.3, 7), chance.lognormal(0, 0.5, 7), strict=True)
        )
        for load in LOADS.values()
    ]


Row = tuple[Timing, Prediction]


def without_its_workload(timings: list[Timing], *, transferred: bool = False) -> list[Row]:
    """Each timing, predicted without any run of its workload.

    Args:
        transferred: learn from the other frameworks only.
    """
    found: list[Row] = []
    for group in sorted({timing.load.group for timing in timings}):
        rest = [timing for timing in timings if timing.load.group != group]
        measured = {timing.framework for timing in rest}
        those = [
            timing
            for timing in timings
            if timing.load.group == group and timing.framework in measured
        ]
        for load in sorted({timing.load.id for timing in those}):
            each = [timing for timing in those if timing.load.id == load]
            if not transferred:
                predictions = predict_time(
                    rest, each[0].load, [timing.framework for timing in each]
                )
                found += zip(each, predictions, strict=True)
                continue
            for timing in each:
                others = [one for one in rest if one.framework != timing.framework]
                found += [
                    (
                        timing,
                        *predict_time(rest, timing.load, [timing.framework], learnt_from=others),
                    )
                ]
    return found


def without_its_framework(timings: list[Timing]) -> list[Row]:
    """Each timing, predicted without any run of its framework."""
    return [
        (
            timing,
            *predict_time([one for one in timings if one.framework != name], timing.load, [name]),
        )
        for name in sorted({timing.framework for timing in timings})
        for timing in timings
        if timing.framework == name
    ]


def floor(timings: list[Timing]) -> float:
    """The ratio of the ends below which no 90 % interval for an unseen framework can honestly
    be."""
    spreads = []
    for id in sorted({timing.load.id for timing in timings}):
        logs = [float(np.log(timing.seconds)) for timing in timings if timing.load.id == id]
        if len(logs) > 1:
            spreads.append(float(np.std(logs, ddof=1)))
    return round(float(np.exp(2 * GAUSSIAN * statistics.median(spreads))), 1)


def summary(rows: list[Row]) -> dict[str, float]:
    held = [one.low <= timing.seconds <= one.high for timing, one in rows]
    errors = [abs(float(np.log(timing.seconds / one.central))) for timing, one in rows]
    return {
        "predictions": len(rows),
        "covered": round(sum(held) / len(rows), 3),
        "median_ratio_of_ends": round(statistics.median(one.high / one.low for _, one in rows), 2),
        "median_error_factor": round(float(np.exp(statistics.median(errors))), 2),
    }


def told(rows: list[Row]) -> str:
    """A line for each prediction."""
    return "\n".join(
        f"{timing.load.id:18} {timing.framework:14} {timing.seconds:10.3g} in {one.low:9.3g} to "
        f"{one.high:9.3g}"
        f"{'' if one.low <= timing.seconds <= one.high else '  missed'}"
        for timing, one in rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--file", type=Path, default=RECORDED)
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--since", default="", metavar="TIME")
    parser.add_argument("--rows", action="store_true", help="each prediction too")
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    if given.synthetic:
        sets = [synthetic(seed) for seed in range(given.repetitions)]
    else:
        sets = [
            stored(given.data, best=given.best, since=given.since)
            if given.data
            else recorded(given.file, best=given.best)
        ]
    if not sets[0]:
        raise SystemExit(f"no timed run of a known workload in {given.data}")
    readings = {
        "workload": [row for timings in sets for row in without_its_workload(timings)],
        "framework, transferred": [
            row for timings in sets for row in without_its_workload(timings, transferred=True)
        ],
        "framework, never measured": [
            row for timings in sets for row in without_its_framework(timings)
        ],
    }
    if given.rows:
        print("\n\n".join(f"{name}\n{told(rows)}" for name, rows in readings.items()))
    left_out = {name: summary(rows) for name, rows in readings.items() if rows}
    print(
        json.dumps(
            {"timings": len(sets[0]), "left_out": left_out, "floor": floor(sets[0])}, indent=1
        )
    )


if __name__ == "__main__":
    main()
