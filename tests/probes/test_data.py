"""Everyone computes with the same numbers, whatever the NumPy."""

import hashlib
import importlib
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

import probes.workloads
from probes.compare import largest_difference, largest_relative_difference
from probes.contract import WrongResult
from probes.data import fingerprint, spread, whole
from probes.workloads import (
    _resnet50,
    mlp_train,
    resnet50_infer,
    simplenet_train,
    transformer_block,
)

HASHES = {
    "conv2d": "7e9ec34e31976aa9",
    "dispatch": "80cbc43d75618633",
    "elementwise": "5f0d8e0c5aa1bd79",
    "layernorm_softmax": "6444ea6259e1b6ff",
    "machine_arithmetic": "60fab2d3d4b15463",
    "machine_traffic": "74455d4710e1bd63",
    "matmul": "d728e08918caf54a",
    "mlp_train": "c7d219485dd8010c",
    "resnet50_infer": "6b6450e44ed13724",
    "resnet50_infer_batch16": "8c8ba66cb31f50f1",
    "resnet50_infer_batch64": "f124bb90e46956ff",
    "resnet50_infer_bf16": "6b6450e44ed13724",
    "resnet50_infer_int8": "6b6450e44ed13724",
    "resnet50_train": "6b6450e44ed13724",
    "resnet50_train_batch16": "8c8ba66cb31f50f1",
    "resnet50_train_batch64": "f124bb90e46956ff",
    "simplenet_train": "dc1ee2a71f563836",
    "transformer_block": "59323a0e56445a06",
}


def workload(name):
    return importlib.import_module(f"probes.workloads.{name}")


def test_every_workload_that_gives_something_is_listed_here():
    files = (file.stem for file in Path(probes.workloads.__file__).parent.glob("[a-z]*.py"))

    assert {name for name in files if hasattr(workload(name), "given")} == set(HASHES)


@pytest.mark.parametrize("name", HASHES)
def test_a_workload_gives_the_same_bytes_for_ever(name):
    assert fingerprint(workload(name).given()) == HASHES[name]


def test_the_numbers_themselves_are_the_same_bytes_for_ever():
    assert hashlib.sha256(spread(1, (3, 5)).tobytes()).hexdigest()[:16] == "76a685ba0de6503a"
    assert whole(1, (6,), 1000).tolist() == [569, 245, 411, 175, 944, 626]


def test_the_spread_has_the_scale_that_was_asked_for():
    numbers = spread(7, (100_000,), scale=0.1)

    assert numbers.dtype == np.float32
    assert abs(numbers.mean()) < 0.001
    assert numbers.std() == pytest.approx(0.1, rel=0.01)


def test_whole_numbers_stay_below_their_bound():
    numbers = whole(7, (1000,), below=10)

    assert set(numbers.tolist()) == set(range(10))


def test_a_fingerprint_sees_every_field():
    assert fingerprint({"a": np.zeros(2), "b": 1}) != fingerprint({"a": np.zeros(2), "b": 2})
    assert fingerprint((np.zeros(2),)) != fingerprint((np.zeros(2, np.float32),))


def test_the_reference_of_simplenet_is_an_honest_descent():
    curve = simplenet_train.losses()

    assert len(curve) == 20
    assert all(later < earlier for earlier, later in pairwise(curve))


def test_the_gradient_of_the_reference_is_that_of_its_loss():
    given = simplenet_train.given()
    inputs, targets, weight = (array.astype(np.float64) for array in given[:3])

    def loss(w):
        return ((inputs @ w + given.bias - targets) ** 2).mean()

    slope = 2 * inputs.T @ (inputs @ weight + given.bias - targets) / len(inputs)
    step = np.full_like(weight, 1e-6)
    assert (loss(weight + step) - loss(weight - step)) / 2e-6 == pytest.approx(
        slope.sum(), rel=1e-6
    )


# The frameworks' own differentiation agrees with these to about 1e-7.
CURVES = {
    mlp_train: (2.8840507332098184, 2.3024552252808768, 1.9566991118150023),
    transformer_block: (2.006320046292237, 1.8868212901951003, 1.7797883044304659),
}


@pytest.mark.parametrize("reference", CURVES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_reference_descends_as_the_frameworks_do(reference):
    curve = list(islice(reference.descend(reference.given(), np.float64), 3))

    assert curve == pytest.approx(CURVES[reference], rel=1e-9)


def test_resnet50_has_the_parameters_that_everyone_counts():
    reference = _resnet50.Reference(_resnet50.given(batch=1, size=32), np.float32, training=True)

    assert sum(part.size for part in reference.parts.values()) == _resnet50.TRAINABLE


def test_a_stored_reference_is_what_numpy_computes():
    given = resnet50_infer.given()
    one = given._replace(images=given.images[:1], labels=given.labels[:1])

    logits, _ = _resnet50.Reference(one, np.float64, training=False).run()

    assert _resnet50.surprise(logits, one.labels)[0] == pytest.approx(
        resnet50_infer.SURPRISES[0], rel=1e-9
    )


def test_copies_of_the_images_leave_the_loss_as_it_is():
    losses = []
    for copies in (1, 2):
        given = _resnet50.given(batch=4, size=64, classes=10, copies=copies)
        logits, _ = _resnet50.Reference(given, np.float64, training=True).run()
        losses.append(_resnet50.surprise(logits, given.labels).mean())

    assert losses[0] == pytest.approx(losses[1], rel=1e-9)


def test_the_slopes_of_resnet50_are_those_of_its_loss():
    given = _resnet50.given(batch=4, size=64, classes=10)
    reference = _resnet50.Reference(given, np.float64, training=True)
    _, slopes = _resnet50.loss_and_slopes(reference, given.labels)
    slopes = dict(slopes)
    for name in ("stem", "3 shortcut", "7 second", "12 third gain", "15 third", "weight"):
        start = reference.parts[name]
        direction = 1e-9 * slopes[name] / np.abs(slopes[name]).max()

        def loss(change, name=name, start=start):
            reference.parts[name] = start + change
            return _resnet50.surprise(reference.run()[0], given.labels).mean()

        measured = (loss(direction) - loss(-direction)) / 2
        reference.parts[name] = start
        assert measured == pytest.approx((slopes[name] * direction).sum(), rel=1e-4), name


def test_a_difference_is_a_share_of_the_largest_reference():
    assert largest_difference([1.0, 2.5], [1.0, 2.0]) == 0.25
    assert largest_relative_difference([1.0, 2.5], [1.0, 2.0]) == 0.25


def test_infinity_is_a_wrong_answer():
    with pytest.raises(WrongResult):
        largest_difference([float("inf")], [1.0])
