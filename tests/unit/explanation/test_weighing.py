"""Whose weights hold."""

import math

import pytest

from advisor.errors import AdvisorError
from advisor.explanation.weighing import weigh
from advisor.model.need import Need
from tests.builders import a_criterion, a_measured_criterion, some_knowledge

KNOWLEDGE = some_knowledge(
    criteria=(a_criterion("docs"), a_measured_criterion("speed"), a_criterion("other"))
)


def shares(need: Need) -> dict[str, float]:
    weights = weigh(KNOWLEDGE, need)
    assert math.isclose(math.fsum(weight.share for weight in weights), 1.0)
    return {weight.criterion: weight.share for weight in weights}


def test_without_a_profile_every_criterion_weighs_the_same() -> None:
    assert set(shares(Need()).values()) == {1 / 3}


def test_industry_and_task_have_equal_say() -> None:
    assert shares(Need(industry="care", task="toy")) == pytest.approx(
        {"docs": 0.8, "speed": 0.2, "other": 0.0}
    )


def test_points_given_by_hand_win_and_are_said_to() -> None:
    weights = {
        weight.criterion: weight
        for weight in weigh(KNOWLEDGE, Need(industry="care", weights={"speed": 0}))
    }
    assert weights["speed"].share == 0.0
    assert weights["speed"].origin == "given"
    assert weights["docs"].share == 1.0


def test_weighing_nothing_is_an_error_with_the_next_command() -> None:
    with pytest.raises(AdvisorError) as caught:
        weigh(KNOWLEDGE, Need(weights={"docs": 0, "speed": 0, "other": 0}))
    assert "--weight" in caught.value.hint
