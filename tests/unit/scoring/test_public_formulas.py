"""The public formulas with whatever somebody may hand them: an answer that can be defended, or a
ShapeError."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from advisor.scoring import (
    additive,
    ahp_weights,
    promethee2,
    rank_order_centroid,
    smaa2,
    smallest_weight_change,
    smallest_weight_change_to_first,
    topsis,
    vikor,
    weight_stability_intervals,
)
from advisor.scoring.shape import ShapeError

Method = Callable[[Any, Any, Any], Any]
NAN, INF = float("nan"), float("inf")
GOOD = [[1.0, 2.0], [3.0, 4.0]]

every_method = pytest.mark.parametrize("method", [topsis, vikor, promethee2])


@every_method
@pytest.mark.parametrize(
    ("matrix", "weights", "maximise"),
    [
        ([[1, NAN], [1, 2]], [1, 1], [True, True]),
        ([[1, INF], [1, 2]], [1, 1], [True, True]),
        ([[1, None], [1, 2]], [1, 1], [True, True]),
        ([["a", "b"]], [1, 1], [True, True]),
        (GOOD, [1, -1], [True, True]),
        (GOOD, [0, 0], [True, True]),
        (GOOD, [1, NAN], [True, True]),
        (GOOD, [1e308, 1e308], [True, True]),
        (GOOD, [1, 1, 1], [True, True]),
        (GOOD, [1, 1], [True]),
        (GOOD, [1, 1], [1, -1]),
        (GOOD, [1, 1], ["max", "min"]),
        ([[1, 2], [3]], [1, 1], [True, True]),
        ([], [1, 1], [True, True]),
        ([1, 2], [1, 1], [True, True]),
        (7, [1, 1], [True, True]),
        (np.zeros((2, 2, 2)), [1, 1], [True, True]),
    ],
)
def test_what_is_no_decision_matrix_is_refused(
    method: Method, matrix: Any, weights: Any, maximise: Any
) -> None:
    with pytest.raises(ShapeError):
        method(matrix, weights, maximise)


@every_method
def test_a_criterion_on_which_all_are_equal_decides_nothing(method: Method) -> None:
    with_it = method([[1, 5, 3], [2, 5, 1], [3, 5, 2]], [1, 1, 1], [True, True, False])
    without = method([[1, 3], [2, 1], [3, 2]], [1, 1], [True, False])
    assert with_it.ranks == without.ranks


@every_method
def test_equals_share_the_first_rank_even_when_nothing_differs(method: Method) -> None:
    for matrix in ([[5, 5], [5, 5]], [[0, 0], [0, 0]], [[1, 2]]):
        result = method(matrix, [1, 1], [True, False])
        assert set(result.ranks) == {1}
        assert np.isfinite(result.scores).all()


@every_method
def test_a_criterion_without_weight_decides_nothing(method: Method) -> None:
    assert method([[1, 9], [2, 1]], [1, 0], [True, True]).ranks == (2, 1)


@every_method
def test_one_criterion_is_its_own_order_and_costs_turn_it_round(method: Method) -> None:
    assert method([[1], [2], [2]], [1], [True]).ranks == (3, 1, 1)
    assert method([[1], [2], [2]], [1], [False]).ranks == (1, 2, 2)


@every_method
@pytest.mark.parametrize("size", [1e-300, 1e-9, 1.0, 1e9, 1e300])
def test_the_unit_of_a_criterion_changes_no_rank(method: Method, size: float) -> None:
    matrix = np.array([[3.0, 1.0], [2.0, 2.5], [1.0, 2.0]]) * [size, 1.0]
    assert (
        method(matrix, [2, 1], [True, True]).ranks
        == method(matrix / [size, 1.0], [2, 1], [True, True]).ranks
    )


@every_method
def test_arrays_lists_and_generators_are_the_same(method: Method) -> None:
    listed = method(GOOD, [2, 1], [True, False])
    for other in (
        method(np.array(GOOD), np.array([2, 1]), np.array([True, False])),
        method((row for row in GOOD), iter([2, 1]), (True, False)),
        method(GOOD, [200, 100], [1, 0]),
    ):
        assert other.scores == pytest.approx(listed.scores)


def test_a_threshold_may_be_any_number_but_not_negative_or_unknown() -> None:
    for threshold in (2, 2.0, np.int64(2), np.float32(2), [2, 2]):
        assert promethee2(GOOD, [1, 1], [True, True], "v-shape", p=threshold).scores.tolist() == [
            -1.0,
            1.0,
        ]
    for threshold in (-1.0, NAN, "2", [1], None):
        with pytest.raises(ShapeError):
            promethee2(GOOD, [1, 1], [True, True], "v-shape", p=threshold)  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        promethee2(GOOD, [1, 1], [True, True], "steep")  # type: ignore[arg-type]


@pytest.mark.parametrize("v", [-0.1, 1.1, NAN])
def test_the_weight_of_the_groups_good_lies_between_0_and_1(v: float) -> None:
    with pytest.raises(ShapeError):
        vikor(GOOD, [1, 1], [True, True], v)


@pytest.mark.parametrize("n", [0, -1, 2.5, "3", None])
def test_a_centroid_needs_a_whole_number_of_criteria(n: Any) -> None:
    with pytest.raises(ShapeError):
        rank_order_centroid(n)


def test_a_centroid_of_a_numpy_number_holds_plain_numbers() -> None:
    assert rank_order_centroid(np.int64(3)) == rank_order_centroid(3)
    assert all(type(weight) is float for weight in rank_order_centroid(np.int64(3)))


@pytest.mark.parametrize(
    "pairwise",
    [
        [[1, 2, 3], [0.5, 1, 2]],
        [[1, 0], [0, 1]],
        [[1, -2], [-0.5, 1]],
        [[1, 2], [2, 1]],
        [[2, 1], [1, 2]],
        [[1, NAN]],
        [],
        5,
    ],
)
def test_what_is_no_comparison_in_pairs_is_refused(pairwise: Any) -> None:
    with pytest.raises(ShapeError):
        ahp_weights(pairwise)


def test_one_and_two_criteria_cannot_contradict_themselves() -> None:
    assert ahp_weights([[1]]).weights == (1.0,)
    two = ahp_weights([[1, 9], [1 / 9, 1]])
    assert two.weights == pytest.approx((0.9, 0.1))
    assert (two.consistency_ratio, two.consistent) == (0.0, True)


@pytest.mark.parametrize(("a", "b"), [(0, 0), (0, 5), (-1, 0), (0.0, 1), ("0", 1)])
def test_a_change_of_weights_is_between_two_rows(a: Any, b: Any) -> None:
    with pytest.raises(ShapeError):
        smallest_weight_change(GOOD, [1, 1], a, b)


def test_a_row_to_be_put_first_is_one_of_the_rows() -> None:
    for b in (2, -1, 0.5):
        with pytest.raises(ShapeError):
            smallest_weight_change_to_first(GOOD, [1, 1], b)  # type: ignore[arg-type]


def test_stability_of_one_alternative_of_one_criterion_and_of_a_tie() -> None:
    assert weight_stability_intervals([[0.5, 0.5]], [1, 1]) == ((0.0, 1.0), (0.0, 1.0))
    assert weight_stability_intervals([[0.5], [0.4]], [1]) == ((1.0, 1.0),)
    assert weight_stability_intervals([[0.5, 0.5], [0.5, 0.5]], [1, 1]) == ((0.0, 1.0), (0.0, 1.0))
    with pytest.raises(ShapeError):
        weight_stability_intervals(GOOD, [1, 1], keep="last")  # type: ignore[arg-type]


def test_rows_may_come_from_a_generator_everywhere() -> None:
    assert additive((row for row in GOOD), [1, 1]).scores == (1.5, 3.5)
    assert weight_stability_intervals((row for row in GOOD), [1, 1]) == ((0.0, 1.0), (0.0, 1.0))
    assert smallest_weight_change((row for row in GOOD), [1, 1], 0, 1).distance == 0.0


@pytest.mark.parametrize(
    ("values", "weights", "samples"),
    [
        (GOOD, [1, 1], 0),
        (GOOD, [1, 1], -3),
        (GOOD, [1, 1, 1], 10),
        (GOOD, [1, -1], 10),
        (GOOD, [0, 0], 10),
        ([[1, NAN], [1, 2]], [1, 1], 10),
        (lambda rng, size: rng.random((size, 2)), [1, 1], 10),
        (np.zeros((0, 2)), [1, 1], 10),
    ],
)
def test_what_cannot_be_sampled_is_refused(values: Any, weights: Any, samples: int) -> None:
    with pytest.raises(ShapeError):
        smaa2(values, weights, samples=samples)


@pytest.mark.parametrize("size", [1.0, 100.0, 1e6, 1e200])
def test_values_on_a_scale_of_any_size_give_the_same_shares(size: float) -> None:
    drawn = np.random.default_rng(1).random((4000, 3, 4))
    weights = np.random.default_rng(2).dirichlet(np.ones(4), 4000)
    unit, scaled = (smaa2(table, weights, samples=4000) for table in (drawn, drawn * size))
    assert scaled.rank_acceptability == pytest.approx(unit.rank_acceptability)
    assert scaled.confidence_factors == pytest.approx(unit.confidence_factors, abs=1e-3)
    for chunk in (7, 4000):
        again = smaa2(drawn * size, weights, samples=4000, chunk=chunk)
        assert again.confidence_factors.tolist() == scaled.confidence_factors.tolist()


def test_one_alternative_is_always_first_and_one_criterion_always_decides() -> None:
    alone = smaa2([[0.2, 0.4]], [1, 1], samples=50)
    assert (alone.rank_acceptability.tolist(), alone.confidence_factors.tolist()) == (
        [[1.0]],
        [1.0],
    )
    single = smaa2([[0.2], [0.4]], [1], samples=50)
    assert single.rank_acceptability.tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert single.central_weights[1].tolist() == [1.0]
