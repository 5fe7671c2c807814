"""The generated snapshots of package indexes: JSON, read strictly, each problem with its line and
column."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import yaml

from advisor.catalog.checks.common import EARLIEST
from advisor.messages import N_
from advisor.model.releases import SDIST, PackageRelease, PackageReleases
from advisor.reading.json_nodes import compose_json
from advisor.reading.node import mark
from advisor.reading.problem import Problem
from advisor.reading.regular import LARGEST_RECORD, Refused, read_regular
from advisor.stacks import versions

TAG = re.compile(r"[A-Za-z0-9_.]+-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
Place = tuple[str | int, ...]


def read_releases(
    directory: Path, file: str, *, today: date | None
) -> tuple[PackageReleases | None, bytes, list[Problem]]:
    """One package on one index, its bytes, and what is wrong with it."""
    try:
        raw = read_regular(directory / file, largest=LARGEST_RECORD)
    except Refused as refused:
        return None, b"", [_problem(file, (1, 1), refused.kind, refused.message, **refused.values)]
    try:
        found = msgspec.json.decode(raw, type=PackageReleases)
    except RecursionError:
        return None, raw, [_problem(file, (1, 1), "too-deep", N_("The nesting is too deep."))]
    except msgspec.DecodeError as error:
        return None, raw, [_refused(file, raw, error)]
    problems = []
    for place, kind, message, values in _faults(
        found, Path(file).name.removesuffix(".json"), today
    ):
        problems.append(_problem(file, _position(raw, place), kind, message, **values))
    return found, raw, problems


def _faults(
    found: PackageReleases, stem: str, today: date | None
) -> list[tuple[Place, str, str, dict[str, str]]]:
    faults: list[tuple[Place, str, str, dict[str, str]]] = []
    own = found.package if found.index == "PyPI" else f"{found.package}@{found.index}"
    if own != stem:
        message = N_("The id {found} differs from the file's name {stem}: both must be the same.")
        faults.append((("package",), "id-not-stem", message, {"found": own, "stem": stem}))
    if found.index != "PyPI" and not found.described_by:
        message = N_("An index that is not PyPI needs `described_by`: the source that tells of it.")
        faults.append((("index",), "not-described", message, {}))
    if today is not None and found.read > today:
        faults.append((("read",), *_future(found.read, today)))
    above: PackageRelease | None = None
    for at, release in enumerate(found.releases):
        place: Place = ("releases", at)
        faults += _release_faults(place, release, today)
        if above is not None and versions.key(above.version) < versions.key(release.version):
            message = N_("{found} stands below {above}: the newest version comes first.")
            values = {"found": release.version, "above": above.version}
            faults.append(((*place, "version"), "not-newest-first", message, values))
        above = release
    return faults


def _release_faults(
    place: Place, release: PackageRelease, today: date | None
) -> list[tuple[Place, str, str, dict[str, str]]]:
    faults: list[tuple[Place, str, str, dict[str, str]]] = []
    if today is not None and release.date > today:
        faults.append(((*place, "date"), *_future(release.date, today)))
    elif release.date < EARLIEST:
        message = N_("{found} is before 2000: is it a slip of the pen?")
        values = {"found": release.date.isoformat()}
        faults.append(((*place, "date"), "old-date", message, values))
    for at, file in enumerate(release.files):
        if file.tag != SDIST and not TAG.fullmatch(file.tag):
            message = N_("{found} is not a wheel tag like cp311-cp311-manylinux_2_28_x86_64.")
            faults.append(((*place, "files", at), "bad-tag", message, {"found": file.tag}))
    return faults


def _future(found: date, today: date) -> tuple[str, str, dict[str, str]]:
    message = N_("{found} is in the future; today is {today}.")
    return "future-date", message, {"found": found.isoformat(), "today": today.isoformat()}


def _refused(file: str, raw: bytes, error: msgspec.DecodeError) -> Problem:
    said, _, path = str(error).partition(" - at `$")
    message = N_("Not a snapshot of releases: {found}.")
    if byte := re.search(r"\(byte (\d+)\)", said):
        before = raw[: int(byte[1])]
        at = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
        return _problem(file, at, "syntax", message, found=said)
    steps = [name or int(index) for name, index in _STEP.findall(path.rstrip("`"))]
    return _problem(file, _position(raw, tuple(steps)), "wrong-type", message, found=said)


def _unsaid(*_place: object, **_values: object) -> None:
    """What is no JSON at all was said already."""


def _position(raw: bytes, place: Place) -> tuple[int, int]:
    """Line and column of a value. Only problems pay."""
    try:
        node = compose_json(raw.decode(), _unsaid)
    except UnicodeDecodeError:
        return 1, 1
    for step in place:
        below = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for name, value in node.value if name.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            below = node.value[step] if step < len(node.value) else None
        if below is None:
            break
        node = below
    return mark(node) if node is not None else (1, 1)


def _problem(file: str, at: tuple[int, int], kind: str, message: str, **values: str) -> Problem:
    ordered = tuple(sorted(values.items()))
    return Problem(file=file, line=at[0], column=at[1], kind=kind, message=message, values=ordered)
