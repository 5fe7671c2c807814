"""Whether an engine runs is asked of the accelerator and the chip, never of the brand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor.evidence.book import Evidence
from advisor.evidence.engines import engines
from advisor.model.compatibility import Compatibility
from advisor.model.criterion import Ordinal
from advisor.model.engine import Engine
from tests.builders import a_criterion
from tests.unit.stacks.made_up import DAY, SOURCE, engine, framework, rows, stock, target

SERVING = a_criterion(
    "llm",
    derived_by="engines",
    engines="serving",
    scale=Ordinal(levels={"none": 0.0, "limited": 0.5, "supported": 1.0}),
)
CHIPS = [
    {"id": "w1", "spellings": ["W1*"], "components": {"capability": "1.0"}, "source": "table"},
    {"id": "w2", "spellings": ["W2*"], "components": {"capability": "2.0"}, "source": "table"},
]


def said(
    *built: Engine,
    vendor: Compatibility | None = None,
    as_of: date = DAY,
    version: str = "",
    **where: Any,
) -> Evidence:
    known = stock(engines=built, vendor=vendor or rows(chips=CHIPS))
    there = target(**{"accelerator": "warp", **where})
    own = {"fw": version} if version else {}
    return engines(SERVING, framework(), there, known, as_of, own=own)


def reason(evidence: Evidence) -> str:
    assert (evidence.value, evidence.grade) == (None, "unknown")
    assert evidence.missing is not None
    return evidence.missing.kind


def test_an_engine_that_is_documented_for_the_accelerator_speaks_with_its_source() -> None:
    evidence = said(engine({"state": "supported"}))
    assert (evidence.value, evidence.grade, evidence.as_of) == ("supported", "documented", DAY)
    assert [source.at for source in evidence.sources] == [SOURCE["at"]]
    assert evidence.because is not None
    assert evidence.because.values["engine"] == "Pump"


def test_the_best_of_several_speaks() -> None:
    weak = engine({"state": "limited"}, id="weak", name="Weak")
    assert said(weak).value == "limited"
    assert said(weak, engine({"state": "supported"})).value == "supported"


def test_engines_of_another_framework_or_purpose_do_not_count() -> None:
    other = engine({"state": "supported"}, frameworks=["woof"])
    trainer = engine({"state": "supported"}, does=["training"])
    assert reason(said(other)) == "no_engine_on"
    assert reason(said(trainer)) == "no_engine_on"


def test_another_accelerator_is_unknown_with_the_engines_that_were_looked_at() -> None:
    evidence = said(engine({"state": "supported"}), accelerator="woof")
    assert reason(evidence) == "no_engine_for"
    assert evidence.missing is not None
    assert evidence.missing.values == {"engines": "Pump", "accelerator": "woof"}


@pytest.mark.parametrize(
    ("chip", "kind"), [("w2", "engine_other_chip"), ("", "engine_chip_unknown")]
)
def test_a_chip_that_is_not_named_is_unknown(chip: str, kind: str) -> None:
    built = engine({"state": "supported", "chips": ["w1"]})
    assert said(built, chip="w1").value == "supported"
    evidence = said(built, chip=chip)
    assert reason(evidence) == kind
    assert evidence.missing is not None
    assert evidence.missing.values["chips"] == "w1"


def test_none_is_said_where_a_source_says_it_and_no_engine_runs() -> None:
    built = engine({"state": "supported", "chips": ["w1"]}, {"state": "none", "chips": ["w2"]})
    assert said(built, chip="w2").value == "none"
    assert reason(said(built)) == "engine_chip_unknown"
    other = engine({"state": "limited", "chips": ["w2"]}, id="other", name="Other")
    assert said(built, other, chip="w2").value == "limited"


def test_an_architecture_or_a_capability_that_does_not_fit_is_unknown() -> None:
    narrow = engine({"state": "supported", "archs": ["aarch64"]})
    assert reason(said(narrow)) == "engine_other_arch"
    wants = engine({"state": "supported", "versions": {"capability": ">=1.5"}})
    assert reason(said(wants, chip="w1")) == "engine_other_platform"
    assert said(wants, chip="w2").value == "supported"
    assert said(wants).value == "supported"


def test_rows_say_which_versions_and_chips_and_the_newest_release_that_fits_is_named() -> None:
    vendor = rows(
        chips=CHIPS,
        rows=[
            {"versions": {"sdk": "3.0", "fw-warp": "3.0rc1", "fw": "3.0"}, "source": "table"},
            {"versions": {"sdk": "2.0", "fw-warp": "2.1", "fw": "2.0"}, "source": "table"},
            {"versions": {"sdk": "1.0", "fw-warp": "1.0"}, "chips": ["w2"], "source": "table"},
        ],
    )
    built = engine({"state": "supported", "component": "fw-warp"})
    free = said(built, vendor=vendor)
    assert free.because is not None
    assert free.because.values["versions"] == "fw-warp 2.1, sdk 2.0, fw 2.0"
    old = said(built, vendor=vendor, versions={"sdk": "1.0"}, chip="w2")
    assert old.because is not None
    assert old.because.values["versions"] == "fw-warp 1.0, sdk 1.0"
    assert reason(said(built, vendor=vendor, versions={"sdk": "1.0"}, chip="w1")) in (
        "engine_other_chip",
        "engine_other_platform",
    )
    assert reason(said(built)) == "engine_other_platform"


def test_an_old_source_raises_a_doubt() -> None:
    evidence = said(engine({"state": "supported"}), as_of=date(2028, 6, 1))
    assert [doubt.kind for doubt in evidence.doubts] == ["checked_long_ago"]


def test_the_set_for_the_version_that_would_run_is_named_and_another_one_raises_a_doubt() -> None:
    vendor = rows(
        chips=CHIPS,
        rows=[
            {
                "versions": {"sdk": "2.0", "fw-warp": "2.1", "fw": ["2.0", "2.0.1"]},
                "source": "table",
            },
            {"versions": {"sdk": "1.0", "fw-warp": "1.0", "fw": "1.0"}, "source": "table"},
        ],
    )
    built = engine({"state": "supported", "component": "fw-warp"})
    older = said(built, vendor=vendor, version="1.0")
    assert older.because is not None
    assert older.because.values["versions"] == "fw-warp 1.0, sdk 1.0, fw 1.0"
    assert older.doubts == ()
    newer = said(built, vendor=vendor, version="3.0")
    assert [(doubt.kind, doubt.values["wanted"]) for doubt in newer.doubts] == [
        ("engine_wants", "2.0, 2.0.1")
    ]
