"""A project written with --parity holds the same bytes and the same losses as the measuring
workload."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from advisor.errors import AdvisorError, ExitCode
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import StarterRequest
from advisor.usecases.starter.start_project import preview, start_project
from probes.workloads import simplenet_train


def settings(tmp_path: Path) -> Settings:
    nowhere = tmp_path / "nowhere"
    return Settings(knowledge=nowhere, overlay=None, data=nowhere, cache=nowhere)


@pytest.fixture
def parity(tmp_path: Path) -> ModuleType:
    """The module of a written project; it needs NumPy only."""
    request = StarterRequest(framework="pytorch", destination=tmp_path / "hello", parity=True)
    start_project(
        request, settings=settings(tmp_path), on_event=lambda _event: None, cancelled=lambda: False
    )
    spec = importlib.util.spec_from_file_location(
        "parity", tmp_path / "hello" / "src" / "hello" / "parity.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_data_and_the_first_parameters_are_the_bytes_of_the_workload(
    parity: ModuleType,
) -> None:
    given = simplenet_train.given()
    found = (*parity.workload_rows(1, 256), *parity.initial())
    for ours, theirs in zip(found, given[:4], strict=True):
        assert ours.dtype == theirs.dtype
        assert ours.tobytes() == theirs.tobytes()
    assert given.learning_rate == parity.LEARNING_RATE


def test_the_reference_and_the_tolerance_are_those_of_the_workload(parity: ModuleType) -> None:
    assert parity.STEPS == simplenet_train.STEPS_COMPARED
    np.testing.assert_allclose(parity.reference(), simplenet_train.losses(), rtol=1e-15)
    head = (Path(simplenet_train.__file__)).read_text(encoding="utf-8")
    assert f"# tolerance = {parity.TOLERANCE:.0e}".replace("e-05", "e-5") in head


def test_one_loss_that_differs_is_what_the_difference_says(parity: ModuleType) -> None:
    losses = parity.reference()
    losses[7] *= 1 + 2e-5
    assert parity.largest_difference(losses) == pytest.approx(2e-5)


@pytest.mark.parametrize("model", ["mlp", "cnn"])
def test_parity_with_another_network_is_refused(tmp_path: Path, model: str) -> None:
    request = StarterRequest(
        framework="pytorch", destination=tmp_path / "hello", model=model, parity=True
    )
    with pytest.raises(AdvisorError) as caught:
        preview(request, settings=settings(tmp_path))
    assert caught.value.reference == "parity-needs-simplenet"
    assert caught.value.exit_code == ExitCode.USAGE
