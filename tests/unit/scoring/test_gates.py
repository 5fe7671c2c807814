"""Gates: what cannot work is out with a reason, and says what would let it in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor.evidence.assemble import assemble
from advisor.model.criterion import Linear
from advisor.model.framework import Framework
from advisor.scoring.gates import Admission, admit, musts_of, reaches
from advisor.stacks.answers import answers
from advisor.usecases.installing.stacks import plain_stock
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_package,
    a_release,
    a_situation,
    a_target,
    accelerator_support,
    some_activity,
    some_knowledge,
    some_wanted,
)


def admission(
    framework: Framework,
    *,
    musts: dict[str, str] | None = None,
    waived: tuple[str, ...] = (),
    **situation: Any,
) -> Admission:
    criteria = (a_criterion("docs"), maintained())
    knowledge = some_knowledge((framework,), criteria)
    where = a_situation(**situation)
    stock = plain_stock(knowledge)
    assembled = assemble(
        knowledge,
        (framework.id,),
        where,
        (),
        stacks=answers(a_target(where), stock, (framework.id,)),
        stock=stock,
        wanted=some_wanted(),
        tuned=False,
        as_of=DAY,
    )
    return admit(framework, knowledge, assembled, where, musts or {}, waived)


def maintained() -> Any:
    from advisor.model.criterion import Ordinal

    return a_criterion(
        "maintained",
        derived_by="maintained",
        must="yes",
        scale=Ordinal(levels={"no": 0.0, "yes": 1.0}),
    )


def test_a_framework_that_installs_here_is_feasible() -> None:
    assert admission(a_framework()).standing == "feasible"


def test_a_glibc_below_the_wheels_floor_shuts_the_gate_with_both_numbers() -> None:
    from advisor.evidence.situation import Choice

    entry = admission(a_framework(), glibc=Choice(id="2.17", origin="machine"))
    assert entry.standing == "excluded"
    (fact, asked) = entry.shut()[0].statements
    assert fact.values["value"] == "2.17"
    assert asked.values["asks"] == "glibc >=2.28"


def test_a_python_that_no_wheel_serves_names_the_one_that_would_do() -> None:
    entry = admission(a_framework(), pythons=("3.14",), pythons_origin="given")
    assert entry.standing == "excluded"
    assert entry.shut()[0].lifted_by == "--python 3.12"


def test_a_framework_without_support_for_the_device_is_out_and_would_run_on_the_cpu() -> None:
    from advisor.evidence.situation import Choice

    framework = a_framework(
        packages=(a_package(accelerators=("cpu", "npu")),),
        accelerators=(
            accelerator_support(),
            accelerator_support(accelerator="npu", how="none", state="none"),
        ),
    )
    entry = admission(framework, accelerator=Choice(id="npu", origin="given"))
    assert entry.standing == "excluded"
    assert entry.shut()[0].lifted_by == "--accelerator cpu"


def test_support_that_nobody_documents_makes_it_conditional_not_excluded() -> None:
    from advisor.evidence.situation import Choice

    framework = a_framework(packages=(a_package(accelerators=("cpu", "npu")),))
    entry = admission(framework, accelerator=Choice(id="npu", origin="given"))
    assert entry.standing == "conditional"


@pytest.mark.parametrize(
    ("released", "commits", "alive"),
    [
        (date(2026, 10, 1), 0, True),
        (date(2024, 12, 1), 0, True),
        (date(2024, 9, 1), 0, False),
        (date(2020, 1, 1), 50, True),
        (date(2020, 1, 1), 49, False),
    ],
)
def test_alive_is_a_release_in_24_months_or_50_commits_in_12(
    released: date, commits: int, alive: bool
) -> None:
    framework = a_framework(
        releases=(a_release(date=released),),
        activity=some_activity(commits_12_months=commits, checked=DAY),
    )
    entry = admission(framework, musts={"maintained": "yes"})
    assert (entry.standing == "feasible") is alive


def test_what_was_alive_when_somebody_last_looked_years_ago_is_a_condition() -> None:
    framework = a_framework(
        releases=(a_release(date=date(2020, 1, 1)),),
        activity=some_activity(commits_12_months=0, checked=date(2021, 6, 1)),
        sources={
            "page": a_framework()
            .sources["page"]
            .__class__(title="p", at="x", read=date(2021, 6, 1))
        },
    )
    assert admission(framework, musts={"maintained": "yes"}).standing == "conditional"


def test_a_prerelease_is_no_sign_of_life() -> None:
    framework = a_framework(
        releases=(
            a_release(date=date(2026, 10, 1), stable=False),
            a_release(date=date(2020, 1, 1)),
        ),
        activity=some_activity(commits_12_months=3),
    )
    assert admission(framework, musts={"maintained": "yes"}).standing == "excluded"


def test_a_must_that_is_not_known_is_a_condition() -> None:
    framework = a_framework(claims=())
    entry = admission(framework, musts={"docs": "full"})
    assert entry.standing == "conditional"


def test_a_must_that_is_missed_names_the_waiver() -> None:
    entry = admission(a_framework(claims=(a_claim(value="partial"),)), musts={"docs": "full"})
    assert [gate.lifted_by for gate in entry.shut()] == ["--waive docs"]


def test_waiving_a_gate_leaves_it_out_of_account() -> None:
    entry = admission(
        a_framework(), pythons=("3.14",), pythons_origin="given", waived=("installs",)
    )
    assert entry.standing == "feasible"


def test_musts_come_from_criteria_then_profiles_then_the_need_less_what_is_waived() -> None:
    knowledge = some_knowledge(criteria=(a_criterion("docs"), maintained()))
    assert musts_of(knowledge, ({"docs": "partial"}, {}, {"docs": "full"}), ()) == {
        "docs": "full",
        "maintained": "yes",
    }
    assert musts_of(knowledge, ({}, {}, {}), ("maintained",)) == {}


def test_a_bound_is_met_in_the_direction_of_the_scale() -> None:
    slow_is_bad = a_criterion(scale=Linear(worst=36.0, best=0.0))
    assert reaches(slow_is_bad, 12.0, "24")
    assert not reaches(slow_is_bad, 30.0, "24")
    assert not reaches(slow_is_bad, 36.0, "")
    assert reaches(a_criterion(), "partial", "")
    assert not reaches(a_criterion(), "none", "")
