"""Which evidence speaks for a cell, and what it says about itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.evidence.assemble import assemble
from advisor.evidence.book import Evidence
from advisor.evidence.hardware.alike import Wanted
from advisor.evidence.situation import Choice
from advisor.model.framework import When
from advisor.model.hardware import Hardware
from advisor.model.run import Run
from tests.builders import (
    DAY,
    SOME_PROCESSORS,
    a_claim,
    a_criterion,
    a_framework,
    a_measured_criterion,
    a_run,
    a_situation,
    some_knowledge,
    some_wanted,
)


def cell(
    criterion: str,
    *,
    claims: tuple[Any, ...] = (),
    runs: tuple[Run, ...] = (),
    as_of: date = DAY,
    tuned: bool = False,
    wanted: Wanted | None = None,
    **situation: Any,
) -> Evidence:
    framework = a_framework(claims=claims)
    knowledge = some_knowledge((framework,), (a_criterion("docs"), a_measured_criterion("speed")))
    assembled = assemble(
        knowledge,
        ("alpha",),
        a_situation(**situation),
        runs,
        wanted=wanted or some_wanted(),
        tuned=tuned,
        as_of=as_of,
    )
    return assembled.book.cell("alpha", criterion)


def test_what_nobody_claims_is_unknown_with_a_reason_and_has_no_value() -> None:
    evidence = cell("docs")
    assert evidence.grade == "unknown"
    assert evidence.value is None
    assert evidence.missing is not None
    assert evidence.missing.kind == "no_claim"


def test_a_claim_carries_its_grade_date_and_sources() -> None:
    evidence = cell("docs", claims=(a_claim(value="partial"),))
    assert (evidence.value, evidence.grade, evidence.as_of) == ("partial", "documented", DAY)
    assert [source.title for source in evidence.sources] == ["a page"]


def test_a_stronger_grade_wins_over_a_newer_but_weaker_one() -> None:
    weaker = a_claim(value="full", grade="article", checked=date(2026, 10, 30))
    assert (
        cell("docs", claims=(weaker, a_claim(value="partial", checked=date(2026, 1, 1)))).value
        == "partial"
    )


def test_a_claim_for_this_device_wins_over_one_for_everywhere() -> None:
    claims = (a_claim(value="full"), a_claim(value="none", when=When(accelerators=("npu",))))
    assert cell("docs", claims=claims).value == "full"
    assert cell("docs", claims=claims, accelerator=Choice(id="npu", origin="given")).value == "none"


def test_an_old_claim_raises_a_doubt_by_itself() -> None:
    fresh = cell("docs", claims=(a_claim(checked=date(2026, 6, 1)),))
    old = cell("docs", claims=(a_claim(checked=date(2024, 6, 1)),))
    assert fresh.doubts == ()
    assert [doubt.kind for doubt in old.doubts] == ["checked_long_ago"]


def test_a_measurement_here_overrides_a_published_claim_and_remembers_it() -> None:
    claim = a_claim("speed", 5.0, grade="published")
    evidence = cell("speed", claims=(claim,), runs=(a_run(),))
    assert evidence.grade == "measured"
    assert evidence.value == 20.0
    assert evidence.beneath == ("published",)
    assert evidence.low is not None
    assert evidence.low < 20.0


def test_a_measurement_of_another_machine_is_weaker_and_says_so() -> None:
    evidence = cell("speed", runs=(a_run(machine="elsewhere", hardware=SOME_PROCESSORS),))
    assert evidence.grade == "elsewhere"
    assert "other_machine" in {doubt.kind for doubt in evidence.doubts}
    assert evidence.shown == ()


def test_a_measurement_of_other_hardware_is_shown_and_leaves_the_claim_as_it_is() -> None:
    claim = a_claim("speed", 5.0, grade="published")
    others = Hardware(arch="x86_64", vendor="Maker", family="otherlake")
    evidence = cell("speed", claims=(claim,), runs=(a_run(machine="elsewhere", hardware=others),))
    assert (evidence.value, evidence.grade, evidence.beneath) == (5.0, "published", ())
    (shown,) = evidence.shown
    assert (shown.value, shown.hardware, shown.as_of) == (20.0, others, DAY)
    assert shown.low < 20.0


def test_what_nobody_wrote_the_hardware_of_is_shown_and_does_not_count() -> None:
    evidence = cell("speed", runs=(a_run(machine="elsewhere"),))
    assert evidence.value is None
    assert [shown.hardware for shown in evidence.shown] == [None]


def test_figures_of_all_hardware_count_where_that_is_asked_for_and_say_so() -> None:
    others = Hardware(arch="aarch64", vendor="Somebody", model="Core 9")
    runs = (a_run(machine="elsewhere", hardware=others),)
    evidence = cell("speed", runs=runs, wanted=some_wanted(every=True))
    assert (evidence.value, evidence.grade, evidence.shown) == (20.0, "elsewhere", ())
    (doubt,) = [doubt for doubt in evidence.doubts if doubt.kind == "other_hardware"]
    assert doubt.values == {"hardware": "Core 9 (aarch64)"}


def test_figures_of_all_hardware_give_way_to_those_of_hardware_alike() -> None:
    others = Hardware(arch="aarch64", vendor="Somebody", model="Core 9")
    runs = (
        a_run(machine="elsewhere", hardware=others, samples=(0.01,) * 6),
        a_run(machine="twin", hardware=SOME_PROCESSORS, samples=(0.2,) * 6),
    )
    assert cell("speed", runs=runs, wanted=some_wanted(every=True)).value == 10.0


def test_a_failed_measurement_is_unknown_with_what_happened() -> None:
    evidence = cell("speed", runs=(a_run(outcome="crashed", reason="SIGSEGV", samples=()),))
    assert evidence.value is None
    assert evidence.missing is not None
    assert (evidence.missing.kind, evidence.missing.values["reason"]) == (
        "outcome_crashed",
        "SIGSEGV",
    )


def test_a_failed_measurement_does_not_erase_a_claim() -> None:
    runs = (a_run(outcome="crashed", samples=()),)
    assert cell("speed", claims=(a_claim("speed", 5.0, grade="published"),), runs=runs).value == 5.0


def test_the_better_mode_speaks() -> None:
    eager = a_run(mode="eager", samples=(0.2,) * 6)
    graph = a_run(id="f" * 16, mode="graph", samples=(0.1,) * 6)
    assert cell("speed", runs=(eager, graph)).value == 20.0


def test_only_the_newest_environment_speaks() -> None:
    old = a_run(samples=(0.4,) * 6, environment="old", started="2026-11-01T09:00:00+00:00")
    assert cell("speed", runs=(old, a_run(samples=(0.1,) * 6))).value == 20.0


def test_tuned_means_the_best_of_its_settings_for_everybody_and_stock_what_ships() -> None:
    stock, better, worse = (
        a_run(samples=(0.1,) * 6),
        a_run(tuning="mkl", samples=(0.05,) * 6),
        a_run(tuning="threads", samples=(0.2,) * 6),
    )
    assert cell("speed", runs=(stock, better, worse)).value == 20.0
    assert cell("speed", runs=(stock, better, worse), tuned=True).value == 40.0
    assert cell("speed", runs=(stock, worse), tuned=True).value == 20.0
    assert cell("speed", runs=(stock,), tuned=True).value == 20.0


def test_few_or_scattered_samples_raise_doubts() -> None:
    few = cell("speed", runs=(a_run(samples=(0.1, 0.1)),))
    scattered = cell("speed", runs=(a_run(samples=(0.1, 0.3, 0.1, 0.5, 0.2, 0.1, 0.4)),))
    assert "few_samples" in {doubt.kind for doubt in few.doubts}
    assert "wide_spread" in {doubt.kind for doubt in scattered.doubts}


def test_what_was_measured_beside_other_work_gives_way_to_what_was_not() -> None:
    beside = a_run(id="a" * 16, samples=(1.0,) * 7, conditions={"load_per_core_before": 0.9})
    quiet = a_run(id="b" * 16, started="2026-11-01T09:00:00+00:00", samples=(0.1,) * 7)
    assert cell("speed", runs=(beside, quiet)).value == 20.0
    assert cell("speed", runs=(beside,)).value == 2.0
