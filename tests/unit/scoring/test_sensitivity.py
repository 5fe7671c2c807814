"""What would change the answer, worked out by hand and checked by trying it."""

from __future__ import annotations

import math

import pytest

from advisor.model.criterion import Linear, Logarithmic, Ordinal, Piecewise
from advisor.scoring import (
    additive,
    smallest_weight_change,
    smallest_weight_change_to_first,
    topsis,
    weight_stability_intervals,
)
from advisor.scoring.agreement import agreement, kendall_w
from advisor.scoring.beliefs import UNKNOWN, Belief, between, exactly
from advisor.scoring.dominance import dominance, pareto_front
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.sensitivity.critical_cells import critical_values, decisive_cells
from advisor.scoring.shape import ShapeError
from advisor.scoring.values import level_worth

VALUES = [[0.9, 0.2, 0.5], [0.3, 0.8, 0.6], [0.2, 0.1, 0.4]]
WEIGHTS = [0.5, 0.3, 0.2]


def problem(rows: dict[str, list[Belief]], weights: list[float]) -> DecisionProblem:
    return DecisionProblem(
        alternatives=tuple(rows),
        criteria=tuple(f"c{j}" for j in range(len(weights))),
        weights=tuple(weights),
        beliefs=tuple(map(tuple, rows.values())),
    )


def test_the_end_of_a_stability_interval_is_where_the_second_draws_level():
    low, high = weight_stability_intervals(VALUES, WEIGHTS)[0]
    assert high == 1.0
    # 0.6 t = (1 - t)(0.6 * 0.6 + 0.4 * 0.1), the others keeping 3 : 2
    assert low == pytest.approx(0.4 / (0.6 + 0.4))
    scores = additive(VALUES, [low, (1 - low) * 0.6, (1 - low) * 0.4]).scores
    assert scores[0] == pytest.approx(scores[1])


def test_keeping_the_whole_order_allows_no_more_than_keeping_the_first():
    for first, order in zip(
        weight_stability_intervals(VALUES, WEIGHTS),
        weight_stability_intervals(VALUES, WEIGHTS, keep="order"),
        strict=True,
    ):
        assert first.low <= order.low <= order.high <= first.high


def test_the_smallest_change_moves_weight_from_the_worst_criterion_to_the_best():
    change = smallest_weight_change(VALUES, WEIGHTS, 0, 1)
    # The second trails by 0.3 - 0.18 - 0.02 = 0.10; each unit moved from c0 to c1 gains 1.2.
    assert change.weights == pytest.approx((0.5 - 0.1 / 1.2, 0.3 + 0.1 / 1.2, 0.2))
    assert change.distance == pytest.approx(0.2 / 1.2)
    assert change.moved == pytest.approx(0.1 / 1.2)


def test_no_weights_let_a_dominated_alternative_reach_the_other():
    for change in (
        smallest_weight_change(VALUES, WEIGHTS, 0, 2),
        smallest_weight_change_to_first(VALUES, WEIGHTS, 2),
    ):
        assert not change.possible
        assert change.distance == math.inf


def test_one_that_is_first_already_needs_no_change():
    assert smallest_weight_change(VALUES, WEIGHTS, 1, 0).distance == 0
    assert smallest_weight_change_to_first(VALUES, WEIGHTS, 0).distance == 0


def test_putting_the_third_first_must_satisfy_every_rival():
    values = [[1.0, 0.0, 0.2], [0.0, 1.0, 0.2], [0.4, 0.4, 0.9]]
    change = smallest_weight_change_to_first(values, [0.45, 0.45, 0.1], 2)
    scores = additive(values, change.weights).scores
    assert scores[2] >= max(scores) - 1e-7
    assert (
        change.distance >= smallest_weight_change(values, [0.45, 0.45, 0.1], 0, 2).distance - 1e-9
    )


def test_rows_that_do_not_exist_are_refused():
    for pair in ((0, 0), (0, 3), (-1, 1)):
        with pytest.raises(ShapeError):
            smallest_weight_change(VALUES, WEIGHTS, *pair)


def test_a_critical_value_makes_the_rival_draw_level():
    of = problem(
        {"a": [exactly(0.9), exactly(0.2)], "b": [between(0.5, 0.6, 1.0), exactly(0.5)]}, [0.6, 0.4]
    )
    found = critical_values(of)
    for value in found:
        scores = {
            place.alternative: place.score
            for place in rank(
                of.believing(value.alternative, value.criterion, exactly(value.worth))
            ).places
        }
        assert scores["a"] == pytest.approx(scores["b"])
    rival = next(value for value in found if (value.alternative, value.criterion) == ("b", "c0"))
    assert rival.worth == pytest.approx(0.7)
    assert rival.plausible
    scale = Logarithmic(worst=2000, best=20)
    assert level_worth(scale, rival.worth) == pytest.approx(2000 * (20 / 2000) ** 0.7)


def test_a_decisive_unknown_names_who_is_first_at_either_end():
    of = problem({"a": [exactly(0.6), exactly(0.6)], "b": [exactly(0.7), UNKNOWN]}, [0.5, 0.5])
    (cell,) = decisive_cells(of)
    assert (cell.alternative, cell.criterion, cell.known) == ("b", "c1", False)
    assert (cell.if_low, cell.if_high) == (("a",), ("b",))


def test_an_unknown_that_cannot_matter_is_not_decisive():
    of = problem({"a": [exactly(0.9), exactly(0.9)], "b": [exactly(0.1), UNKNOWN]}, [0.9, 0.1])
    assert decisive_cells(of) == ()


def test_one_that_is_first_only_by_what_is_unknown_stays_first_and_is_named():
    of = problem({"a": [exactly(0.5), exactly(0.0)], "b": [exactly(0.5), UNKNOWN]}, [0.5, 0.5])
    ranking = rank(of)
    assert ranking.first == ("b",)
    assert [place.rank for place in ranking.places] == [1, 2]
    (remark,) = ranking.by_unknown
    assert (remark.alternative, remark.rival) == ("b", "a")
    assert remark.lead == pytest.approx(0.5 * UNKNOWN.mean)
    assert remark.at_worst == pytest.approx(0.0)


def test_one_that_is_ahead_on_what_is_known_needs_no_remark():
    of = problem({"a": [exactly(0.5), exactly(0.3)], "b": [exactly(0.9), UNKNOWN]}, [0.5, 0.5])
    assert rank(of).first == ("b",)
    assert rank(of).by_unknown == ()


def test_what_is_known_of_nobody_tells_nobody_apart():
    of = problem({"a": [exactly(0.5), UNKNOWN], "b": [exactly(0.51), UNKNOWN]}, [0.5, 0.5])
    assert rank(of).first == ("b",)
    assert rank(of).by_unknown == ()


def test_an_unknown_neither_dominates_nor_is_dominated_between_the_ends_of_the_scale():
    of = problem(
        {
            "a": [exactly(0.5), exactly(0.9)],
            "b": [exactly(0.4), UNKNOWN],
            "c": [exactly(0.3), exactly(0.2)],
            "d": [exactly(0.2), UNKNOWN],
            "e": [exactly(0.6), exactly(0.0)],
        },
        [0.5, 0.5],
    )
    result = dominance(of)
    assert result.front == ("a", "b", "d", "e")
    assert result.dominated == {"c": ("a",)}
    sure = of.believing("a", "c1", exactly(1.0))
    assert dominance(sure).dominated == {"b": ("a",), "c": ("a",), "d": ("a",)}


def test_the_pareto_front_keeps_equals():
    assert pareto_front([[1, 0], [0, 1], [1, 0], [0.5, 0.4], [0, 0.5]]) == (0, 1, 2, 3)


def test_kendalls_w_is_one_for_one_order_and_nought_for_opposites():
    assert kendall_w([[1, 2, 3, 4]] * 3) == pytest.approx(1)
    assert kendall_w([[1, 2, 3, 4], [4, 3, 2, 1]]) == pytest.approx(0)
    assert kendall_w([[1, 1, 1], [1, 1, 1]]) is None


def test_kendalls_w_agrees_with_the_worked_example_of_siegel_and_castellan():
    """Siegel & Castellan 1988, Nonparametric Statistics, 2nd ed., section 9.6: three interviewers,
    six applicants."""
    judges = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    assert kendall_w(judges) == pytest.approx(0.162, abs=1e-3)


def test_ties_are_corrected_for_in_kendalls_w():
    # By hand: mean ranks (1.5, 1.5, 3) and (1, 2, 3); totals 2.5, 3.5, 6; W = 12 * 6.5 / (4 * 24 -
    # 2 * 6)
    assert kendall_w([[1, 1, 3], [1, 2, 3]]) == pytest.approx(12 * 6.5 / 84)


def test_four_methods_that_agree_say_so():
    of = problem({"a": [exactly(0.9), exactly(0.8)], "b": [exactly(0.2), exactly(0.1)]}, [0.6, 0.4])
    result = agreement(of)
    assert result.agreeing == 4
    assert result.kendall_w == pytest.approx(1)
    assert set(result.first.values()) == {("a",)}


def test_a_direction_must_be_true_or_false():
    with pytest.raises(ShapeError):
        topsis([[1, 2], [2, 1]], [1, 1], [1, -1])


@pytest.mark.parametrize(
    ("scale", "worth"),
    [
        (Linear(worst=36, best=0), 0.25),
        (Logarithmic(worst=5, best=500), 0.6),
        (Piecewise(points=((0, 0), (10, 0.5), (40, 1))), 0.75),
        (Ordinal(levels={"none": 0.0, "partial": 0.5, "full": 1.0}), 0.5),
    ],
)
def test_the_level_of_a_worth_is_worth_that_much(scale, worth):
    from advisor.scoring.values import worth as worth_of

    assert worth_of(scale, level_worth(scale, worth)).value == pytest.approx(worth)
