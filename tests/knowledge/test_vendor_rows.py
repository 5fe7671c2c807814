"""The rows of knowledge/compatibility beside the vendors' own tables, of which facts are kept in
tests/data/vendor_tables."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from advisor.catalog.read_stacks import read_stacks
from advisor.evidence.target import known_chip
from advisor.model.compatibility import Compatibility, CompatibilityRow
from advisor.stacks.versions import holds

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "tests" / "data" / "vendor_tables"


def table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, Compatibility]:
    knowledge, problems = read_stacks(ROOT / "knowledge")
    assert knowledge is not None, problems
    return knowledge.compatibility


@pytest.fixture(scope="module")
def rows(files: dict[str, Compatibility]) -> dict[str, tuple[CompatibilityRow, ...]]:
    return {id: found.rows for id, found in files.items()}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/ is no package: its scripts are loaded by their path."""
    at = ROOT / "tools" / "rows_from_tables.py"
    spec = importlib.util.spec_from_file_location("rows_tool", at)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def says(row: CompatibilityRow, facts: dict[str, str]) -> bool:
    """Whether a row names every one of these versions."""
    for id, version in facts.items():
        written = row.versions.get(id, ())
        specifiers = (written,) if isinstance(written, str) else written
        if not any(holds(version, specifier) for specifier in specifiers):
            return False
    return True


@pytest.mark.parametrize(
    ("printed", "chip"),
    [
        ("910B3", "910b"),
        ("910B2C", "910b"),
        ("910B4-1", "910b"),
        ("Ascend910B1", "910b"),
        ("Atlas 800I A2", "910b"),
        ("Ascend910", "910_93"),
        ("Ascend910_9391", "910_93"),
        ("910C", "910_93"),
        ("910A", "910"),
        ("910ProB", "910"),
        ("Ascend910PremiumA", "910"),
        ("310P3", "310p"),
        ("ascend310p3vir04", "310p"),
        ("310B4", "310b"),
        ("310", "310"),
        ("Ascend950DT_9582", "950"),
        ("H20", ""),
    ],
)
def test_what_tools_print_for_a_chip_is_understood(
    printed: str, chip: str, files: dict[str, Compatibility]
) -> None:
    assert known_chip(printed, files["cann"].chips) == chip


def test_every_line_of_huaweis_table_is_a_row(
    rows: dict[str, tuple[CompatibilityRow, ...]],
) -> None:
    found = table("torch_npu")
    assert len(found["rows"]) == 62
    for plugin, _, torch, cann in found["rows"]:
        facts = {"cann": cann, "torch-npu": plugin, "torch": torch}
        for python in found["pythons"].get(torch, ["3.8"]):
            wanted = {**facts, "python": python}
            assert any(says(row, wanted) for row in rows["cann"]), wanted


def test_every_matched_set_of_the_installer_is_a_row(
    rows: dict[str, tuple[CompatibilityRow, ...]],
) -> None:
    found = table("ascend_deployer")
    assert len(found["rows"]) == 36
    names = {"Torch-npu": "torch-npu", "MindSpore": "mindspore"}
    others = []
    for software, cann in found["rows"]:
        package, _, version = software.partition("_")
        if package not in names:
            others.append(package)
            continue
        facts = {"cann": cann.removeprefix("CANN_")}
        spelt = version.replace("-rc", "rc")
        either = [{**facts, id: spelt} for id in (names[package], f"{names[package]}-file")]
        assert any(says(row, facts) for row in rows["cann"] for facts in either), software
    assert others == ["DL"] * 5, "the scheduler's releases are no framework's"


def test_what_every_known_image_holds_is_a_row(
    rows: dict[str, tuple[CompatibilityRow, ...]],
) -> None:
    found = table("gpustack_runner")
    assert len(found["rows"]) == 68
    deciding = ("torch", "torch-npu", "vllm", "vllm-ascend", "sglang")
    for image, backend, version, variant, service, service_version, _, inside in found["rows"]:
        known = {name: inside[name] for name in deciding if name in inside}
        known.setdefault(service, service_version)
        if backend == "cann":
            known = {name: found.partition("+")[0] for name, found in known.items()}
        file = "cann" if backend == "cann" else "runner_images"
        facts = {backend: version, **known}
        chip = {"a3": "910_93"}.get(variant, variant)
        there = [row for row in rows[file] if says(row, facts)]
        assert there, (image, facts)
        assert any(not row.chips or chip in row.chips for row in there), (image, chip)


def test_a_table_becomes_rows_between_its_marks(tool: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "COMPATIBILITY.en.md"
    file.write_text(
        "|  2.4.0.post2  | v2.4.0-6.0.0 | 2.4.0 | CANN 8.0.0 |\n"
        "| 1.8.1.rc3 (beta) | v1.8.1-3.0.rc3 | 1.8.1 | CANN 6.0.RC1 |\n"
        "| PyTorch 2.4.0 | Python3.8, Python 3.10 |\n",
        encoding="utf-8",
    )
    written = list(tool.torch_npu(file))
    assert written == [
        '  - {versions: {cann: ["8.0.0", "8.0.0.beta1"], torch-npu: "2.4.0.post2", torch: "2.4.0",'
        ' python: ["3.8", "3.10"]}, source: torch_npu_table}',
        '  - {versions: {cann: "6.0.RC1", torch-npu: "1.8.1.rc3", torch: "1.8.1",'
        ' python: ["3.7", "3.8", "3.9"]}, source: torch_npu_table}',
    ]
    document = "rows:\n  # >>> torch-npu\n  - old\n  # <<< torch-npu\n  - by hand\n"
    assert tool.replaced(document, "torch-npu", ["  - new"]) == document.replace("old", "new")
    with pytest.raises(ValueError, match="no single section"):
        tool.replaced("rows:\n", "torch-npu", ["  - new"])
