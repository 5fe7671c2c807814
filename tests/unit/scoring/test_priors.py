"""Distributions of weights by where they come from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from advisor.scoring.preference.question import Question
from advisor.scoring.priors import Prior, around, over_families, team, uniform
from advisor.scoring.shape import ShapeError

FAMILIES = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "b2": "b", "c1": "c"}
CRITERIA = tuple(sorted(FAMILIES))
OPEN = uniform(FAMILIES, CRITERIA)
NAMED = around({"a1": 5.0, "a2": 1.0, "b1": 4.0}, FAMILIES, origin="profile", concentration=30.0)


def drawn(prior: Prior, samples: int = 20_000, seed: int = 1) -> np.ndarray:
    return np.array(prior.source(CRITERIA).stream(seed)(samples))


def test_a_family_with_many_criteria_weighs_no_more_for_having_many() -> None:
    assert OPEN.family_means == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    weights = drawn(OPEN)
    of_a = weights[:, :3].sum(axis=1)
    # Uniform over three families: the weight of one is Beta(1, 2), with mean 1/3 and variance 1/18.
    assert of_a.mean() == pytest.approx(1 / 3, abs=0.006)
    assert of_a.var() == pytest.approx(1 / 18, abs=0.003)
    # Uniform within two: the share of one is uniform.
    share = weights[:, 3] / weights[:, 3:5].sum(axis=1)
    assert np.quantile(share, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.015)


@pytest.mark.parametrize(
    "prior",
    [OPEN, NAMED, over_families({"a": 3, "c": 1}, OPEN), over_families({"a": 3, "b": 1}, NAMED)],
    ids=["open", "profile", "families", "families of a profile"],
)
def test_drawn_weights_have_the_means_that_are_stated(prior: Prior) -> None:
    for rung in prior.ladder():
        weights = drawn(rung)
        assert weights.sum(axis=1) == pytest.approx(1.0)
        means = [rung.means.get(criterion, 0.0) for criterion in CRITERIA]
        assert weights.mean(axis=0) == pytest.approx(means, abs=0.012)
        assert math.fsum(rung.means.values()) == pytest.approx(1.0)
        assert rung.tiers().means == pytest.approx(
            [rung.means[name] for name in sorted(rung.means)]
        )


def test_one_distribution_over_criteria_is_the_one_that_smaa_has_always_drawn() -> None:
    weights = drawn(NAMED)
    # Dirichlet: var = w (1 - w) / (concentration + 1).
    assert weights[:, 0].var() == pytest.approx(0.5 * 0.5 / 31, rel=0.05)
    assert not weights[:, 2].any()


def test_the_ladder_says_ever_less() -> None:
    assert [rung.origin for rung in OPEN.ladder()] == ["open", "one_each"]
    assert [rung.origin for rung in NAMED.ladder()] == ["profile", "open", "one_each"]
    firm = replace(NAMED, concentration=300.0)
    assert [rung.origin for rung in firm.ladder()] == ["profile", "rough", "open", "one_each"]
    assert firm.ladder()[1].means == firm.means
    families = over_families({"a": 3, "c": 1}, OPEN)
    assert [rung.origin for rung in families.ladder()] == ["families", "rough", "open", "one_each"]
    assert set(families.ladder()[2].means) == {"a1", "a2", "a3", "c1"}


def test_one_criterion_of_each_family_is_all_that_the_last_rung_weighs() -> None:
    weights = drawn(OPEN.ladder()[-1])
    assert ((weights[:, :3] > 0).sum(axis=1) == 1).all()
    assert ((weights[:, 3:5] > 0).sum(axis=1) == 1).all()
    assert (weights[:, :3] > 0).mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.012)


def test_criteria_that_ask_nearly_the_same_count_once_and_share_their_weight() -> None:
    prior = uniform(FAMILIES, CRITERIA, [("a1", "a3")])
    third = pytest.approx(1 / 3)
    assert prior.family_means == {"a": third, "b": third, "c": third}
    assert prior.means["a2"] == pytest.approx(prior.means["a1"] + prior.means["a3"])
    weights = drawn(prior)
    assert weights[:, 0].tolist() == weights[:, 2].tolist()
    share = weights[:, 1] / weights[:, :3].sum(axis=1)
    assert np.quantile(share, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.015)
    one_each = drawn(prior.ladder()[-1])
    assert ((one_each[:, 0] > 0) == (one_each[:, 2] > 0)).all()
    answers = ((Question(swing="a2", part="a1", share=1.0), "part"),) * 3
    learnt = drawn(replace(prior, origin="posterior", answers=answers), 200)
    assert learnt[:, 0] == pytest.approx(learnt[:, 2])


def test_a_family_of_which_a_profile_says_nothing_is_open_within() -> None:
    prior = over_families({"b": 50, "c": 50}, replace(NAMED, means={"b1": 1.0}), bare=OPEN)
    assert prior.means == pytest.approx({"b1": 0.5, "c1": 0.5})


def test_draws_of_a_criterion_do_not_change_when_another_is_left_out() -> None:
    whole = np.array(OPEN.source(CRITERIA).stream(3)(100))
    fewer = np.array(OPEN.source(("b2", "b1")).stream(3)(100))
    ratio = whole[:, 3] / whole[:, 4]
    assert fewer[:, 1] / fewer[:, 0] == pytest.approx(ratio)
    chunks = OPEN.source(CRITERIA).stream(3)
    assert np.vstack([chunks(60).copy(), chunks(40).copy()]).tolist() == whole.tolist()


def test_family_points_keep_what_a_profile_says_within() -> None:
    prior = over_families({"a": 75, "b": 25}, NAMED)
    assert prior.family_means == pytest.approx({"a": 0.75, "b": 0.25})
    assert prior.means["a1"] / prior.means["a2"] == pytest.approx(5.0)
    # The Dirichlet distribution within a family is the one that the profile's implies.
    assert prior.within == pytest.approx({"a": 30.0 * 0.6, "b": 30.0 * 0.4})


def test_answers_that_are_read_again_give_the_same_draws() -> None:
    answers = ((Question(swing="b1", part="a1", share=0.5), "swing"),) * 4
    prior = replace(OPEN, origin="posterior", answers=answers, seed=5)
    again = Prior(
        origin="posterior",
        concentration=prior.concentration,
        means=dict(reversed(prior.means.items())),
        families=dict(reversed(FAMILIES.items())),
        within=prior.within,
        answers=answers,
        seed=5,
    )
    weights = drawn(prior)
    assert drawn(again).tolist() == weights.tolist()
    assert weights[:, 3].mean() > OPEN.means["b1"]
    assert [rung.origin for rung in prior.ladder()] == ["posterior", "rough", "open", "one_each"]


def test_a_teams_weights_are_those_of_a_member_picked_at_random() -> None:
    ann = around({"a1": 1.0}, FAMILIES, origin="given", concentration=100.0)
    ben = around({"b1": 3.0, "c1": 1.0}, FAMILIES, origin="profile", concentration=30.0)
    together = team([ann, ben])
    assert together.weights == pytest.approx({"a1": 0.5, "b1": 0.375, "c1": 0.125})
    rows = drawn(together, samples=4_000)
    anns = rows[:, CRITERIA.index("a1")] == 1.0
    assert anns.mean() == pytest.approx(0.5, abs=0.03)
    assert (rows[~anns][:, CRITERIA.index("a1")] == 0.0).all()
    assert [rung.origin for rung in together.ladder()] == ["team", "rough", "open", "one_each"]
    with pytest.raises(ShapeError, match="at least one person"):
        team([])


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ShapeError, match="concentration"):
        replace(OPEN, concentration=0.0)
    with pytest.raises(ShapeError, match="belongs to a family"):
        replace(OPEN, families={})
    with pytest.raises(ShapeError, match="means"):
        uniform(FAMILIES, ())
    with pytest.raises(ShapeError, match="none of the criteria"):
        NAMED.tiers(("c1",))


@given(
    weights=st.dictionaries(st.sampled_from(CRITERIA), st.floats(0.01, 100.0), min_size=1),
    points=st.fixed_dictionaries(dict.fromkeys("abc", st.floats(0.01, 100.0))),
    concentration=st.floats(0.05, 1000.0),
)
@settings(max_examples=60, deadline=None)
def test_weights_are_weights_however_they_are_meant(
    weights: dict[str, float], points: dict[str, float], concentration: float
) -> None:
    inside = around(weights, FAMILIES, origin="given", concentration=concentration)
    prior = over_families(points, inside, concentration=concentration)
    assert set(prior.means) == set(weights)
    for rung in (*inside.ladder(), *prior.ladder()):
        rows = drawn(rung, samples=20)
        assert (rows >= 0).all()
        assert rows.sum(axis=1) == pytest.approx(1.0)
