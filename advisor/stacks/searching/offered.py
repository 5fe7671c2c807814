"""Ways that no index decides: images, vendors' files, distributions' packages, sources; their
versions stand in rows, or in the framework's own file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from advisor.model.compatibility import CompatibilityRow
from advisor.model.releases import SDIST
from advisor.model.stack import Action, Condition, Part, Stack, StackGrade, Statement, Target
from advisor.stacks import pythons, tags, versions
from advisor.stacks.environment import NONE, Environment, environment
from advisor.stacks.filling import actions, filled, installed
from advisor.stacks.pythons import PythonOption
from advisor.stacks.searching.conditions import contradict, joined
from advisor.stacks.searching.rows import Rows
from advisor.stacks.stock import Stock, Way

Kind = Literal["index", "image", "vendor", "source", "distribution"]
_KINDS: dict[str, Kind] = {"wheel": "index", "sdist": "index"}
"""Of a package in a framework's file; the others are called the same."""
_GRADES: dict[str, StackGrade] = {"vendor": "vendor"}


def of_rows(way: Way, stock: Stock, target: Target) -> Iterator[Stack]:
    """The stacks of a recipe whose versions stand in rows, the newest framework first."""
    rows = Rows(way, target, stock.arranged(way))
    here = rows.here(way.recipe, Statement(kind="recipe"))
    if isinstance(here, str):
        return
    found: list[Stack] = []
    for row in rows.main:
        stack = _of_row(way, row, rows, stock, target, here)
        if stack is not None:
            found.append(stack)
    yield from sorted(found, key=lambda stack: _newness(stack, way), reverse=True)


def _newness(stack: Stack, way: Way) -> tuple[bool, versions.Key]:
    """The newest framework first; of an engine's stacks the newest engine, releases before what
    comes before them."""
    if not way.by:
        return True, versions.key(stack.version)
    version = next(part.version for part in stack.parts if part.component == way.by)
    return versions.is_stable(version), versions.key(version)


def _of_row(
    way: Way,
    row: CompatibilityRow,
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
    options: tuple[PythonOption, ...] = (PythonOption("", "image"),)
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
        version = assigned.get(way.frame, "")
        parts = _parts(way, assigned, target)
        around = NONE if inside else _around(option, way, assigned, stock, target)
        left = (*recipe.undo, *_images(parts)) if inside else (*around.undo, *recipe.undo)
        return Stack(
            framework=recipe.framework,
            kind=recipe.kind,
            accelerator=target.accelerator.value,
            version=version,
            parts=parts,
            python=python,
            python_from=option.origin if python else "",  # type: ignore[arg-type]
            grade="documented" if recipe.public else _GRADES.get(recipe.kind, "documented"),
            conditions=joined(conditions),
            proof=tuple(judgement.proof),
            needs=recipe.needs,
            steps=(
                *around.steps,
                *actions(recipe.steps, values),
                *(_brought(inside=inside, public=recipe.public) if target.network is False else ()),
            ),
            commands=(filled(recipe.command, values),) if recipe.command else (),
            after=(*actions(recipe.after, values), *installed(way.install, values)),
            verify=filled(recipe.verify, values),
            undo=tuple(filled(line, values) for line in left),
            note=row.note or recipe.note,
        )
    return None


def _around(
    option: PythonOption, way: Way, assigned: Mapping[str, str], stock: Stock, target: Target
) -> Environment:
    family = stock.family(target.distro.value)
    name = way.package(way.by) if way.by else way.recipe.framework
    version = assigned[way.by] if way.by else assigned[way.frame]
    return environment(option, name, version, target, family)


def _images(parts: Iterable[Part]) -> list[str]:
    """What takes images away, and the containers that were made of them."""
    names = [f"{part.name}:{part.version}" for part in parts if part.kind == "image"]
    lines = []
    for name in names:
        lines.append(
            f"docker ps --all --quiet --filter ancestor={name} | xargs -r docker rm --force"
        )
        lines.append(f"docker rmi {name}")
    return lines


def _brought(*, inside: bool, public: bool) -> tuple[Action, ...]:
    """What a machine without a network must be brought."""
    if inside:
        return (Action(kind="bring_image"),)
    return (Action(kind="bring_files"),) if public else ()


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
        files = (file for release in released for file in release.files)
        tags_of = [file.tag for file in files if file.tag != SDIST]
        minor = pythons.minor_of(python)
        if tags_of and not any(tags.takes_python(tag, minor) for tag in tags_of):
            return False
    return True


def _takes(rows: Rows, row: CompatibilityRow, assigned: Mapping[str, str]) -> bool:
    return not isinstance(rows.holds(row, assigned), str)


def _exact(row: CompatibilityRow, component: str) -> str:
    """The newest version that a row names."""
    said = row.versions[component]
    named = (said,) if isinstance(said, str) else said
    mentioned = [version for text in named for version in _versions(text)]
    return versions.newest(mentioned) or named[0]


def _versions(text: str) -> tuple[str, ...]:
    return versions.mentioned(text) if versions.is_specifier(text) else (text,)


def _inside(row: CompatibilityRow) -> str:
    said = row.versions.get("python", "")
    text = said if isinstance(said, str) else (said[0] if said else "")
    return text if versions.is_bare(text) else ""


def _engine_last(component: str, way: Way) -> int:
    """What is the framework's, then what is the engine's, then the image."""
    if component == way.recipe.image:
        return 2
    packages = way.recipe.packages
    engine = packages[: packages.index(way.frame)] if way.own else ()
    return int(component in engine)


def _parts(way: Way, assigned: Mapping[str, str], target: Target) -> tuple[Part, ...]:
    recipe = way.recipe
    parts = [
        Part(
            component=component,
            kind="image" if component == recipe.image else "package",
            version=version,
            name=way.package(component),
        )
        for component, version in sorted(
            assigned.items(), key=lambda entry: _engine_last(entry[0], way)
        )
    ]
    for component in recipe.platform:
        found = target.versions.get(component)
        if found is not None and found.known:
            parts.append(Part(component=component, kind="platform", version=found.value))
    return tuple(parts)
