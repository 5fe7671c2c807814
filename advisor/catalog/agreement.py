"""What a release needs, from what each of its files says: where files do not say the same, a marker
tells which of them do. No clock, no network."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from advisor.catalog.refreshing.core_metadata import PackageNeeds

if TYPE_CHECKING:
    from packaging.requirements import Requirement

MACHINES = ("x86_64", "aarch64", "loongarch64", "riscv64", "ppc64le", "s390x")
PYTHONS = tuple(f"3.{minor}" for minor in range(5, 18))
"""A requirement that holds in none of these, on Linux, decides nothing."""

Cell = tuple[str, str]
"""Machine and Python of a file; empty where it is for any."""


def agreement(
    said: Mapping[str, PackageNeeds], deciding: Collection[str]
) -> tuple[tuple[str, ...], str]:
    """The requirements that decide, and why they are not known for sure.

    Args:
        said: what the file with each tag needs.
        deciding: names that count, normalised (PEP 503).
    Returns:
        requirements in the form of PEP 508, sorted; a reason, or nothing.
    """
    cells: dict[Cell, set[str]] = {}
    unknown = ""
    for tag, needs in said.items():
        found = _deciding(needs, deciding)
        if needs.unknown or found is None:
            unknown = unknown or needs.unknown or "it holds a requirement that cannot be read"
            continue
        cell = _cell(tag)
        if cells.setdefault(cell, found) != found:
            unknown = unknown or "files for the same machine say different things"
    if not cells:
        return (), unknown
    told: list[str] = []
    for requirement in sorted(set().union(*cells.values())):
        having = {cell for cell, found in cells.items() if requirement in found}
        lacking = {cell for cell in set(cells) - having if _applies(requirement, cell)}
        condition = _condition(having, lacking)
        if condition is None:
            unknown = unknown or "its files say different things"
        else:
            told.append(_only_where(requirement, condition))
    return tuple(told), unknown


def _deciding(needs: PackageNeeds, deciding: Collection[str]) -> set[str] | None:
    """Normalised requirements; None where one cannot be read."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    kept = set()
    for text in needs.requires:
        name = re.match(r"[\w.-]+", text)
        if name is None or canonicalize_name(name[0]) not in deciding:
            continue
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            return None
        if _matters(requirement):
            requirement.name = canonicalize_name(requirement.name)
            kept.add(str(requirement))
    return kept


def _matters(requirement: Requirement) -> bool:
    return requirement.marker is None or _holds(str(requirement.marker), ("", ""))


def _applies(requirement: str, cell: Cell) -> bool:
    """Whether a requirement's own marker leaves it standing there."""
    marker = requirement.partition("; ")[2]
    return not marker or _holds(marker, cell)


@cache
def _holds(marker: str, cell: Cell) -> bool:
    """Whether a marker holds on Linux, somewhere in a cell."""
    from packaging.markers import Marker

    parsed = Marker(marker)
    machines = (cell[0],) if cell[0] else MACHINES
    pythons = (cell[1],) if cell[1] else PYTHONS
    return any(
        parsed.evaluate(
            {
                "extra": "",
                "implementation_name": "cpython",
                "os_name": "posix",
                "platform_machine": machine,
                "platform_python_implementation": "CPython",
                "platform_system": "Linux",
                "python_full_version": f"{python}.0",
                "python_version": python,
                "sys_platform": "linux",
            }
        )
        for machine in machines
        for python in pythons
    )


def _cell(tag: str) -> Cell:
    if tag.count("-") != 2:
        return "", ""
    interpreter, abi, platform = tag.split("-")
    machine = re.match(r"(?:many|musl)?linux(?:\d+|_\d+_\d+)?_(\w+)", platform.partition(".")[0])
    python = re.fullmatch(r"[cp]p(\d)(\d+)", interpreter)
    exactly = python is not None and abi != "abi3"
    return (
        machine[1] if machine else "",
        f"{python[1]}.{python[2]}" if python and exactly else "",
    )


def _condition(having: set[Cell], lacking: set[Cell]) -> str | None:
    """The marker that holds in the first cells and in none of the others; empty for everywhere,
    None where there is none."""
    if not lacking:
        return ""
    for place, name in enumerate(("platform_machine", "python_version")):
        inside = {cell[place] for cell in having}
        if "" not in inside and not inside & {cell[place] for cell in lacking}:
            return " or ".join(f'{name} == "{value}"' for value in sorted(inside))
    if any("" in cell for cell in having | lacking):
        return None
    return " or ".join(
        f'platform_machine == "{machine}" and python_version == "{python}"'
        for machine, python in sorted(having)
    )


def _only_where(requirement: str, condition: str) -> str:
    if not condition:
        return requirement
    name, _, marker = requirement.partition("; ")
    return f"{name}; ({marker}) and ({condition})" if marker else f"{name}; {condition}"
