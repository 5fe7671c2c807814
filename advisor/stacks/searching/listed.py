"""What a framework's own file lists of ways that no recipe speaks of: one version each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from advisor.model.framework import Framework, Package
from advisor.model.releases import SDIST
from advisor.model.stack import Condition, Part, Stack, StackGrade, Statement, Target
from advisor.stacks import pythons, tags, versions
from advisor.stacks.environment import NONE, environment
from advisor.stacks.kinds import WayKind, kind_of
from advisor.stacks.pythons import PythonOption
from advisor.stacks.searching.candidate import Falling
from advisor.stacks.searching.conditions import joined
from advisor.stacks.searching.reach import reaching
from advisor.stacks.searching.rows import sourced
from advisor.stacks.stock import PRIMARY

Kind = Literal["index", "image", "vendor", "source", "distribution"]
_KINDS: dict[str, Kind] = {"wheel": "index", "sdist": "index"}
"""Of a package; the others are called the same."""
_OWN_PYTHON = ("wheel", "sdist", "vendor", "source")
"""Kinds that pip puts into a Python."""
_FILES = ("wheel", "vendor")
"""Kinds that are files with tags."""
PREFERENCE: tuple[WayKind, ...] = (
    "plain",
    "other_index",
    "distribution",
    "vendor",
    "image",
    "source",
)
"""Of the ways that a file lists."""


def of_package(
    package: Package,
    framework: Framework,
    target: Target,
    newest_python: int,
    *,
    plain: bool,
    verify: str = "",
    family: str = "",
) -> Stack | None:
    """One way as a stack; None where it does not lead to the target.

    Args:
        plain: the target's accelerator has no platform software that rows could speak of.
        verify: what verifies the framework on that accelerator, however it got there.
        family: of the distribution's packages; empty where it is not known.
    """
    said = sourced("package", framework.sources.get(next(iter(package.sources), "")), {})
    usable = _usable(package, target, newest_python)
    if not usable:
        return None
    option = usable[0]
    asked = (
        _place(package, target, said),
        _library(package, target, said, option.python),
        _index(package, target),
    )
    if any(conditions is None for conditions in asked):
        return None
    conditions = [each for found in asked if found for each in found]
    conditions += option.conditions
    if option.origin == "unknown" and target.network is not True:
        able = {each.python for each in usable}
        wanted = tuple(python for python in package.pythons if python in able)
        because = _asks(said, package, f"Python {', '.join(wanted)}")
        conditions.append(Condition(component="python", any_of=wanted, because=because))
    grade: StackGrade = "documented" if plain else "metadata"
    if package.kind == "vendor":
        grade = "vendor"
    around = NONE
    if package.kind in _OWN_PYTHON:
        around = environment(option, framework.id, package.version, target, family)
    return Stack(
        framework=framework.id,
        kind=_KINDS.get(package.kind, package.kind),  # type: ignore[arg-type]
        accelerator=target.accelerator.value,
        version=package.version,
        parts=(_part(package),),
        python=option.python,
        python_from=option.origin,  # type: ignore[arg-type]
        grade=grade,
        conditions=joined(conditions),
        proof=(said,),
        needs=package.needs,
        steps=around.steps,
        commands=(package.command,),
        verify=verify,
        undo=(*around.undo, *_pulled(package)),
        note=package.note,
    )


def ordered(found: Iterable[Stack]) -> list[Stack]:
    """Listed ways, the one to take first before the others: what pip alone installs before what
    takes more, a Python that is there before one that is fetched, then the newer version.

    An install of an older major version comes after every other: nobody wants it who asks for the
    framework today.
    """
    stacks = list(found)
    newest = max((_major(stack) for stack in stacks), default=0)

    def order(stack: Stack) -> tuple[bool, int, bool, Falling]:
        return (
            _major(stack) < newest,
            PREFERENCE.index(kind_of(stack)),
            stack.python_from == "fetched",
            Falling(versions.key(stack.version)),
        )

    return sorted(stacks, key=order)


def _major(stack: Stack) -> int:
    return versions.major(stack.version)


def _asks(said: Statement, package: Package, asks: str) -> Statement:
    """What the framework's own file says that a package is for."""
    values = {"package": f"{package.name} {package.version}", "asks": asks}
    return replace(said, kind="package_for", values=values)


def _pulled(package: Package) -> tuple[str, ...]:
    """What takes an image away that the command fetches."""
    words = package.command.split()
    return (f"docker rmi {words[-1]}",) if words[:2] == ["docker", "pull"] else ()


def _place(package: Package, target: Target, said: Statement) -> list[Condition] | None:
    """Architecture and distribution."""
    conditions = []
    for name, wanted, own in (
        ("arch", package.archs or _named_archs(package), target.arch),
        ("distro", package.distros, target.distro),
    ):
        if wanted and not own.known:
            because = _asks(said, package, ", ".join(wanted))
            conditions.append(Condition(component=name, any_of=wanted, because=because))
        elif wanted and own.value not in wanted:
            return None
    return conditions


def _named_archs(package: Package) -> tuple[str, ...]:
    """The architectures that its files name; none where one of them names none."""
    named = [tags.archs_of(tag) for tag in package.tags]
    if package.kind not in _FILES or not all(named):
        return ()
    return tuple(sorted(set().union(*named)))


def _library(
    package: Package, target: Target, said: Statement, python: str
) -> list[Condition] | None:
    """The C library, by the tags of the files for that Python and by what the list says."""
    if package.kind not in _FILES:
        return []
    floors = _floors(package, target, python)
    if floors is None:
        return None
    if target.libc != "glibc":
        return []
    declared = tags.library(package.glibc) if package.glibc else (0, 0)
    lowest = max(min(floors, default=(0, 0)), declared)
    if lowest == (0, 0):
        return []
    wanted = f">={lowest[0]}.{lowest[1]}"
    if not target.glibc.known:
        because = _asks(said, package, f"{target.libc} {wanted}")
        return [Condition(component="glibc", any_of=(wanted,), because=because)]
    return [] if tags.library(target.glibc.value) >= lowest else None


def _floors(package: Package, target: Target, python: str) -> list[tuple[int, int]] | None:
    """The oldest C library of each of its files that pip for that Python takes there; None where it
    takes none. Without tags a file is one for glibc, and says nothing of its floor.

    Args:
        python: empty where it does not matter.
    """
    if not package.tags:
        return [] if target.libc == "glibc" else None
    glibc = tags.library(target.glibc.value) if target.glibc.known else None
    judged = package.kind == "wheel" and python
    able = [
        tag
        for tag in package.tags
        if not judged or tags.takes_python(tag, pythons.minor_of(python))
    ]
    found = (tags.floor_for(tag, target.arch.value, target.libc, glibc) for tag in able)
    floors = [floor for floor in found if floor is not None]
    return floors or None


def _index(package: Package, target: Target) -> tuple[Condition, ...] | None:
    if package.kind != "wheel":
        return ()
    return reaching(target, package.index, package.index)


def _usable(package: Package, target: Target, newest_python: int) -> tuple[PythonOption, ...]:
    """The Pythons to use, the best first; one without a name where Python does not matter."""
    if not package.pythons:
        return (PythonOption("", ""),)
    able = [
        option
        for option in pythons.options(target, newest_python)
        if option.python in package.pythons
        and (package.kind != "wheel" or _floors(package, target, option.python) is not None)
    ]
    return pythons.preferred(able, frozenset(package.pythons))


def _part(package: Package) -> Part:
    return Part(
        component=package.name,
        kind="image" if package.kind == "image" else "package",
        version=package.version,
        name=package.name,
        tag=SDIST if package.kind == "sdist" else "",
        index=package.index if package.kind in _KINDS else "",
        at=package.index if package.index != PRIMARY else "",
    )
