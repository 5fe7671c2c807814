"""The skeletons of a new framework hold from the first minute, in a checkout as in a folder of
one's own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, problems
from advisor.errors import AdvisorError
from advisor.resources import knowledge_dir
from advisor.usecases.contributing import new_framework as subject
from advisor.usecases.contributing.new_framework import Written, new_framework
from advisor.usecases.knowledge.browse import coverage
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import MODELS, StarterRequest
from advisor.usecases.starter.start_project import start_project

TODAY = datetime.now(UTC).date()
"""The shipped base is read along, and its facts were read on days up to this one."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        knowledge=knowledge_dir(),
        overlay=tmp_path / "ours",
        data=tmp_path / "data",
        cache=tmp_path / "cache",
    )


@pytest.fixture
def written(settings: Settings) -> Written:
    return new_framework("toy", "Toy", today=TODAY, settings=settings)


def test_its_claims_are_clean_and_leave_no_question_out(
    written: Written, settings: Settings
) -> None:
    assert problems(settings.knowledge, overlay=settings.overlay, today=TODAY) == ()
    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay)
    states = {cell.state for cell in coverage(knowledge) if cell.framework == "toy"}
    assert states == {"unknown", "measured", "derived"}
    answered = {support.accelerator for support in knowledge.frameworks["toy"].accelerators}
    assert answered == set(knowledge.accelerators)


def test_its_projects_are_formatted_and_pass_their_linter(
    written: Written, settings: Settings, tmp_path: Path
) -> None:
    trusting = replace(settings, trust_overlay=True)
    requests = [
        StarterRequest(framework="toy", destination=tmp_path / "all" / f"{model}-{name}", **more)
        for model in MODELS
        for name in ("a", "l" + "o" * 28 + "g")
        for more in ({"name": name, "model": model},)
    ]
    requests.append(
        StarterRequest(
            framework="toy", destination=tmp_path / "all" / "parity", name="b", parity=True
        )
    )
    for request in requests:
        start_project(
            request, settings=trusting, on_event=lambda _event: None, cancelled=lambda: False
        )
    ruff = Path(sys.executable).with_name("ruff")
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [ruff, *command, "-q", "--no-cache", tmp_path / "all"], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("request_", [{"model": "simplenet"}, {"parity": True}, {"model": "mlp"}])
def test_its_projects_really_train(
    request_: dict[str, str], written: Written, settings: Settings, tmp_path: Path
) -> None:
    """By their own tests, in this interpreter: NumPy is all that they need."""
    destination = tmp_path / "project"
    options: dict[str, Any] = {"framework": "toy", "destination": destination, **request_}
    start_project(
        StarterRequest(**options),
        settings=replace(settings, trust_overlay=True),
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=destination,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(destination / "src"),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_checkout_gets_them_where_the_shipped_ones_lie(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "checkout"
    (root / "knowledge").mkdir(parents=True)
    (root / "pyproject.toml").touch()
    monkeypatch.setattr(subject, "PACKAGE", root / "advisor")
    written = new_framework("toy", "", today=TODAY, settings=replace(settings, overlay=None))
    assert not written.overlay
    first, second, third, *_ = (file.relative_to(root).as_posix() for file in written.files)
    assert first == "knowledge/frameworks/toy.yaml"
    assert second == "probes/frameworks/toy.py"
    assert third.startswith("advisor/starter/templates/toy/")
    claims = written.files[0].read_text(encoding="utf-8")
    assert claims.startswith("# yaml-language-server: $schema=../schema/framework.json\n")


def test_what_is_installed_is_not_written_to(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "PACKAGE", tmp_path / "site-packages" / "advisor")
    with pytest.raises(AdvisorError) as caught:
        new_framework("toy", "", today=TODAY, settings=replace(settings, overlay=None))
    assert caught.value.reference == "no-checkout"
    assert "--overlay DIR" in caught.value.hint


def test_no_file_is_ever_written_over(settings: Settings, tmp_path: Path) -> None:
    template = tmp_path / "ours" / "probes" / "frameworks" / "toy.py"
    template.parent.mkdir(parents=True)
    template.write_text("mine\n", encoding="utf-8")
    with pytest.raises(AdvisorError):
        new_framework("toy", "Toy", today=TODAY, settings=settings)
    assert template.read_text(encoding="utf-8") == "mine\n"


def test_a_template_that_is_wrong_names_its_file_and_line(
    written: Written, settings: Settings, tmp_path: Path
) -> None:
    head = tmp_path / "ours" / "templates" / "toy" / "starter.yaml"
    head.write_text("titel: Toy\n" + head.read_text(encoding="utf-8"), encoding="utf-8")
    request = StarterRequest(framework="toy", destination=tmp_path / "project")
    with pytest.raises(AdvisorError) as caught:
        start_project(
            request,
            settings=replace(settings, trust_overlay=True),
            on_event=lambda _event: None,
            cancelled=lambda: False,
        )
    assert caught.value.reference == "bad-template"
    assert "titel" in caught.value.why
