"""Ways to give weights: worked examples from the literature, and what holds for any answers."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.scoring import (
    ahp_weights,
    best_worst,
    rank_order_centroid,
    rank_reciprocal,
    rank_sum,
)
from advisor.scoring.shape import ShapeError
from advisor.scoring.weights import from_order


def test_the_best_worst_method_weighs_the_criteria_of_a_car() -> None:
    # Quality, price, comfort, safety, style; price is best, style worst (Rezaei 2015, 2016).
    result = best_worst([2, 1, 4, 3, 8], [4, 8, 4, 2, 1])
    assert result.weights == pytest.approx((0.2462, 0.4308, 0.1231, 0.1538, 0.0462), abs=5e-5)
    assert result.deviation == pytest.approx(0.0615, abs=5e-5)
    assert result.consistency_ratio == pytest.approx(8 / 56)
    assert result.consistent


def test_the_best_worst_method_finds_weights_that_agree_with_every_comparison() -> None:
    result = best_worst([1, 2, 4, 8], [8, 4, 2, 1])
    assert result.weights == pytest.approx((8 / 15, 4 / 15, 2 / 15, 1 / 15))
    assert result.deviation == pytest.approx(0.0, abs=1e-12)
    assert result.consistency_ratio == 0.0


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5).flatmap(
        lambda between: st.tuples(
            st.just(between),
            st.lists(st.integers(1, 9), min_size=len(between), max_size=len(between)),
            st.integers(2, 9),
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_no_weights_near_by_miss_the_comparisons_by_less(
    answers: tuple[list[int], list[int], int],
) -> None:
    from_best, to_worst, apart = answers
    from_best = [min(number, apart) for number in from_best]
    to_worst = [min(number, apart) for number in to_worst]
    a_best, a_worst = [1, *from_best, apart], [apart, *to_worst, 1]
    result = best_worst(a_best, a_worst, ends=(0, len(a_best) - 1))

    def deviation(weights: tuple[float, ...]) -> float:
        misses = [abs(weights[0] - a * w) for a, w in zip(a_best, weights, strict=True)]
        misses += [abs(w - a * weights[-1]) for a, w in zip(a_worst, weights, strict=True)]
        return max(misses)

    assert math.fsum(result.weights) == pytest.approx(1.0)
    assert deviation(result.weights) == pytest.approx(result.deviation, abs=1e-7)
    # The optimum is unique: moving weight between any two criteria misses by more.
    n = len(result.weights)
    for i in range(n):
        for j in range(n):
            if i != j and result.weights[i] > 1e-4:
                moved = list(result.weights)
                moved[i], moved[j] = moved[i] - 1e-4, moved[j] + 1e-4
                assert deviation(tuple(moved)) > result.deviation - 1e-9


@pytest.mark.parametrize(
    ("best", "worst"),
    [
        ([1, 2], [2, 1, 1]),
        ([1], [1]),
        ([1, 10], [10, 1]),
        ([2, 3], [3, 2]),
        ([1, 3], [4, 1]),
        ([1, math.nan], [2, 1]),
    ],
)
def test_comparisons_that_do_not_fit_together_are_refused(
    best: list[float], worst: list[float]
) -> None:
    with pytest.raises(ShapeError):
        best_worst(best, worst)


def test_rank_sum_and_rank_reciprocal_are_those_of_stillwell_seaver_and_edwards() -> None:
    assert rank_sum(4) == pytest.approx((0.4, 0.3, 0.2, 0.1))
    assert rank_reciprocal(4) == pytest.approx((0.48, 0.24, 0.16, 0.12))
    assert rank_sum(5) == pytest.approx((0.3333, 0.2667, 0.2, 0.1333, 0.0667), abs=5e-5)
    assert rank_reciprocal(3) == pytest.approx((0.5455, 0.2727, 0.1818), abs=5e-5)


@given(st.integers(1, 40))
def test_surrogates_fall_and_sum_to_one(n: int) -> None:
    for surrogate in (rank_order_centroid, rank_sum, rank_reciprocal):
        weights = surrogate(n)
        assert len(weights) == n
        assert math.fsum(weights) == pytest.approx(1.0)
        assert all(one > other for one, other in pairwise(weights))
    # The centroid is the steepest at the top, the rank sum the flattest.
    assert rank_order_centroid(n)[0] >= rank_sum(n)[0] - 1e-12


@pytest.mark.parametrize("surrogate", [rank_sum, rank_reciprocal])
def test_a_surrogate_of_nothing_is_refused(surrogate: object) -> None:
    for n in (0, -1, 1.5):
        with pytest.raises(ShapeError):
            surrogate(n)  # type: ignore[operator]


def test_an_order_takes_the_surrogate_that_is_asked_for() -> None:
    groups = [["speed"], ["docs", "cost"], ["rest"]]
    weights = from_order(groups, rank_sum)
    assert weights == pytest.approx({"speed": 0.4, "docs": 0.25, "cost": 0.25, "rest": 0.1})


@given(st.lists(st.floats(1.0, 3.0), min_size=2, max_size=8))
def test_pairwise_comparison_gives_back_weights_that_agree_with_it(points: list[float]) -> None:
    rows = [[one / other for other in points] for one in points]
    result = ahp_weights(rows)
    total = math.fsum(points)
    assert result.weights == pytest.approx([point / total for point in points])
    assert result.consistency_ratio == pytest.approx(0.0, abs=1e-9)
