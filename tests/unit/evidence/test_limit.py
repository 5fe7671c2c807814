"""Figures against what the machine can do: nobody's presence moves another's share."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.evidence.assemble import assemble
from advisor.evidence.book import Evidence
from advisor.evidence.limit import Limit, as_share, attained, limits_of, theoretical
from advisor.model.criterion import Logarithmic, MeasuredBy
from advisor.model.run import Demand, Measure, Run
from tests.builders import (
    a_framework,
    a_measured_criterion,
    a_run,
    a_situation,
    some_knowledge,
    some_wanted,
)

FLOPS = a_run(
    framework="reference",
    workload="machine_arithmetic",
    measure=Measure(kind="rate", unit="GFLOP/s", scale=1e-9, work=2e10),
    demand=Demand(limit="flops"),
    samples=(0.2, 0.1, 0.3),
)
BYTES = a_run(
    framework="reference",
    workload="machine_traffic",
    measure=Measure(kind="rate", unit="GB/s", scale=1e-9, work=2e9),
    demand=Demand(limit="bytes"),
    samples=(0.1, 0.2),
)
PRODUCT = Demand(flops=2e9, bytes=1e7)
LIMIT = Limit(flops_per_second=2e11, bytes_per_second=2e10)


def share_of(*runs: Run, framework: str = "alpha") -> Evidence:
    criterion = a_measured_criterion(
        "speed",
        unit="%",
        scale=Logarithmic(worst=1.0, best=100.0),
        measured_by=MeasuredBy(workload="matmul", reading="share"),
    )
    knowledge = some_knowledge((a_framework("alpha"), a_framework("beta")), (criterion,))
    assembled = assemble(
        knowledge,
        ("alpha", "beta"),
        a_situation(),
        runs,
        wanted=some_wanted(),
        tuned=False,
        as_of=date(2026, 11, 2),
    )
    return assembled.book.cell(framework, "speed")


def test_the_limit_is_the_best_that_its_own_workloads_reached() -> None:
    assert attained((FLOPS, BYTES), "here") == LIMIT


def test_half_a_limit_is_none_and_another_machine_has_its_own() -> None:
    assert attained((FLOPS,), "here") is None
    assert limits_of((FLOPS, BYTES)).keys() == {"here"}
    assert attained((FLOPS, BYTES), "elsewhere") is None


def test_a_limit_measured_beside_other_work_says_so() -> None:
    beside = {"load_per_core_before": 0.9}
    limit = attained((a_run(**{**_fields(FLOPS), "conditions": beside}), BYTES), "here")
    assert limit is not None
    assert limit.busy
    shown = share_of(
        a_run(**{**_fields(FLOPS), "conditions": beside}), BYTES, a_run(demand=PRODUCT)
    )
    assert [doubt.kind for doubt in shown.doubts] == ["limit_while_busy"]


def test_work_takes_at_least_what_its_arithmetic_and_its_traffic_take() -> None:
    assert LIMIT.seconds(Demand(flops=2e11, bytes=1.0)) == 1.0
    assert LIMIT.seconds(Demand(flops=1.0, bytes=2e10)) == 1.0


def test_a_share_is_read_from_the_same_raw_samples() -> None:
    share = as_share(a_run(demand=PRODUCT), {"here": LIMIT})
    assert share is not None
    assert share.figure(0.1) == pytest.approx(10.0)


def test_what_is_not_counted_or_ran_elsewhere_has_no_share() -> None:
    for run in (
        a_run(),
        FLOPS,
        a_run(demand=PRODUCT, device="a GPU"),
        a_run(demand=PRODUCT, machine="elsewhere"),
    ):
        assert as_share(run, {"here": LIMIT}) is None


def test_a_criterion_read_as_a_share_is_a_percentage() -> None:
    shown = share_of(FLOPS, BYTES, a_run(demand=PRODUCT))
    assert (shown.value, shown.grade) == (pytest.approx(10.0), "measured")


def test_without_a_limit_a_share_is_unknown_with_its_reason() -> None:
    shown = share_of(a_run(demand=PRODUCT))
    assert shown.value is None
    assert shown.missing is not None
    assert shown.missing.kind == "no_limit"


def test_another_framework_moves_nobodys_share() -> None:
    alone = share_of(FLOPS, BYTES, a_run(demand=PRODUCT))
    fast = a_run(framework="beta", demand=PRODUCT, samples=(0.005, 0.005))
    assert share_of(FLOPS, BYTES, a_run(demand=PRODUCT), fast) == alone
    assert share_of(FLOPS, BYTES, fast, framework="beta").value == pytest.approx(200.0)


def test_too_slow_to_sample_ranks_by_its_bound_and_is_never_unknown() -> None:
    bounded = a_run(demand=PRODUCT, outcome="too_slow", samples=(), bound=0.2, reason="too slow")
    shown = share_of(FLOPS, BYTES, bounded)
    assert (shown.low, shown.high) == (pytest.approx(1.0), pytest.approx(5.0))
    assert shown.value == pytest.approx(5.0**0.5)
    assert shown.doubts[0].kind == "only_a_bound"


def test_a_bound_beyond_the_scale_is_just_that_bound() -> None:
    shown = share_of(FLOPS, BYTES, a_run(demand=PRODUCT, outcome="too_slow", samples=(), bound=2.0))
    assert shown.low == shown.value == shown.high == pytest.approx(0.5)


def test_what_gave_one_step_only_lies_between_that_and_its_bound() -> None:
    shown = share_of(
        FLOPS, BYTES, a_run(demand=PRODUCT, outcome="too_slow", samples=(), bound=0.2, at_most=0.4)
    )
    assert (shown.low, shown.high) == (pytest.approx(2.5), pytest.approx(5.0))
    assert shown.doubts[0].values == {"least": "0.2", "most": "0.4"}


def test_no_processor_computes_faster_than_its_widest_instruction_at_any_clock() -> None:
    narrow, wide, unknown = (
        theoretical(2, names) for names in (("avx2",), ("avx2", "avx512f"), ())
    )
    assert narrow.flops_per_second == 2 * 32 * 6.2e9
    assert wide.flops_per_second == unknown.flops_per_second == 2 * narrow.flops_per_second


def _fields(run: Run) -> dict[str, object]:
    return {name: getattr(run, name) for name in run.__struct_fields__}
