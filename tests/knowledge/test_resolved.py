"""The sets that uv found: they belong to what is advised, and stay small."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.model.stack import Stack, Target, Value
from advisor.stacks import requirements
from advisor.stacks.resolve import resolve_all
from advisor.stacks.stock import PRIMARY, Stock

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LARGEST = 64 << 10
"""Bytes of the whole folder."""


@pytest.fixture(scope="module")
def stock() -> Stock:
    return Stock(open_knowledge(KNOWLEDGE), open_stacks(KNOWLEDGE))


def given(value: str) -> Value:
    return Value(value=value, origin="given")


def plain(stock: Stock, arch: str, glibc: str, python: str) -> list[Stack]:
    """What a plain machine that reaches PyPI alone gets from there."""
    indexes = {
        recipe_index
        for framework in stock.knowledge.frameworks.values()
        for recipe in framework.recipes
        for recipe_index in (recipe.index, *recipe.indexes)
    }
    target = Target(
        arch=given(arch),
        glibc=given(glibc),
        pythons=(python,),
        pythons_origin="given",
        accelerator=given("cpu"),
        network=True,
        indexes={index: index == PRIMARY for index in indexes},
    )
    answers = resolve_all(target, stock, explain=False).values()
    found = [answer for answer in answers if isinstance(answer, Stack)]
    return [stack for stack in found if stack.pins and stack.parts[0].index == PRIMARY]


@pytest.mark.parametrize("python", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
@pytest.mark.parametrize("glibc", ["2.17", "2.31", "2.36"])
@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_what_a_plain_machine_gets_was_resolved_and_says_what_it_downloads(
    arch: str, glibc: str, python: str, stock: Stock
) -> None:
    found = plain(stock, arch, glibc, python)
    assert found
    for stack in found:
        assert (stack.grade, stack.bytes_exact) == ("resolved", True), stack.pins
        assert stack.bytes is not None
        assert stack.files is not None
        own = sum(part.bytes or 0 for part in stack.parts)
        assert stack.bytes >= own
        assert stack.files >= len(stack.pins)


def test_what_is_installed_along_is_pinned(stock: Stock) -> None:
    for stack in plain(stock, "x86_64", "2.36", "3.11"):
        for text in stack.besides:
            assert requirements.parsed(text).specifier.startswith("=="), text


def test_the_sets_stay_small() -> None:
    files = sorted((KNOWLEDGE / "resolved").iterdir())
    assert files
    assert sum(file.stat().st_size for file in files) < LARGEST
