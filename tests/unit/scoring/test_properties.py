"""What must hold for every decision problem, searched for counterexamples."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.scoring import (
    additive,
    smallest_weight_change,
    smallest_weight_change_to_first,
    weight_stability_intervals,
)
from advisor.scoring.beliefs import UNKNOWN, Belief, between, exactly
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import Ranking, rank
from advisor.scoring.robustness import robustness
from advisor.scoring.shape import TIE

# Fractions and hundredths meet ties and exact zeros far more often than arbitrary floats would.
UNIT = st.one_of(
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.integers(0, 100).map(lambda n: n / 100),
    st.floats(0, 1).map(lambda v: round(v, 6)),
)
POINTS = st.one_of(st.integers(1, 30).map(float), st.floats(0.01, 50))


@st.composite
def intervals(draw: st.DrawFn) -> Belief:
    return between(*sorted((draw(UNIT), draw(UNIT), draw(UNIT))))


KNOWN = st.one_of(intervals(), UNIT.map(exactly))
ANY = st.one_of(KNOWN, st.just(UNKNOWN))


@st.composite
def problems(
    draw: st.DrawFn, cells: st.SearchStrategy[Belief] = ANY, least: int = 1
) -> DecisionProblem:
    m, n = draw(st.integers(least, 6)), draw(st.integers(1, 6))
    return DecisionProblem(
        alternatives=tuple(draw(st.permutations([f"framework-{i}" for i in range(m)]))),
        criteria=tuple(draw(st.permutations([f"criterion-{j}" for j in range(n)]))),
        weights=tuple(draw(st.lists(POINTS, min_size=n, max_size=n))),
        beliefs=tuple(tuple(draw(st.lists(cells, min_size=n, max_size=n))) for _ in range(m)),
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[float]], list[float]]:
    m, n = draw(st.integers(2, 6)), draw(st.integers(1, 6))
    return [draw(st.lists(UNIT, min_size=n, max_size=n)) for _ in range(m)], draw(
        st.lists(POINTS, min_size=n, max_size=n)
    )


def ranks(ranking: Ranking) -> dict[str, int]:
    return {place.alternative: place.rank for place in ranking.places}


def first_at_worst(problem: DecisionProblem, name: str) -> bool:
    """Whether it would be first, alone or level, with what is not known of it at its worst; the
    rule written down a second time, as it is told to people."""
    worst = problem
    for criterion in problem.criteria:
        told = any(problem.belief(each, criterion).known for each in problem.alternatives)
        if told and not problem.belief(name, criterion).known:
            worst = worst.believing(name, criterion, exactly(0.0))
    return name in rank(worst).first


@given(problems())
def test_contributions_sum_to_the_score_to_the_last_bit(problem):
    for place in rank(problem).places:
        assert math.fsum(place.contributions.values()) == place.score
        assert place.lowest - 1e-12 <= place.score <= place.highest + 1e-12


@given(problems())
def test_whoever_is_first_only_by_being_unknown_is_named(problem):
    ranking = rank(problem)
    named = {remark.alternative for remark in ranking.by_unknown}
    for first in ranking.first:
        if not first_at_worst(problem, first):
            assert first in named
    for remark in ranking.by_unknown:
        assert remark.at_worst <= TIE
        assert remark.lead > remark.at_worst


@given(problems(least=2))
def test_one_of_whom_nothing_is_known_is_never_first_unremarked(problem):
    blank = DecisionProblem(
        alternatives=problem.alternatives,
        criteria=problem.criteria,
        weights=problem.weights,
        beliefs=((UNKNOWN,) * len(problem.criteria), *problem.beliefs[1:]),
    )
    others = blank.beliefs[1:]
    assume(any(belief.known and belief.mean > 0.01 for row in others for belief in row))
    ranking = rank(blank)
    if blank.alternatives[0] in ranking.first:
        assert ranking.by_unknown


@given(problems(), st.data())
def test_the_ranking_does_not_depend_on_the_order_of_alternatives_and_criteria(problem, data):
    rows = data.draw(st.permutations(range(len(problem.alternatives))))
    columns = data.draw(st.permutations(range(len(problem.criteria))))
    other = DecisionProblem(
        alternatives=tuple(problem.alternatives[i] for i in rows),
        criteria=tuple(problem.criteria[j] for j in columns),
        weights=tuple(problem.weights[j] for j in columns),
        beliefs=tuple(tuple(problem.beliefs[i][j] for j in columns) for i in rows),
    )
    assert rank(other) == rank(problem)


@given(problems(), st.sampled_from([0.5, 3.0, 100.0, 0.07]))
def test_scaling_all_weights_changes_no_rank(problem, factor):
    scaled = problem.weighted(tuple(weight * factor for weight in problem.weights))
    before, after = rank(problem), rank(scaled)
    assert ranks(before) == ranks(after)
    assert [p.score for p in after.places] == pytest.approx(
        [p.score for p in before.places], abs=1e-12
    )


@given(problems(KNOWN, least=2), st.data())
def test_one_that_is_at_least_as_good_everywhere_and_better_somewhere_is_ahead(problem, data):
    better = tuple(exactly(data.draw(st.floats(belief.mean, 1))) for belief in problem.beliefs[1])
    beliefs = (better, *problem.beliefs[1:])
    changed = DecisionProblem(
        alternatives=problem.alternatives,
        criteria=problem.criteria,
        weights=problem.weights,
        beliefs=beliefs,
    )
    ranking = rank(changed)
    first, second = (ranking.place(name) for name in problem.alternatives[:2])
    assert first.rank <= second.rank
    if first.score > second.score + 2 * TIE:
        assert first.rank < second.rank


@given(problems(least=2), st.data())
def test_a_dominated_alternative_is_never_first_whatever_is_unknown(problem, data):
    dominated = tuple(
        exactly(data.draw(st.floats(0, belief.mean))) if belief.known else belief
        for belief in problem.beliefs[0]
    )
    changed = DecisionProblem(
        alternatives=problem.alternatives,
        criteria=problem.criteria,
        weights=problem.weights,
        beliefs=(problem.beliefs[0], dominated, *problem.beliefs[2:]),
    )
    ranking = rank(changed)
    better, worse = (ranking.place(name) for name in problem.alternatives[:2])
    if better.score > worse.score + 2 * TIE:
        assert worse.rank > 1


@given(problems(KNOWN), st.data())
def test_raising_one_value_never_lowers_its_rank(problem, data):
    name, criterion = (
        data.draw(st.sampled_from(problem.alternatives)),
        data.draw(st.sampled_from(problem.criteria)),
    )
    raised = exactly(data.draw(st.floats(problem.belief(name, criterion).mean, 1)))
    before, after = rank(problem), rank(problem.believing(name, criterion, raised))
    assert after.place(name).rank <= before.place(name).rank
    assert after.place(name).score >= before.place(name).score


@given(problems(KNOWN, least=3))
def test_removing_an_alternative_does_not_reorder_the_others(problem):
    rest = rank(problem.among(problem.alternatives[1:]))
    before = [name for name in ranks(rank(problem)) if name != problem.alternatives[0]]
    assert [place.alternative for place in rest.places] == before


@given(problems(least=2))
def test_duplicates_share_their_rank(problem):
    twins = DecisionProblem(
        alternatives=problem.alternatives,
        criteria=problem.criteria,
        weights=problem.weights,
        beliefs=(problem.beliefs[1], *problem.beliefs[1:]),
    )
    ranking = rank(twins)
    assert ranking.place(twins.alternatives[0]).rank == ranking.place(twins.alternatives[1]).rank


@given(problems())
def test_ranks_are_those_of_a_competition(problem):
    given = sorted(place.rank for place in rank(problem).places)
    assert given[0] == 1
    assert all(rank_ == given.index(rank_) + 1 for rank_ in given)


@given(tables())
def test_a_stability_interval_holds_its_weight_and_ends_where_somebody_draws_level(table):
    values, weights = table
    model = additive(values, weights)
    first = model.scores.index(max(model.scores))
    for j, (low, high) in enumerate(weight_stability_intervals(values, weights)):
        assert 0 <= low <= model.weights[j] + 1e-12
        assert model.weights[j] - 1e-12 <= high <= 1
        if model.weights[j] > 1 - 1e-9:
            continue
        for t in (low, high, (low + high) / 2):
            moved = [(1 - t) / (1 - model.weights[j]) * w for w in model.weights]
            moved[j] = t
            scores = additive(values, moved).scores
            assert scores[first] >= max(scores) - 1e-6


@given(tables())
def test_the_smallest_weight_change_makes_b_reach_a(table):
    values, weights = table
    change = smallest_weight_change(values, weights, 0, 1)
    if change.weights is None:
        assert all(x > y for x, y in zip(values[0], values[1], strict=True))
        return
    assert math.fsum(change.weights) == pytest.approx(1)
    assert min(change.weights) >= -1e-12
    assert (
        math.fsum(abs(x - y) for x, y in zip(change.weights, change.given, strict=True))
        == change.distance
    )
    scores = additive(values, [max(0.0, w) for w in change.weights]).scores
    assert scores[1] >= scores[0] - 1e-9
    if change.distance > 1e-9:
        assert scores[1] == pytest.approx(scores[0], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_closed_form_agrees_with_the_linear_programme_between_two(table):
    values, weights = table
    closed = smallest_weight_change(values[:2], weights, 0, 1)
    solved = smallest_weight_change_to_first(values[:2], weights, 1)
    assert closed.distance == pytest.approx(solved.distance, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(problems(least=2), st.integers(0, 5))
def test_sampled_shares_are_shares_and_do_not_depend_on_the_order(problem, seed):
    result = robustness(problem, samples=300, seed=seed)
    for name, shares in result.shares.items():
        assert math.fsum(shares) == pytest.approx(1)
        for other, won in result.winning[name].items():
            assert 0 <= won + result.winning[other][name] <= 1 + 1e-12
        central = result.central_weights[name]
        assert central is None or math.fsum(central.values()) == pytest.approx(1)
    assert math.fsum(shares[0] for shares in result.shares.values()) >= 1 - 1e-12
    backwards = DecisionProblem(
        alternatives=problem.alternatives[::-1],
        criteria=problem.criteria[::-1],
        weights=problem.weights[::-1],
        beliefs=tuple(row[::-1] for row in problem.beliefs[::-1]),
    )
    assert robustness(backwards, samples=300, seed=seed) == result


@settings(max_examples=30, deadline=None)
@given(problems(KNOWN))
def test_an_interval_of_no_width_is_its_value(problem):
    exact = DecisionProblem(
        alternatives=problem.alternatives,
        criteria=problem.criteria,
        weights=problem.weights,
        beliefs=tuple(tuple(exactly(belief.mean) for belief in row) for row in problem.beliefs),
    )
    firm = robustness(exact, concentration=1e12, samples=50)
    assert {name: shares.index(max(shares)) + 1 for name, shares in firm.shares.items()} == ranks(
        rank(exact)
    ) or any(
        0 < abs(a.score - b.score) < 1e-5 for a in rank(exact).places for b in rank(exact).places
    )
