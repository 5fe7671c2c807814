"""Levels become worth on fixed scales; points and orders become weights."""

from __future__ import annotations

import math

import numpy as np
import pytest

from advisor.model.criterion import Linear, Logarithmic, Ordinal, Piecewise
from advisor.model.source import GRADES
from advisor.scoring.beliefs import HALF_WIDTH, UNKNOWN, Belief, believed
from advisor.scoring.sampled import paired_order
from advisor.scoring.shape import ShapeError
from advisor.scoring.values import worth
from advisor.scoring.weights import from_order, normalise, override, pool, swing

SPEED = Logarithmic(worst=2000, best=20)


def test_a_linear_scale_may_run_either_way():
    assert worth(Linear(worst=36, best=0), 9).value == pytest.approx(0.75)
    assert worth(Linear(worst=0, best=8), 2).value == pytest.approx(0.25)


def test_equal_ratios_are_worth_the_same_on_a_logarithmic_scale():
    assert worth(SPEED, 200).value == pytest.approx(0.5)
    assert worth(SPEED, 20).value == 1
    assert worth(SPEED, 2000).value == 0


def test_a_level_beyond_the_reference_points_is_clipped_and_says_so():
    fast, slow = worth(SPEED, 5), worth(SPEED, 9000)
    assert (fast.value, fast.clipped, slow.value, slow.clipped) == (1, True, 0, True)
    assert not worth(SPEED, 20).clipped
    assert not worth(SPEED, 2000).clipped


def test_nothing_at_all_is_worth_nothing_on_a_logarithmic_scale_where_more_is_better():
    stars = worth(Logarithmic(worst=500, best=100_000), 0)
    assert (stars.value, stars.clipped) == (0, True)


def test_named_levels_have_their_declared_worth():
    scale = Ordinal(levels={"none": 0.0, "partial": 0.4, "full": 1.0})
    assert worth(scale, "partial").value == 0.4
    for wrong in ("often", 0.4):
        with pytest.raises(ValueError, match="the levels are none, partial, full"):
            worth(scale, wrong)


def test_a_piecewise_scale_is_straight_between_its_points():
    scale = Piecewise(points=((0, 0.0), (10, 0.8), (100, 1.0)))
    assert worth(scale, 5).value == pytest.approx(0.4)
    assert worth(scale, 55).value == pytest.approx(0.9)
    assert worth(scale, 200).clipped


@pytest.mark.parametrize("level", ["fast", math.nan, math.inf])
def test_a_number_is_needed_on_a_scale_of_numbers(level):
    with pytest.raises(ValueError, match="a finite number is needed"):
        worth(SPEED, level)


def test_a_weaker_grade_is_believed_less():
    widths = [HALF_WIDTH[grade] for grade in GRADES]
    assert widths == sorted(widths)
    scale = Ordinal(levels={"none": 0.0, "partial": 0.5, "full": 1.0})
    beliefs = [believed(scale, "partial", grade=grade) for grade in GRADES]
    spans = [belief.high - belief.low for belief in beliefs]
    assert spans == sorted(spans)
    assert beliefs[0] == Belief(low=0.5, central=0.5, high=0.5)
    assert beliefs[-1] == UNKNOWN


def test_a_claim_without_a_value_is_the_whole_scale():
    assert believed(SPEED, None, grade="documented") == UNKNOWN
    assert (UNKNOWN.low, UNKNOWN.high, UNKNOWN.known) == (0, 1, False)


def test_a_stated_range_replaces_the_width_of_the_grade():
    belief = believed(SPEED, 200, grade="article", low=100, high=400)
    assert belief.low == pytest.approx(worth(SPEED, 400).value)
    assert belief.high == pytest.approx(worth(SPEED, 100).value)
    half = believed(SPEED, 200, grade="article", high=400)
    assert (half.low, half.high) == (belief.low, belief.central)


def test_every_quantile_is_drawn_once_whatever_is_shared():
    for shared in (0.0, 0.4, 1.0):
        order = paired_order("a speed", "monday speed", shared, draws=64)
        assert sorted(order) == list(range(64))


def test_those_of_one_session_hang_together_as_much_as_they_share():
    def alike(shared: float, session: str = "monday speed") -> float:
        one = paired_order("a speed", "monday speed", shared)
        other = paired_order("b speed", session, shared)
        return float(np.corrcoef(one, other)[0, 1])

    assert alike(1.0) == pytest.approx(1.0)
    assert alike(0.5) == pytest.approx(0.5, abs=0.1)
    assert abs(alike(0.0)) < 0.1
    assert abs(alike(0.5, "tuesday speed")) < 0.1


def test_the_same_seed_draws_the_same_order_again_and_another_does_not():
    assert paired_order("a", "s", 0.5) == paired_order("a", "s", 0.5)
    assert paired_order("a", "s", 0.5) != paired_order("a", "s", 0.5, seed=1)


@pytest.mark.parametrize(
    "bad", [{"low": 0.5, "central": 0.4, "high": 0.6}, {"low": 0, "central": 0.5, "high": 1.2}]
)
def test_a_belief_lies_in_order_within_the_scale(bad):
    with pytest.raises(ShapeError):
        Belief(**bad)


def test_points_in_any_unit_become_weights():
    assert normalise({"b": 30, "a": 10, "c": 0}) == {"a": 0.25, "b": 0.75}
    for wrong in ({"a": -1, "b": 2}, {"a": 0}, {}):
        with pytest.raises(ShapeError):
            normalise(wrong)


def test_profiles_are_pooled_in_equal_shares_whatever_their_unit():
    assert pool([{"a": 1, "b": 1}, {"b": 300, "c": 100}]) == pytest.approx(
        {"a": 0.25, "b": 0.625, "c": 0.125}
    )
    assert pool([{"a": 1}, {"b": 1}], [3, 1]) == pytest.approx({"a": 0.75, "b": 0.25})


def test_a_persons_own_points_win_over_the_profile():
    assert override({"a": 1, "b": 1}, {"b": 0, "c": 50}) == pytest.approx({"a": 0.5, "c": 0.5})
    assert override({}, {"c": 2}) == {"c": 1.0}


def test_swings_count_by_their_ratios():
    assert swing({"a": 100, "b": 50, "c": 50}) == pytest.approx({"a": 0.5, "b": 0.25, "c": 0.25})


def test_an_order_with_equals_shares_the_centroid():
    weights = from_order([["a"], ["b", "c"]])
    assert weights == pytest.approx({"a": 11 / 18, "b": 7 / 36, "c": 7 / 36})
    with pytest.raises(ShapeError):
        from_order([["a"], ["a"]])
