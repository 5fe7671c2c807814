"""Trade-off questions: every answer counts, and what comes out is what the ranking says."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.intake.machine_file import read_machine
from advisor.intake.profile import read_profile, write_profile
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.scoring.preference.question import Answer
from advisor.usecases.need.prefer import prefer
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of

KNOWLEDGE = open_knowledge(knowledge_dir())
MACHINE = read_machine(knowledge_dir() / "machines" / "ubuntu_laptop.yaml")


def advised(need: Need) -> Advice:
    return advise(need, KNOWLEDGE, MACHINE, ())


def nobody(*_: object) -> None:
    return None


@pytest.mark.parametrize(
    "need",
    [Need(), Need(industry="healthcare", without=("pytorch",)), Need(families={"speed": 1.0})],
    ids=["nothing named", "an industry", "families"],
)
def test_what_is_announced_is_what_rank_says_on_what_was_saved(need: Need, tmp_path: Path) -> None:
    given: tuple[Answer, ...] = ("swing", "part", "equal")
    result = prefer(advised(need), nobody, advised=advised, given=given)
    file = tmp_path / "mine.yaml"
    write_profile(result.need, file)
    again = advised(read_profile(str(file), tmp_path))
    assert again.problem == result.advice.problem
    assert certainty_of(again) == result.certainty
    # The weights of the table are the mean of what the answers leave.
    weights = {weight.criterion: weight.share for weight in again.weights if weight.share > 0}
    assert weights == pytest.approx(result.weights)


def test_answers_given_ahead_count_even_where_asking_would_have_stopped() -> None:
    sure = Need(weights={"docs_english": 99.0, "community": 1.0, "licence": 1.0})
    alone = prefer(advised(sure), nobody, advised=advised)
    assert alone.why in ("sure", "little to learn")
    given: tuple[Answer, ...] = ("swing", "swing", "part")
    result = prefer(advised(sure), nobody, advised=advised, given=given)
    assert tuple(one.answer for one in result.asked) == given
    assert len(result.need.answers) == 3
    with pytest.raises(AdvisorError) as caught:
        prefer(advised(sure), nobody, advised=advised, given=("swing",) * 40)
    assert caught.value.reference == "answers-left"
    with pytest.raises(AdvisorError) as caught:
        prefer(advised(sure), nobody, advised=advised, given=given, limit=2)
    assert caught.value.reference == "answers-left"


def test_answering_on_later_goes_on_from_what_was_said() -> None:
    first = prefer(advised(Need()), nobody, advised=advised, given=("swing",))
    second = prefer(advised(first.need), nobody, advised=advised, given=("part",))
    at_once = prefer(advised(Need()), nobody, advised=advised, given=("swing", "part"))
    assert second.need == at_once.need
    assert second.weights == at_once.weights


def test_one_persons_answers_are_not_a_teams() -> None:
    team = Need(team={"ana": Need(industry="finance"), "ben": Need(task="teaching")})
    with pytest.raises(AdvisorError) as caught:
        prefer(advised(team), nobody, advised=advised)
    assert caught.value.reference == "a-teams-weights"
    alone = replace(team, team={}, among=("pytorch",))
    with pytest.raises(AdvisorError) as caught:
        prefer(advised(alone), nobody, advised=advised)
    assert caught.value.reference == "nothing-to-decide"
