"""Predicting somebody's own model: an interval from what was measured, or an error that says what
to measure."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from advisor.errors import AdvisorError
from advisor.intake.model_file import read_model, read_onnx
from advisor.messages import words
from advisor.model.run import Measure, Run
from advisor.scoring.prediction.prediction import Prediction
from advisor.usecases.measuring.predict import Predicted, predict
from advisor.views.measurements.prediction import memory_table, time_table
from tests.builders import a_framework, some_knowledge

LOADS = {
    "matmul": 2147483648.0,
    "conv2d": 1849688064.0,
    "dispatch": 400.0,
    "mlp_train": 128909312.0,
}


def runs(pace: dict[str, float]) -> tuple[Run, ...]:
    """A machine of 50 GFLOP/s and 2 us a kernel, and frameworks of different pace."""
    kernels = {"matmul": 1, "conv2d": 1, "dispatch": 100, "mlp_train": 30}
    return tuple(
        Run(
            id=f"{framework}-{workload}",
            framework=framework,
            workload=workload,
            outcome="ok",
            started="2026-11-01T10:00:00+00:00",
            measure=Measure(kind="time", unit="s"),
            samples=(factor * (flops / 50e9 + 2e-6 * kernels[workload]),) * 5,
            machine="here",
        )
        for framework, factor in pace.items()
        for workload, flops in LOADS.items()
    )


def a_model(tmp_path: Path, **fields: object) -> Path:
    given = {"name": "mine", "flops": 5e9, "bytes": 1e7, "operations": 40, **fields}
    path = tmp_path / "mine.yaml"
    path.write_text("\n".join(f"{key}: {value}" for key, value in given.items()))
    return path


def predicted(tmp_path: Path, pace: dict[str, float]) -> Predicted:
    return predict(read_model(a_model(tmp_path)), (), runs(pace), "here")


def test_the_interval_holds_what_the_machine_would_take(tmp_path: Path) -> None:
    result = predicted(tmp_path, {"alpha": 1.0, "beta": 4.0})
    truth = 5e9 / 50e9 + 2e-6 * 40
    by_id = {entry.framework: entry for entry in result.seconds}
    assert by_id["alpha"].low <= truth <= by_id["alpha"].high
    assert by_id["beta"].low <= 4 * truth <= by_id["beta"].high
    assert [entry.framework for entry in result.seconds] == ["alpha", "beta"]
    assert result.measured == 4


def test_tuned_settings_are_predicted_from_where_they_are_quicker(tmp_path: Path) -> None:
    stock = runs({"alpha": 4.0, "beta": 1.0})
    tuned = tuple(
        msgspec.structs.replace(
            run,
            id=f"{run.id} tuned",
            tuning="library",
            samples=tuple(one / 4 for one in run.samples),
        )
        for run in stock
        if run.framework == "alpha"
    )
    slower = tuple(
        msgspec.structs.replace(
            run, id=f"{run.id} graph", mode="graph", samples=tuple(3 * one for one in run.samples)
        )
        for run in stock
    )
    model, known = read_model(a_model(tmp_path)), (*stock, *tuned, *slower)
    as_shipped, at_best = (predict(model, (), known, "here", tuned=best) for best in (False, True))
    ratios = [
        {entry.framework: entry.central for entry in result.seconds}["alpha"]
        / {entry.framework: entry.central for entry in result.seconds}["beta"]
        for result in (as_shipped, at_best)
    ]
    assert ratios == [pytest.approx(4, rel=0.2), pytest.approx(1, rel=0.05)]


def test_overlapping_intervals_are_said_not_to_separate(tmp_path: Path) -> None:
    result = predicted(tmp_path, {"alpha": 1.0, "beta": 1.05})
    knowledge = some_knowledge((a_framework("alpha"), a_framework("beta")))
    notes = " ".join(time_table(result.seconds, knowledge, words("en"), measured=4).notes)
    assert "do not separate Alpha from Beta" in notes
    assert "never outranks a measurement" in notes


def test_a_model_that_does_not_say_what_is_convolutions_is_given_the_room_of_both(
    tmp_path: Path,
) -> None:
    def one(**fields: object) -> Prediction:
        return predict(
            read_model(a_model(tmp_path, **fields)), ("alpha",), slow_convolutions, "here"
        ).seconds[0]

    slow_convolutions = tuple(
        msgspec.structs.replace(run, samples=tuple(30 * s for s in run.samples))
        if run.workload == "conv2d"
        else run
        for run in runs({"alpha": 1.0, "beta": 1.0})
    )
    none, everything, unsaid = one(convolutions=0), one(convolutions=5e9), one()
    assert everything.central > 5 * none.central
    assert (unsaid.low, unsaid.high) == pytest.approx((none.low, everything.high))
    assert none.central < unsaid.central < everything.central
    notes = " ".join(
        time_table((unsaid,), some_knowledge(), words("en"), measured=4, unsaid=True).notes
    )
    assert "`convolutions` in its description narrows them" in notes


def test_memory_that_nothing_was_measured_for_is_empty_with_its_reason(tmp_path: Path) -> None:
    result = predicted(tmp_path, {"alpha": 1.0})
    assert result.bytes == ()
    assert "Nothing was measured" in memory_table(result.bytes, some_knowledge(), words("en")).empty


def test_without_measurements_the_error_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError) as caught:
        predict(read_model(a_model(tmp_path)), (), (), "here")
    assert caught.value.exit_code == 1
    assert "fwadvisor measure" in caught.value.hint


def test_runs_of_another_machine_predict_nothing_here(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError):
        predict(read_model(a_model(tmp_path)), (), runs({"alpha": 1.0}), "elsewhere")


@pytest.mark.parametrize(
    "wrong",
    [{"flops": 0}, {"flops": "many"}, {"parameters": -1}, {"convolutions": 6e9}, {"nonsense": 1}],
)
def test_a_description_that_cannot_be_meant_is_refused(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(AdvisorError) as caught:
        read_model(a_model(tmp_path, **wrong))
    assert caught.value.exit_code == 2


def test_exponents_are_numbers_however_yaml_reads_them(tmp_path: Path) -> None:
    assert read_model(a_model(tmp_path, flops="1.2e10")).flops == 1.2e10


def test_an_onnx_file_is_counted_by_hand_computable_numbers(tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    weight = helper.make_tensor("w", TensorProto.FLOAT, [10, 4], [0.0] * 40)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"]), helper.make_node("Relu", ["y"], ["z"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 10])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["batch", 4])],
        [weight],
    )
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), str(path))
    model = read_onnx(path, batch=8, training=False)
    # 8 x 4 outputs of 10 multiplications and additions each, and 32 numbers through the ReLU.
    assert model.flops == 2 * 8 * 4 * 10 + 32
    assert (model.parameters, model.operations) == (40, 2)
    assert read_onnx(path, batch=8, training=True).flops == 3 * model.flops


def test_an_onnx_file_tells_convolutions_from_products_and_trained_layers_from_nodes(
    tmp_path: Path,
) -> None:
    import onnx
    from onnx import TensorProto, helper

    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "k"], ["y"]),
            helper.make_node("Relu", ["y"], ["z"]),
            helper.make_node("Flatten", ["z"], ["f"]),
            helper.make_node("MatMul", ["f", "w"], ["out"]),
        ],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 8, 8])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["batch", 5])],
        [
            helper.make_tensor("k", TensorProto.FLOAT, [4, 3, 3, 3], [0.0] * 108),
            helper.make_tensor("w", TensorProto.FLOAT, [144, 5], [0.0] * 720),
        ],
    )
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), str(path))
    forward, trained = (
        read_onnx(path, batch=2, training=False),
        read_onnx(path, batch=2, training=True),
    )
    # 2 x 4 x 6 x 6 outputs of 3 x 3 x 3 multiplications and additions each.
    assert forward.convolutions == 2 * (2 * 4 * 6 * 6) * 27
    assert (forward.operations, trained.operations) == (4, 2 * 120)
    assert trained.convolutions == 3 * forward.convolutions


def test_a_file_that_is_no_onnx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"not onnx")
    with pytest.raises(AdvisorError, match="cannot be used"):
        read_onnx(path, batch=1, training=False)
