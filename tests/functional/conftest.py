"""A program to measure with, whose frameworks do not exist."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.resources import probes_dir
from tests.functional.fake_frameworks import FAKES, HEAD
from tests.functional.lab import Lab


@pytest.fixture(scope="module")
def probes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped probes without their frameworks, and frameworks of our own."""
    folder = tmp_path_factory.mktemp("lab") / "probes"
    shutil.copytree(probes_dir(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (folder / "frameworks").glob("[!_]*.py"):
        if file.stem != "numpy_reference":
            file.unlink()
    for name, parts in FAKES.items():
        text = HEAD.format(
            name=name,
            more=parts.get("more", ""),
            top=parts.get("top", ""),
            matmul=parts.get("matmul", "pass"),
        )
        text = text.replace(
            '["numpy"]\n# [tool',
            f"{parts.get('dependencies', '[' + chr(34) + 'numpy' + chr(34) + ']')}\n# [tool",
        )
        (folder / "frameworks" / f"{name}.py").write_text(text)
    return folder


@pytest.fixture
def lab(tmp_path: Path, probes: Path) -> Lab:
    return Lab(tmp_path, probes)
