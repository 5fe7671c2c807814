"""Every framework computes with the same parameters and data, and is compared with what NumPy says
of them."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import probes.workloads
from advisor.cli.session import Session
from advisor.lab.heads import adapters
from advisor.lab.installing.environments import complete
from probes.data import fingerprint

pytestmark = pytest.mark.frameworks

ROOT = Path(__file__).parents[2]
REQUIRED = os.environ.get("FWADVISOR_REQUIRE_ALL", "") not in ("", "0")
ONLY = os.environ.get("FWADVISOR_FRAMEWORKS", "").split()
ASK = """
import json, sys
from importlib import import_module
from probes.data import fingerprint
print(json.dumps({name: fingerprint(import_module("probes.workloads." + name).given()) for name in
sys.argv[1:]}))
"""
NAMES = sorted(
    file.stem
    for file in Path(probes.workloads.__file__).parent.glob("[a-z]*.py")
    if "_batch" not in file.stem
    and hasattr(importlib.import_module(f"probes.workloads.{file.stem}"), "given")
)


def test_every_environment_starts_from_the_same_parameters_and_data() -> None:
    """Whatever its Python and its NumPy are; the larger batches repeat the same images."""
    expected = {
        name: fingerprint(importlib.import_module(f"probes.workloads.{name}").given())
        for name in NAMES
    }
    environments = {
        id: info for id, info in complete(Session().settings.data).items() if not info.variant
    }
    for id, info in environments.items():
        answer = subprocess.run(
            [info.python, "-c", ASK, *NAMES],
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=True,
            timeout=300,
        )
        assert json.loads(answer.stdout) == expected, id
        print(
            f"\n{id:14} Python {info.python_version}, "
            f"{info.versions.get('numpy', 'its own NumPy')}: the same",
            end="",
        )
    print(f"\nthe same numbers in {len(environments)} environments")
    expected_ids = {id for id, head in adapters(ROOT / "probes").items() if not head.embedded}
    assert expected_ids <= environments.keys() or not REQUIRED or ONLY


def test_the_stored_references_are_those_of_numpy_in_float64() -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / "write_references.py"), "--check"],
        check=True,
        timeout=900,
    )
