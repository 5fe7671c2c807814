"""Where this machine does not reach what is advised, a light build at hand is pinned, and both
stand side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from advisor.errors import AdvisorError
from advisor.lab.heads import adapters
from advisor.lab.installing.indexes import IndexSettings
from advisor.resources import probes_dir
from advisor.usecases.starter import reached
from advisor.usecases.starter.reached import instead_of
from advisor.usecases.starter.verify_starter import VerifyRequest, verify_starter
from tests.unit.starter.test_for_target import a_stack, read, settings, write

LIGHT = "https://example.org/light"
HEAD = adapters(probes_dir())["pytorch"]
VERIFIED = HEAD.dependencies[0].removeprefix("torch==")
TAG = "cp" + HEAD.preferred_python[0].replace(".", "")
ADVISED = a_stack(
    version="99.0",
    python="3.13",
    pins=("torch==99.0",),
    indexes=(LIGHT,),
    lighter_at=LIGHT,
)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """pip's folder of wheels, on a machine that reaches no index with light files."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    found = IndexSettings(find_links=(str(folder),))
    monkeypatch.setattr(reached, "pip_settings", lambda: found)
    monkeypatch.setattr(reached, "reached", lambda _at: False)
    return folder


def test_a_light_build_of_the_verified_version_is_taken(wheels: Path, tmp_path: Path) -> None:
    (wheels / f"torch-{VERIFIED}+cpu-{TAG}-{TAG}-linux_x86_64.whl").touch()
    project = write(tmp_path, ADVISED, here=True)
    assert project.dependencies == HEAD.dependencies
    assert project.here is not None
    assert project.here.components[0].version == f"{VERIFIED}+cpu"
    assert project.stack is not None
    assert project.stack.version == "99.0"
    sentence = f"here: torch {VERIFIED}+cpu, Python {HEAD.preferred_python[0]}"
    assert any("advised: torch 99.0, Python 3.13" in line for line in project.said)
    assert any(sentence in line for line in project.said)
    text = read(project, "README.md")
    assert "advised: torch 99.0, Python 3.13" in text
    assert sentence in text
    assert LIGHT not in read(project, "requirements.txt")


@pytest.mark.parametrize(
    "name",
    [
        f"torch-{VERIFIED}-{TAG}-{TAG}-linux_x86_64.whl",  # not a build of its own
        f"torch-{VERIFIED}+cpu-cp27-cp27-linux_x86_64.whl",
        f"torchvision-{VERIFIED}+cpu-{TAG}-{TAG}-linux_x86_64.whl",
        f"torch-0.1+cpu-{TAG}-{TAG}-linux_x86_64.whl",
    ],
)
def test_nothing_else_is(name: str, wheels: Path, tmp_path: Path) -> None:
    (wheels / name).touch()
    assert instead_of(ADVISED, "pytorch", settings=settings(tmp_path)) is None


def test_what_is_advised_is_taken_where_it_is_at_hand_or_its_index_is_reached(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wheels / f"torch-{VERIFIED}+cpu-{TAG}-{TAG}-linux_x86_64.whl").touch()
    assert instead_of(ADVISED, "pytorch", settings=settings(tmp_path)) is not None
    monkeypatch.setattr(reached, "reached", lambda _at: True)
    assert instead_of(ADVISED, "pytorch", settings=settings(tmp_path)) is None
    monkeypatch.setattr(reached, "reached", lambda _at: False)
    (wheels / "torch-99.0+cpu-cp313-cp313-linux_x86_64.whl").touch()
    assert instead_of(ADVISED, "pytorch", settings=settings(tmp_path)) is None


def test_a_project_for_another_machine_pins_what_is_advised_there(
    wheels: Path, tmp_path: Path
) -> None:
    (wheels / f"torch-{VERIFIED}+cpu-{TAG}-{TAG}-linux_x86_64.whl").touch()
    project = write(tmp_path, ADVISED, here=False)
    assert project.here is None
    assert "torch==99.0" in project.dependencies
    assert f"--extra-index-url {LIGHT}" in read(project, "requirements.txt")


def test_a_project_says_with_which_python_and_indexes_it_is_verified(
    wheels: Path, tmp_path: Path
) -> None:
    project = write(tmp_path, ADVISED)
    answers = yaml.safe_load(read(project, ".starter.yaml"))
    assert answers["python"] == "3.13"
    assert answers["requires_python"] == project.requires_python
    assert answers["indexes"] == [LIGHT]
    assert "script" not in answers


def test_a_stack_of_the_vendors_is_installed_by_the_projects_own_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = a_stack(kind="vendor", pins=(), commands=("false",))
    project = write(tmp_path, stack)
    assert yaml.safe_load(read(project, ".starter.yaml"))["script"] == "stack/install.sh"
    (project.path / "stack" / "install.sh").write_text("echo $PYTHON > said; exit 1\n")
    request = VerifyRequest(path=project.path)
    with pytest.raises(AdvisorError, match=r"install\.sh"):
        verify_starter(
            request,
            settings=settings(tmp_path),
            on_event=lambda _event: None,
            cancelled=lambda: False,
        )
    assert "python" in read(project, "said")
