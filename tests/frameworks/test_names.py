"""Every name of knowledge/apis, looked up in the real framework of the version that its table rests
on.

Environments that the tests before this one built are used, or those of the data folder that
FWADVISOR_DATA names; a framework without one is said and passed over.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from advisor.catalog.load import open_apis
from advisor.cli.session import Session
from advisor.lab.heads import adapters
from advisor.lab.installing.environments import complete, place, worker_variables
from advisor.model.apis import ApiTable
from advisor.resources import knowledge_dir, probes_dir

pytestmark = pytest.mark.frameworks

LOOK_UP = Path(__file__).with_name("look_up.py")
TABLES = open_apis(knowledge_dir()).tables
ORIGIN = next(table for table in TABLES.values() if table.origin is not None)
OTHERS = sorted(id for id, table in TABLES.items() if table.origin is None)
NEEDS_MORE = {"torch.utils.tensorboard.SummaryWriter"}
"""Needs the package tensorboard beside it."""


def looked_up(framework: str, names: set[str], folder: Path) -> dict[str, Any]:
    data = Session().settings.data
    info = complete(data).get(framework)
    if info is None:
        pytest.skip(f"not run: {framework} has no environment in the data folder")
    variables = worker_variables(
        place(data, framework), adapters(probes_dir())[framework], info.python, info.config
    )
    answer = folder / f"{framework}.json"
    subprocess.run(
        [info.python, str(LOOK_UP), str(answer)],
        input=json.dumps(sorted(names)).encode(),
        env={**variables, "CUDA_VISIBLE_DEVICES": ""},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=600,
        check=True,
    )
    found: dict[str, Any] = json.loads(answer.read_bytes())
    return found


def test_every_name_of_every_table_is_a_name_of_the_origin(tmp_path: Path) -> None:
    names = {name for table in TABLES.values() for name in table.names}
    found = looked_up(ORIGIN.id, names, tmp_path)
    assert len(found) >= 600
    assert {name for name, entry in found.items() if not entry["found"]} <= NEEDS_MORE


def test_another_spelling_leads_to_the_same_thing(tmp_path: Path) -> None:
    assert ORIGIN.origin is not None
    aliases = ORIGIN.origin.aliases
    found = looked_up(ORIGIN.id, {*aliases, *aliases.values()}, tmp_path)
    assert all(entry["found"] for entry in found.values())


@pytest.mark.parametrize("framework", OTHERS)
def test_every_counterpart_is_there_and_takes_its_arguments_by_these_names(
    framework: str, tmp_path: Path
) -> None:
    table = TABLES[framework]
    found = looked_up(
        framework, {entry.here for entry in table.names.values() if entry.here}, tmp_path
    )
    assert {name for name, entry in found.items() if not entry["found"]} == set()
    wrong = _wrong(table, found)
    print(f"\n{framework}: {len(found)} counterparts found (load {os.getloadavg()[0]:.1f})")
    assert wrong == []


def _wrong(table: ApiTable, found: dict[str, Any]) -> list[str]:
    """Arguments that a table says are there and are not, or the other way round, where a signature
    can be read."""
    wrong = []
    for name, entry in table.names.items():
        known = found.get(entry.here, {}).get("arguments")
        if not known or {"args", "kwargs"} <= set(known):
            continue
        wrong += [
            f"{name}: {there} is no argument"
            for there in entry.renamed.values()
            if there not in known
        ]
        wrong += [
            f"{name}: {lacking} is an argument" for lacking in entry.lacks if lacking in known
        ]
    return wrong
