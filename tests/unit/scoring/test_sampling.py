"""Sampled shares: the same numbers for every chunk, order, company and processor."""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from advisor.scoring import smaa2
from advisor.scoring.beliefs import UNKNOWN, Belief, between, exactly
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.robustness import robustness
from advisor.scoring.sampling import BeliefSource, WeightSource
from advisor.scoring.shape import ShapeError


def problem(alternatives: int = 4, criteria: int = 6, seed: int = 0) -> DecisionProblem:
    """Cells of every kind: exact, interval, empirical, paired, unknown."""
    chance = random.Random(seed)

    def cell(j: int) -> Belief:
        if j == 0:
            return UNKNOWN
        low, central, high = sorted(chance.random() for _ in range(3))
        if j == 1:
            return exactly(central)
        if j in (2, 3):
            draws = tuple(chance.uniform(low, high) for _ in range(50))
            return Belief(
                low=low, central=central, high=high, draws=draws, paired="morning" if j == 3 else ""
            )
        return between(low, central, high)

    return DecisionProblem(
        alternatives=tuple(f"framework-{i}" for i in range(alternatives)),
        criteria=tuple(f"criterion-{j}" for j in range(criteria)),
        weights=tuple(chance.random() for _ in range(criteria)),
        beliefs=tuple(tuple(cell(j) for j in range(criteria)) for _ in range(alternatives)),
    )


def sources(of: DecisionProblem) -> tuple[BeliefSource, WeightSource]:
    return (
        BeliefSource(alternatives=of.alternatives, criteria=of.criteria, beliefs=of.beliefs),
        WeightSource(criteria=of.criteria, weights=of.weights, concentration=20.0),
    )


@pytest.mark.parametrize("chunk", [1, 7, 700, 4096, 20_000])
def test_the_result_is_the_same_for_every_chunk_size(chunk):
    values, weights = sources(problem())
    whole, parts = (
        smaa2(values, weights, samples=3_000),
        smaa2(values, weights, samples=3_000, chunk=chunk),
    )
    for name in ("rank_acceptability", "central_weights", "confidence_factors", "pairwise_winning"):
        assert getattr(whole, name).tobytes() == getattr(parts, name).tobytes()


def test_one_seed_gives_one_result_and_another_seed_another():
    assert robustness(problem(), seed=3, samples=1_000) == robustness(
        problem(), seed=3, samples=1_000
    )
    assert robustness(problem(), seed=3, samples=1_000) != robustness(
        problem(), seed=4, samples=1_000
    )


def test_draws_of_a_cell_do_not_change_when_other_criteria_and_alternatives_come_or_go():
    whole, _ = sources(problem())
    draws = whole.stream(5)(100).copy()
    part = BeliefSource(
        alternatives=whole.alternatives[1:],
        criteria=whole.criteria[2:],
        beliefs=tuple(row[2:] for row in whole.beliefs[1:]),
    )
    assert np.array_equal(part.stream(5)(100), draws[:, 1:, 2:])
    # Shares depend on all shapes through their sum, but two equal shapes keep the ratio of their
    # gammas.
    same = WeightSource(criteria=("a", "b"), weights=(0.5, 0.5), concentration=2.0).stream(5)(100)
    more = WeightSource(
        criteria=("a", "b", "c"), weights=(1.0, 1.0, 1.0), concentration=3.0
    ).stream(5)(100)
    assert more[:, 0] / more[:, 1] == pytest.approx(same[:, 0] / same[:, 1])


def test_a_criterion_without_weight_changes_nothing():
    base = problem()
    silent = base.weighted((*base.weights[:-1], 0.0))
    without = DecisionProblem(
        alternatives=base.alternatives,
        criteria=base.criteria[:-1],
        weights=base.weights[:-1],
        beliefs=tuple(row[:-1] for row in base.beliefs),
    )
    assert robustness(silent, samples=500) == robustness(without, samples=500)


def test_paired_cells_are_drawn_from_the_same_round():
    draws = tuple(i / 99 for i in range(100))
    belief = Belief(low=0.0, central=0.5, high=1.0, draws=draws, paired="this machine")
    source = BeliefSource(
        alternatives=("a", "b"), criteria=("speed",), beliefs=((belief,), (belief,))
    )
    drawn = source.stream(0)(500)
    assert np.array_equal(drawn[:, 0], drawn[:, 1])
    assert len(np.unique(drawn)) > 90


def test_the_means_of_the_draws_are_those_of_the_beliefs():
    of = problem()
    values, weights = sources(of)
    middle = np.array(of.values)
    assert values.stream(1)(20_000).mean(axis=0) == pytest.approx(middle, abs=0.012)
    given = np.array(of.weights) / sum(of.weights)
    assert weights.stream(1)(20_000).mean(axis=0) == pytest.approx(given, abs=0.005)
    spread = np.sqrt(given * (1 - given) / 21)
    assert weights.stream(1)(20_000).std(axis=0) == pytest.approx(spread, rel=0.05)


def test_raising_one_value_never_lowers_any_cumulative_acceptability():
    base = problem()
    raised = base.believing("framework-2", "criterion-4", exactly(1.0))
    before, after = robustness(base, samples=4_000), robustness(raised, samples=4_000)
    for name in base.alternatives:
        gained = np.cumsum(after.shares[name]) - np.cumsum(before.shares[name])
        assert (gained >= -1e-12).all() if name == "framework-2" else (gained <= 1e-12).all()


def test_weights_that_are_firm_enough_give_the_deterministic_ranking():
    base = problem()
    exact = DecisionProblem(
        alternatives=base.alternatives,
        criteria=base.criteria,
        weights=base.weights,
        beliefs=tuple(tuple(exactly(b.central) for b in row) for row in base.beliefs),
    )
    shares = robustness(exact, concentration=1e9, samples=200).shares
    from advisor.scoring.rank import rank

    assert {name: share.index(1.0) + 1 for name, share in shares.items()} == {
        place.alternative: place.rank for place in rank(exact).places
    }


def test_weight_draws_of_another_source_take_the_place_of_the_concentration():
    base = problem()
    only_last = [[0.0] * 5 + [1.0]] * 7
    result = robustness(base, weight_draws=only_last, samples=300)
    best = max(base.alternatives, key=lambda name: result.first(name))
    assert result.central_weights[best] == pytest.approx(
        dict(zip(base.criteria, only_last[0], strict=True))
    )


def test_progress_is_told_and_may_end_the_work():
    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        raise Enough(done)

    with pytest.raises(Enough):
        robustness(problem(), samples=100_000, progress=stop)


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ([[0.1, 0.2], [0.3, 0.4]], [1.0]),
        ([[0.1, float("nan")]], [0.5, 0.5]),
        ([[0.1, 0.2]], [0.5, -0.5]),
        ([[0.1, 0.2]], [0.0, 0.0]),
        ([0.1, 0.2], [0.5, 0.5]),
    ],
)
def test_what_does_not_fit_is_refused(values, weights):
    with pytest.raises(ShapeError):
        smaa2(values, weights, samples=10)


def test_weights_in_any_unit_are_divided_by_their_sum():
    table = [[0.2, 0.9], [0.6, 0.4]]
    assert smaa2(table, [30, 70], samples=10).central_weights[0] == pytest.approx([0.3, 0.7])


PROBE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from test_sampling import problem
from advisor.scoring import topsis, vikor, promethee2
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness
p = problem(7, 30)
r = robustness(p, samples=20_000)
m = [list(row) for row in p.values]
w, up = p.weights, [True] * 30
print(json.dumps([repr(rank(p)), repr(r), topsis(m, w, up).scores.tolist(), vikor(m, w,
up).scores.tolist(),
                  promethee2(m, w, up).scores.tolist()]))
"""


KERNELS = {
    "Nehalem": (),
    "Haswell": ("avx2", "fma"),
    "SkylakeX": ("avx512f", "avx512dq", "avx512bw", "avx512vl"),
}
"""OpenBLAS' code for three generations of processors, and the instructions that it needs: without
them it is killed."""


def kernels() -> list[str]:
    """Those that run on this processor."""
    flags = set(Path("/proc/cpuinfo").read_text().split())
    return [name for name, needed in KERNELS.items() if flags.issuperset(needed)]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these are kernels of x86-64")
def test_every_bit_is_the_same_under_another_processors_linear_algebra():
    outputs = []
    for core in kernels():
        done = subprocess.run(
            [sys.executable, "-c", PROBE, os.path.dirname(__file__)],
            env={**os.environ, "OPENBLAS_CORETYPE": core},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        outputs.append(json.loads(done.stdout))
    assert len(outputs) >= 2
    assert all(output == outputs[0] for output in outputs)


def test_importing_the_package_and_ranking_need_no_numpy():
    code = (
        "import sys\nimport advisor.scoring\nfrom advisor.scoring import additive, "
        "rank_order_centroid, ahp_weights, "
        "weight_stability_intervals, smallest_weight_change\nimport advisor.scoring.rank, "
        "advisor.scoring.weights\n"
        "additive([[0.1, 0.9], [0.5, 0.2]], [1, 2])\n"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_public_name_is_the_function_whatever_was_imported_before():
    code = (
        "import advisor.scoring.methods.additive, advisor.scoring.methods.topsis\n"
        "from advisor.scoring import additive, topsis, vikor, promethee2, smaa2, ahp_weights, "
        "rank_order_centroid, "
        "weight_stability_intervals, smallest_weight_change\n"
        "assert all(map(callable, (additive, topsis, vikor, promethee2, smaa2, ahp_weights, "
        "rank_order_centroid, "
        "weight_stability_intervals, smallest_weight_change)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_sampler_that_returns_no_numbers_is_refused_and_ranks_nobody():
    def broken(_generator, size):
        return np.full((size, 2, 1), np.nan)

    with pytest.raises(ShapeError, match="not a finite number"):
        smaa2(broken, [1.0], samples=10)
