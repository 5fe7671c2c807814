"""Predicting the unmeasured: intervals that say how little is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from advisor.scoring.prediction.predict_memory import Footprint, Peak, predict_memory
from advisor.scoring.prediction.predict_time import predict_time
from advisor.scoring.prediction.prediction import Load, Prediction, Timing, separated
from advisor.scoring.shape import ShapeError

LOADS = (
    Load(id="matmul", flops=2e9, bytes=1.2e7, operations=1),
    Load(id="elementwise", flops=1.7e7, bytes=2e8, operations=1),
    Load(id="dispatch", flops=400, bytes=4800, operations=100),
    Load(id="mlp", flops=1.3e8, bytes=3.8e6, operations=30),
    Load(id="block", flops=5e9, bytes=6e7, operations=90),
)
MODEL = Load(id="mine", flops=1e9, bytes=3e7, operations=60)


def seconds(load: Load) -> float:
    """A machine of 50 GFLOP/s, 10 GB/s and 5 microseconds per operation."""
    return load.flops / 50e9 + load.bytes / 10e9 + load.operations * 5e-6


def timings(
    paces: dict[str, float], loads: tuple[Load, ...] = LOADS, noise: float = 0.0
) -> list[Timing]:
    chance = np.random.default_rng(0)
    return [
        Timing(
            framework=name,
            load=load,
            seconds=pace * seconds(load) * float(chance.lognormal(0, noise)),
        )
        for name, pace in paces.items()
        for load in loads
    ]


def test_exact_measurements_give_back_the_machine():
    (one,) = predict_time(timings({"a": 1.0}), MODEL, ["a"])
    assert one.central == pytest.approx(seconds(MODEL), rel=1e-3)
    assert one.low < one.central < one.high
    assert (one.basis, one.workloads, one.extrapolates) == ("own workloads", 5, False)


CONVOLUTION = Load(id="conv2d", flops=2e9, convolutions=2e9, bytes=1.3e7, operations=1)
NET = Load(id="net", flops=6e10, convolutions=5.9e10, bytes=8e8, operations=180)


def test_a_convolutional_net_keeps_the_pace_of_the_convolution_and_not_of_the_product():
    """A worked example: a convolution at 1 GFLOP/s, products at 50: the net takes 59 s and 0.02 s,
    not 1.2 s."""
    slow = Timing(framework="a", load=CONVOLUTION, seconds=2.0)
    (one,) = predict_time([*timings({"a": 1.0}), slow], NET, ["a"])
    assert one.central == pytest.approx(59 + 1e9 / 50e9 + 8e8 / 10e9 + 180 * 5e-6, rel=0.1)


def test_the_less_was_measured_of_what_a_model_is_made_of_the_wider_its_interval():
    known = timings({"a": 1.0, "b": 1.3, "c": 0.8})
    (unseen,) = predict_time(known, NET, ["a"])
    paces = {"a": 1.0, "b": 1.3, "c": 0.8}
    (seen,) = predict_time(
        [
            *known,
            *(Timing(framework=f, load=CONVOLUTION, seconds=0.04 * p) for f, p in paces.items()),
        ],
        NET,
        ["a"],
    )
    (product,) = predict_time(known, MODEL, ["a"])
    assert unseen.high / unseen.low > 5 * seen.high / seen.low
    assert unseen.high / unseen.low > 5 * product.high / product.low
    assert unseen.extrapolates


@settings(deadline=None, max_examples=20)
@given(
    flops=strategies.floats(1e3, 1e12),
    share=strategies.floats(0, 1),
    traffic=strategies.floats(1e3, 1e11),
    operations=strategies.floats(1, 1e4),
    framework=strategies.sampled_from(["fast", "slow", "never measured"]),
)
def test_an_interval_holds_its_centre_and_more_to_compute_takes_longer(
    flops, share, traffic, operations, framework
):
    known = timings({"fast": 1.0, "slow": 3.0}, (*LOADS, CONVOLUTION), noise=0.3)

    def at(factor: float) -> Prediction:
        load = Load(
            id="x",
            flops=factor * flops,
            convolutions=factor * share * flops,
            bytes=traffic,
            operations=operations,
        )
        return predict_time(known, load, [framework])[0]

    one, more = at(1.0), at(2.0)
    assert one.low < one.central < one.high
    assert one.central <= more.central <= 2 * one.central * (1 + 1e-9)


def test_a_machine_that_is_ten_times_slower_is_predicted_ten_times_slower():
    known = timings({"a": 1.0, "b": 2.0}, noise=0.2)
    slower = [Timing(framework=t.framework, load=t.load, seconds=10 * t.seconds) for t in known]
    (one,), (other,) = predict_time(known, MODEL, ["a"]), predict_time(slower, MODEL, ["a"])
    assert other.central == pytest.approx(10 * one.central, rel=0.1)
    assert other.high / other.low == pytest.approx(one.high / one.low, rel=0.1)


def test_the_order_of_the_timings_does_not_matter():
    known = timings({"a": 1.0, "b": 2.0, "c": 0.5}, noise=0.2)
    (one,), (other,) = predict_time(known, MODEL, ["b"]), predict_time(known[::-1], MODEL, ["b"])
    assert (other.low, other.central, other.high) == pytest.approx(
        (one.low, one.central, one.high), rel=1e-4
    )


def test_a_width_can_be_learnt_from_other_frameworks_only():
    steady, erratic = (
        timings({"a": 1.0, "b": 2.0, "c": 0.5}),
        timings({"x": 1.0, "y": 2.0, "z": 0.5}, noise=1.0),
    )
    (of_steady,) = predict_time(steady, MODEL, ["a"], learnt_from=steady[len(LOADS) :])
    (of_erratic,) = predict_time([*steady, *erratic], MODEL, ["a"], learnt_from=erratic)
    assert of_erratic.high / of_erratic.low > 2 * of_steady.high / of_steady.low


def test_batches_of_one_network_are_one_workload_and_not_three():
    net = tuple(
        Load(id=f"net-{b}", flops=1e9 * b, bytes=1e7 * b, operations=90, family="net")
        for b in range(1, 12)
    )
    (one,) = predict_time(timings({"a": 1.0}, (*LOADS, *net), noise=0.2), MODEL, ["a"])
    assert (one.basis, one.workloads) == ("own workloads", 16)


def test_a_framework_keeps_its_pace():
    fast, slow = predict_time(timings({"fast": 1.0, "slow": 3.0}), MODEL, ["fast", "slow"])
    assert slow.central / fast.central == pytest.approx(3.0, rel=0.2)


def test_a_framework_that_was_never_measured_takes_the_spread_of_the_others():
    own, other = predict_time(
        timings({"a": 1.0, "b": 1.5, "c": 4.0}), MODEL, ["a", "never measured"]
    )
    assert (other.basis, other.workloads) == ("other frameworks", 0)
    assert other.high / other.low >= own.high / own.low


def test_few_workloads_give_a_wide_interval():
    (one,) = predict_time(timings({"a": 1.0}, LOADS[:2]), MODEL, ["a"])
    assert one.high / one.low >= 9 - 1e-9


def test_a_model_far_from_what_was_measured_says_so():
    huge = Load(id="huge", flops=1e13, bytes=1e11, operations=5_000)
    assert predict_time(timings({"a": 1.0}), huge, ["a"])[0].extrapolates


def test_a_residual_is_learnt_only_from_fifteen_workloads_on():
    chance = np.random.default_rng(1)
    many = tuple(
        Load(
            id=f"load-{i}",
            flops=float(10 ** chance.uniform(6, 10)),
            bytes=float(10 ** chance.uniform(5, 8)),
            operations=float(chance.integers(1, 100)),
        )
        for i in range(18)
    )
    few = predict_time(timings({"a": 1.0}, many[:14], noise=0.2), MODEL, ["a"])[0]
    enough = predict_time(timings({"a": 1.0}, many, noise=0.2), MODEL, ["a"])[0]
    assert few.basis == "own workloads"
    assert enough.basis == "own workloads and a learnt residual"
    assert enough.low < seconds(MODEL) < enough.high


def test_intervals_that_overlap_separate_nobody():
    def one(low: float, high: float) -> Prediction:
        return Prediction(
            framework="x",
            low=low,
            central=(low + high) / 2,
            high=high,
            basis="own workloads",
            workloads=3,
            extrapolates=False,
        )

    assert separated(one(1, 2), one(3, 4))
    assert separated(one(3, 4), one(1, 2))
    assert not separated(one(1, 3), one(2, 4))


@pytest.mark.parametrize(
    ("measured", "load"),
    [
        ([], MODEL),
        ([Timing(framework="a", load=MODEL, seconds=0.0)], MODEL),
        (timings({"a": 1.0}), Load(id="nothing", flops=0, bytes=0, operations=0)),
    ],
)
def test_nothing_is_predicted_from_nothing(measured, load):
    with pytest.raises(ShapeError):
        predict_time(measured, load, ["a"])


def test_memory_is_what_the_import_takes_and_a_multiple_of_the_least_need():
    small = Footprint(id="mlp", parameters=235_000, activations=50_000)
    block = Footprint(id="block", parameters=790_000, activations=3_000_000)
    peaks = [
        Peak(framework=name, footprint=load, bytes=factor * load.bytes)
        for name, factor in (("a", 1.5), ("b", 3.0))
        for load in (small, block)
    ]
    mine = Footprint(id="mine", parameters=1_000_000, activations=1_000_000)
    a, b, c = predict_memory(peaks, {"a": 2e8, "b": 5e8}, mine, ["a", "b", "c"])
    assert mine.bytes == 12e6
    assert a.central == pytest.approx(2e8 + 1.5 * 12e6)
    assert b.central == pytest.approx(5e8 + 3.0 * 12e6)
    assert a.low > 2e8
    assert (c.basis, c.workloads) == ("other frameworks", 0)
    with pytest.raises(ShapeError):
        predict_memory(peaks, {}, mine, ["a"])


def test_without_any_peak_the_least_need_is_the_guess_with_the_default_width():
    mine = Footprint(id="mine", parameters=1_000_000, activations=0)
    (one,) = predict_memory([], {"a": 1e8}, mine, ["a"])
    assert one.central == pytest.approx(1e8 + 8e6)
    assert (one.high - 1e8) / (one.low - 1e8) == pytest.approx(9)
    assert one.extrapolates
