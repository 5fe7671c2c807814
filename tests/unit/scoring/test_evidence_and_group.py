"""What to find out next, and deciding together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from advisor.scoring.beliefs import Belief, between, exactly
from advisor.scoring.group import group, merge
from advisor.scoring.next_evidence import EvidenceOption, next_evidence
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness
from advisor.scoring.shape import ShapeError
from advisor.scoring.verdict import verdict
from advisor.scoring.weights import normalise


def problem(rows: dict[str, list[Belief]], weights: list[float]) -> DecisionProblem:
    return DecisionProblem(
        alternatives=tuple(rows),
        criteria=tuple(f"c{j}" for j in range(len(weights))),
        weights=tuple(weights),
        beliefs=tuple(map(tuple, rows.values())),
    )


ANYTHING = Belief(low=0.0, central=0.5, high=1.0, known=False)
"""An unknown of which one worth is as likely as another."""

OPEN = problem(
    {
        "a": [exactly(0.6), exactly(0.55), exactly(0.5)],
        "b": [ANYTHING, exactly(0.55), exactly(0.5)],
        "c": [exactly(0.1), exactly(0.1), ANYTHING],
    },
    [0.5, 0.4, 0.1],
)
SPEED_OF_B = EvidenceOption(id="measure b", cells=(("b", "c0"),), seconds=60)
FACT_ON_C = EvidenceOption(id="look up c", cells=(("c", "c2"),), seconds=1)
KNOWN = EvidenceOption(id="measure a again", cells=(("a", "c1"),), seconds=1)


def test_what_decides_is_worth_finding_out_and_what_does_not_is_not():
    plan = next_evidence(OPEN, [FACT_ON_C, KNOWN, SPEED_OF_B])
    assert plan.first == "a"
    assert plan.share == pytest.approx(0.6, abs=0.05)
    best, *rest = plan.prospects
    assert best.option == SPEED_OF_B
    # b is first when its unknown exceeds 0.6: knowing it settles everything, so the gain is all
    # that was missing.
    assert best.gain == pytest.approx(0.4, abs=0.05)
    assert best.change == pytest.approx(0.4, abs=0.15)
    assert best.worth > 0
    # Who is first is a coin of 0.6 and 0.4 now, and certain after the answer.
    assert best.bits == pytest.approx(0.971, abs=0.02)
    assert all(prospect.bits == 0 for prospect in rest)
    assert all(prospect.gain == pytest.approx(0, abs=1e-9) for prospect in rest)
    assert (plan.state, plan.chance, plan.attainable) == (
        "worth finding out",
        1.0,
        pytest.approx(1),
    )


def test_an_answer_that_can_only_confirm_still_tells_something():
    of = problem(
        {
            "a": [exactly(0.8), between(0.4, 0.6, 0.8)],
            "b": [exactly(0.2), exactly(0.9)],
            "c": [exactly(0.1)] * 2,
        },
        [0.6, 0.4],
    )
    plan = next_evidence(
        of, [EvidenceOption(id="measure a", cells=(("a", "c1"),), seconds=1)], concentration=20.0
    )
    (only,) = plan.prospects
    assert only.gain == only.change == 0
    assert only.bits > 0.001


def test_gain_is_weighed_against_what_it_costs():
    dear = EvidenceOption(id="dear", cells=SPEED_OF_B.cells, seconds=600)
    plan = next_evidence(OPEN, [dear, SPEED_OF_B])
    assert [prospect.option.id for prospect in plan.prospects] == ["measure b", "dear"]
    assert plan.prospects[0].per_second == pytest.approx(10 * plan.prospects[1].per_second)


def test_the_expected_worth_of_an_answer_is_that_worked_out_by_hand():
    # b's score is uniform within 0.5 of 0.52 - 0.25; a has 0.57: E[max] - 0.57 = 0.5 (1 - 0.6)^2 /
    # 2 with weight 0.5.
    plan = next_evidence(OPEN, [SPEED_OF_B], concentration=1e7)
    assert plan.prospects[0].worth == pytest.approx(0.5 * 0.4**2 / 2, abs=0.003)


def test_a_settled_verdict_says_so():
    sure = problem({"a": [exactly(0.9)], "b": [exactly(0.1)]}, [1.0])
    assert next_evidence(sure, []).state == "settled"


def test_a_verdict_that_hangs_on_weights_cannot_be_settled_by_measuring():
    torn = problem(
        {"a": [exactly(1.0), exactly(0.0)], "b": [exactly(0.0), exactly(1.0)]}, [0.5, 0.5]
    )
    plan = next_evidence(torn, [EvidenceOption(id="again", cells=(("a", "c0"),), seconds=5)])
    assert plan.state == "cannot be settled"
    assert plan.chance == 0
    assert plan.attainable == pytest.approx(plan.share)


def test_the_plan_does_not_depend_on_the_order_in_which_the_problem_is_written_down():
    backwards = DecisionProblem(
        alternatives=OPEN.alternatives[::-1],
        criteria=OPEN.criteria[::-1],
        weights=OPEN.weights[::-1],
        beliefs=tuple(row[::-1] for row in OPEN.beliefs[::-1]),
    )
    options = [SPEED_OF_B, FACT_ON_C]
    assert next_evidence(backwards, options[::-1]) == next_evidence(OPEN, options)


def test_an_option_must_name_cells_of_the_problem():
    with pytest.raises(ShapeError):
        next_evidence(OPEN, [EvidenceOption(id="x", cells=(("nobody", "c0"),), seconds=1)])


def test_merged_weights_are_the_mean_of_everybodys_shares():
    merged = merge({"ann": {"x": 80, "y": 20}, "ben": {"x": 20, "y": 80}})
    assert merged == pytest.approx({"x": 0.5, "y": 0.5})
    merged = merge({"ann": {"x": 9, "y": 1}, "ben": {"x": 50, "y": 50}})
    assert merged == pytest.approx({"x": 0.7, "y": 0.3})


def test_one_persons_zero_is_no_veto():
    merged = merge({"ann": {"x": 1}, "ben": {"x": 1, "y": 1}})
    assert merged == pytest.approx({"x": 0.75, "y": 0.25})


def by_weights(of, people):
    """The group of people who differ in weights alone."""

    def ranked(weights):
        return rank(of.weighted(tuple(weights.get(name, 0.0) for name in of.criteria)))

    weights = {name: normalise(points) for name, points in people.items()}
    without = {}
    for person in people:
        others = {name: given for name, given in weights.items() if name != person}
        without[person] = ranked(merge(others) if others else weights[person]).first
    own = {name: ranked(given) for name, given in weights.items()}
    return group(ranked(merge(weights)), own, without, weights)


def test_one_person_alone_is_the_group():
    of = problem({"a": [exactly(1.0), exactly(0.0)], "b": [exactly(0.0), exactly(1.0)]}, [1, 1])
    result = by_weights(of, {"ann": {"c0": 3, "c1": 1}})
    assert result.weights == pytest.approx({"c0": 0.75, "c1": 0.25})
    assert result.ranking.first == result.people[0].first == ("a",)
    assert not result.people[0].decisive


def test_who_tips_the_balance_is_named_and_so_is_the_compromise():
    of = problem(
        {
            "fast": [exactly(1.0), exactly(0.0)],
            "safe": [exactly(0.0), exactly(1.0)],
            "middle": [exactly(0.65), exactly(0.65)],
        },
        [1, 1],
    )
    people = {"ann": {"c0": 95, "c1": 5}, "ben": {"c0": 90, "c1": 10}, "cleo": {"c0": 1, "c1": 99}}
    result = by_weights(of, people)
    own = {person.name: person.first for person in result.people}
    assert own == {"ann": ("fast",), "ben": ("fast",), "cleo": ("safe",)}
    assert result.ranking.first == ("middle",)
    tips = {person.name: (person.decisive, person.without) for person in result.people}
    assert tips["cleo"] == (True, ("fast",))
    assert result.compromise == ("middle",)
    assert result.disputed[0].high - result.disputed[0].low == pytest.approx(0.94)
    assert {person.name: person.loss > 0 for person in result.people} == {
        "ann": True,
        "ben": True,
        "cleo": True,
    }
    assert result.kendall_w is not None
    assert result.kendall_w < 0.5


@pytest.mark.parametrize(
    ("lead", "word"),
    [(0.4, "clear"), (0.02, "leaning"), (0.0, "close")],
)
def test_the_verdict_is_one_word_by_rule(lead, word):
    rows = {
        "a": [between(0.3, 0.4 + lead / 2, 0.5 + lead), exactly(0.5)],
        "b": [between(0.3, 0.4, 0.5), exactly(0.5 - lead)],
    }
    of = problem(rows, [0.5, 0.5])
    found = verdict(rank(of), robustness(of, samples=4_000))
    assert found.word == word or (word == "leaning" and 0.5 <= found.share < 0.8)
    assert found.first[0] == "a"


def test_a_tie_is_called_a_tie():
    of = problem({"a": [exactly(0.5)], "b": [exactly(0.5)]}, [1.0])
    found = verdict(rank(of), robustness(of, samples=100))
    assert found.tie
    assert found.word == "close"
    assert found.first == ("a", "b")


def test_one_alternative_left_is_clear_and_has_no_rival():
    of = problem({"a": [exactly(0.5)]}, [1.0])
    found = verdict(rank(of), robustness(of, samples=100))
    assert (found.word, found.rival, found.winning, found.share) == ("clear", None, None, 1.0)


def test_a_gate_that_may_not_be_passed_keeps_the_share_below_the_target():
    gated = replace(OPEN, passable=(0.5, 1.0, 1.0))
    plan = next_evidence(gated, [SPEED_OF_B], target=0.9)
    assert plan.first == "b", "a is first in a half at most"
    assert not plan.capped
    everybody = replace(OPEN, passable=(0.5, 0.5, 0.5))
    plan = next_evidence(everybody, [SPEED_OF_B], target=0.9)
    assert plan.capped
    assert plan.share <= plan.met == pytest.approx(0.5, abs=0.05)
    assert plan.state == "cannot be settled"
