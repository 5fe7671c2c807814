"""Weights of families by each method, from answers that are never dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError
from advisor.explanation.weighing import family_weights, prior_of, weigh
from advisor.intake.profile import read_profile, write_profile
from advisor.model.knowledge import Knowledge
from advisor.model.need import Method, Need, TradeOff
from advisor.resources import knowledge_dir
from advisor.usecases.need.check_need import check_need
from advisor.usecases.need.weigh_families import weigh_families
from advisor.views.need.families import family_prompt


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge(knowledge_dir())


def say(text: str, **values: Any) -> str:
    return text.format(**values)


TALK: Any = say
TALK.lang = "en"


def test_nothing_named_is_open_and_its_families_weigh_the_same(knowledge: Knowledge) -> None:
    prior = prior_of(knowledge, Need())
    assert prior.origin == "open"
    weights = family_weights(knowledge, weigh(knowledge, Need()))
    assert weights == pytest.approx(dict.fromkeys(knowledge.families, 1 / 8))
    assert prior.means["commit_activity"] == prior.means["maintained"] == prior.means["release_age"]
    assert 3 * prior.means["maintained"] == pytest.approx(prior.means["security"])


def test_weights_given_with_nothing_else_named_are_the_whole(knowledge: Knowledge) -> None:
    need = Need(weights={"docs_chinese": 50.0, "community": 30.0, "licence": 20.0})
    prior = prior_of(knowledge, need)
    assert (prior.origin, prior.concentration) == ("given", 100.0)
    assert prior.means == pytest.approx({"docs_chinese": 0.5, "community": 0.3, "licence": 0.2})


def test_weights_over_a_profile_override_it_and_it_stays_rough(knowledge: Knowledge) -> None:
    prior = prior_of(knowledge, Need(industry="finance", weights={"docs_chinese": 100.0}))
    assert (prior.origin, prior.concentration) == ("profile", 30.0)
    assert 0.5 <= prior.means["docs_chinese"] < 0.6
    firm = prior_of(knowledge, Need(industry="finance", firmness="firm"))
    assert firm.concentration == 300.0


def test_points_for_families_keep_what_weighs_within(knowledge: Knowledge) -> None:
    alone = prior_of(knowledge, Need(families={"speed": 60.0, "learning": 40.0}))
    assert alone.family_means == pytest.approx({"speed": 0.6, "learning": 0.4})
    mixed = prior_of(knowledge, Need(families={"speed": 60.0}, weights={"docs_chinese": 40.0}))
    assert mixed.family_means == pytest.approx({"speed": 0.6, "learning": 0.4})
    assert mixed.means["docs_chinese"] == pytest.approx(0.4)
    industry = prior_of(knowledge, Need(industry="finance"))
    over = prior_of(knowledge, Need(industry="finance", families={"speed": 0.0}))
    assert "speed" not in over.family_means
    assert over.means["security"] / over.means["licence"] == pytest.approx(
        industry.means["security"] / industry.means["licence"]
    )


def test_a_family_taken_out_leaves_the_others_as_they_were(knowledge: Knowledge) -> None:
    prior = prior_of(knowledge, Need(families={"speed": 0.0}))
    assert prior.family_means == pytest.approx(
        dict.fromkeys(sorted(knowledge.families.keys() - {"speed"}), 1 / 7)
    )


def test_nothing_left_is_said(knowledge: Knowledge) -> None:
    with pytest.raises(AdvisorError) as caught:
        prior_of(knowledge, Need(weights=dict.fromkeys(knowledge.criteria, 0.0)))
    assert caught.value.reference == "no-weights"
    idle = TradeOff(swing="community", part="licence", share=1.0, answer="swing")
    with pytest.raises(AdvisorError) as caught:
        prior_of(knowledge, Need(weights={"licence": 1.0, "security": 1.0}, answers=(idle,)))
    assert "community" in str(caught.value.why)


ANSWERS: dict[Method, list[str]] = {
    "points": ["speed=60", "alive=30", "learning=10"],
    "swing": ["speed=100", "alive=50", "learning=50"],
    "order": ["speed > alive = learning"],
    "pairwise": ["speed/alive=2", "alive/learning=1", "learning/speed=1/2"],
    "best-worst": [
        "best=speed",
        "worst=learning",
        "speed/alive=2",
        "speed/learning=4",
        "alive/learning=2",
    ],
}
WANTED: dict[Method, list[float]] = {
    "points": [0.6, 0.3, 0.1],
    "swing": [0.5, 0.25, 0.25],
    "order": [0.6111, 0.1944, 0.1944],
    "pairwise": [0.5, 0.25, 0.25],
    "best-worst": [4 / 7, 2 / 7, 1 / 7],
}


@pytest.mark.parametrize("method", ANSWERS)
def test_each_method_weighs_families_and_the_profile_keeps_it(
    knowledge: Knowledge, method: Method, tmp_path: Path
) -> None:
    found = weigh_families(knowledge, Need(), method, ANSWERS[method])
    weights = [found.weights[family] for family in ("speed", "alive", "learning")]
    assert weights == pytest.approx(WANTED[method], abs=5e-5)
    assert found.consistent
    assert len(found.unnamed) == 5
    file = tmp_path / "mine.yaml"
    write_profile(found.need, file)
    again = read_profile(str(file), tmp_path)
    assert again == found.need
    check_need(again, knowledge)
    prior = prior_of(knowledge, again)
    assert prior.method == method
    assert prior.origin == ("swing" if method == "swing" else "families")
    family_means = prior.family_means
    assert [family_means[family] for family in ("speed", "alive", "learning")] == pytest.approx(
        WANTED[method], abs=1e-4
    )


def test_comparisons_that_contradict_one_another_are_taken_roughly(knowledge: Knowledge) -> None:
    answers = ["speed/alive=3", "alive/learning=3", "learning/speed=5"]
    found = weigh_families(knowledge, Need(), "pairwise", answers)
    assert not found.consistent
    assert found.need.firmness == "rough"


@pytest.mark.parametrize(
    ("method", "answers"),
    [
        ("points", ["speed"]),
        ("points", ["speed=much"]),
        ("points", ["speed=1", "speed=2"]),
        ("points", ["speed=0"]),
        ("swing", ["spede=100"]),
        ("order", ["speed>alive", "learning"]),
        ("order", ["speed>alive>speed"]),
        ("pairwise", ["speed/alive=2", "learning/training=2"]),
        ("pairwise", ["speed/alive=2", "alive/speed=2"]),
        ("pairwise", ["speed/alive=12"]),
        ("pairwise", ["speed/alive=1/0"]),
        ("pairwise", []),
        ("best-worst", ["best=speed", "speed/alive=2"]),
        ("best-worst", ["best=speed", "best=alive", "worst=learning"]),
        ("best-worst", ["best=speed", "worst=alive", "speed/alive=3", "learning/training=2"]),
        ("best-worst", ["best=speed", "worst=alive", "speed/alive=3", "speed/learning=2"]),
    ],
)
def test_an_answer_that_does_not_count_is_an_error(
    knowledge: Knowledge, method: Method, answers: list[str]
) -> None:
    with pytest.raises(AdvisorError):
        weigh_families(knowledge, Need(), method, answers)


def test_a_base_without_families_says_so(knowledge: Knowledge) -> None:
    bare = replace(knowledge, families={})
    with pytest.raises(AdvisorError) as caught:
        weigh_families(bare, Need(), "points", ["speed=1"])
    assert caught.value.reference == "no-families"


@pytest.mark.parametrize(
    ("method", "typed", "asked"),
    [
        ("points", {}, 8),
        ("swing", {}, 8),
        ("order", {}, 1),
        ("pairwise", {}, 28),
        ("best-worst", {}, 2 + 13),
    ],
)
def test_questions_put_one_by_one_make_answers_that_can_be_read(
    knowledge: Knowledge, method: Method, typed: dict[str, str], asked: int
) -> None:
    answers: list[str] = []
    while (prompt := family_prompt(knowledge, method, tuple(answers), TALK)) is not None:
        text = prompt.among[-1] if prompt.among else "1" if prompt.numbers else "speed>alive"
        assert prompt.accepts(text)
        assert not prompt.accepts("")
        answers.append(prompt.written(text))
    assert len(answers) == asked
    found = weigh_families(knowledge, Need(), method, answers)
    assert sum(found.weights.values()) == pytest.approx(1.0)
