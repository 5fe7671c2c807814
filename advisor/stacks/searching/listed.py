"""What a framework's own file lists of ways that no recipe speaks of: one version each."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from advisor.model.framework import Framework, Package
from advisor.model.releases import SDIST
from advisor.model.stack import Condition, Part, Stack, StackGrade, Statement, Target
from advisor.stacks import pythons, tags, versions
from advisor.stacks.environment import NONE, environment
from advisor.stacks.pythons import PythonOption
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
    option = _option(package, target, newest_python)
    asked = (
        _place(package, target, said),
        _library(package, target, said),
        _index(package, target),
    )
    if option is None or any(conditions is None for conditions in asked):
        return None
    conditions = [each for found in asked if found for each in found]
    conditions += option.conditions
    if option.origin == "unknown" and target.network is not True:
        because = _asks(said, package, f"Python {', '.join(package.pythons)}")
        conditions.append(Condition(component="python", any_of=package.pythons, because=because))
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
        undo=around.undo,
        note=package.note,
    )


def _asks(said: Statement, package: Package, asks: str) -> Statement:
    """What the framework's own file says that a package is for."""
    values = {"package": f"{package.name} {package.version}", "asks": asks}
    return replace(said, kind="package_for", values=values)


def _place(package: Package, target: Target, said: Statement) -> list[Condition] | None:
    """Architecture and distribution."""
    conditions = []
    for name, wanted, own in (
        ("arch", package.archs, target.arch),
        ("distro", package.distros, target.distro),
    ):
        if wanted and not own.known:
            because = _asks(said, package, ", ".join(wanted))
            conditions.append(Condition(component=name, any_of=wanted, because=because))
        elif wanted and own.value not in wanted:
            return None
    return conditions


def _library(package: Package, target: Target, said: Statement) -> list[Condition] | None:
    """The C library, by the files' tags and by what the list says."""
    if package.kind not in _FILES:
        return []
    if not _taken(package, target):
        return None
    if not package.glibc or target.libc != "glibc":
        return []
    wanted = f">={package.glibc}"
    if not target.glibc.known:
        because = _asks(said, package, f"{target.libc} {wanted}")
        return [Condition(component="glibc", any_of=(wanted,), because=because)]
    return [] if versions.holds(target.glibc.value, wanted) else None


def _taken(package: Package, target: Target) -> bool:
    """Whether pip takes one of its files there, as far as its tags are known; without them a file
    is one for glibc."""
    if not package.tags:
        return target.libc == "glibc"
    glibc = tags.library(target.glibc.value) if target.glibc.known else None
    arch = target.arch.value
    return any(tags.floor_for(tag, arch, target.libc, glibc) is not None for tag in package.tags)


def _index(package: Package, target: Target) -> tuple[Condition, ...] | None:
    if package.kind != "wheel":
        return ()
    return reaching(target, package.index, package.index)


def _option(package: Package, target: Target, newest_python: int) -> PythonOption | None:
    """The Python to use; one without a name where Python does not matter."""
    if not package.pythons:
        return PythonOption("", "")
    able = pythons.options(target, newest_python)
    usable = [option for option in able if option.python in package.pythons]
    return next(iter(pythons.preferred(usable, frozenset(package.pythons))), None)


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
