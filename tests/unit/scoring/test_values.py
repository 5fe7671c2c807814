"""Levels become worth on fixed scales; points and orders become weights."""

from __future__ import annotations

import math
from datetime import date

import pytest

from advisor.model.audit import Audit, Tally
from advisor.model.criterion import Linear, Logarithmic, Ordinal, Piecewise
from advisor.model.source import GRADES
from advisor.model.text import Text
from advisor.scoring.audited import UNAUDITED, ErrorRate, audited
from advisor.scoring.beliefs import (
    HALF_WIDTH,
    UNKNOWN,
    WORST_WHEN_UNKNOWN,
    Belief,
    believed,
    from_figures,
    unknown_level,
)
from advisor.scoring.bootstrap import medians, paired_medians, round_medians
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


LEVELS = Ordinal(levels={"none": 0.0, "partial": 0.5, "full": 1.0})
SURE = ErrorRate(one_off=0.0, wrong=0.0)


def shares(belief: Belief) -> dict[float, float]:
    return {piece.low: piece.share for piece in belief.pieces}


def test_a_weaker_grade_is_believed_less():
    widths = [HALF_WIDTH[grade] for grade in GRADES]
    assert widths == sorted(widths)
    claims = [
        believed(LEVELS, "partial", grade=grade, errs=UNAUDITED.rate(grade))
        for grade in GRADES[:-1]
    ]
    right = [shares(belief)[0.5] for belief in claims]
    assert right == sorted(right, reverse=True)
    assert len(set(right)) == len(right)


def test_a_claim_may_be_a_level_off_more_often_for_the_worse():
    found = believed(
        LEVELS, "partial", grade="documented", errs=ErrorRate(one_off=0.2, wrong=0.0), worse=0.75
    )
    assert found.kind == "levels"
    assert shares(found) == pytest.approx({0.0: 0.15, 0.5: 0.8, 1.0: 0.05})
    assert found.mean == pytest.approx(0.45)
    assert found.chance(0.5) == pytest.approx(0.85)
    assert (found.low, found.central, found.high) == (0.0, 0.5, 0.5)


def test_what_would_be_beyond_the_ends_of_a_scale_is_what_was_said():
    errs = ErrorRate(one_off=0.2, wrong=0.1)
    best = believed(LEVELS, "full", grade="documented", errs=errs, worse=0.75)
    assert shares(best) == pytest.approx({0.0: 0.05, 0.5: 0.2, 1.0: 0.75})


def test_what_may_have_changed_moves_a_level_either_way():
    found = believed(LEVELS, "partial", grade="documented", errs=SURE, changed=0.4)
    assert shares(found) == pytest.approx({0.0: 0.2, 0.5: 0.6, 1.0: 0.2})


def test_a_number_lies_in_its_range_and_seldom_elsewhere():
    errs = ErrorRate(one_off=0.08, wrong=0.02)
    found = believed(SPEED, 200, grade="documented", errs=errs, low=100, high=400)
    low, high = worth(SPEED, 400).value, worth(SPEED, 100).value
    assert found.chance(low) - found.chance(high) > 0.9
    assert 0.0 < found.chance(0.95) < 0.01
    assert found.mean == pytest.approx(0.5)
    sure = believed(SPEED, 200, grade="documented", errs=SURE, low=100, high=400)
    assert sure.chance(low) - sure.chance(high) == pytest.approx(1.0)


def test_an_unknown_is_most_likely_the_worst_but_not_surely():
    prior = unknown_level(LEVELS)
    assert (UNKNOWN.low, UNKNOWN.high, UNKNOWN.known, UNKNOWN.kind) == (0, 1, False, "unknown")
    assert 0.0 < prior.mean < 0.05
    assert shares(prior)[1.0] == pytest.approx((1.0 - WORST_WHEN_UNKNOWN) / 2)
    told = unknown_level(LEVELS, {"partial": 2})
    assert shares(told)[0.5] == pytest.approx((0.25 + 2) / 12)


def test_audits_raise_the_rate_of_the_grade_that_they_counted():
    tally = Tally(right=80, one_off=15, wrong=5)
    words = Text(en="somebody", zh="某人")
    audit = Audit(id="a", date=date(2026, 11, 1), by=words, how=words, drawn={"documented": tally})
    before, after = UNAUDITED, audited([audit])
    assert after.rates["documented"].right < before.rates["documented"].right
    assert after.rates["published"] == before.rates["published"]
    assert after.rates["reported"].right <= after.rates["documented"].right
    assert (after.checked, after.not_right) == (100, 20)
    assert audited([audit], until=date(2026, 10, 31)) == before


def test_a_measurement_carries_the_distribution_of_its_median():
    figures = [100.0, 110.0, 105.0, 300.0, 103.0, 104.0, 102.0]
    draws = medians(figures, key="jittor simplenet_train")
    belief = from_figures(SPEED, 104.0, draws)
    assert belief.low <= belief.central <= belief.high
    assert len(belief.draws) == len(draws)
    assert belief.high - belief.low < 0.1


def test_resampled_rounds_are_the_same_for_all_who_were_measured_in_them():
    fast = [10.0, 11.0, 12.0, 30.0, 10.5]
    found = paired_medians({"a": fast, "b": [2 * x for x in fast]}, key="monday")
    assert found["b"] == pytest.approx([2 * x for x in found["a"]])
    assert len(set(found["a"])) > 1
    assert paired_medians({"a": fast}, key="monday")["a"] == found["a"]


def test_a_slow_round_is_slow_for_all_of_a_session_in_the_same_draws():
    rounds = [[10.0] * 5, [20.0] * 5, [30.0] * 5]
    one = round_medians(rounds, key="a speed", session="monday speed")
    other = round_medians(
        [[2 * x for x in row] for row in rounds], key="b speed", session="monday speed"
    )
    assert other == pytest.approx([2 * x for x in one])
    assert round_medians(rounds, key="a speed", session="tuesday speed") != one
    assert set(one) == {10.0, 20.0, 30.0}


def test_both_what_differs_between_rounds_and_within_them_is_in_the_draws():
    steady, noisy = [10.0] * 9, [8.0, 9.0, 10.0, 11.0, 12.0]
    assert set(round_medians([steady, steady], key="a", session="s")) == {10.0}
    assert len(set(round_medians([noisy, noisy], key="a", session="s"))) > 3


def test_rounds_that_are_missing_cannot_be_paired():
    with pytest.raises(ShapeError):
        paired_medians({"a": [1.0, 2.0], "b": [1.0]}, key="monday")


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
