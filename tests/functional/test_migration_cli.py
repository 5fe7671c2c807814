"""`fwadvisor migration` as people and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.program import run

ROOT = Path(__file__).parents[2]
CODE = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(10, 1)

    def forward(self, x):
        return torch.softmax(self.out(x), dim=-1)

with torch.no_grad():
    torch.nobody_knows(Net())
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "net.py").write_text(CODE)
    return folder


def test_every_framework_gets_its_shares_and_the_origin_keeps_everything(
    tmp_path: Path, project: Path
) -> None:
    ended = run("migration", str(project), home=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "1 Python files read: 5 uses of 5 names of torch." in ended.stdout
    for name in ("PaddlePaddle", "MindSpore", "MegEngine", "Jittor", "OneFlow", "TensorFlow"):
        assert name in ended.stdout
    assert "PyTorch       100 %" in ended.stdout


def test_name_by_name_says_where_and_what_to_mind(tmp_path: Path, project: Path) -> None:
    said = run("migration", str(project), "mindspore", home=tmp_path).stdout
    assert (
        "differs: torch.nn.Module -> mindspore.nn.Cell\n    Cells define construct instead of "
        "forward.\n" in said
    )
    assert "    net.py:4\n" in said
    assert "missing: torch.no_grad\n" in said
    assert "unknown: torch.nobody_knows\n    net.py:13\n" in said
    assert "MSAdapter" in said
    chinese = run("migration", str(project), "mindspore", "--lang", "zh", home=tmp_path).stdout
    assert "缺失: torch.no_grad" in chinese
    assert "Cell 以 construct 代替 forward。" in chinese


def test_json_holds_every_place_and_no_share_hides_an_unknown(
    tmp_path: Path, project: Path
) -> None:
    document = json.loads(run("migration", str(project), "--json", home=tmp_path).stdout)
    assert document["schema"] == "fwadvisor.migration/1"
    assert {use["name"] for use in document["uses"]} >= {"torch.nn.Linear", "torch.softmax"}
    assert {"name": "torch.softmax", "file": "net.py", "line": 10, "keywords": ["dim"]} in document[
        "uses"
    ]
    for framework in document["frameworks"]:
        assert sum(framework["counts"].values()) == framework["uses"] == 5
        assert sum(framework["shares"].values()) == pytest.approx(1)
        if framework["id"] != "pytorch":
            assert framework["counts"]["unknown"] == 1
        assert all(name["places"] for name in framework["names"])


def test_a_broken_file_is_listed_and_the_rest_goes_on(tmp_path: Path, project: Path) -> None:
    (project / "bad.py").write_text("def broken(:\n")
    ended = run("migration", str(project), home=tmp_path)
    assert ended.returncode == 0
    assert "bad.py:1: not Python: invalid syntax" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "reference"),
    [
        (("nowhere",), 2, "no-project"),
        (("empty",), 2, "no-python"),
        (("plain",), 1, "nothing-used"),
        (("project", "pytorh"), 2, "unknown-framework"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(
    tmp_path: Path, project: Path, arguments: tuple[str, ...], code: int, reference: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.py").write_text("print(1)\n")
    path, *ids = arguments
    ended = run("migration", str(tmp_path / path), *ids, home=tmp_path)
    assert ended.returncode == code
    assert f"error: {reference}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_base_without_tables_says_so(tmp_path: Path, project: Path) -> None:
    ended = run(
        "migration", str(project), "--knowledge", str(ROOT / "tests/data/bicycles"), home=tmp_path
    )
    assert ended.returncode == 1
    assert "error: no-tables" in ended.stderr


def test_an_overlays_table_replaces_the_one_below(tmp_path: Path, project: Path) -> None:
    folder = tmp_path / "mine" / "apis"
    folder.mkdir(parents=True)
    text = (ROOT / "knowledge" / "apis" / "oneflow.yaml").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("  torch.softmax:")]
    (folder / "oneflow.yaml").write_text("\n".join(lines))
    said = run("migration", str(project), "oneflow", "--overlay", str(folder.parent), home=tmp_path)
    assert "unknown: torch.softmax" in said.stdout, said.stderr


def test_the_tables_are_shown_as_they_stand(tmp_path: Path) -> None:
    assert "TensorFlow" in run("knowledge", "apis", home=tmp_path).stdout
    said = run("knowledge", "apis", "megengine", home=tmp_path).stdout
    assert (
        "differs: torch.round -> megengine.functional.round\n    Halves go away from zero" in said
    )
    document = json.loads(run("knowledge", "apis", "oneflow", "--json", home=tmp_path).stdout)
    assert document["tables"][0]["names"]["torch.cat"]["kind"] == "same"
    assert run("knowledge", "apis", "nobody", home=tmp_path).returncode == 2


def test_the_report_tells_the_effort_only_where_a_project_was_given(
    tmp_path: Path, project: Path
) -> None:
    heading = "What it takes to bring the project over"
    assert heading not in run("report", home=tmp_path).stdout
    with_project = run("report", "--project", str(project), home=tmp_path)
    assert heading in with_project.stdout, with_project.stderr
    assert "5 uses of names were read from its sources." in with_project.stdout
    assert "| PaddlePaddle" in with_project.stdout.partition(heading)[2]
