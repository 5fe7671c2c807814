"""What a plan calls by its path: Pythons that no shell finds, and this machine's uv."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.intake.machine_file import read_machine
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.stack import Stack
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import plan_stacks


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder))


def machine(*interpreters: dict[str, Any]) -> Machine:
    read = read_machine(knowledge_dir() / "machines" / "ubuntu_laptop.yaml")
    facts = tuple(
        replace(fact, value=list(interpreters)) if fact.name == "python.interpreters" else fact
        for fact in read.facts
    )
    return replace(read, facts=facts)


MANAGED = {"version": "3.11.9", "path": "/home/me/.pyenv/versions/3.11.9/bin/python3.11"}
SYSTEM = {"version": "3.12.3", "path": "/usr/bin/python3.12"}


def test_a_managed_python_is_called_by_its_path_and_the_systems_by_its_name(stock: Stock) -> None:
    plan = plan_stacks(Need(accelerator="cpu", among=("tensorflow",)), stock, machine(MANAGED))
    found = plan.answers["tensorflow"]
    assert isinstance(found, Stack)
    made = "\n".join(step.command for step in found.steps)
    assert f"{MANAGED['path']} -m venv" in made
    plan = plan_stacks(Need(among=("tensorflow",)), stock, machine(SYSTEM))
    assert plan.target.tools == {}


def test_another_machine_than_this_one_is_told_no_path_of_uv(stock: Stock) -> None:
    plan = plan_stacks(Need(among=("tensorflow",)), stock, machine(MANAGED))
    assert set(plan.target.tools) == {"python3.11"}


def test_a_place_that_is_asked_for_has_no_paths(stock: Stock) -> None:
    need = Need(distro="debian", arch="x86_64", accelerator="cpu", among=("tensorflow",))
    assert plan_stacks(need, stock, machine(MANAGED)).target.tools == {}
