"""Let uv resolve, from PyPI alone, the stacks of plain machines; write knowledge/resolved.

A set is the pins of a stack with what is installed along, for an architecture, a C library and a
Python. What comes out is which versions uv finds for what is installed along, how many files are
downloaded and how large they are: so that plans are graded as resolved, and say their sizes,
without a network. A set holds for newer C libraries too; those that would change nothing are left
out.

    tools/resolve_sets.py [FRAMEWORK ...]    about ten minutes
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.lab.installing.indexes import IndexSettings, pip_settings
from advisor.lab.installing.proofs import Proof
from advisor.lab.installing.proving import prove
from advisor.lab.installing.uv import find_uv
from advisor.messages import words
from advisor.model.resolved import ResolvedSet, ResolvedSets
from advisor.model.stack import Stack, Target, Value
from advisor.stacks import requirements
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import PRIMARY, Stock

ROOT = Path(__file__).resolve().parent.parent
RESOLVED = ROOT / "knowledge" / "resolved"
ARCHS = ("x86_64", "aarch64")
GLIBCS = ("2.17", "2.28", "2.35")
"""Those that files are named after most; what is between takes the older one's set."""
PYTHONS = tuple(f"3.{minor}" for minor in range(8, 16))


class Place(NamedTuple):
    """One machine that a set is resolved for."""

    accelerator: str
    arch: str
    glibc: str
    python: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frameworks", nargs="*", help="only these; all where none is named")
    given = parser.parse_args()
    stock = Stock(open_knowledge(ROOT / "knowledge"), open_stacks(ROOT / "knowledge"))
    stock.stacks = replace(stock.stacks, resolved={})
    RESOLVED.mkdir(exist_ok=True)
    found: dict[str, list[ResolvedSet]] = {}
    for framework in given.frameworks or stock.knowledge.frameworks:
        for one in _sets(framework, stock):
            package = requirements.parsed(one.pins[0]).name
            found.setdefault(package, []).append(one)
            print(framework, *one.pins, one.arch, one.glibc, one.python, one.bytes, flush=True)
    for package, sets in found.items():
        _write(package, sets)
    return 0


def _sets(framework: str, stock: Stock) -> Iterator[ResolvedSet]:
    """What uv finds for the stacks of a framework, each set once."""
    asked: set[tuple[object, ...]] = set()
    kept: dict[tuple[object, ...], ResolvedSet] = {}
    for place in _places(framework, stock):
        target = _target(place, stock)
        for stack in _stacks(framework, target, stock):
            key = stack.pins, stack.late, place.arch, place.glibc, stack.python
            if key in asked or not _from_primary(stack):
                continue
            asked.add(key)
            one = _proved(stack, target, place, stock)
            if one is None:
                continue
            older = kept.get((one.pins, one.arch, one.python))
            if older is None or replace(older, glibc=one.glibc) != one:
                kept[one.pins, one.arch, one.python] = one
                yield one


def _places(framework: str, stock: Stock) -> Iterator[Place]:
    for accelerator in stock.knowledge.accelerators:
        ways = stock.ways(framework, accelerator)
        if not any(way.recipe.kind == "index" for way in ways):
            continue
        for arch in ARCHS:
            for python in PYTHONS:
                for glibc in GLIBCS:
                    yield Place(accelerator, arch, glibc, python)


def _target(place: Place, stock: Stock) -> Target:
    """A machine with that C library and that Python alone, and PyPI alone."""

    def given(value: str) -> Value:
        return Value(value=value, origin="given")

    indexes = {
        index
        for framework in stock.knowledge.frameworks
        for way in stock.ways(framework, place.accelerator)
        for index in (way.recipe.index, way.recipe.asked_besides)
        if index
    }
    return Target(
        arch=given(place.arch),
        glibc=given(place.glibc),
        pythons=(place.python,),
        pythons_origin="given",
        accelerator=given(place.accelerator),
        network=True,
        indexes={index: index == PRIMARY for index in indexes},
    )


def _stacks(framework: str, target: Target, stock: Stock) -> tuple[Stack, ...]:
    """The best of them; on other accelerators what the unknown driver decides is left to that."""
    found = resolve(target, framework, stock, explain=False)
    return (found,) if isinstance(found, Stack) else ()


def _from_primary(stack: Stack) -> bool:
    packages = [part for part in stack.parts if part.kind == "package"]
    return bool(stack.pins) and all(part.index == PRIMARY for part in packages)


def _proved(stack: Stack, target: Target, place: Place, stock: Stock) -> ResolvedSet | None:
    settings = pip_settings()
    with tempfile.TemporaryDirectory() as folder:
        proof = prove(
            stack,
            target,
            data=Path(folder),
            indexes=IndexSettings(
                index=settings.index,
                certificate=settings.certificate,
                proxy=settings.proxy,
                trusted_hosts=settings.trusted_hosts,
            ),
            offline=False,
            today=date.today(),  # noqa: DTZ011
            say=words("en"),
            cancelled=lambda: False,
            loosely=_loosely(stack, stock),
        )
    if not isinstance(proof, Proof) or proof.files is None or proof.bytes is None:
        print("not found:", *stack.pins, *place, getattr(proof, "said", ""), file=sys.stderr)
        return None
    return ResolvedSet(
        pins=(*stack.pins, *stack.late),
        besides=proof.besides,
        arch=place.arch,
        glibc=place.glibc,
        python=place.python,
        files=proof.files,
        bytes=proof.bytes,
        exact=proof.exact,
    )


def _loosely(stack: Stack, stock: Stock) -> tuple[str, ...]:
    """What is installed along as the recipe asks for it, so that uv chooses the versions."""
    names = {requirements.parsed(text).name for text in stack.besides}
    for way in stock.ways(stack.framework, stack.accelerator):
        own = {requirements.parsed(text).name for text in way.recipe.besides}
        if own == names and way.recipe.packages[0] == stack.parts[0].component:
            return way.recipe.besides
    return stack.besides


def _write(package: str, sets: Iterable[ResolvedSet]) -> None:
    """One set a line, so that a change shows."""
    version = subprocess.run([find_uv(words("en")), "--version"], capture_output=True, text=True)
    head = ResolvedSets(
        schema="fwadvisor.resolved/1",
        package=package,
        read=date.today(),  # noqa: DTZ011
        uv=version.stdout.split()[1],
        sets=(),
    )
    start = msgspec.json.encode(head).removesuffix(b"]}")
    lines = b",\n".join(msgspec.json.encode(one) for one in sets)
    (RESOLVED / f"{package}.json").write_bytes(start + b"\n" + lines + b"\n]}\n")


if __name__ == "__main__":
    sys.exit(main())
