"""`measure --until-sure`: the most telling workload first, and it stops when the verdict is settled
or cannot be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.resources import probes_dir
from tests.functional.fake_frameworks import HEAD

TIMES = 10
"""So much more the slow one does for the same; it works and does not sleep, since what gets
little of a processor counts as held up by others, and its figure as hardly known."""
COUNTED = 'conditions["cpu_seconds_per_second"] = '
FRAMEWORK = """id: {name}
name: {name}
summary: {{en: A thing., zh: 一个东西。}}
sources:
  page: {{title: A page, at: "https://example.org/page", read: "2026-10-01"}}
claims:
  - {{criterion: docs, value: {docs}, grade: documented, checked: "2026-10-01", sources: [page]}}
"""
TEXTS = """label: {{en: {id}, zh: 项}}
question: {{en: How good?, zh: 如何？}}
why: {{en: It matters., zh: 有关系。}}
misleads: {{en: At times., zh: 有时。}}
"""
DOCS = (
    "id: docs\ngroup: people\n"
    + TEXTS.format(id="docs")
    + "scale: {type: ordinal, levels: {none: 0, some: 0.5, all: 1}}\n"
    + "level_labels:\n"
    + "".join(f"  {name}: {{en: {name}, zh: 级}}\n" for name in ("none", "some", "all"))
)
SPEED = (
    "id: speed\ngroup: performance\n"
    + TEXTS.format(id="speed")
    + "unit: GFLOP/s\nscale: {type: log, worst: 0.1, best: 200}\nmeasured_by: {workload: matmul}\n"
)


@pytest.fixture
def world(tmp_path: Path) -> dict[str, str]:
    """Two frameworks that only speed tells apart, one ten times slower, both in this interpreter.

    Nobody counts the processor time that they get: what else runs on the machine of these tests
    would decide how surely a figure is known.
    """
    probes, knowledge = tmp_path / "probes", tmp_path / "knowledge"
    shutil.copytree(probes_dir(), probes, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (probes / "frameworks").glob("[!_]*.py"):
        file.unlink()
    surroundings = (probes / "surroundings.py").read_text(encoding="utf-8")
    assert surroundings.count(COUNTED) == 1
    uncounted = surroundings.replace(COUNTED, COUNTED + "0.0 and ")
    (probes / "surroundings.py").write_text(uncounted, encoding="utf-8")
    for folder in ("frameworks", "criteria"):
        (knowledge / folder).mkdir(parents=True)
    for name, matmul in (
        ("quick", "pass"),
        ("tardy", "return lambda: [left @ right for _ in range(TIMES)][-1]"),
    ):
        (probes / "frameworks" / f"{name}.py").write_text(
            HEAD.format(name=name, more="", top=f"TIMES = {TIMES}", matmul=matmul)
        )
        (knowledge / "frameworks" / f"{name}.yaml").write_text(
            FRAMEWORK.format(name=name, docs="some")
        )
    (knowledge / "criteria" / "docs.yaml").write_text(DOCS)
    (knowledge / "criteria" / "speed.yaml").write_text(SPEED)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FWADVISOR_")},
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "FWADVISOR_DATA": str(tmp_path / "data"),
        "FWADVISOR_PROBES": str(probes),
        "FWADVISOR_KNOWLEDGE": str(knowledge),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for name in ("quick", "tardy"):
        fwadvisor(environment, "env", "use", name, "--interpreter", sys.executable)
    return environment


def fwadvisor(environment: dict[str, str], *arguments: str, code: int = 0) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == code, (result.stdout, result.stderr)
    return result.stdout


def until_sure(environment: dict[str, str], *more: str, code: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        fwadvisor(
            environment,
            "measure",
            "--until-sure",
            "0.9",
            "--fast",
            "--yes",
            "--json",
            *more,
            code=code,
        )
    )
    return document


def test_it_measures_what_separates_them_and_stops_when_that_settles_it(
    world: dict[str, str],
) -> None:
    before = json.loads(fwadvisor(world, "rank", "--json"))
    assert before["verdict"] == "close"
    found = until_sure(world, "--weight", "speed=90", "--weight", "docs=10")
    assert found["why"] == "settled"
    assert found["first"] == "quick"
    assert set(found["measured"]) <= {"quick/matmul", "tardy/matmul"}
    after = json.loads(
        fwadvisor(world, "rank", "--json", "--weight", "speed=90", "--weight", "docs=10")
    )
    assert after["verdict"] == "clear"
    assert after["ranking"][0]["id"] == "quick"


def test_a_dry_run_says_in_which_order_by_name_and_measures_nothing(world: dict[str, str]) -> None:
    weights = ("--weight", "speed=90", "--weight", "docs=10")
    said = fwadvisor(world, "measure", "--until-sure", "0.9", "--dry-run", *weights)
    assert "wanted: 90 %" in said
    assert "1. speed of " in said
    order = json.loads(
        fwadvisor(world, "measure", "--until-sure", "0.9", "--dry-run", "--json", *weights)
    )
    assert {option["id"] for option in order["options"]} == {"quick/matmul", "tardy/matmul"}
    assert json.loads(fwadvisor(world, "rank", "--json"))["verdict"] == "close"


def test_it_says_when_measuring_cannot_settle_it_and_answers_no(world: dict[str, str]) -> None:
    found = until_sure(world, "--weight", "speed=0", "--weight", "docs=10", code=1)
    assert found["why"] == "cannot be settled"
    assert found["measured"] == []
    assert found["share"] < 0.6, "they are level, and a tie is settled for nobody"
    assert not found["capped"]


def test_a_dry_run_names_nothing_that_weighs_nothing(world: dict[str, str]) -> None:
    weights = ("--weight", "speed=0", "--weight", "docs=10")
    document = fwadvisor(world, "measure", "--until-sure", "0.9", "--dry-run", "--json", *weights)
    assert json.loads(document)["options"] == []
