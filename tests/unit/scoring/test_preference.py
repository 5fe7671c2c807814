"""Learning from trade-off answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from advisor.scoring.preference.advise import advise, information
from advisor.scoring.preference.posterior import Posterior, start
from advisor.scoring.preference.question import Question, questions
from advisor.scoring.shape import ShapeError

NAMES = ("cost", "safety", "speed")
EVEN = dict.fromkeys(NAMES, 1.0)
SPEED_OR_COST = Question(swing="speed", part="cost", share=1.0)


def convinced(times: int, answer: str = "swing") -> Posterior:
    posterior = start(EVEN, 3.0, seed=1)
    for _ in range(times):
        posterior = posterior.answered(SPEED_OR_COST, answer)
    return posterior


def test_fourteen_criteria_give_the_455_questions_of_the_study():
    asked = questions([f"c{j:02}" for j in range(14)])
    assert len(asked) == len(set(asked)) == 455


def test_the_posterior_starts_from_the_profile():
    posterior = start({"cost": 60, "safety": 30, "speed": 10, "ignored": 0}, 100.0)
    assert posterior.criteria == NAMES
    assert list(posterior.mean.values()) == pytest.approx([0.6, 0.3, 0.1], abs=0.01)
    low, high = posterior.interval(0.9)["cost"]
    # A Dirichlet weight of mean 0.6 and concentration 100 has a standard deviation of 0.0487.
    assert (low, high) == pytest.approx((0.6 - 1.645 * 0.0487, 0.6 + 1.645 * 0.0487), abs=0.01)


def test_an_answer_moves_weight_to_what_was_chosen():
    before, after = start(EVEN, 3.0, seed=1), convinced(1)
    assert after.mean["speed"] > before.mean["speed"]
    assert after.mean["cost"] < before.mean["cost"]
    assert convinced(1, "part").mean["speed"] < before.mean["speed"]


def test_an_answer_of_equal_draws_two_weights_together():
    before, after = start(EVEN, 3.0, seed=1), convinced(4, "equal")
    spread = [
        np.average(abs(p.particles[:, 0] - p.particles[:, 2]), weights=p.importance)
        for p in (before, after)
    ]
    assert spread[1] < spread[0]


def test_weights_stay_on_the_simplex_through_many_answers():
    posterior = convinced(25)
    assert (posterior.particles >= 0).all()
    assert posterior.particles.sum(axis=1) == pytest.approx(np.ones(len(posterior.particles)))
    assert math.fsum(posterior.mean.values()) == pytest.approx(1)
    assert posterior.consistency == 1.0


def test_the_posterior_agrees_with_weighting_the_prior_by_the_likelihood():
    """Importance sampling from the prior, with many draws, is the reference for reweighting and
    moving."""
    asked = [
        (SPEED_OR_COST, "swing"),
        (Question(swing="safety", part="speed", share=0.5), "swing"),
        (Question(swing="cost", part="safety", share=0.25), "part"),
        (SPEED_OR_COST, "swing"),
        (Question(swing="safety", part="cost", share=1.0), "swing"),
    ]
    posterior = start(EVEN, 3.0, seed=2)
    for question, answer in asked:
        posterior = posterior.answered(question, answer)
    chance = np.random.default_rng(0)
    weights, sharpness = (
        chance.dirichlet(np.ones(3), 400_000),
        np.exp(chance.uniform(np.log(4), np.log(60), 400_000)),
    )
    likelihood = np.ones(len(weights))
    for question, answer in asked:
        ahead = (
            weights[:, NAMES.index(question.swing)]
            - question.share * weights[:, NAMES.index(question.part)]
        )
        likelihood /= 1 + np.exp(-sharpness * ahead * (1 if answer == "swing" else -1))
    expected = (weights * likelihood[:, None]).sum(axis=0) / likelihood.sum()
    assert list(posterior.mean.values()) == pytest.approx(expected.tolist(), abs=0.02)


def test_answers_that_contradict_one_another_show_in_the_consistency():
    posterior = convinced(3).answered(SPEED_OR_COST, "part")
    assert posterior.consistency == pytest.approx(0.75)
    assert start(EVEN, 3.0).consistency is None


def test_the_same_seed_and_answers_give_the_same_posterior():
    assert convinced(6).mean == convinced(6).mean


def test_draws_are_weights_that_the_sampling_takes():
    draws = np.array(convinced(3).draws(500))
    assert draws.shape == (500, 3)
    assert draws.sum(axis=1) == pytest.approx(np.ones(500))


def test_a_question_is_chosen_for_what_it_tells_about_who_is_first():
    # Whether the first or the second is best depends on cost against speed only; safety is equal
    # for both.
    values = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]])
    posterior = start(EVEN, 3.0, seed=1)
    found = advise(posterior, values)
    assert {found.question.swing, found.question.part} == {"cost", "speed"}
    assert found.question.share == 1.0
    assert found.why == "ask"
    assert 1 <= found.more <= 10
    assert 0 < found.bits <= 1


def test_no_answer_tells_anything_about_a_decision_that_is_made():
    values = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
    posterior = start(EVEN, 3.0, seed=1)
    assert information(posterior, questions(NAMES), values) == pytest.approx(np.zeros(15), abs=1e-9)
    found = advise(posterior, values)
    assert (found.why, found.more, found.share) == ("sure", 0, pytest.approx(1.0))


def test_what_cannot_be_separated_is_not_asked_about():
    values = np.array([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]])
    assert advise(start(EVEN, 3.0), values).more == 0


def test_ten_answers_are_enough_and_no_question_is_put_twice():
    values = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]])
    posterior = start(EVEN, 3.0, seed=3)
    asked = set()
    for turn in range(10):
        found = advise(posterior, values)
        assert found.question not in asked
        asked.add(found.question)
        posterior = posterior.answered(found.question, "swing" if turn % 2 else "part")
    assert advise(posterior, values).more == 0


@pytest.mark.parametrize(
    ("weights", "concentration"), [({"a": 1}, 3.0), ({"a": 1, "b": 1}, 0.0), ({}, 3.0)]
)
def test_a_trade_off_needs_two_criteria(weights, concentration):
    with pytest.raises(ShapeError):
        start(weights, concentration)
