"""What a stack downloads, and the exact versions of what is installed along."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from advisor.model.resolved import Resolved
from advisor.model.stack import Stack, Target
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import Stock, proof_key
from tests.unit.stacks.made_up import framework, releases, stock, target, wheels

FW = releases("fw", {"version": "2.1.0", "files": wheels("310")})
NUMPY = releases(
    "numpy",
    {"version": "2.4.0", "files": wheels("310", platform="manylinux_2_35_x86_64")},
    {"version": "2.3.0", "files": wheels("310")},
    {"version": "1.26.4", "files": wheels("310")},
)
RECIPE = {"accelerator": "cpu", "packages": ["fw"], "besides": ["numpy"], "sources": ["page"]}


def shipped(base: Stock, *sets: list[Any]) -> Stock:
    """The base with sets that uv found."""
    file = {
        "schema": "fwadvisor.resolved/1",
        "package": "fw",
        "read": "2026-11-02",
        "uv": "0.13.9",
        "sets": sets,
    }
    raw = msgspec.Raw(msgspec.json.encode(file))
    base.stacks = msgspec.structs.replace(base.stacks, resolved={"fw": raw})
    return base


def found(machine: Target, base: Stock) -> Stack:
    answer = resolve(machine, "fw", base)
    assert isinstance(answer, Stack)
    return answer


def test_without_a_resolution_a_stack_downloads_at_least_its_own_files() -> None:
    stack = found(target(), stock(FW))
    assert (stack.bytes, stack.bytes_exact, stack.files) == (1000, False, None)


def test_a_set_that_is_shipped_grades_a_plain_machine_and_says_what_it_downloads() -> None:
    one = [["fw==2.1.0"], ["numpy==2.3.0"], "x86_64", "2.17", "3.10", 7, 123456, True]
    base = shipped(stock(FW, of=framework(recipes=[RECIPE])), one)
    stack = found(target(), base)
    assert (stack.grade, stack.resolved) == ("resolved", date(2026, 11, 2))
    assert (stack.bytes, stack.bytes_exact, stack.files) == (123456, True, 7)
    assert stack.besides == ("numpy==2.3.0",)
    assert stack.commands == ("python -m pip install fw==2.1.0 numpy==2.3.0",)


def test_a_set_that_was_resolved_without_all_that_is_installed_along_is_the_least() -> None:
    one = [["fw==2.1.0"], ["numpy==2.3.0"], "x86_64", "2.17", "3.10", 7, 123456, True]
    for besides, exact in ((["numpy"], True), (["numpy", "scipy"], False), (["numpy<2"], False)):
        base = shipped(stock(FW, of=framework(recipes=[{**RECIPE, "besides": besides}])), one)
        stack = found(target(), base)
        assert (stack.bytes, stack.bytes_exact) == (123456, exact)


def test_the_set_of_the_newest_c_library_that_the_machine_has_counts() -> None:
    sets = [
        [["fw==2.1.0"], [], "x86_64", glibc, "3.10", 1, size, True]
        for glibc, size in (("2.35", 3), ("2.17", 1), ("2.28", 2))
    ]
    base = shipped(stock(FW), *sets)
    assert found(target(glibc="2.31"), base).bytes == 2
    assert found(target(glibc="2.36"), base).bytes == 3
    other = found(target(arch="aarch64", glibc="2.36"), shipped(stock(_ANY), *sets))
    assert other.grade == "metadata"


_ANY = releases("fw", {"version": "2.1.0", "files": [["py3-none-any", 1000]]})


def test_what_is_proved_here_counts_before_what_is_shipped() -> None:
    one = [["fw==2.1.0"], [], "x86_64", "2.17", "3.10", 7, 123456, True]
    base = shipped(stock(FW), one)
    where = proof_key(["fw==2.1.0"], "x86_64", "glibc 2.28", "python 3.10")
    base.proofs = {where: Resolved(day=date(2026, 11, 5), files=2, bytes=5, exact=True)}
    assert found(target(), base).bytes == 5


def test_what_is_shipped_says_nothing_of_another_index() -> None:
    one = [["fw==2.1.0"], [], "x86_64", "2.17", "3.10", 7, 123456, True]
    light = releases("fw", {"version": "2.1.0", "files": wheels("310")}, index="fw-light")
    recipe = {**RECIPE, "index": "fw-light"}
    base = shipped(stock(light, of=framework(recipes=[recipe])), one)
    stack = found(target(network=True, indexes={"fw-light": True}), base)
    assert (stack.grade, stack.bytes_exact) == ("metadata", False)


def test_what_is_installed_along_is_pinned_to_the_newest_that_fits() -> None:
    base = stock(FW, NUMPY, of=framework(recipes=[RECIPE]))
    assert found(target(), base).besides == ("numpy==2.3.0",)
    assert found(target(glibc="2.36"), base).besides == ("numpy==2.4.0",)
    older = stock(FW, NUMPY, of=framework(recipes=[{**RECIPE, "besides": ["numpy<2"]}]))
    assert found(target(), older).besides == ("numpy==1.26.4",)
    asking = releases("fw", {"version": "2.1.0", "files": wheels("310"), "requires": ["numpy<2.2"]})
    base = stock(asking, NUMPY, of=framework(recipes=[RECIPE]))
    assert found(target(), base).besides == ("numpy==1.26.4",)


def test_what_nobody_knows_versions_of_stays_as_the_recipe_asks() -> None:
    base = stock(FW, of=framework(recipes=[{**RECIPE, "besides": ["wheel", "numpy<2"]}]))
    assert found(target(), base).besides == ("wheel", "numpy<2")


def test_an_index_with_lighter_files_stands_beside_the_size_of_those_without_it() -> None:
    at = "https://light.example.org"
    recipe = {**RECIPE, "asked_besides": at, "asked_besides_megabytes": 220}
    base = stock(FW, of=framework(recipes=[recipe]))
    stack = found(target(network=True), base)
    assert (stack.lighter_at, stack.lighter_bytes) == (at, 220_000_000)
    assert at in stack.commands[0]


def test_an_index_that_is_known_not_to_be_reached_is_not_asked() -> None:
    at = "https://light.example.org"
    base = stock(FW, of=framework(recipes=[{**RECIPE, "asked_besides": at}]))
    stack = found(target(network=True, indexes={"light.example.org": False}), base)
    assert stack.lighter_at == ""
    assert at not in stack.commands[0]
