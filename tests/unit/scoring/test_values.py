"""Levels become worth on fixed scales; points and orders become weights."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from advisor.model.audit import Audit, Tally
from advisor.model.criterion import Linear, Logarithmic, Ordinal, Piecewise
from advisor.model.source import GRADES
from advisor.model.text import Text
from advisor.scoring.audited import UNAUDITED, ErrorRate, audited
from advisor.scoring.beliefs import (
    HALF_WIDTH,
    UNKNOWN,
    UNKNOWN_MEAN,
    Belief,
    believed,
    unknown_level,
)
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
    assert prior.mean == pytest.approx(UNKNOWN_MEAN)
    assert UNKNOWN.mean == pytest.approx(UNKNOWN_MEAN)
    assert shares(prior)[1.0] == shares(prior)[0.5] > 0.0
    told = unknown_level(LEVELS, {"partial": 2})
    assert shares(told)[0.5] == pytest.approx((10 * UNKNOWN_MEAN / 1.5 + 2) / 12)


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
