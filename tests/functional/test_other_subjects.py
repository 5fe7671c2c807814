"""The program is not bound to its subjects: quite another knowledge base goes through the same
code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.program import run

BICYCLES = Path(__file__).resolve().parents[1] / "data" / "bicycles"


def test_bicycles_are_ranked_with_scores_exclusions_and_a_verdict(tmp_path: Path) -> None:
    result = run("--knowledge", str(BICYCLES), "rank", "--json", home=tmp_path)
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert {entry["id"] for entry in document["ranking"]} == {"city", "folder"}
    assert document["excluded"][0]["id"] == "racer"
    assert document["excluded"][0]["because"][0]["lifted_by"] == "--waive comfort"
    assert document["verdict"] in ("clear", "leaning", "close")


def test_bicycles_are_explained_and_reported_in_every_text_form(tmp_path: Path) -> None:
    assert "City bike" in run("--knowledge", str(BICYCLES), "explain", "city", home=tmp_path).stdout
    for suffix in ("md", "html", "csv", "json", "adr.md"):
        path = tmp_path / f"report.{suffix}"
        result = run("--knowledge", str(BICYCLES), "report", "-o", str(path), home=tmp_path)
        assert result.returncode == 0, result.stderr
        assert "city" in path.read_text().lower()


def test_no_code_names_a_subject() -> None:
    """Ids of frameworks, distributions and criteria stand in knowledge/, adapters and templates
    only."""
    root = BICYCLES.parents[2]
    ids = {
        path.stem
        for kind in ("frameworks", "distros", "criteria", "industries")
        for path in (root / "knowledge" / kind).glob("*.yaml")
    }
    # Words that are also names of derivations, of gates or of fields.
    ids -= {"licence", "maintained", "installs", "release_age"}
    code = [path for path in (root / "advisor").rglob("*.py") if "templates" not in path.parts]
    named = [
        f"{path.relative_to(root)}: {id}"
        for path in code
        for id in ids
        for line in path.read_text().splitlines()
        if f'"{id}"' in line and not line.strip().startswith(("examples=", "#"))
    ]
    assert named == []
