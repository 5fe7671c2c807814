"""What recipes have people type: lines that work in any shell, and a check that means something."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.model.compatibility import Recipe

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
PLACES = re.compile(r"device|place|has_cuda|is_cuda|get_context|custom_optimizers")
"""What tells in a line where something was computed, or that it can be computed there only."""


def recipes() -> list[tuple[str, Recipe]]:
    base, stacks = open_knowledge(KNOWLEDGE), open_stacks(KNOWLEDGE)
    own = [(id, each) for id, one in base.frameworks.items() for each in one.recipes]
    vendors = [(id, each) for id, file in stacks.compatibility.items() for each in file.recipes]
    return [*own, *vendors]


@pytest.mark.parametrize(("file", "recipe"), recipes())
def test_a_verification_line_computes_and_compares_the_result(file: str, recipe: Recipe) -> None:
    words = shlex.split(recipe.verify)
    assert words[0] in ("python", "python3")
    assert words[1] == "-c"
    code = ast.parse(words[2])
    asserts = [node for node in ast.walk(code) if isinstance(node, ast.Assert)]
    assert any("64 ** 3" in ast.unparse(node.test) for node in asserts)
    assert len(words) == 3


@pytest.mark.parametrize(
    ("file", "recipe"), [(file, each) for file, each in recipes() if each.accelerator != "cpu"]
)
def test_a_verification_line_on_a_device_looks_where_it_ran(file: str, recipe: Recipe) -> None:
    assert PLACES.search(recipe.verify)


@pytest.mark.parametrize(("file", "recipe"), recipes())
def test_what_is_to_be_typed_is_a_command_of_a_plain_shell(file: str, recipe: Recipe) -> None:
    commands = [step.command for step in (*recipe.steps, *recipe.after) if step.command]
    commands += [recipe.command] if recipe.command else []
    for command in (*commands, *recipe.undo):
        assert not command.startswith("http")
        assert not command.startswith("source ")


@pytest.mark.parametrize(
    ("file", "recipe"), [(file, each) for file, each in recipes() if each.kind == "image"]
)
def test_what_is_typed_inside_a_container_comes_after_it(file: str, recipe: Recipe) -> None:
    assert not any("pip install" in step.command for step in recipe.steps)
    assert "docker run" in recipe.command
    tag = "{" + recipe.image + "}"
    assert tag in recipe.command
