"""Stacks of the shipped base on machines that nobody chose: what must never happen, does not."""

from __future__ import annotations

import random

import pytest

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.model.stack import Conflict, NoWay, Stack, Target
from advisor.resources import knowledge_dir
from advisor.stacks import tags
from advisor.stacks.resolve import resolve_all
from advisor.stacks.stock import Stock
from tests.random_machines import random_target

MACHINES = 300


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder))


def check(stack: Stack, target: Target) -> None:
    """What holds for every stack, whatever the machine."""
    asked = {condition.component for condition in stack.conditions}
    for part in stack.parts:
        if not part.tag or part.tag == "sdist":
            continue
        named = tags.archs_of(part.tag)
        assert not (target.arch.known and named) or target.arch.value in named, part
        if target.libc == "musl":
            assert "manylinux" not in part.tag, part
    if stack.python_from == "fetched":
        assert target.network is not False, "a Python is fetched without a network"
        assert target.pythons_origin != "given", "the given Python is exchanged for another"
        reached = any(name == "network" or name.startswith("index:") for name in asked)
        assert target.network or reached
    if target.pythons and stack.python_from == "target":
        assert stack.python in target.pythons
    if not target.glibc.known and target.libc == "glibc":
        floors = [part.tag for part in stack.parts if "manylinux" in part.tag]
        assert not floors or "glibc" in asked
    for id, value in target.versions.items():
        assert not (value.known and id in asked), "what is known is no condition"
    if stack.grade == "documented":
        assert any(said.at for said in stack.proof), "documented, but nothing says by whom"


@pytest.mark.parametrize("start", range(0, MACHINES, 50))
def test_no_random_machine_is_told_something_that_cannot_be(stock: Stock, start: int) -> None:
    kinds = set()
    for seed in range(start, start + 50):
        target = random_target(stock, random.Random(seed))
        for answer in resolve_all(target, stock).values():
            kinds.add(type(answer))
            if isinstance(answer, Stack):
                for stack in (answer, *answer.otherwise):
                    check(stack, target)
                conditions = [stack.conditions for stack in (answer, *answer.otherwise)]
                assert all(conditions[:-1]), "something follows a definite answer"
            elif isinstance(answer, NoWay):
                assert not any(
                    recipe.framework == answer.framework
                    for file in stock.compatibility.values()
                    if file.accelerator == answer.accelerator
                    for recipe in file.recipes
                ), "a vendor's row covers it"
    assert kinds == {Stack, Conflict, NoWay}


def test_the_same_machine_gets_the_same_answer(stock: Stock) -> None:
    for seed in range(20):
        target = random_target(stock, random.Random(seed))
        assert resolve_all(target, stock) == resolve_all(target, stock)


def test_an_unexplained_answer_differs_only_in_a_conflicts_statements(stock: Stock) -> None:
    for seed in range(20):
        target = random_target(stock, random.Random(seed))
        brief = resolve_all(target, stock, explain=False)
        for id, answer in resolve_all(target, stock).items():
            if isinstance(answer, Conflict):
                assert isinstance(brief[id], Conflict)
            else:
                assert brief[id] == answer
