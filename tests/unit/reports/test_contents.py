"""What a report says, and that nothing is said by a picture alone."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.costs import Costs, costs_of
from advisor.messages import words
from advisor.model.criterion import Ordinal
from advisor.model.environment import EnvironmentRow
from advisor.model.need import Need
from advisor.model.text import Text
from advisor.scoring.next_evidence import EvidenceOption
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.export import render
from advisor.views.figures import StackedBars, Table
from advisor.views.numbers import amount, day, percent
from advisor.views.report.charts import measured_bars
from advisor.views.report.lead import lead
from advisor.views.report.parts import Section
from advisor.views.report.whole import report
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_machine,
    a_measured_criterion,
    a_run,
    some_knowledge,
    text,
)

SAY, ZH = words("en"), words("zh")


def some_advice(**need: object) -> Advice:
    """Alpha leads beta; of both nothing is known about `rest`, and nothing was measured of beta."""
    frameworks = (
        a_framework("alpha", claims=(a_claim(), a_claim("risky", "partial"))),
        a_framework("beta", claims=(a_claim(value="partial"), a_claim("risky", "none"))),
    )
    criteria = (
        a_criterion("docs"),
        a_criterion("rest"),
        a_criterion("risky", aspects=("risk",)),
        a_criterion("begin", aspects=("cost",)),
        a_criterion("leave", aspects=("exit",)),
        a_measured_criterion("speed", group="performance"),
    )
    knowledge = some_knowledge(frameworks, criteria)
    asked = Need(as_of=DAY, waived=("known",), **need)  # type: ignore[arg-type]
    return advise(asked, knowledge, a_machine(), (a_run(),))


def sure(advice: Advice) -> Certainty:
    return certainty_of(advice, samples=300)


def part(advice: Advice, id: str, costs: Costs | None = None, *, lang: str = "en") -> Section:
    """One section of the whole report."""
    found = report(advice, sure(advice), words(lang), costs=costs).section(id)
    assert found is not None, id
    return found


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_rank_of_every_framework_is_drawn_and_stands_in_a_table() -> None:
    section = part(some_advice(), "ranking")
    drawn = next(figure for figure in section.figures if isinstance(figure, StackedBars))
    assert drawn.key == ("rank 1", "rank 2")
    for stack in drawn.stacks:
        assert sum(each.share for each in stack.parts) == pytest.approx(1)
    assert texts(section.tables[1]) == [
        [stack.label, *(each.text for each in stack.parts)] for stack in drawn.stacks
    ]
    assert all(each.text in drawn.alt for stack in drawn.stacks for each in stack.parts)


def test_the_contributions_of_every_framework_add_up_to_its_score_by_group_and_by_criterion() -> (
    None
):
    advice = some_advice()
    assert advice.ranking is not None
    section = part(advice, "contributions")
    drawn, by_group, by_criterion = section.figures[0], *section.tables
    assert isinstance(drawn, StackedBars)
    for stack, place in zip(drawn.stacks, advice.ranking.places, strict=True):
        assert sum(each.share for each in stack.parts) == pytest.approx(place.score)
    assert [row[0] for row in texts(by_group)] == list(drawn.key)
    *rows, total = texts(by_criterion)
    for column, place in enumerate(advice.ranking.places, 2):
        assert float(total[column]) == pytest.approx(place.score, abs=5e-4)
        assert sum(float(row[column]) for row in rows) == pytest.approx(place.score, abs=5e-3)


def test_the_range_of_every_weight_that_decides_is_drawn_and_stands_in_a_table() -> None:
    frameworks = (
        a_framework("alpha", claims=(a_claim(), a_claim("risky", "none"))),
        a_framework("beta", claims=(a_claim(value="none"), a_claim("risky", "full"))),
    )
    criteria = (a_criterion("docs"), a_criterion("risky"))
    need = Need(as_of=DAY, weights={"docs": 70.0, "risky": 30.0})
    section = part(advise(need, some_knowledge(frameworks, criteria), a_machine(), ()), "why")
    assert texts(section.tables[1]) == [
        ["docs", "70 %", "50 %", "100 %"],
        ["risky", "30 %", "0 %", "50 %"],
    ]
    assert section.figures[1].title == section.tables[1].title


def test_an_unknown_says_what_it_could_change_and_what_finding_out_costs() -> None:
    advice = some_advice()
    option = EvidenceOption(id="beta/matmul", cells=(("beta", "speed"),), seconds=40.0)
    section = part(advice, "unknowns", costs_of(advice, (option,), ()))
    rows = {row[0]: row for row in texts(section.tables[0])}
    assert rows["speed"][2] == "Beta"
    assert rows["speed"][4:] == ["fwadvisor measure beta --workload matmul", "40 s"]
    assert rows["rest"][2] == "Alpha, Beta"
    assert rows["rest"][4] == "read, and add a claim"
    assert "not known" in rows["rest"][5]
    assert all(re.fullmatch(r"[<>]?\d+ %", row[3]) for row in rows.values())


def test_what_measuring_would_tell_is_listed_with_its_command_and_cost() -> None:
    advice = some_advice()
    option = EvidenceOption(id="beta/matmul", cells=(("beta", "speed"),), seconds=40.0)
    section = part(advice, "unknowns", costs_of(advice, (option,), ()))
    assert texts(section.tables[1])[0][-2:] == ["fwadvisor measure beta --workload matmul", "40 s"]


def test_a_cost_that_nobody_here_can_know_is_not_named() -> None:
    advice = some_advice()
    section = part(advice, "unknowns", costs_of(advice, (), ()))
    assert {row[0]: row[-1] for row in texts(section.tables[0])}["speed"] == "not known here"
    assert len(section.tables) == 1


def test_knowing_what_weighs_nothing_puts_nobody_else_first() -> None:
    advice = some_advice(weights={"rest": 0.0})
    found = {one.criterion: one for one in costs_of(advice, (), ()).unknowns}
    assert (found["rest"].share, found["rest"].change) == (0.0, 0.0)


def test_the_lead_says_what_how_surely_why_and_how_to_begin() -> None:
    advice = some_advice()
    said = lead(advice, sure(advice), SAY)
    assert "Alpha (alpha 2.0, Python 3.11; documented) is first in" in said[0]
    assert said[1].startswith("Alpha leads Beta by 0.")
    assert "Everything to type for it" in said[2]
    typed = part(advice, "installing").commands
    assert any(line.endswith("pip install alpha==2.0") for line in typed)
    assert all(line.startswith("# ") for line in typed if "(documented)" in line)


def test_what_could_keep_the_first_out_stands_in_the_lead() -> None:
    advice = some_advice(musts={"rest": "full"})
    assert any("on condition" in line for line in lead(advice, sure(advice), SAY))


def test_a_risk_says_whether_it_speaks_against_the_framework() -> None:
    section = part(some_advice(), "risks")
    assert "Beta: of 1 risks looked at, against it: risky (none); not known: none." in section.lines
    judged = {(row[0], row[1]): row[3] for row in texts(section.tables[0])}
    assert judged == {("Alpha", "risky"): "no objection", ("Beta", "risky"): "speaks against it"}


def test_an_environment_is_shown_as_measured_only_where_it_was_built() -> None:
    environments = (
        EnvironmentRow(
            id="alpha",
            framework="alpha",
            state="ready",
            bytes=2**30,
            seconds=12.0,
            versions={"alpha": "2"},
        ),
        EnvironmentRow(
            id="beta", framework="beta", state="absent", disk_megabytes=500.0, install_seconds=30.0
        ),
    )
    rows = texts(part(some_advice(), "cost", Costs(environments=environments)).tables[1])
    assert rows[0][2:] == ["measured here", "1 GiB", "12 s", "-", "alpha 2"]
    assert rows[1][2:] == ["expected, not measured", "477 MiB", "30 s", "-", "-"]


def test_runs_of_one_environment_are_taken_together_and_the_best_stands_first() -> None:
    runs = (
        a_run(id="a" * 16),
        a_run(id="b" * 16, started="2026-11-01T11:00:00+00:00"),
        a_run(id="c" * 16, framework="beta", samples=(0.01,) * 7),
        a_run(id="d" * 16, framework="beta", outcome="crashed", reason="it fell over", samples=()),
    )
    advice = advise(Need(as_of=DAY), some_knowledge(), a_machine(), runs)
    rows = texts(part(advice, "measurements").tables[0])
    assert [(row[0], row[5]) for row in rows] == [("Beta", "7"), ("Alpha", "14"), ("Beta", "-")]
    assert rows[1][8] == "b" * 16
    assert rows[2][2] == "crashed"
    assert rows[2][9] == "it fell over"


def test_a_measured_version_that_is_not_the_recommended_one_is_told() -> None:
    runs = (
        a_run(versions={"alpha": "1.9+cpu"}),
        a_run(id="c" * 16, framework="beta", versions={"alpha": "2.0+cpu"}),
    )
    advice = advise(Need(as_of=DAY), some_knowledge(), a_machine(), runs)
    lines = part(advice, "measurements").lines
    assert (
        lines[0]
        == "Alpha was measured with alpha 1.9+cpu; what is advised there is alpha 2.0, Python 3.11."
    )
    assert lines[1] == "Beta was measured with alpha 2.0+cpu."


def test_the_content_hash_of_the_json_stands_in_every_form_for_people() -> None:
    advice = some_advice()
    certainty = sure(advice)
    hash = json.loads(render(advice, certainty, ".json", "en"))["content_hash"]
    for suffix in (".md", ".html", ".adr.md"):
        for lang in ("en", "zh"):
            assert hash in render(advice, certainty, suffix, lang).decode(), (suffix, lang)


def test_the_hash_is_the_same_however_long_and_in_whichever_language() -> None:
    advice = some_advice()
    certainty = sure(advice)
    colophons = {
        re.search(r"[0-9a-f]{64}", render(advice, certainty, ".md", lang, brief=brief).decode())
        for lang in ("en", "zh")
        for brief in (False, True)
    }
    assert len({found[0] for found in colophons if found}) == 1


def test_every_kind_of_figure_has_its_command() -> None:
    commands = [row[1] for row in texts(part(some_advice(), "reproduce").tables[0])]
    assert all(command.startswith("fwadvisor ") for command in commands)
    assert {command.split()[1] for command in commands} >= {
        "rank",
        "explain",
        "runs",
        "measure",
        "knowledge",
        "replay",
    }


def test_a_decision_is_signed_by_people() -> None:
    (row,) = texts(part(some_advice(), "signatures").tables[0])
    assert not any(row)


def test_numbers_and_days_are_written_as_each_language_writes_them() -> None:
    assert (percent(0.62, SAY), percent(0.62, ZH)) == ("62 %", "62%")
    assert (percent(0.001, SAY), percent(0.9999, ZH)) == ("<1 %", ">99%")
    assert day(date(2026, 11, 5), SAY) == "5 November 2026"
    assert day(date(2026, 11, 5), ZH) == "2026年11月5日"
    assert (amount(1, "libraries", SAY), amount(1, "libraries", ZH)) == ("1 library", "1 个库")
    assert amount(7, "libraries", SAY) == "7 libraries"
    assert amount(1, "GFLOP/s", SAY) == "1 GFLOP/s"


def test_things_that_are_counted_are_never_asked_for_in_parts() -> None:
    from advisor.model.criterion import Linear
    from advisor.views.why.change import what_would_change

    counted = a_criterion(
        "docs", unit="libraries", scale=Linear(worst=0, best=9), label=text("docs")
    )
    frameworks = (
        a_framework("alpha", claims=(a_claim(value=8.0),)),
        a_framework("beta", claims=(a_claim(value=5.0),)),
    )
    advice = advise(Need(as_of=DAY), some_knowledge(frameworks, (counted,)), a_machine(), ())
    said = " ".join(what_would_change(advice, "alpha", "beta", SAY))
    assert "at 5 libraries or worse" in said or "at 8 libraries or better" in said
    assert not re.search(r"\d\.\d+ libraries", said)


def test_a_must_have_is_named_with_the_level_that_it_asks_for_and_what_is_there_by_its_label() -> (
    None
):
    labels = {
        "full": Text(en="in full", zh="完全"),
        "partial": Text(en="in part", zh="部分"),
        "none": Text(en="no", zh="无"),
    }
    criteria = (
        a_criterion("docs", label=Text(en="Docs", zh="文档"), level_labels=labels),
        a_criterion(
            "alive",
            label=Text(en="Alive", zh="活着"),
            scale=Ordinal(levels={"no": 0.0, "yes": 1.0}),
        ),
    )
    frameworks = (
        a_framework("alpha", claims=(a_claim("docs", "full"), a_claim("alive", "yes"))),
        a_framework("beta", claims=(a_claim("docs", "partial"), a_claim("alive", "yes"))),
    )
    need = Need(as_of=DAY, musts={"docs": "full", "alive": "yes"})
    advice = advise(need, some_knowledge(frameworks, criteria), a_machine(), ())
    assert "Must-haves: Alive, Docs (at least: in full)." in part(advice, "question").lines
    assert "Docs is in part, wanted: in full" in str(part(advice, "exclusions").tables)


def test_what_was_measured_is_drawn_best_first() -> None:
    frameworks = tuple(a_framework(id, claims=(a_claim(),)) for id in ("alpha", "beta", "gamma"))
    runs = tuple(
        a_run(id=id[0] * 16, framework=id, samples=(seconds,) * 7)
        for id, seconds in (("alpha", 0.2), ("beta", 0.05), ("gamma", 0.1))
    )
    knowledge = some_knowledge(frameworks, (a_criterion("docs"), a_measured_criterion("speed")))
    advice = advise(Need(as_of=DAY), knowledge, a_machine(), runs)
    assert [bar.label for bar in measured_bars(advice, words("en"))[0].bars] == [
        "Beta",
        "Gamma",
        "Alpha",
    ]
