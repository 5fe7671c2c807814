"""What the house promises of itself: narrow lines, a name for one thing, no circles, no drawers."""

from __future__ import annotations

import ast

from tools import house


def test_no_line_is_wider_than_the_page() -> None:
    assert house.long_lines() == []


def test_no_two_public_classes_have_one_name() -> None:
    assert house.repeated_classes() == {}


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert house.circle() == []


def test_no_package_is_a_drawer() -> None:
    assert house.drawers() == {}


def test_complexity_counts_branches_comprehensions_and_conjunctions() -> None:
    code = (
        "def f(a, b):\n    if a and b:\n        return [x for x in a if x]\n"
        "    return 0 if a else 1\n"
    )
    assert house.complexity(ast.parse(code).body[0]) == 1 + 1 + 1 + 2 + 1
