"""A report can be made again, and two can be compared."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.explanation.judgement import judge
from advisor.intake.policy import read_policy
from advisor.intake.report_file import read_report
from advisor.messages import words
from advisor.model.hardware import Hardware
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Figures, Need
from advisor.reports import junit, sarif
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.diff import diff
from advisor.usecases.report.export import export
from advisor.usecases.report.replay import replay
from advisor.views.report.difference import difference_table
from advisor.views.team.judgement import judgement_document, judgement_table
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


def knowledge(value: str = "partial") -> Knowledge:
    frameworks = (
        a_framework("alpha", claims=(a_claim(value=value),)),
        a_framework("beta"),
        a_framework("gamma", packages=(a_package(archs=("sw_64",), pythons=()),)),
    )
    return some_knowledge(frameworks, (a_criterion("docs"), a_measured_criterion("speed")))


def written(path: Path, *, value: str = "partial", **need: object) -> Path:
    asked = Need(as_of=DAY, **need)  # type: ignore[arg-type]
    advice = advise(asked, knowledge(value), a_machine(), (a_run(),))
    return export(advice, certainty_of(advice, samples=400), path, lang="en")


def test_a_report_replays_to_the_same_ranking(tmp_path: Path) -> None:
    result = replay(read_report(written(tmp_path / "a.json", seed=3)))
    assert (result.whole, result.same, result.differs) == (True, True, ())


@pytest.mark.parametrize("figures", ["alike", "all"])
def test_a_report_keeps_figures_of_other_hardware_and_whether_they_count(
    figures: Figures, tmp_path: Path
) -> None:
    other = a_run(machine="elsewhere", hardware=Hardware(arch="aarch64", model="Core 9"))
    need = Need(as_of=DAY, figures=figures)
    advice = advise(need, knowledge(), a_machine(), (other,))
    report = read_report(
        export(advice, certainty_of(advice, samples=200), tmp_path / "a.json", lang="en")
    )
    assert (report.inputs.need, report.inputs.runs) == (need, (other,))
    (cell,) = [
        cell
        for cell in report.inputs.evidence
        if (cell.framework, cell.criterion) == ("alpha", "speed")
    ]
    assert (cell.grade, len(cell.shown)) == (
        ("unknown", 1) if figures == "alike" else ("elsewhere", 0)
    )
    assert replay(report).same


def test_a_report_that_somebody_edited_is_found_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json")
    path.write_text(path.read_text().replace('"rank": 1', '"rank": 2', 1))
    result = replay(read_report(path))
    assert not result.whole
    assert "ranking.0.rank" in result.differs


def test_a_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"schema": "something else"}')
    with pytest.raises(AdvisorError, match="cannot be used"):
        read_report(path)
    path.write_text("not json")
    with pytest.raises(AdvisorError, match="cannot be used"):
        read_report(path)


def test_the_same_report_twice_has_no_difference(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json")
    assert diff(read_report(path), read_report(path)).changes == ()


def test_a_changed_claim_shows_in_evidence_score_and_verdict(tmp_path: Path) -> None:
    before = read_report(written(tmp_path / "a.json"))
    after = read_report(written(tmp_path / "b.json", value="none"))
    changes = diff(before, after).changes
    cells = [change for change in changes if change.kind == "evidence"]
    assert [(change.framework, change.criterion) for change in cells] == [("alpha", "docs")]
    assert (cells[0].before["value"], cells[0].after["value"]) == ("partial", "none")
    assert "score" in {change.kind for change in changes}


def test_a_changed_weight_shows_as_need_and_weight(tmp_path: Path) -> None:
    before = read_report(written(tmp_path / "a.json"))
    after = read_report(written(tmp_path / "b.json", weights={"docs": 90.0}))
    kinds = [change.kind for change in diff(before, after).changes]
    assert kinds.count("weight") == 2
    assert "need" in kinds


POLICY = """
title: Ours
rules:
  - {id: docs, says: documented, criterion: docs, at_least: full}
  - {id: fast, says: measured here, criterion: speed, measured: true}
  - {id: sure, says: not close, verdicts: [none], level: warning}
  - {id: few-unknowns, says: we know it, unknown_at_most: 0}
"""


def judged(tmp_path: Path, policy: str = POLICY, choice: str = "") -> dict[str, str]:
    path = tmp_path / "policy.yaml"
    path.write_text(policy + (f"choice: {choice}\n" if choice else ""))
    base = knowledge()
    advice = advise(Need(as_of=DAY), base, a_machine(), (a_run(),))
    judgement = judge(read_policy(path, base), advice, certainty_of(advice, samples=400))
    return {finding.rule.id: finding.outcome for finding in judgement.findings} | {
        "passed": str(judgement.passed)
    }


def test_each_rule_of_a_policy_is_judged_by_itself(tmp_path: Path) -> None:
    assert judged(tmp_path, choice="alpha") == {
        "docs": "fails",
        "fast": "holds",
        "sure": "fails",
        "few-unknowns": "holds",
        "passed": "False",
    }
    assert judged(tmp_path, choice="beta")["fast"] == "fails"


ALPHA = a_package(name="alpha", version="2.0", pythons=("3.11",), archs=("x86_64",))


@pytest.mark.parametrize(
    ("rule", "outcome", "seen"),
    [
        ("stack_grade: documented", "holds", ""),
        ("stack_grade: vendor", "holds", ""),
        (
            "stack_grade: documented_resolved",
            "fails",
            "Alpha 2.0 is known so: documented; wanted: documented, resolved, or better",
        ),
        ('require: ["alpha>=2,<3", "python>=3.10"]', "holds", ""),
        ('require: ["alpha>=2.1"]', "fails", "alpha is 2.0, wanted: alpha>=2.1"),
        ('require: ["python<3.11"]', "fails", "python is 3.11, wanted: python<3.11"),
        ('require: ["beta>=1"]', "fails", "nothing called beta is among what would run"),
    ],
)
def test_a_policy_may_demand_which_versions_run_and_how_that_is_known(
    rule: str, outcome: str, seen: str, tmp_path: Path
) -> None:
    base = some_knowledge((a_framework("alpha", packages=(ALPHA,)),), (a_criterion("docs"),))
    assert told_of_stack(rule, base, tmp_path) == (outcome, seen)


def test_where_no_versions_are_known_no_demand_on_them_is_met(tmp_path: Path) -> None:
    only = replace(ALPHA, archs=("sw_64",))
    base = some_knowledge((a_framework("alpha", packages=(only,)),), (a_criterion("docs"),))
    seen = "no versions of Alpha are known that run there"
    assert told_of_stack("stack_grade: vendor", base, tmp_path) == ("fails", seen)


def test_a_demand_on_versions_must_hold_whatever_is_not_known(tmp_path: Path) -> None:
    newer = replace(ALPHA, version="2.1", glibc="2.31")
    base = some_knowledge((a_framework("alpha", packages=(ALPHA, newer)),), (a_criterion("docs"),))
    rule, without = 'require: ["alpha>=2.1"]', a_machine(libc__version=None)
    assert told_of_stack(rule, base, tmp_path) == ("holds", "")
    assert told_of_stack(rule, base, tmp_path, machine=without)[0] == "fails"


def told_of_stack(
    rule: str, base: Knowledge, tmp_path: Path, machine: Machine | None = None
) -> tuple[str, str]:
    """What came of one demand on the stack of alpha, and what was seen."""
    path = tmp_path / "policy.yaml"
    path.write_text(f"title: Ours\nchoice: alpha\nrules:\n  - {{id: a, says: s, {rule}}}\n")
    advice = advise(Need(as_of=DAY), base, machine or a_machine(), ())
    certainty = certainty_of(advice, samples=50)
    judgement = judge(read_policy(path, base), advice, certainty)
    (row,) = judgement_table(judgement, advice, words("en")).rows
    return judgement.findings[0].outcome, row.cells[-1].text


def test_the_stack_of_the_choice_is_named_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY + "choice: alpha\n")
    base = knowledge()
    advice = advise(Need(as_of=DAY), base, a_machine(), (a_run(),))
    certainty = certainty_of(advice, samples=50)
    judgement = judge(read_policy(path, base), advice, certainty)
    named = "alpha 2.0, Python 3.11; documented"
    assert judgement_table(judgement, advice, words("en")).title == f"Ours: Alpha ({named})"
    stack = judgement_document(judgement, advice, certainty)["stack"]
    assert (stack["version"], stack["python"], stack["grade"]) == ("2.0", "3.11", "documented")
    run = json.loads(sarif.render(judgement, "policy.yaml", words("en"), {}))["runs"][0]
    assert run["properties"] == {"choice": "alpha", "stack": named}
    suite = ElementTree.fromstring(junit.render(judgement, words("en"), {}))
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert properties == {"stack": named}


def test_a_warning_alone_does_not_fail_the_gate(tmp_path: Path) -> None:
    rules = "title: Ours\nrules:\n  - {id: sure, says: s, verdicts: [none], level: warning}\n"
    assert judged(tmp_path, rules) == {"sure": "fails", "passed": "True"}


def test_an_excluded_choice_fails_what_needs_a_place(tmp_path: Path) -> None:
    rules = "title: Ours\nrules:\n  - {id: open, says: s, not_excluded: true}\n"
    assert judged(tmp_path, rules, choice="gamma")["open"] == "fails"


@pytest.mark.parametrize(
    "rule",
    [
        "{id: a, says: s, criterion: dosc, at_least: full}",
        "{id: a, says: s, criterion: docs, at_least: most}",
        "{id: a, says: s, criterion: speed, at_least: quick}",
        "{id: a, says: s, nonsense: 1}",
        "{id: a, says: s}",
        "{id: a, says: s, stack_grade: sure}",
        "{id: a, says: s, require: [alpha>=]}",
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(rule: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"title: Ours\nrules:\n  - {rule}\n")
    with pytest.raises(AdvisorError) as caught:
        read_policy(path, knowledge())
    assert caught.value.exit_code == 2


def test_sarif_and_junit_carry_every_failed_rule(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY + "choice: alpha\n")
    base = knowledge()
    advice = advise(Need(as_of=DAY), base, a_machine(), (a_run(),))
    judgement = judge(read_policy(path, base), advice, certainty_of(advice, samples=400))
    document = json.loads(sarif.render(judgement, "policy.yaml", words("en"), {}))
    assert [result["ruleId"] for result in document["runs"][0]["results"]] == ["docs", "sure"]
    suite = ElementTree.fromstring(junit.render(judgement, words("en"), {}))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")


def test_what_does_not_hold_is_told_in_full_below_the_table(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY + "choice: alpha\n")
    base = knowledge()
    advice = advise(Need(as_of=DAY), base, a_machine(), (a_run(),))
    table = judgement_table(
        judge(read_policy(path, base), advice, certainty_of(advice, samples=400)),
        advice,
        words("en"),
    )
    seen = {row.id: row.cells[-1].text for row in table.rows}
    assert table.notes[:-1] == (f"docs: {seen['docs']}", f"sure: {seen['sure']}")
    assert seen["docs"]


@pytest.mark.parametrize(
    "path", ["inputs.runs.0.samples.0", "inputs.evidence.0.value", "ranking.0.score", "seed"]
)
def test_one_changed_figure_anywhere_is_told_by_the_content_hash(path: str, tmp_path: Path) -> None:
    file = written(tmp_path / "a.json")
    document = json.loads(file.read_text())
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    key = int(last) if last.isdigit() else last
    place[key] = "none" if isinstance(place[key], str) else place[key] + 1
    file.write_text(json.dumps(document))
    assert not replay(read_report(file)).whole


def test_a_report_that_was_only_laid_out_anew_is_still_its_own(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json")
    file.write_text(json.dumps(json.loads(file.read_text()), indent=8, sort_keys=True))
    result = replay(read_report(file))
    assert (result.whole, result.same) == (True, True)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ("weight", "documented, 2026-11-01", "docs=60, speed=40", "60 %")),
        ("zh", ("权重", "有文档, 2026-11-01", "docs=60, speed=40", "60%")),
    ],
)
def test_a_difference_is_told_in_the_readers_language_without_marks_of_a_program(
    lang: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    before = read_report(written(tmp_path / "a.json"))
    after = read_report(
        written(tmp_path / "b.json", value="none", weights={"docs": 60.0, "speed": 40.0})
    )
    told = difference_table(diff(before, after), words(lang))
    text = "; ".join(cell.text for row in told.rows for cell in row.cells)
    for part in expected:
        assert part in text, (part, text)
    assert "{" not in text
    assert "[" not in text
