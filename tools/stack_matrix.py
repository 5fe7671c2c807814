"""Hold the resolver's answers against uv's, cell by cell; write docs/stack-matrix.md.

A cell is a framework on a plain CPU: machine, C library, Python. uv is asked for the framework's
own package at the snapshot's date, from the primary index alone: its wheels, stable versions, and
everything that it needs, a source archive where that has no wheel. Its answers lie in
tests/data/uv_matrix.json, so that the comparison needs no network.

    tools/stack_matrix.py          compare, and write the table
    tools/stack_matrix.py --ask    ask uv first: about ten minutes, goes on where it stopped
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from packaging.version import Version

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.lab.installing.indexes import pip_settings, uv_variables
from advisor.lab.installing.uv import find_uv
from advisor.messages import words
from advisor.model.releases import SDIST
from advisor.model.stack import Stack, Target, Value
from advisor.stacks import versions
from advisor.stacks.resolve import resolve
from advisor.stacks.searching.metadata import Metadata
from advisor.stacks.stock import PRIMARY, Stock

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests" / "data" / "uv_matrix.json"
TABLE = ROOT / "docs" / "stack-matrix.md"
SCHEMA = "fwadvisor.uv-matrix/1"
ARCHS = ("x86_64", "aarch64")
GLIBCS = ("2.17", "2.28", "2.31", "2.35", "2.39")
PYTHONS = tuple(f"3.{minor}" for minor in range(8, 16))
PLAIN = "cpu"
HEAD = """\
# Stacks on a plain CPU, beside uv

The newest stable public version that fwadvisor finds from its shipped snapshot, without network,
held against what uv {uv} resolves from PyPI alone as of {day}: the package's wheels, stable
versions, and everything that it needs. Written by `make stack-matrix`; uv's answers lie in
tests/data/uv_matrix.json.

Cells: {cells}. Differences: {differences}. A cell without a version: both find none.
"""


class Cell(NamedTuple):
    """One place that a package is asked for."""

    package: str
    arch: str
    glibc: str
    python: str

    @property
    def place(self) -> str:
        return f"{self.arch} {self.glibc} {self.python}"


class Uv(msgspec.Struct, kw_only=True):
    """What uv answered, by package and place; an empty answer: it found no set."""

    schema: str = SCHEMA
    uv: str
    exclude_newer: date
    answers: dict[str, dict[str, str]]


class Difference(NamedTuple):
    """Where the two do not say the same."""

    framework: str
    cell: Cell
    here: str
    uv: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ask", action="store_true", help="ask uv anew where it was not asked")
    given = parser.parse_args()
    stock = opened(ROOT / "knowledge")
    if given.ask:
        _ask(stock)
    answers = msgspec.json.decode(ANSWERS.read_bytes(), type=Uv)
    found = list(differences(stock, answers))
    TABLE.write_text(_table(stock, answers, found), encoding="utf-8")
    for one in found:
        print(f"{one.framework} {one.cell.place}: {one.here or 'none'}, uv {one.uv or 'none'}")
    cells = sum(len(places) for places in answers.answers.values())
    print(f"{cells} cells, {len(found)} differences")
    return 1 if found else 0


def opened(knowledge: Path) -> Stock:
    """The shipped base, ready to be resolved from."""
    return Stock(open_knowledge(knowledge), open_stacks(knowledge))


def differences(
    stock: Stock, answers: Uv, keep: Callable[[Cell], bool] = lambda _cell: True
) -> Iterator[Difference]:
    """The cells in which resolver and uv do not find the same public version of the framework's
    own package; packages with source archives alone are judged apart."""
    for framework, packages in own_packages(stock).items():
        asked = [package for package in packages if not only_sources(stock, package)]
        for place in cells(packages[0]) if asked else ():
            if not keep(place):
                continue
            told = [_told(stock, answers, package, place) for package in asked]
            uv = versions.newest(filter(None, told))
            here = here_in(stock, framework, place)
            if here != uv:
                yield Difference(framework, place, here, uv)


def _told(stock: Stock, answers: Uv, package: str, place: Cell) -> str:
    """The public version that uv finds there; empty where there is none, or a stub."""
    told = answers.answers[package][place.place]
    return "" if is_stub(stock, package, told) else _public(told)


def own_packages(stock: Stock) -> dict[str, tuple[str, ...]]:
    """By framework: what its recipes for a plain CPU take from the primary index first; of several,
    the newest version wins."""
    found = {}
    for id, framework in stock.knowledge.frameworks.items():
        plain = [recipe for recipe in framework.recipes if recipe.accelerator == PLAIN]
        if plain:
            found[id] = tuple(dict.fromkeys(recipe.packages[0] for recipe in plain))
    return found


def cells(package: str) -> Iterator[Cell]:
    """All places of a package."""
    for arch in ARCHS:
        for glibc in GLIBCS:
            for python in PYTHONS:
                yield Cell(package, arch, glibc, python)


def here_in(stock: Stock, framework: str, cell: Cell) -> str:
    """The public version that the resolver takes from the index; empty where it finds none, or only
    another way (an image, a distribution's package, sources)."""
    found = resolve(target(stock, cell), framework, stock)
    if not isinstance(found, Stack) or found.kind != "index" or found.conditions:
        return ""
    return _public(found.version)


def target(stock: Stock, cell: Cell) -> Target:
    """A machine with that C library and that Python alone, and the primary index alone."""

    def given(value: str) -> Value:
        return Value(value=value, origin="given")

    return Target(
        arch=given(cell.arch),
        glibc=given(cell.glibc),
        pythons=(cell.python,),
        pythons_origin="given",
        accelerator=given(PLAIN),
        network=True,
        indexes={index: index == PRIMARY for index in _indexes(stock)},
    )


def only_sources(stock: Stock, package: str) -> bool:
    """Whether a package has no wheel at all."""
    known = stock.releases(package)
    files = [file for release in known.releases for file in release.files] if known else []
    return all(file.tag == SDIST for file in files)


def is_stub(stock: Stock, package: str, version: str) -> bool:
    """Whether that version is named a file without the framework in it."""
    return any(
        caveat.stub and bool(version) and versions.holds(version, caveat.versions)
        for caveat, _ in stock.caveats(package)
    )


def _indexes(stock: Stock) -> set[str]:
    named = {
        index
        for framework in stock.knowledge.frameworks.values()
        for recipe in framework.recipes
        for index in recipe.indexes
    }
    return {*named, PRIMARY}


def _public(version: str) -> str:
    return Version(version).public if version else ""


def _ask(stock: Stock) -> None:
    """Ask uv for every cell that has no answer of the snapshot's date; kept after each package."""
    names = sorted({name for packages in own_packages(stock).values() for name in packages})
    packages = [name for name in names if not only_sources(stock, name)]
    known = (stock.releases(package) for package in packages)
    day = max(releases.read for releases in known if releases)
    uv = find_uv(words("en"))
    version = subprocess.run([uv, "--version"], capture_output=True, text=True, check=True)
    answers = Uv(uv=version.stdout.split()[1], exclude_newer=day, answers={})
    if ANSWERS.exists():
        before = msgspec.json.decode(ANSWERS.read_bytes(), type=Uv)
        if (before.uv, before.exclude_newer) == (answers.uv, day):
            answers = before
    for package in packages:
        places = answers.answers.setdefault(package, {})
        for cell in cells(package):
            if cell.place not in places:
                places[cell.place] = _asked(uv, cell, day)
        _keep(answers)
        print(f"{package}: {sum(map(bool, places.values()))} of {len(places)} cells", flush=True)


def _asked(uv: str, cell: Cell, day: date) -> str:
    """The version that uv would install; empty where it finds no set.

    Raises:
        RuntimeError: uv failed for another reason, so this is no answer.
    """
    settings = pip_settings()
    index = ["--default-index", settings.index] if settings.index else []
    ended = subprocess.run(
        [
            *(uv, "pip", "compile", "-", "--quiet", "--no-config", "--no-header", "--no-annotate"),
            *("--python-platform", f"{cell.arch}-manylinux_{cell.glibc.replace('.', '_')}"),
            *("--python-version", cell.python, "--only-binary", cell.package),
            *("--prerelease", "disallow"),
            *("--exclude-newer", (day + timedelta(days=1)).isoformat(), *index),
        ],
        input=cell.package,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **uv_variables(settings, os.environ), "UV_PYTHON_DOWNLOADS": "never"},
    )
    for line in ended.stdout.splitlines():
        name, _, version = line.partition("==")
        if name == cell.package:
            return version.strip()
    if "No solution found" not in ended.stderr:
        raise RuntimeError(f"{cell.package} {cell.place}: {ended.stderr}")
    return ""


def _keep(answers: Uv) -> None:
    """One line a package and place, so that a change shows."""
    ANSWERS.parent.mkdir(parents=True, exist_ok=True)
    temporary = ANSWERS.with_suffix(".tmp")
    temporary.write_text(json.dumps(msgspec.to_builtins(answers), indent=1) + "\n", "utf-8")
    os.replace(temporary, ANSWERS)


def _table(stock: Stock, answers: Uv, found: Iterable[Difference]) -> str:
    day = answers.exclude_newer.isoformat()
    apart = [
        packages[0] for packages in own_packages(stock).values() if _apart_from(stock, packages)
    ]
    differing = list(found)
    count = sum(len(places) for places in answers.answers.values())
    lines = [HEAD.format(uv=answers.uv, day=day, cells=count, differences=len(differing))]
    for framework, packages in own_packages(stock).items():
        lines += _section(stock, framework, packages, differing)
    lines += _apart(stock, apart)
    return "\n".join(lines) + "\n"


def _apart_from(stock: Stock, packages: Iterable[str]) -> bool:
    return all(only_sources(stock, package) for package in packages)


def _section(
    stock: Stock, framework: str, packages: tuple[str, ...], differing: list[Difference]
) -> list[str]:
    if _apart_from(stock, packages):
        return []
    lines = [f"## {stock.framework(framework).name}: {', '.join(packages)}", ""]
    lines += [f"| machine, glibc | {' | '.join(PYTHONS)} |", "|---" * (len(PYTHONS) + 1) + "|"]
    wrong: Mapping[Cell, Difference] = {one.cell: one for one in differing}
    for arch in ARCHS:
        for glibc in GLIBCS:
            row = [Cell(packages[0], arch, glibc, python) for python in PYTHONS]
            texts = (_text(here_in(stock, framework, cell), wrong.get(cell)) for cell in row)
            lines.append(f"| {arch}, {glibc} | {' | '.join(texts)} |")
    early = [paragraph for package in packages for paragraph in _early(stock, package)]
    stubs = [
        f"Not counted, {package} {caveat.versions}: {caveat.says.en}"
        for package in packages
        for caveat, _ in stock.caveats(package)
        if caveat.stub
    ]
    for paragraph in (*early, *stubs):
        lines += ["", paragraph]
    return [*lines, ""]


def _text(here: str, difference: Difference | None) -> str:
    if difference is None:
        return here
    return f"**{here or 'none'}** (uv {difference.uv or 'none'})"


def _apart(stock: Stock, packages: list[str]) -> list[str]:
    lines = ["## Source archives alone", ""]
    lines += [
        "Built where they are installed, so uv is not asked: it would have to build them.",
        "Judged by Requires-Python, and by what is known to be missing in their metadata.",
        "",
        f"| package | {' | '.join(PYTHONS)} |",
        "|---" * (len(PYTHONS) + 1) + "|",
    ]
    by_package = {packages[0]: id for id, packages in own_packages(stock).items()}
    for package in packages:
        anywhere = [Cell(package, ARCHS[0], GLIBCS[0], python) for python in PYTHONS]
        found = (here_in(stock, by_package[package], cell) for cell in anywhere)
        lines.append(f"| {package} | {' | '.join(found)} |")
    return lines


def _early(stock: Stock, package: str) -> list[str]:
    """Where a file exists of a pre-release alone, which uv would take unless it is told not to."""
    found: dict[str, set[str]] = {}
    for cell in cells(package):
        version = early_in(stock, cell)
        if version:
            found.setdefault(version, set()).add(f"{cell.arch} {cell.python}")
    return [
        f"Only a pre-release: {version} on {', '.join(sorted(places))}."
        for version, places in found.items()
    ]


def early_in(stock: Stock, cell: Cell) -> str:
    """The newest pre-release with a file that fits, where no stable release has one."""
    metadata = Metadata(stock, target(stock, cell))
    known = stock.releases(cell.package)
    fitting = [
        release.version
        for release in (known.releases if known else ())
        if cell.python in metadata.fits(cell.package, PRIMARY, release)
    ]
    stable = [version for version in fitting if not Version(version).is_prerelease]
    return "" if stable or not fitting else fitting[0]


if __name__ == "__main__":
    sys.exit(main())
