"""A sample of `make check-vendor-tables`: the resolver beside the vendors' own tables."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SEED, SIZE = 18, 60


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/ is no package: its scripts are loaded by their path."""
    at = ROOT / "tools" / "check_vendor_tables.py"
    spec = importlib.util.spec_from_file_location("vendor_tables_tool", at)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor_tables_tool"] = module  # msgspec looks annotations up there
    spec.loader.exec_module(module)
    return module


def test_a_machine_as_a_table_has_it_gets_that_set_or_a_newer_one_that_is_allowed(
    tool: ModuleType,
) -> None:
    verdicts = tool.sample(SEED, SIZE)
    failed = [(verdict.label, verdict.kind, verdict.why) for verdict in verdicts if verdict.failed]
    assert not failed
    kinds = {verdict.kind for verdict in verdicts}
    assert "that set" in kinds
    assert "conflict over python" in kinds
    assert len(verdicts) == SIZE
