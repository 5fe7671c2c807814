"""What measuring will cost is said before, and a budget is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.benchmarking.plan import Plan
from advisor.benchmarking.request import MeasureRequest
from advisor.cli.session import Session
from advisor.errors import AdvisorError
from advisor.usecases.measuring.plan import plan_measuring
from advisor.usecases.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Session().settings, data=tmp_path / "data")


def plan(settings: Settings, **request: object) -> Plan:
    return plan_measuring(MeasureRequest(**request), settings=settings)  # type: ignore[arg-type]


def test_everything_is_planned_when_nothing_is_named_the_embedded_default_first(
    settings: Settings,
) -> None:
    planned = plan(settings)
    assert planned.steps[0].framework == "numpy_reference"
    assert {row.framework for row in planned.builds} == {
        step.framework for step in planned.steps[1:]
    }
    assert planned.download_megabytes > 1000
    assert not settings.data.exists()


def test_what_a_process_tells_of_itself_comes_before_what_may_take_it_down(
    settings: Settings,
) -> None:
    workloads = plan(settings, workloads=("matmul", "cold_import")).steps[0].workloads
    assert workloads == ("cold_import", "matmul")


@pytest.mark.parametrize("budget", [60.0, 120.0, 600.0])
def test_a_budget_is_kept_where_it_suffices(settings: Settings, budget: float) -> None:
    planned = plan(
        settings, ids=("numpy_reference",), workloads=("matmul", "cold_import"), budget=budget
    )
    assert planned.seconds <= budget
    assert planned.seconds_each >= 0.1


def test_a_budget_that_is_too_small_gets_the_least_there_is(settings: Settings) -> None:
    planned = plan(settings, budget=1.0)
    assert planned.rounds == 1
    assert planned.seconds_each == pytest.approx(0.1)


def test_care_buys_samples_with_time(settings: Settings) -> None:
    fast, normal, rigorous = (
        plan(settings, ids=("numpy_reference",), care=care)
        for care in ("fast", "normal", "rigorous")
    )
    assert fast.seconds < normal.seconds < rigorous.seconds
    assert fast.rounds <= normal.rounds < rigorous.rounds
    assert fast.imports == normal.imports == rigorous.imports == 5


def test_further_rounds_are_of_imports_alone_and_counted(settings: Settings) -> None:
    alone, both = (
        plan(settings, ids=("numpy_reference",), care="fast", workloads=("matmul", *more))
        for more in ((), ("cold_import",))
    )
    assert 0 < both.seconds - alone.seconds < 2 * 5


def test_briefly_means_what_the_ranking_rests_on_and_rigorously_everything(
    settings: Settings,
) -> None:
    fast, rigorous = (
        plan(settings, ids=("numpy_reference",), care=care) for care in ("fast", "rigorous")
    )
    assert set(fast.steps[0].workloads) == {
        "cold_import",
        "matmul",
        "resident_memory",
        "simplenet_train",
    }
    assert set(fast.left_out) | set(fast.steps[0].workloads) == set(rigorous.steps[0].workloads)
    assert rigorous.left_out == ()


def test_tunings_and_modes_are_steps_of_their_own(settings: Settings) -> None:
    stock = plan(settings, ids=("megengine",))
    tuned = plan(settings, ids=("megengine",), tuned=True, modes=("eager", "graph"))
    assert [step.tuning for step in stock.steps] == ["stock"]
    assert {"stock", "mkl-on-amd"} <= {step.tuning for step in tuned.steps}
    assert {step.mode for step in tuned.steps} == {"eager", "graph"}


def test_a_mode_that_a_framework_lacks_is_no_step(settings: Settings) -> None:
    planned = plan(settings, ids=("numpy_reference", "pytorch"), modes=("graph",))
    assert [step.framework for step in planned.steps] == ["pytorch"]
    with pytest.raises(AdvisorError) as caught:
        plan(settings, ids=("numpy_reference",), modes=("graph",))
    assert caught.value.reference == "nothing-to-measure"


def test_an_engine_runs_trained_networks_only(settings: Settings) -> None:
    planned = plan(
        settings,
        ids=("pytorch",),
        workloads=("matmul", "resnet50_infer"),
        modes=("eager", "engine"),
    )
    assert {
        step.mode: set(step.workloads) for step in planned.steps if step.framework == "pytorch"
    } == {
        "eager": {"matmul", "resnet50_infer"},
        "engine": {"resnet50_infer"},
    }
    with pytest.raises(AdvisorError, match="in mode engine"):
        plan(settings, ids=("pytorch",), workloads=("matmul",), modes=("engine",))


def test_a_tuning_is_tried_on_what_it_touches(settings: Settings) -> None:
    planned = plan(settings, ids=("pytorch",), workloads=("matmul", "resnet50_infer"), tuned=True)
    tuned = {
        step.tuning: set(step.workloads) for step in planned.steps if step.framework == "pytorch"
    }
    assert tuned["stock"] == tuned["passive-wait"] == {"matmul", "resnet50_infer"}
    assert tuned["channels-last"] == {"resnet50_infer"}


def test_tunings_are_tried_by_a_short_kernel_unless_all_are_wanted(settings: Settings) -> None:
    asked = {"ids": ("megengine", "pytorch"), "workloads": ("resnet50_infer",), "tuned": True}
    normal, rigorous = plan(settings, **asked), plan(settings, **asked, care="rigorous")
    assert [step.tuning for step in normal.trials if step.framework == "pytorch"] == [
        "stock",
        "passive-wait",
    ]
    assert {step.workloads for step in normal.trials} == {("conv2d",)}
    assert rigorous.trials == ()
    assert plan(settings, ids=("oneflow",), workloads=("resnet50_infer",), tuned=True).trials == ()


def test_a_budget_too_small_for_tunings_goes_to_what_ships(settings: Settings) -> None:
    asked = {"ids": ("megengine", "pytorch"), "workloads": ("resnet50_infer",), "tuned": True}
    small, large = plan(settings, **asked, budget=30.0), plan(settings, **asked, budget=600.0)
    assert {step.tuning for step in small.steps} == {"stock"}
    assert small.tunings_left_out
    assert small.trials == ()
    assert {"stock", "thread-device"} <= {step.tuning for step in large.steps}
    assert not large.tunings_left_out


def test_the_first_step_comes_before_anything_else_is_computed(settings: Settings) -> None:
    workloads = (
        plan(settings, workloads=("matmul", "saved_size", "peak_memory", "first_step"))
        .steps[-1]
        .workloads
    )
    assert workloads == ("first_step", "peak_memory", "saved_size", "matmul")


def test_a_variant_that_does_not_exist_is_said(settings: Settings) -> None:
    with pytest.raises(AdvisorError) as caught:
        plan(settings, ids=("pytorch",), variant="abacus")
    assert caught.value.reference == "unknown-variant"
