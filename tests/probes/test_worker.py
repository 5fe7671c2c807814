"""The worker, end to end, with the NumPy reference."""

import math
from pathlib import Path

import probes.workloads
from probes.lines import VERSION
from probes.reason import because


def test_the_numpy_reference_is_checked_and_then_timed(work):
    answer = work("numpy_reference", "simplenet_train", "matmul")

    assert answer.code == 0, answer.output
    assert all(line["v"] == VERSION for line in answer.lines)
    assert [line["kind"] for line in answer.lines][:2] == ["started", "imported"]
    for workload in ("simplenet_train", "matmul"):
        mine = [line for line in answer.lines if line.get("workload") == workload]
        kinds = [line["kind"] for line in mine]
        assert kinds[:4] == ["began", "ready", "step", "stepped"]
        assert kinds.index("checked") < kinds.index("warm_up") < kinds.index("sample")
        assert answer.outcome(workload) == ("ok", None)
        samples = [line["value"] for line in mine if line["kind"] == "sample"]
        assert len(samples) >= 5
        assert all(0 < seconds < 10 for seconds in samples)
        assert [line["index"] for line in mine if line["kind"] == "sample"] == list(
            range(len(samples))
        )
    assert answer.lines[-1] == {"v": VERSION, "kind": "ended", "outcome": "ok"}


def test_the_conditions_of_a_run_are_recorded(work):
    (finished,) = work("numpy_reference", "simplenet_train").of("finished")

    conditions = finished["conditions"]
    assert conditions["mode"] == "eager"
    assert conditions["tuning"] == "stock"
    assert conditions["iterations_per_sample"] > 1
    assert 0 < conditions["cpu_seconds_per_second"] < 2
    assert conditions["warm_up"] in ("settled", "cut short")
    assert len(conditions["data"]) == 16
    assert 0 <= conditions["stolen_share"] <= 1
    assert conditions["pages_swapped"] >= 0
    assert 0 < finished["resident_bytes"] <= finished["peak_bytes"]


def test_import_time_and_memory_are_one_sample_each(work):
    answer = work("numpy_reference", "cold_import", "resident_memory")

    imported = answer.of("imported")[0]
    assert [line["value"] for line in answer.of("sample")] == [
        imported["seconds"],
        imported["resident_bytes"],
    ]
    assert imported["versions"]["numpy"]
    assert imported["device"] == "cpu"


def test_what_is_unknown_is_left_out(work):
    assert "threads" not in work("numpy_reference", "cold_import").of("imported")[0]


def test_all_numbers_on_the_channel_are_finite(work):
    for line in work("numpy_reference", "simplenet_train", "cold_import").lines:
        assert all(math.isfinite(value) for value in line.values() if isinstance(value, float))


def test_a_mode_that_a_framework_lacks_is_unsupported_not_an_error(work):
    answer = work("numpy_reference", "matmul", options=("--mode", "graph"))

    assert answer.code == 0
    assert answer.lines[-1]["outcome"] == "unsupported"
    assert answer.lines[-1]["reason"] == because("other_mode", modes="eager", mode="graph")


def test_the_reference_has_every_workload_but_the_heaviest_and_each_agrees(work):
    files = (file.stem for file in Path(probes.workloads.__file__).parent.glob("[a-z]*.py"))
    light = [name for name in files if not name.startswith("resnet50") and name != "peak_memory"]
    names = sorted(
        light, key=lambda name: (name != "first_step", name)
    )  # As the host asks: it must come first.

    answer = work("numpy_reference", *names, sampling_seconds=0.01, min_samples=1)

    assert {line["outcome"] for line in answer.of("finished")} == {"ok"}, answer.output
    for line in answer.of("checked"):
        assert 0 <= line["agreement"] <= line["tolerance"]
