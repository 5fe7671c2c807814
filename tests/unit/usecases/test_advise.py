"""Advice: one value that every front end reads."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.explanation.change import changes
from advisor.messages import words
from advisor.model.need import Need
from advisor.reports.markdown import escape
from advisor.reports.markdown import render as as_markdown
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.documents.ranking import rank_document
from advisor.views.ranking.table import ranking_table, verdict_lines
from advisor.views.report.whole import report
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_machine,
    a_measured_criterion,
    a_package,
    a_run,
    some_knowledge,
)

NEED = Need(as_of=DAY)
CRITERIA = (a_criterion("docs"), a_measured_criterion("speed"))


def frameworks(*values: str | None) -> tuple:  # type: ignore[type-arg]
    names = ("alpha", "beta", "gamma")
    return tuple(
        a_framework(name, claims=() if value is None else (a_claim(value=value),))
        for name, value in zip(names, values, strict=False)
    )


def test_the_better_one_is_first_and_contributions_add_up_exactly() -> None:
    advice = advise(NEED, some_knowledge(frameworks("partial", "full"), CRITERIA), a_machine(), ())
    assert advice.ranking is not None
    assert [place.alternative for place in advice.ranking.places] == ["beta", "alpha"]
    for place in advice.ranking.places:
        assert math.fsum(place.contributions.values()) == place.score


def test_an_excluded_framework_is_listed_with_its_reason_and_never_scored() -> None:
    out = a_framework("gamma", packages=(a_package(archs=("sw_64",), pythons=()),))
    advice = advise(
        NEED, some_knowledge((*frameworks("partial", "full"), out), CRITERIA), a_machine(), ()
    )
    assert [entry.framework for entry in advice.excluded()] == ["gamma"]
    assert advice.ranking is not None
    assert "gamma" not in {place.alternative for place in advice.ranking.places}
    table = ranking_table(advice, None, words("en"))
    assert table.rows[-1].id == "gamma"
    assert "cannot be installed" in table.rows[-1].cells[-1].text
    assert table.notes[0].startswith(
        "Gamma is out: cannot be installed: architecture here: x86_64 (detected); "
        "alpha 2.0 is for sw_64"
    )


def test_removing_a_framework_changes_nobody_elses_score() -> None:
    knowledge = some_knowledge(frameworks("partial", "full", "none"), CRITERIA)
    whole = advise(NEED, knowledge, a_machine(), ())
    fewer = advise(Need(as_of=DAY, without=("beta",)), knowledge, a_machine(), ())
    assert whole.ranking is not None
    assert fewer.ranking is not None
    scores = {place.alternative: place.score for place in whole.ranking.places}
    assert all(scores[place.alternative] == place.score for place in fewer.ranking.places)


def test_nobody_is_first_by_being_unknown() -> None:
    advice = advise(
        NEED, some_knowledge(frameworks(None, "none"), (a_criterion("docs"),)), a_machine(), ()
    )
    assert advice.ranking is not None
    assert advice.ranking.first == ("beta",)


def test_measuring_changes_the_ranking() -> None:
    knowledge = some_knowledge(frameworks("partial", "full"), CRITERIA)
    need = Need(as_of=DAY, weights={"speed": 90, "docs": 10})
    before = advise(need, knowledge, a_machine(), ())
    runs = (
        a_run(framework="alpha", samples=(0.02,) * 7),
        a_run(framework="beta", id="b" * 16, samples=(2.0,) * 7),
    )
    after = advise(need, knowledge, a_machine(), runs)
    assert before.ranking is not None
    assert after.ranking is not None
    assert before.ranking.first == ("beta",)
    assert after.ranking.first == ("alpha",)


def test_a_tie_is_called_a_tie() -> None:
    advice = advise(NEED, some_knowledge(frameworks("full", "full"), CRITERIA), a_machine(), ())
    certainty = certainty_of(advice, samples=200)
    assert certainty.verdict.tie
    assert "tie" in verdict_lines(advice, certainty, words("en"))[0].lower()


def test_when_nothing_is_left_each_row_says_what_would_let_it_in() -> None:
    advice = advise(
        Need(as_of=DAY, python="3.14"),
        some_knowledge(frameworks("full", "full"), CRITERIA),
        a_machine(),
        (),
    )
    assert advice.ranking is None
    assert certainty_of(advice).verdict.word == "none"
    table = ranking_table(advice, None, words("en"))
    assert len(table.rows) == len(table.notes) == 2
    assert all("[--python 3.12]" in note for note in table.notes)
    assert "Nothing is left" in verdict_lines(advice, None, words("en"))[0]


@pytest.mark.parametrize(
    ("need", "reference"),
    [
        (Need(industry="cair"), "unknown-industry"),
        (Need(task="toi"), "unknown-task"),
        (Need(among=("alpa",)), "unknown-framework"),
        (Need(weights={"dosc": 1}), "unknown-criterion"),
        (Need(waived=("nothing",)), "unknown-gate"),
        (Need(musts={"docs": "lots"}), "unknown-level"),
        (Need(musts={"speed": "fast"}), "not-a-number"),
        (Need(weights={"docs": -1}), "bad-weight"),
        (Need(weights={"docs": float("nan")}), "bad-weight"),
        (Need(among=("alpha",), without=("alpha",)), "contradiction"),
    ],
)
def test_a_need_that_names_what_does_not_exist_is_a_usage_error(need: Need, reference: str) -> None:
    with pytest.raises(AdvisorError) as caught:
        advise(need, some_knowledge(criteria=CRITERIA), a_machine(), ())
    assert caught.value.reference == reference
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_the_smallest_change_of_weights_is_named() -> None:
    frameworks_ = (
        a_framework("alpha", claims=(a_claim("docs", "full"), a_claim("more", "none"))),
        a_framework("beta", claims=(a_claim("docs", "none"), a_claim("more", "partial"))),
    )
    knowledge = some_knowledge(frameworks_, (a_criterion("docs"), a_criterion("more")))
    found = changes(advise(NEED, knowledge, a_machine(), ()), "alpha")
    assert found is not None
    assert (found.ahead, found.behind) == ("alpha", "beta")
    # 1 w = 0.5 (1 - w) at w = 1/3: from 1/2 a sixth of all weight must move.
    assert found.moved == pytest.approx(1 / 6)
    assert [move.criterion for move in found.moves] == ["docs", "more"]


def test_the_json_document_holds_what_scripts_rely_on() -> None:
    out = a_framework("gamma", packages=(a_package(archs=("sw_64",), pythons=()),))
    advice = advise(
        NEED,
        some_knowledge((*frameworks("partial", "full"), out), CRITERIA),
        a_machine(),
        (a_run(),),
    )
    document = rank_document(advice, certainty_of(advice, samples=500))
    again = rank_document(advice, certainty_of(advice, samples=500))
    assert msgspec.json.encode(document) == msgspec.json.encode(again)
    assert document["schema"] == "fwadvisor.rank/1"
    assert sum(entry["weight"] for entry in document["criteria"]) == pytest.approx(1)
    first = document["ranking"][0]
    assert sum(first["contributions"].values()) == pytest.approx(first["score"], abs=1e-8)
    assert sum(first["rank_acceptability"]) == pytest.approx(1, abs=1e-3)
    assert document["ranking"][1]["evidence"]["speed"]["grade"] == "measured"
    assert document["excluded"][0]["because"][0]["gate"] == "installs"
    unknown = first["evidence"]["speed"]
    assert (unknown["value"], unknown["grade"]) == (None, "unknown")


def test_the_report_is_checkable_to_the_bottom() -> None:
    out = a_framework("gamma", packages=(a_package(archs=("sw_64",), pythons=()),))
    advice = advise(
        NEED,
        some_knowledge((*frameworks("partial", "full"), out), CRITERIA),
        a_machine(),
        (a_run(),),
    )
    text = as_markdown(report(advice, certainty_of(advice, samples=500), words("en")))
    for part in (
        "# Recommendation: Beta",
        "Ranking",
        "Excluded",
        "Evidence: Beta",
        "a page",
        "2026-11-01",
        "Measurements",
        "20 GFLOP/s",
        "How to reproduce it",
        "fwadvisor rank --as-of 2026-11-01",
        "Sources",
        "0123456",
    ):
        assert part in text, part


@given(st.text(max_size=60))
@example("`0`")
@example("a `b|c` d")
def test_text_with_markup_appears_as_text_on_one_line(text: str) -> None:
    shown = escape(text)
    assert "\n" not in shown
    assert shown.count("|") == shown.count(r"\|")
    around_code = re.sub(r"(?<!\\)`[^`]*`", "", shown)
    for mark in "<`[":
        assert around_code.count(mark) == around_code.count("\\" + mark)


def test_what_was_measured_here_does_not_count_for_a_machine_that_the_options_describe() -> None:
    knowledge = some_knowledge(frameworks("partial", "full"), CRITERIA)
    here = advise(NEED, knowledge, a_machine(), (a_run(),))
    there = advise(Need(as_of=DAY, arch="aarch64"), knowledge, a_machine(), (a_run(),))
    asked = Need(as_of=DAY, arch="aarch64", figures="all")
    every = advise(asked, knowledge, a_machine(), (a_run(),))
    same = advise(
        Need(as_of=DAY, arch="x86_64", accelerator="cpu"), knowledge, a_machine(), (a_run(),)
    )
    grades = [advice.book.cell("alpha", "speed").grade for advice in (here, there, every, same)]
    assert grades == ["measured", "unknown", "elsewhere", "measured"]
    assert [advice.here for advice in (here, there, same)] == [True, False, True]
    assert [shown.value for shown in there.book.cell("alpha", "speed").shown] == [20.0]
    assert "other_hardware" in {doubt.kind for doubt in every.book.cell("alpha", "speed").doubts}


def test_a_device_that_is_not_here_describes_another_machine() -> None:
    knowledge = some_knowledge(frameworks("partial", "full"), CRITERIA)
    advice = advise(
        Need(as_of=DAY, accelerator="npu", waived=("accelerator",)),
        knowledge,
        a_machine(),
        (a_run(),),
    )
    assert advice.elsewhere
    table = ranking_table(advice, None, words("en"))
    assert table.title.startswith("Ranking for another machine")


def on_an_npu(*ids: str, **need: Any) -> Advice:
    """Of those frameworks alpha must be asked of its vendor, beta's packages fit, and of gamma
    nothing leads there."""
    kinds = {
        "alpha": a_package(name="alpha", accelerators=("npu",), kind="vendor"),
        "beta": a_package(name="beta", accelerators=("npu",)),
        "gamma": a_package(name="gamma", accelerators=("cpu",)),
    }
    knowledge = some_knowledge(
        tuple(a_framework(id, packages=(kinds[id],)) for id in ids), CRITERIA
    )
    return advise(Need(as_of=DAY, accelerator="npu", **need), knowledge, a_machine(), ())


def standings(advice: Advice) -> dict[str, str]:
    return {entry.framework: entry.standing for entry in advice.admissions}


def test_what_has_no_way_known_stands_in_a_part_of_its_own_and_is_not_scored() -> None:
    advice = on_an_npu("alpha", "gamma")
    assert advice.ranking is not None
    assert [place.alternative for place in advice.ranking.places] == ["alpha"]
    assert [entry.framework for entry in advice.without_way()] == ["gamma"]
    assert advice.excluded() == ()
    row = ranking_table(advice, None, words("en")).rows[-1]
    assert (row.id, row.cells[0].text) == ("gamma", "?")
    assert row.cells[-1].text.startswith("no way known; nothing was found")


def test_waiving_the_install_ranks_it_all_the_same() -> None:
    advice = on_an_npu("alpha", "gamma", waived=("installs",))
    assert advice.without_way() == ()
    assert "no_way" not in standings(advice).values()


def test_what_only_metadata_speaks_for_gives_way_to_what_is_documented_there() -> None:
    assert standings(on_an_npu("alpha", "beta"))["beta"] == "no_way"
    text = ranking_table(on_an_npu("alpha", "beta"), None, words("en")).rows[-1].cells[-1].text
    assert "metadata only" in text


def test_where_nobody_is_documented_metadata_is_ranked_and_said() -> None:
    advice = on_an_npu("beta", "gamma")
    assert standings(advice)["beta"] == "conditional"
    assert advice.ranking is not None
    assert advice.ranking.first == ("beta",)
