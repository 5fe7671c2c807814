"""`fwadvisor starter` for a machine that is described: the same stack as `install-plan` names."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.functional.program import run

SCHEMA = Path(__file__).parents[2] / "knowledge" / "schema" / "starter.json"
A100 = ("--distro", "ubuntu@22.04", "--arch", "x86_64", "--accelerator", "nvidia_cuda")


def started(home: Path, framework: str, *need: str) -> dict[str, Any]:
    ended = run("starter", framework, str(home / "demo"), "--json", *need, home=home)
    assert ended.returncode == 0, ended.stderr
    document: dict[str, Any] = json.loads(ended.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return document


def planned(home: Path, framework: str, *need: str) -> dict[str, Any]:
    ended = run("install-plan", framework, "--json", *need, home=home)
    found: dict[str, Any] = json.loads(ended.stdout)["answers"][framework]
    return found


@pytest.mark.parametrize(
    ("framework", "need"),
    [
        ("pytorch", ("--machine", "kylin_kunpeng_ascend")),
        ("mindspore", ("--machine", "kylin_kunpeng_ascend")),
        ("paddlepaddle", ("--machine", "openeuler_a100")),
        ("tensorflow", ("--machine", "ubuntu_laptop")),
        ("pytorch", ("--machine", "deepin_loongson")),
        ("jittor", ("--machine", "uos_phytium")),
        ("pytorch", (*A100, "--chip", "A100", "--fact", "platform.nvidia_driver=550.90")),
    ],
)
def test_it_pins_what_install_plan_names(
    framework: str, need: tuple[str, ...], tmp_path: Path
) -> None:
    plan = planned(tmp_path, framework, *need)
    document = started(tmp_path, framework, *need)
    parts = [(part.get("name") or part["component"], part["version"]) for part in plan["parts"]]
    stack = document["stack"]
    assert [(part["name"], part["version"]) for part in stack["components"]] == parts
    assert (stack["python"], stack["grade"]) == (plan["python"], plan["grade"])
    project = tomllib.loads((tmp_path / "demo" / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [each.replace("[and-cuda]", "") for each in project["project"]["dependencies"]]
    packages = [part for part in plan["parts"] if part["kind"] == "package"]
    assert {f"{part['name']}=={part['version']}" for part in packages} <= set(asked)
    assert f"PYTHON ?= python{plan['python']}" in (tmp_path / "demo" / "Makefile").read_text()


def test_where_nothing_is_known_to_run_it_says_why_and_writes_nothing(tmp_path: Path) -> None:
    need = ("--machine", "deepin_loongson")
    folder = tmp_path / "demo"
    refused = run("starter", "tensorflow", str(folder), *need, home=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("error: no-stack")
    assert "loongarch64" in refused.stderr
    assert "--anyway" in refused.stderr
    assert not folder.exists()
    anyway = run("starter", "tensorflow", str(folder), *need, "--anyway", home=tmp_path)
    assert anyway.returncode == 0, anyway.stderr
    assert "TensorFlow cannot run there" in anyway.stdout
    assert "cannot run there" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_project_for_another_machine_is_not_verified_here(tmp_path: Path) -> None:
    for need in (("--machine", "openeuler_a100"), ("--accelerator", "ascend_npu")):
        folder = tmp_path / "demo"
        ended = run("starter", "pytorch", str(folder), "--verify", "--yes", *need, home=tmp_path)
        assert ended.returncode == 2, ended.stderr
        assert not folder.exists()


def test_python_is_a_version_of_the_need(tmp_path: Path) -> None:
    document = started(
        tmp_path, "tensorflow", *A100[:4], "--accelerator", "cpu", "--python", "3.12"
    )
    assert document["stack"]["python"] == "3.12"
