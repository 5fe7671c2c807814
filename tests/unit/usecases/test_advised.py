"""What an environment is built from is what install-plan advises, on every example machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge
from advisor.cli.session import Session
from advisor.model.need import Need
from advisor.model.stack import Stack
from advisor.usecases.installing.advised import advised_by, advised_here
from advisor.usecases.installing.stacks import open_stock, plan_stacks
from advisor.usecases.machine.look_around import described

SETTINGS = Session().settings
MACHINES = sorted(file.stem for file in (SETTINGS.knowledge / "machines").glob("*.yaml"))


@pytest.mark.parametrize("name", MACHINES)
def test_versions_python_and_indexes_are_those_of_the_stack(name: str) -> None:
    knowledge = open_knowledge(SETTINGS.knowledge, overlay=None, cache=SETTINGS.cache)
    machine = described(name, settings=SETTINGS)
    plan = plan_stacks(Need(), open_stock(SETTINGS, knowledge), machine)
    advised = advised_here(knowledge.frameworks, machine, settings=SETTINGS)
    stacks = {id: one for id, one in plan.answers.items() if isinstance(one, Stack)}
    assert advised.keys() <= stacks.keys()
    for id, packages in advised.items():
        stack = stacks[id]
        own = next(part for part in stack.parts if part.kind == "package")
        assert packages.versions[own.name] == own.version
        assert packages.python == stack.python
        assert packages.indexes == stack.indexes
        assert set(packages.pins) == {*stack.pins, *stack.late}
        assert packages.kind != "index" or packages.pins
        assert packages == advised_by(stack)


def test_nothing_is_advised_for_a_machine_that_nobody_knows_or_without_knowledge(
    tmp_path: Path,
) -> None:
    from msgspec.structs import replace

    assert advised_here(("pytorch",), None, settings=SETTINGS) == {}
    machine = described(MACHINES[0], settings=SETTINGS)
    assert advised_here(("nobody-s-framework",), machine, settings=SETTINGS) == {}
    nowhere = replace(SETTINGS, knowledge=tmp_path / "none", overlay=None, cache=tmp_path)
    assert advised_here(("pytorch",), machine, settings=nowhere) == {}
