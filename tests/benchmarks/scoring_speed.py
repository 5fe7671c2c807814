"""How fast the sampling is, beside scikit-criteria and pymcdm looped over the same weight vectors.

Those two are no dependencies of the program: where they cannot be imported the comparison says so
and the rest runs.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install scikit-criteria pymcdm msgspec
    PYTHONPATH=. /tmp/peers/bin/python tests/benchmarks/scoring_speed.py
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from advisor.scoring import smaa2
from advisor.scoring.beliefs import Belief, Piece, between, unknown
from advisor.scoring.priors import uniform
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness

ALTERNATIVES = 7


def seconds(work: Callable[[], object], times: int) -> dict[str, float]:
    """Best and median of several runs, and the least processor time of one, in milliseconds."""
    taken, busy = [], []
    for _ in range(times):
        began, idle = time.perf_counter(), time.process_time()
        work()
        taken.append(1e3 * (time.perf_counter() - began))
        busy.append(1e3 * (time.process_time() - idle))
    return {
        "best_ms": round(min(taken), 2),
        "median_ms": round(statistics.median(taken), 2),
        "processor_ms": round(min(busy), 2),
    }


def problem(criteria: int) -> DecisionProblem:
    chance = np.random.default_rng(1)
    cells = np.sort(chance.random((ALTERNATIVES, criteria, 3)), axis=2).tolist()
    return DecisionProblem(
        alternatives=tuple(f"framework-{i}" for i in range(ALTERNATIVES)),
        criteria=tuple(f"criterion-{j:02}" for j in range(criteria)),
        weights=tuple(chance.random(criteria).tolist()),
        beliefs=tuple(tuple(between(*cell) for cell in row) for row in cells),
    )


def uncertain(criteria: int = 40) -> DecisionProblem:
    """Every cell uncertain, as the shipped base has them: claims of levels, numbers, measurements,
    unknowns; the weights any, in eight families."""
    chance = np.random.default_rng(2)
    levels = (
        Piece(share=0.07, low=0.0, high=0.0),
        Piece(share=0.88, low=0.5, high=0.5),
        Piece(share=0.05, low=1.0, high=1.0),
    )
    blank = (Piece(share=0.7, low=0.0, high=0.0), Piece(share=0.3, low=0.0, high=1.0))

    def cell(j: int) -> Belief:
        if j % 8 < 5:
            page = f"page-{int(chance.integers(20))}"
            return Belief(low=0.0, central=0.5, high=1.0, pieces=levels, origin=page)
        if j % 8 == 5:
            return between(*np.sort(chance.random(3)).tolist())
        if j % 8 == 6:
            return Belief(low=0.0, central=0.5, high=1.0, draws=tuple(chance.random(512).tolist()))
        return unknown(blank)

    names = tuple(f"criterion-{j:02}" for j in range(criteria))
    prior = uniform({name: f"family-{j % 8}" for j, name in enumerate(names)}, names)
    return DecisionProblem(
        alternatives=tuple(f"framework-{i}" for i in range(ALTERNATIVES)),
        criteria=names,
        weights=tuple(prior.weights[name] for name in names),
        beliefs=tuple(tuple(cell(j) for j in range(criteria)) for _ in range(ALTERNATIVES)),
        prior=prior,
    )


def looped(values: np.ndarray, weights: np.ndarray, times: int) -> dict[str, object]:
    """The weighted sum of the peers, one evaluation per weight vector, ranks included."""
    found: dict[str, object] = {}
    try:
        from pymcdm.methods import WSM
        from pymcdm.normalizations import minmax_normalization
    except ImportError as missing:
        found["pymcdm"] = f"not run: {missing}"
    else:
        method, types = WSM(normalization_function=minmax_normalization), np.ones(values.shape[1])
        found["pymcdm"] = seconds(
            lambda: [method.rank(method(values, w, types)) for w in weights], times
        )
    try:
        import skcriteria
        from skcriteria.agg.simple import WeightedSumModel
    except ImportError as missing:
        found["scikit-criteria"] = f"not run: {missing}"
    else:
        model = WeightedSumModel()
        matrix = skcriteria.mkdm(values, [max] * values.shape[1], weights=weights[0])
        # A tenth of them, ten times as much: one whole loop takes the better part of a minute.
        some = weights[: max(1, len(weights) // 10)]
        taken = seconds(lambda: [model.evaluate(matrix.replace(weights=w)) for w in some], 1)
        found["scikit-criteria"] = {key: round(10 * value, 1) for key, value in taken.items()}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--vectors", type=int, default=10_000)
    given = parser.parse_args()
    chance = np.random.default_rng(0)
    values, weights = (
        chance.random((ALTERNATIVES, 14)),
        chance.dirichlet(np.ones(14), given.vectors),
    )
    ours = seconds(lambda: smaa2(values, weights, samples=given.vectors), given.times)
    peers = looped(values, weights, 3)
    # By processor time, because on a busy machine the wall clock of a long loop grows more than
    # that of a short one.
    best = [peer["processor_ms"] for peer in peers.values() if isinstance(peer, dict)]
    wide = problem(30)
    rank(wide)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sampled = seconds(lambda: robustness(wide, samples=10_000), given.times)
    million = seconds(lambda: robustness(wide, samples=1_000_000), 1)
    everything = uncertain()
    unsure = seconds(lambda: robustness(everything, samples=10_000), given.times)
    uniforms = seconds(lambda: np.random.default_rng(0).random(2_800_000), given.times)
    result = {
        "numpy": np.__version__,
        f"{given.vectors} weight vectors, 7 x 14": {"fwadvisor smaa2": ours, **peers},
        "times faster than the better of them, processor time": round(
            min(best) / ours["processor_ms"]
        )
        if best
        else "nothing to compare with",
        "10 000 samples of weights and values, 7 x 30": sampled,
        "1 000 000 samples of weights and values, 7 x 30": million,
        "10 000 samples of 7 x 40, everything uncertain, with a ladder": unsure,
        "2 800 000 uniforms of NumPy": uniforms,
        "times what NumPy takes for as many uniforms, wall clock": round(
            unsure["best_ms"] / uniforms["best_ms"], 2
        ),
        "memory that sampling added, MiB": round(
            (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        ),
        "deterministic ranking, 7 x 30": seconds(lambda: rank(wide), given.times),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
