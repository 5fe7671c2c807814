"""A claim speaks for the version that would run, or says why it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor.evidence.book import Evidence
from advisor.evidence.claimed import claimed
from advisor.evidence.situation import Choice
from advisor.model.criterion import Criterion
from advisor.model.framework import Claim, When
from advisor.scoring.decision import belief
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_measured_criterion,
    a_release,
    a_situation,
)

RELEASES = (
    a_release(version="2.0.0", date=date(2025, 1, 1)),
    a_release(version="2.4.0", date=date(2026, 1, 1)),
    a_release(version="2.5.0rc1", date=date(2026, 9, 1), stable=False),
    a_release(version="2.6.0", date=date(2026, 12, 1)),
)
"""On DAY, 1 November 2026, 2.4.0 is the newest stable one."""
ONWARDS, EXACT, ANY = (a_criterion(of_version=kind) for kind in ("onwards", "exact", "any"))


def said(
    version: str, *claims: Claim, criterion: Criterion = ONWARDS, **situation: Any
) -> Evidence:
    framework = a_framework(releases=RELEASES, claims=claims)
    return claimed(criterion, framework, a_situation(**situation), DAY, version)


def reason(evidence: Evidence) -> tuple[str, dict[str, Any]]:
    assert evidence.value is None
    assert evidence.missing is not None
    return evidence.missing.kind, evidence.missing.values


@pytest.mark.parametrize("version", ["2.4.0", "2.4.0+cpu", "2.6.0"])
def test_a_claim_speaks_plainly_for_what_it_was_read_for_and_for_what_is_newer(
    version: str,
) -> None:
    evidence = said(version, a_claim())
    assert (evidence.value, evidence.stretched, evidence.doubts) == ("full", False, ())


def test_for_an_older_version_it_says_what_it_was_read_for_and_is_less_sure() -> None:
    evidence = said("2.0.0", a_claim())
    assert evidence.value == "full"
    assert [doubt.kind for doubt in evidence.doubts] == ["read_for_newer"]
    assert evidence.doubts[0].values == {"read": "2.4.0", "version": "2.0.0"}
    sure, unsure = belief(said("2.4.0", a_claim()), ONWARDS), belief(evidence, ONWARDS)
    assert (sure.low, unsure.low, unsure.central) == (0.5, 0.5, 1.0)
    assert unsure.chance(1.0) < sure.chance(1.0) - 0.2


def test_an_older_version_may_turn_out_a_level_better_too() -> None:
    found = belief(said("2.0.0", a_claim(value="partial")), ONWARDS)
    assert (found.low, found.central, found.high) == (0.0, 0.5, 1.0)


def test_a_number_read_for_a_newer_version_has_the_width_of_the_weakest_grade() -> None:
    speed = a_measured_criterion()
    claim = a_claim("speed", 10.0, low=9.0, high=11.0)
    found = belief(said("2.0.0", claim, criterion=speed), speed)
    assert (found.low, found.central, found.high) == pytest.approx((0.25, 0.5, 0.75), abs=0.05)


def test_what_it_was_read_for_can_be_said() -> None:
    assert not said("2.0.0", a_claim(read_for="2.0.0")).stretched
    assert said("2.4.0", a_claim(read_for="2.6.0")).stretched


def test_bounds_hold_at_both_ends_and_leave_no_doubt() -> None:
    claim = a_claim(since="2.0.0", until="2.4.0")
    for version in ("2.0.0", "2.1.3", "2.4.0"):
        evidence = said(version, claim)
        assert (evidence.value, evidence.stretched) == ("full", False)
    for version in ("1.9.0", "2.4.1"):
        kind, values = reason(said(version, claim))
        assert kind == "other_versions"
        assert values == {"version": version, "versions": ">=2.0.0, <=2.4.0"}


def test_of_two_claims_the_one_about_this_version_speaks() -> None:
    claims = (a_claim(value="partial", until="2.3.9"), a_claim(value="full", since="2.4.0"))
    assert said("2.0.0", *claims).value == "partial"
    assert said("2.6.0", *claims).value == "full"


def test_beside_bounds_that_do_not_fit_a_claim_without_any_speaks() -> None:
    claims = (a_claim(value="none", until="1.9.0"), a_claim(value="full"))
    assert said("2.4.0", *claims).value == "full"
    assert said("2.0.0", *claims).stretched
    assert said("1.8.0", *claims).value == "none"


def test_a_condition_that_is_met_weighs_more_than_bounds() -> None:
    here = a_claim(value="none", when=When(accelerators=("npu",)))
    claims = (here, a_claim(value="full", since="2.0.0"))
    npu = Choice(id="npu", origin="given")
    assert said("2.0.0", *claims, accelerator=npu).value == "none"
    assert said("2.0.0", *claims).value == "full"


@pytest.mark.parametrize(
    ("chip", "value"), [("Ascend310B4", "none"), ("310B1", "none"), ("910B3", "full"), ("", "full")]
)
def test_a_claim_can_be_about_a_chip_however_it_is_written(chip: str, value: str) -> None:
    claims = (a_claim(), a_claim(value="none", when=When(chips=("310B*",))))
    assert said("", *claims, chip=Choice(id=chip, origin="given")).value == value


def test_without_a_stack_the_newest_release_is_spoken_of() -> None:
    claims = (a_claim(value="partial", until="2.3.9"), a_claim(value="full", since="2.4.0"))
    assert said("", *claims).value == "full"
    assert not said("", a_claim(read_for="2.7.0")).stretched


def test_where_a_criterion_holds_for_the_version_read_another_one_is_unknown() -> None:
    assert said("2.4.0", a_claim(), criterion=EXACT).value == "full"
    assert said("", a_claim(), criterion=EXACT).value == "full"
    for version in ("2.0.0", "2.6.0"):
        evidence = said(version, a_claim(), criterion=EXACT)
        assert reason(evidence) == ("another_version", {"version": version, "read": "2.4.0"})
        assert [source.title for source in evidence.sources] == ["a page"]


def test_there_an_upper_bound_reaches_down_and_a_lower_one_up_to_what_was_read() -> None:
    affected = a_claim(value="none", until="2.3.9")
    fixed = a_claim(value="full", since="2.4.0", read_for="2.5.0")
    assert said("1.0.0", affected, fixed, criterion=EXACT).value == "none"
    assert said("2.5.0", affected, fixed, criterion=EXACT).value == "full"
    assert said("2.4.2", affected, fixed, criterion=EXACT).value == "full"
    assert reason(said("2.6.0", affected, fixed, criterion=EXACT))[0] == "other_versions"


def test_a_claim_about_the_project_speaks_for_every_version() -> None:
    assert not said("1.0.0", a_claim(), criterion=ANY).stretched


def test_a_framework_without_releases_raises_no_doubt_about_versions() -> None:
    framework = a_framework(releases=(), claims=(a_claim(),))
    assert not claimed(ONWARDS, framework, a_situation(), DAY, "1.0").stretched
