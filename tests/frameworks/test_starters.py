"""Each framework's starter as a new user has it: written, installed from its own pyproject, tested,
trained, used.

What a machine lacks (a Python, g++, libGL) is said with its reason and the others are tried; the
last line says how many run. With FWADVISOR_REQUIRE_ALL=1 fewer than all is a failure. Jittor
compiles itself anew in its environment.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.cli.session import Session
from advisor.errors import AdvisorError
from advisor.messages import words
from advisor.model.event import Event, Progressed
from advisor.model.verification import Verification
from advisor.starter.template import available, read_template
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import StarterRequest
from advisor.usecases.starter.start_project import start_project
from advisor.usecases.starter.verify_starter import VerifyRequest, verify_starter

pytestmark = pytest.mark.frameworks

REQUIRED = os.environ.get("FWADVISOR_REQUIRE_ALL", "") not in ("", "0")
ONLY = os.environ.get("FWADVISOR_FRAMEWORKS", "").split()
"""Ids; none means every framework whose template is there."""
CHOSEN = tuple(id for id in available() if not ONLY or id in ONLY)
PREREQUISITES = ("no-python", "missing-program", "missing-library")
RESUMED = 1e-6
"""Relative difference of a parameter after a training that was interrupted."""
PARITY = 1e-5
"""Relative difference of a loss, as the measuring workload asks of every framework."""
FALLS = 10
"""The tests of the project ask for the same: the last epoch's loss is below a tenth of the
first's."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The data folder that FWADVISOR_DATA names, otherwise a new one."""
    session = Session().settings
    if os.environ.get("FWADVISOR_DATA"):
        return session
    return replace(session, data=tmp_path_factory.mktemp("starters"))


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Verification | AdvisorError]:
    return {}


@pytest.fixture(scope="module")
def projects() -> dict[str, Path]:
    """Where each framework's first project lies."""
    return {}


def tell(event: Event) -> None:
    if isinstance(event, Progressed):
        print(f"    {event.message}", flush=True)


@pytest.mark.parametrize("framework", CHOSEN)
def test_a_starter_installs_trains_and_predicts_as_its_saved_model_does(
    framework: str,
    settings: Settings,
    outcomes: dict[str, Verification | AdvisorError],
    projects: dict[str, Path],
    tmp_path: Path,
) -> None:
    request = StarterRequest(
        framework=framework, destination=tmp_path / "project", name=f"hello-{framework}"
    )
    written = start_project(
        request, settings=settings, on_event=lambda _event: None, cancelled=lambda: False
    )
    print(f"\n{written.title}:", flush=True)
    try:
        found = verify_starter(
            VerifyRequest(path=written.path),
            settings=settings,
            on_event=tell,
            cancelled=lambda: False,
        )
    except AdvisorError as error:
        outcomes[framework] = error
        if error.reference in PREREQUISITES and not REQUIRED:
            print(f"{framework:14} not run: {error.what} {error.why}")
            pytest.skip(f"{error.what} {error.why}")
        raise
    outcomes[framework], projects[framework] = found, written.path
    assert found.ok
    assert found.first_loss is not None
    assert found.last_loss is not None
    seconds = "  ".join(f"{step.name} {step.seconds:.0f} s" for step in found.steps)
    print(
        f"{framework:14} Python {found.python}  loss {found.first_loss:.6f} -> "
        f"{found.last_loss:.6f}  {seconds}"
    )
    assert found.last_loss < found.first_loss / FALLS
    # That the saved model predicts the same after loading is among the project's own tests, which
    # have passed.
    assert "tests" in [step.name for step in found.steps if step.ok]
    assert found.figures["resume"] <= RESUMED
    assert any(name.startswith("export ") for name in found.figures)
    if read_template(framework, words("en")).parallel.on_cpu:
        assert "data parallel" in found.figures, found.skipped


@pytest.mark.parametrize("framework", CHOSEN)
def test_a_starter_with_parity_loses_what_the_measuring_workload_loses(
    framework: str,
    settings: Settings,
    outcomes: dict[str, Verification | AdvisorError],
    projects: dict[str, Path],
) -> None:
    if not isinstance(outcomes.get(framework), Verification):
        pytest.skip("its environment could not be built, see above")
    folder = projects[framework].with_name("parity")
    request = StarterRequest(
        framework=framework, destination=folder, name="hello-parity", parity=True
    )
    start_project(request, settings=settings, on_event=lambda _event: None, cancelled=lambda: False)
    wanted = VerifyRequest(
        path=folder,
        environment=projects[framework]
        / ".venv",  # one of them compiles itself anew in every environment
        without=("train", "evaluate", "export", "predict"),
        tests=("tests/test_parity.py",),
    )
    found = verify_starter(wanted, settings=settings, on_event=tell, cancelled=lambda: False)
    print(f"{framework:14} parity {found.figures['parity']:.1e}")
    assert found.figures["parity"] < PARITY


def test_all_starters_ran_or_it_is_said_how_many(
    outcomes: dict[str, Verification | AdvisorError],
) -> None:
    run = [name for name, outcome in outcomes.items() if isinstance(outcome, Verification)]
    print(f"\nstarters: {len(run)} of {len(CHOSEN)} run")
    assert len(run) == len(CHOSEN) or not REQUIRED
