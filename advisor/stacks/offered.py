"""Ways that no index decides: images, vendors' files, distributions' packages, sources; their
versions stand in rows, or in the framework's own file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from advisor.model.compatibility import Row
from advisor.model.framework import Framework, Package
from advisor.model.releases import SDIST
from advisor.model.stack import Action, Condition, Part, Stack, StackGrade, Statement, Target
from advisor.stacks import pythons, tags, versions
from advisor.stacks.candidates import reaching
from advisor.stacks.conditions import contradict, joined
from advisor.stacks.pythons import Option
from advisor.stacks.rows import Rows, sourced
from advisor.stacks.stock import PRIMARY, Stock, Way

Kind = Literal["index", "image", "vendor", "source", "distribution"]
_KINDS: dict[str, Kind] = {"wheel": "index", "sdist": "index"}
"""Of a package in a framework's file; the others are called the same."""
_GRADES: dict[str, StackGrade] = {"vendor": "vendor"}
_OWN_PYTHON = ("wheel", "sdist", "vendor", "source")
"""Kinds of a framework's own packages that pip puts into a Python."""


def of_rows(way: Way, stock: Stock, target: Target) -> Iterator[Stack]:
    """The stacks of a recipe whose versions stand in rows, the newest framework first."""
    rows = Rows(way, target, stock.arranged(way))
    here = rows.here(way.recipe, Statement(kind="recipe"))
    if isinstance(here, str):
        return
    found = []
    for row in rows.main:
        stack = _of_row(way, row, rows, stock, target, here)
        if stack is not None:
            found.append(stack)
    yield from sorted(found, key=lambda stack: versions.key(stack.version), reverse=True)


def _of_row(
    way: Way,
    row: Row,
    rows: Rows,
    stock: Stock,
    target: Target,
    here: tuple[Condition, ...],
) -> Stack | None:
    recipe = way.recipe
    assigned = {
        component: _exact(row, component)
        for component in (*recipe.packages, recipe.image)
        if component in row.versions
    }
    inside = recipe.kind == "image"
    brought = {id: _exact(row, id) for id in row.versions if rows.comes_along(id)}
    options: tuple[Option, ...] = (Option("", "image"),)
    if not inside:
        able = pythons.options(target, stock.newest_python)
        options = tuple(
            option for option in able if _built_for(way, stock, assigned, option.python)
        )
    usable = [o for o in options if inside or _takes(rows, row, {**assigned, "python": o.python})]
    names = frozenset(option.python for option in usable)
    for option in pythons.preferred(usable, names):
        known = {**brought, **assigned} if inside else {**assigned, "python": option.python}
        judgement = rows.judge(known, row, way.sources)
        if judgement.failed is not None or recipe.packages[0] not in assigned:
            continue
        conditions = [*here, *option.conditions, *judgement.conditions]
        if option.origin == "unknown":
            minors = tuple(sorted(names, key=pythons.minor_of))
            conditions.append(Condition(component="python", any_of=minors))
        if contradict(conditions):
            continue
        python = _inside(row) if inside else option.python
        values = {**assigned, "python": python}
        return Stack(
            framework=recipe.framework,
            kind=recipe.kind,
            accelerator=target.accelerator.value,
            version=assigned[recipe.packages[0]],
            parts=_parts(way, assigned, target),
            python=python,
            python_from=option.origin if python else "",  # type: ignore[arg-type]
            grade=_GRADES.get(recipe.kind, "documented"),
            conditions=joined(conditions),
            proof=tuple(judgement.proof),
            needs=recipe.needs,
            steps=(
                *(() if inside else pythons.environment(option, recipe.framework)),
                *(
                    Action(says=step.says, command=_filled(step.command, values))
                    for step in recipe.steps
                ),
            ),
            commands=(_filled(recipe.command, values),) if recipe.command else (),
            verify=_filled(recipe.verify, values),
            note=row.note or recipe.note,
        )
    return None


def _built_for(way: Way, stock: Stock, assigned: Mapping[str, str], python: str) -> bool:
    """Whether what is known of the packages' files, on whichever index, allows that Python."""
    for component, version in assigned.items():
        package = way.package(component)
        listed = {
            minor
            for framework in stock.knowledge.frameworks.values()
            for known in framework.packages
            if known.name == package and known.version == version
            for minor in known.pythons
        }
        if listed and python not in listed:
            return False
        snapshot = stock.releases(package)
        released = (r for r in snapshot.releases if r.version == version) if snapshot else ()
        tags_of = [file.tag for release in released for file in release.files]
        minor = pythons.minor_of(python)
        if tags_of and not any(tags.takes_python(tag, minor) for tag in tags_of):
            return False
    return True


def _takes(rows: Rows, row: Row, assigned: Mapping[str, str]) -> bool:
    return not isinstance(rows.holds(row, assigned), str)


def _exact(row: Row, component: str) -> str:
    """The newest version that a row names."""
    said = row.versions[component]
    named = (said,) if isinstance(said, str) else said
    mentioned = [version for text in named for version in _versions(text)]
    return versions.newest(mentioned) or named[0]


def _versions(text: str) -> tuple[str, ...]:
    return versions.mentioned(text) if versions.is_specifier(text) else (text,)


def _inside(row: Row) -> str:
    said = row.versions.get("python", "")
    return said if isinstance(said, str) else (said[0] if said else "")


def _parts(way: Way, assigned: Mapping[str, str], target: Target) -> tuple[Part, ...]:
    recipe = way.recipe
    parts = [
        Part(
            component=component,
            kind="image" if component == recipe.image else "package",
            version=version,
            name=way.package(component),
        )
        for component, version in assigned.items()
    ]
    for component in recipe.platform:
        found = target.versions.get(component)
        if found is not None and found.known:
            parts.append(Part(component=component, kind="platform", version=found.value))
    return tuple(parts)


def of_package(
    package: Package, framework: Framework, target: Target, newest_python: int, *, plain: bool
) -> Stack | None:
    """What a framework's own file says about one way that no recipe speaks of; None where it does
    not lead to the target.

    Args:
        plain: the target's accelerator has no platform software that rows could speak of.
    """
    conditions: list[Condition] = []
    said = sourced("package", framework.sources.get(next(iter(package.sources), "")), {})
    for name, wanted, own in (
        ("arch", package.archs, target.arch),
        ("distro", package.distros, target.distro),
    ):
        if wanted and not own.known:
            conditions.append(Condition(component=name, any_of=wanted, because=said))
        elif wanted and own.value not in wanted:
            return None
    if not _taken(package, target):
        return None
    floor = package.glibc if package.kind in ("wheel", "vendor") else None
    if floor and target.libc == "glibc":
        wanted_floor = (f">={floor}",)
        if not target.glibc.known:
            conditions.append(Condition(component="glibc", any_of=wanted_floor, because=said))
        elif not versions.holds(target.glibc.value, f">={floor}"):
            return None
    option = Option("", "")
    if package.pythons:
        options = pythons.options(target, newest_python)
        usable = [option for option in options if option.python in package.pythons]
        names = frozenset(package.pythons)
        if not usable:
            return None
        option = pythons.preferred(usable, names)[0]
        conditions += option.conditions
        if option.origin == "unknown" and target.network is not True:
            conditions.append(Condition(component="python", any_of=package.pythons, because=said))
    if package.index != PRIMARY and package.kind == "wheel":
        reach = reaching(target, package.index, package.index)
        if reach is None:
            return None
        conditions += reach
    return Stack(
        framework=framework.id,
        kind=_KINDS.get(package.kind, package.kind),  # type: ignore[arg-type]
        accelerator=target.accelerator.value,
        version=package.version,
        parts=(
            Part(
                component=package.name,
                kind="image" if package.kind == "image" else "package",
                version=package.version,
                name=package.name,
                tag=SDIST if package.kind == "sdist" else "",
                index=package.index if package.kind in ("wheel", "sdist") else "",
                at=package.index if package.index != PRIMARY else "",
            ),
        ),
        python=option.python,
        python_from=option.origin,  # type: ignore[arg-type]
        grade=_GRADES.get(package.kind, "documented" if plain else "metadata"),
        conditions=joined(conditions),
        proof=(said,),
        needs=package.needs,
        steps=pythons.environment(option, framework.id) if package.kind in _OWN_PYTHON else (),
        commands=(package.command,),
        note=package.note,
    )


def _taken(package: Package, target: Target) -> bool:
    """Whether pip takes one of its files there, as far as its tags are known; without them a file
    is one for glibc."""
    if package.kind not in ("wheel", "vendor"):
        return True
    if not package.tags:
        return target.libc == "glibc"
    found = target.glibc.value.partition(".")[2] if target.glibc.known else ""
    glibc = (2, int(found.partition(".")[0])) if found[:1].isdigit() else None
    arch = target.arch.value
    return any(tags.floor_for(tag, arch, target.libc, glibc) is not None for tag in package.tags)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for component, version in values.items():
        text = text.replace("{" + component + "}", version)
    return text
