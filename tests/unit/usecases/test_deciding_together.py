"""Several people, several methods, and questions: what they make of one decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.intake.find_profiles import find_profiles
from advisor.intake.profile import read_profile
from advisor.messages import words
from advisor.model.need import Need
from advisor.scoring.preference.advise import Advised
from advisor.scoring.preference.question import Answer, Question
from advisor.usecases.need.prefer import prefer
from advisor.usecases.need.save_profile import save_profile
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.team.people import read_people
from advisor.usecases.team.vote import common_need, vote, with_team
from advisor.views.need.preference import preference_lines, question_lines
from advisor.views.ranking.opinions import opinions_table
from advisor.views.report.team import team
from advisor.views.team.vote import vote_document, vote_tables
from tests.builders import DAY, a_claim, a_criterion, a_framework, a_machine, some_knowledge

CRITERIA = tuple(a_criterion(id) for id in ("cost", "docs", "speed"))


def an_advice(**need: object) -> Advice:
    """The advice for a need that says only this."""
    return advised(Need(as_of=DAY, **need))  # type: ignore[arg-type]


def advised(need: Need) -> Advice:
    """Alpha is best documented, beta is fast; cost is even."""
    frameworks = (
        a_framework(
            "alpha",
            claims=(a_claim("docs", "full"), a_claim("speed", "none"), a_claim("cost", "partial")),
        ),
        a_framework(
            "beta",
            claims=(a_claim("docs", "none"), a_claim("speed", "full"), a_claim("cost", "partial")),
        ),
        a_framework(
            "gamma",
            claims=(a_claim("docs", "none"), a_claim("speed", "none"), a_claim("cost", "partial")),
        ),
    )
    return advise(need, some_knowledge(frameworks, CRITERIA), a_machine(), ())


BASE = Need(as_of=DAY)


READER = Need(weights={"docs": 80, "speed": 10, "cost": 10})
RACER = Need(weights={"docs": 10, "speed": 80, "cost": 10})


def test_each_persons_own_first_stands_beside_the_common_one() -> None:
    group = vote(BASE, {"ann": READER, "bob": RACER, "cat": READER}, advised).group
    assert group.ranking.first == ("alpha",)
    assert {person.name: person.first for person in group.people} == {
        "ann": ("alpha",),
        "bob": ("beta",),
        "cat": ("alpha",),
    }


def test_the_one_whose_leaving_changes_the_first_is_named() -> None:
    torn = Need(weights={"docs": 42, "speed": 38, "cost": 20})
    group = vote(BASE, {"ann": READER, "bob": RACER, "cat": torn}, advised).group
    assert {person.name: (person.decisive, person.without) for person in group.people} == {
        "ann": (True, ("beta",)),
        "bob": (False, ("alpha",)),
        "cat": (False, ("alpha", "beta")),
    }
    text = str(vote_tables(group, an_advice(), words("en")))
    assert "they decide" in text


def test_people_of_one_mind_dispute_nothing() -> None:
    advice = an_advice()
    group = vote(BASE, {"ann": READER, "bob": READER}, advised).group
    document = vote_document(group, advice, certainty_of(advice))
    assert all(entry["low"] == entry["high"] for entry in document["disputed"])
    assert document["kendall_w"] == 1.0
    assert vote_tables(group, advice, words("en"))[2].rows == ()


def test_a_profile_that_names_what_does_not_exist_is_an_error_in_words() -> None:
    with pytest.raises(AdvisorError) as caught:
        vote(BASE, {"ann": READER, "bob": Need(industry="fishing")}, advised)
    assert caught.value.reference == "unknown-industry"


def test_there_is_no_vote_on_nothing() -> None:
    with pytest.raises(AdvisorError, match="nothing to vote on"):
        vote(Need(as_of=DAY, python="3.14"), {"ann": READER}, advised)


def answering(swing_for: str) -> object:
    """A person who always takes the side with that criterion."""

    def ask(question: Question, _advised: Advised) -> Answer | None:
        if question.swing == swing_for:
            return "swing"
        return "part" if question.part == swing_for else "equal"

    return ask


@pytest.mark.parametrize(("criterion", "first"), [("docs", "alpha"), ("speed", "beta")])
def test_answers_move_the_weights_and_with_them_the_first(criterion: str, first: str) -> None:
    result = prefer(
        an_advice(),
        answering(criterion),  # type: ignore[arg-type]
        advised=advised,
        limit=6,
    )
    assert max(result.weights, key=lambda id: result.weights[id]) == criterion
    robustness = result.certainty.robustness
    assert robustness is not None
    assert max(robustness.shares, key=lambda id: robustness.first(id)) == first
    assert all(weight >= 0 for weight in result.weights.values())
    assert sum(result.weights.values()) == pytest.approx(1)


def test_asking_stops_when_the_person_does() -> None:
    result = prefer(an_advice(), lambda _question, _advised: None, advised=advised)
    assert result.why == "stopped"
    assert result.asked == ()


def test_no_question_is_asked_twice_and_asking_ends_by_itself() -> None:
    seen: list[Question] = []

    def ask(question: Question, why: Advised) -> Answer:
        assert question not in seen
        seen.append(question)
        assert question_lines(question, why, an_advice(), words("en"))
        return "equal"

    result = prefer(an_advice(), ask, advised=advised)
    assert len(seen) <= 10
    assert result.why in ("sure", "little to learn", "enough")
    assert preference_lines(result, an_advice(), words("en"))


def test_a_preference_between_one_is_refused() -> None:
    with pytest.raises(AdvisorError, match="Fewer than two"):
        prefer(an_advice(among=("alpha",)), lambda _question, _advised: "equal", advised=advised)


def test_second_opinions_name_the_dominated_and_their_own_weakness() -> None:
    table = opinions_table(an_advice(), words("en"))
    assert table is not None
    assert [row.id for row in table.rows] == ["additive", "topsis", "vikor", "promethee2"]
    notes = " ".join(table.notes)
    assert "Gamma is nowhere better than Alpha, Beta" in notes
    assert "leaving one framework out can change their order" in notes


def test_the_common_need_gives_the_common_ranking_and_is_as_sure_when_it_is_read_again(
    tmp_path: Path,
) -> None:
    people = {
        "ann": Need(weights={"docs": 80, "speed": 20, "cost": 0}),
        "bob": Need(weights={"docs": 30, "cost": 0}),
    }
    voted = vote(BASE, people, advised)
    kept = read_profile(str(save_profile(voted.need, tmp_path / "team.yaml")), tmp_path)
    advice = advised(kept)
    assert advice.ranking == voted.group.ranking == voted.advice.ranking
    assert certainty_of(advice) == certainty_of(voted.advice)
    assert with_team(advice, people, advised).team == voted.group


def test_a_report_tells_of_a_vote_only_while_its_need_holds() -> None:
    people = {"ann": READER, "bob": RACER}
    need = vote(BASE, people, advised).need
    section = team(with_team(advised(need), people, advised), words("en"))
    assert section is not None
    assert [row.id for row in section.tables[0].rows] == ["ann", "bob"]
    other = replace(need, musts={"docs": "partial"})
    assert team(with_team(advised(other), people, advised), words("en")) is None


def test_everybodys_must_haves_hold_at_the_strictest_level_and_only_what_all_admit_stands() -> None:
    people = {
        "ann": Need(musts={"docs": "partial"}, among=("alpha", "beta")),
        "bob": Need(musts={"docs": "full"}, without=("gamma",)),
        "cat": READER,
    }
    need = common_need(BASE, people, an_advice().knowledge)
    assert need.musts["docs"] == "full"
    assert need.among == ("alpha", "beta")
    assert [place.alternative for place in vote(BASE, people, advised).group.ranking.places] == [
        "alpha"
    ]


def test_what_is_said_for_all_stands_over_what_each_says() -> None:
    need = replace(vote(BASE, {"ann": READER, "bob": RACER}, advised).need, weights={"docs": 0})
    assert advised(need).share("docs") == 0.0
    assert advised(need).share("speed") > 0.4


def test_a_persons_own_first_is_what_their_own_profile_ranks_first() -> None:
    people = {"ann": READER, "bob": replace(RACER, among=("alpha", "gamma"))}
    group = vote(BASE, people, advised).group
    for person in group.people:
        own = advised(replace(people[person.name], as_of=DAY)).ranking
        assert own is not None
        assert person.first == own.first


def test_people_who_mean_different_places_are_asked_for_one() -> None:
    with pytest.raises(AdvisorError, match=r"ann and bob say different things about python"):
        vote(BASE, {"ann": Need(python="3.11"), "bob": Need(python="3.12")}, advised)
    both = {"ann": Need(python="3.11"), "bob": Need()}
    assert common_need(BASE, both, an_advice().knowledge).python == "3.11"
    said = replace(BASE, python="3.11")
    assert vote(said, {"ann": Need(python="3.12"), "bob": Need()}, advised).need.python == "3.11"


def test_profiles_are_found_here_and_one_folder_below_and_other_files_are_not_taken_for_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "below").mkdir()
    (tmp_path / ".hidden").mkdir()
    for file in ("ann.yaml", "team/bob.yml", "team/below/cat.yaml", ".hidden/dan.yaml"):
        (tmp_path / file).write_text("weights: {docs: 10}\n", encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert [file.name for file in find_profiles(tmp_path)] == ["ann.yaml", "bob.yml"]


def test_two_profiles_of_one_name_are_refused(tmp_path: Path) -> None:
    first = save_profile(READER, tmp_path / "ann.yaml")
    with pytest.raises(AdvisorError, match="Two profiles are called ann"):
        read_people([str(first), str(tmp_path / "team" / "ann.yaml")], tmp_path)


def test_a_kept_need_reads_back_the_same_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    path = save_profile(READER, tmp_path / "ann.yaml")
    assert read_people([str(path)], tmp_path) == {"ann": READER}
    with pytest.raises(AdvisorError) as caught:
        save_profile(RACER, path)
    assert caught.value.reference == "file-exists"
    save_profile(RACER, path, force=True)
    assert read_people([str(path)], tmp_path) == {"ann": RACER}


def test_a_team_is_less_sure_than_its_members_where_they_disagree() -> None:
    def share_of(*people: Need) -> float:
        voted = vote(BASE, {str(i): person for i, person in enumerate(people)}, advised)
        certainty = certainty_of(voted.advice)
        return max(certainty.share(name) or 0.0 for name in ("alpha", "beta"))

    assert share_of(READER, RACER, READER) < min(share_of(READER), share_of(RACER)) - 0.2
