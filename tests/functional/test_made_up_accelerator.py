"""A new accelerator with its vendor's rows is two YAML files and no change of code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.functional.program import run

OVERLAY = Path(__file__).parents[1] / "data" / "made_up_accelerator"
PLACE = (
    *("--overlay", str(OVERLAY), "--distro", "ubuntu@22.04", "--arch", "x86_64"),
    *("--accelerator", "warp_core"),
)


def answer(home: Path, *more: str) -> dict[str, Any]:
    ended = run("install-plan", "pytorch", *PLACE, *more, "--json", home=home)
    assert ended.stderr == ""
    found: dict[str, Any] = json.loads(ended.stdout)["answers"]["pytorch"]
    return found


def versions(found: dict[str, Any]) -> dict[str, str]:
    return {part["component"]: part["version"] for part in found["parts"]}


def test_the_overlay_is_valid(tmp_path: Path) -> None:
    ended = run("knowledge", "validate", "--overlay", str(OVERLAY), home=tmp_path)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(("chip", "torch"), [("W1", "2.4.0"), ("Warp W2-80G", "2.7.1")])
def test_the_vendors_rows_decide_by_chip(chip: str, torch: str, tmp_path: Path) -> None:
    facts = ("--fact", "platform.warp_sdk=3.0", "--fact", "platform.warp_driver=24.1.rc3.3")
    found = answer(tmp_path, *facts, "--fact", f"accelerators.chip={chip}")
    assert found["grade"] == "documented"
    assert versions(found)["torch"] == versions(found)["torch-warp"] == torch
    assert found["steps"][-1]["command"] == "source /opt/warp-3.0/env.sh"
    assert found["proof"][0]["dated"] == "2026-10-15"


def test_a_driver_that_is_too_old_is_the_culprit(tmp_path: Path) -> None:
    facts = ("--fact", "platform.warp_sdk=3.0", "--fact", "platform.warp_driver=24.1.rc2")
    found = answer(tmp_path, *facts)
    assert (found["type"], "warp_driver" in found["culprits"]) == ("conflict", True)
    assert any(said["at"].startswith("nobody/torch-warp") for said in found["statements"])


def test_what_nobody_knows_is_asked_for(tmp_path: Path) -> None:
    found = answer(tmp_path)
    asked = {condition["component"] for condition in found["conditions"]}
    assert {"warp_sdk", "warp_driver"} <= asked
    assert found["otherwise"]


def test_an_sdk_that_no_row_knows_is_metadata_only(tmp_path: Path) -> None:
    found = answer(tmp_path, "--fact", "platform.warp_sdk=9.9")
    assert found["grade"] == "metadata"


def test_a_framework_that_the_vendor_does_not_name_has_no_known_way(tmp_path: Path) -> None:
    ended = run("install-plan", "megengine", *PLACE, "--json", home=tmp_path)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["answers"]["megengine"]["type"] == "no_way"
