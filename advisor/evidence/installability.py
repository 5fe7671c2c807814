"""Which ways lead to an installed framework on a given machine, judged as pip would judge its wheel
tags there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.evidence.book import Remark
from advisor.model.framework import Framework, Package

if TYPE_CHECKING:
    from advisor.evidence.situation import Situation

RouteKind = Literal[
    "plain", "other_index", "distribution", "image", "vendor", "source", "impossible", "unknown"
]
"""plain: pip and PyPI; other_index: pip and another index; the rest as they say."""

PREFERENCE: tuple[RouteKind, ...] = (
    "plain",
    "other_index",
    "distribution",
    "vendor",
    "image",
    "source",
    "unknown",
    "impossible",
)

DOWNLOADABLE = frozenset({"x86_64", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64"})
"""Architectures for which uv fetches a Python (python-build-standalone, glibc builds)."""
OLDEST_DOWNLOADABLE = (3, 8)
MANYLINUX1 = {"x86_64": 5, "i686": 5}
"""The oldest glibc 2.x that a manylinux tag of that architecture names; 17 for all others (PEP 513,
599, 600)."""
LEGACY = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}


class Route(Struct, frozen=True, kw_only=True):
    """One way to install, or why there is none."""

    kind: RouteKind
    package: Package | None = None
    python: str = ""
    """The minor version to use, the newest that fits; empty when Python does not matter."""
    python_here: bool = True
    """False when that Python is not among the machine's own."""
    command: str = ""
    because: tuple[Remark, ...] = ()
    """For impossible and unknown: each package's reason. For the others: what is still needed (g++,
    a Python ...)."""


def install_routes(framework: Framework, situation: Situation) -> tuple[Route, ...]:
    """All ways that lead to an installed framework there, the best first.

    Ways that cannot be judged follow as `unknown`. When there is no way at all the answer is one
    `impossible` route with the reason of every package, the one that is easiest to lift first.

    `Package.archs` is the truth: a wheel that is tagged `none-any` and holds aarch64 code installs
    on aarch64 only.
    """
    judged = [_judge(package, situation) for package in framework.packages]
    ways = [route for route in judged if route.kind != "impossible"]
    if not ways:
        reasons = [reason for route in judged for reason in route.because]
        if not reasons:
            return (Route(kind="unknown", because=(Remark(kind="no_packages_known"),)),)
        if all(reason.kind == "package_accelerator" for reason in reasons) and _may_run(
            framework, situation
        ):
            # That no package is recorded for a device does not say that there is none.
            remark = Remark(kind="no_package_for", values={"accelerator": situation.accelerator.id})
            return (Route(kind="unknown", because=(remark,)),)
        return (Route(kind="impossible", because=tuple(sorted(reasons, key=_how_final))),)
    newest = max((_major(route) for route in ways if route.kind != "unknown"), default=0)

    def order(route: Route) -> tuple[bool, bool, int, bool, tuple[int, ...]]:
        # A plain install of an old major version is not what anyone wants who asks for the
        # framework today.
        outdated = route.kind != "unknown" and _major(route) < newest
        version = tuple(-part for part in _version(route))
        return (
            route.kind == "unknown",
            outdated,
            PREFERENCE.index(route.kind),
            not route.python_here,
            version,
        )

    return tuple(sorted(ways, key=order))


def _may_run(framework: Framework, situation: Situation) -> bool:
    """True unless the framework is known not to run on that device."""
    states = [
        entry.state
        for entry in framework.accelerators
        if entry.accelerator == situation.accelerator.id
    ]
    return "none" not in states


def _judge(package: Package, situation: Situation) -> Route:
    """One package in that situation."""
    name = {"package": f"{package.name} {package.version}"}

    def impossible(kind: str, **values: str) -> Route:
        return Route(
            kind="impossible",
            package=package,
            because=(Remark(kind=kind, values={**name, **values}),),
        )

    open_questions: list[Remark] = []

    def unknown(kind: str) -> None:
        open_questions.append(Remark(kind=kind, values=dict(name)))

    accelerator, arch, distro = situation.accelerator.id, situation.arch.id, situation.distro.id
    if package.accelerators and accelerator and accelerator not in package.accelerators:
        return impossible("package_accelerator", accelerator=accelerator)
    if package.archs and arch and arch not in package.archs:
        return impossible("package_arch", arch=arch, archs=", ".join(package.archs))
    if package.archs and not arch:
        unknown("arch_unknown")
    if package.distros and distro and distro not in package.distros:
        return impossible("package_distro", distro=distro)
    if package.distros and not distro:
        unknown("distro_unknown")
    if package.kind in ("wheel", "vendor") and (floor := _floor(package, arch)):
        if not situation.glibc.id:
            unknown("glibc_unknown")
        elif _parts(situation.glibc.id) < _parts(floor):
            return impossible("package_glibc", glibc=situation.glibc.id, floor=floor)
    fitting = _pythons(package, situation)
    python, here = "", True
    if package.pythons:
        if not fitting:
            return impossible("package_tags", arch=arch)
        own = [version for version in fitting if version in situation.pythons]
        if situation.pythons_origin == "given" and not own:
            wanted = ", ".join(situation.pythons)
            return impossible(
                "package_python", python=wanted, would_need_python=max(fitting, key=_parts)
            )
        python = max(own or fitting, key=_parts)
        here = bool(own)
    needs = []
    if package.needs:
        needs.append(Remark(kind="needs_tools", values={"tools": ", ".join(package.needs)}))
    if not here:
        if situation.pythons and (arch not in DOWNLOADABLE or _parts(python) < OLDEST_DOWNLOADABLE):
            return impossible("package_python_missing", python=python, arch=arch or "?")
        needs.append(Remark(kind="needs_python", values={"python": python}))
    return Route(
        kind="unknown" if open_questions else _kind(package),
        package=package,
        python=python,
        python_here=here,
        command=package.command,
        because=tuple(open_questions or needs),
    )


def _kind(package: Package) -> RouteKind:
    if package.kind == "wheel":
        return "plain" if package.index == "PyPI" else "other_index"
    return "source" if package.kind == "sdist" else package.kind


def _pythons(package: Package, situation: Situation) -> list[str]:
    """The minor versions for which pip would take one of its files there; without known tags, those
    it declares."""
    if package.kind != "wheel" or not package.tags or not situation.arch.id:
        return list(package.pythons)
    minor = int(situation.glibc.id.split(".")[1]) if "." in situation.glibc.id else 0
    tags = _expanded(package.tags)
    mentioned = _platforms_in(tags)
    platforms = tuple(name for name in _platforms(situation.arch.id, minor) if name in mentioned)
    if not platforms and "any" not in mentioned:
        return []
    return [python for python in package.pythons if _takes(python, platforms, tags)]


def _takes(python: str, platforms: tuple[str, ...], tags: frozenset[str]) -> bool:
    """Whether pip for that CPython takes one of the files, among the platforms that they
    mention."""
    version = _parts(python)
    interpreter = f"cp{version[0]}{version[1]}"
    abi = interpreter + ("m" if version < (3, 8) else "")
    own = any(f"{interpreter}-{abi}-{name}" in tags for name in platforms)
    # Most wheels are built for one Python; importing what judges the others is a fiftieth of the
    # app's start.
    return own or not tags.isdisjoint(_accepted(version, abi, platforms))


@lru_cache(maxsize=256)
def _accepted(version: tuple[int, ...], abi: str, platforms: tuple[str, ...]) -> frozenset[str]:
    """Every tag that pip accepts for a CPython on those platforms."""
    from packaging.tags import compatible_tags, cpython_tags

    named = platforms or ("any",)  # for an empty list `packaging` would take this machine's own
    found = set(cpython_tags(version, [abi], named))
    found.update(compatible_tags(version, f"cp{version[0]}{version[1]}", named))
    return frozenset(str(tag) for tag in found)


def _platforms(arch: str, glibc_minor: int) -> list[str]:
    """What pip takes there; `glibc_minor` is of 2.x, and for 0, when it is not known, no floor is
    judged."""
    newest = glibc_minor or 99
    names = []
    for minor in range(newest, MANYLINUX1.get(arch, 17) - 1, -1):
        names.append(f"manylinux_2_{minor}_{arch}")
        if minor in LEGACY:
            names.append(f"{LEGACY[minor]}_{arch}")
    return [*names, f"linux_{arch}"]


@lru_cache(maxsize=256)
def _expanded(tags: tuple[str, ...]) -> frozenset[str]:
    """Compressed tag sets written out: `py2.py3-none-any` stands for two."""
    triples = [tag.rsplit("-", 2) for tag in tags]
    return frozenset(
        f"{python}-{abi}-{platform}"
        for pythons, abis, platforms in (triple for triple in triples if len(triple) == 3)
        for python in pythons.split(".")
        for abi in abis.split(".")
        for platform in platforms.split(".")
    )


@lru_cache(maxsize=256)
def _platforms_in(tags: frozenset[str]) -> frozenset[str]:
    return frozenset(tag.rsplit("-", 1)[1] for tag in tags)


def _floor(package: Package, arch: str) -> str:
    """The lowest glibc that any of its files for that architecture admits; empty when none says."""
    floors = []
    for tag in _expanded(package.tags):
        platform = tag.rsplit("-", 1)[-1]
        if arch and not platform.endswith(arch):
            continue
        if match := re.match(r"manylinux_(\d+)_(\d+)_", platform):
            floors.append((int(match[1]), int(match[2])))
        else:
            floors.extend(
                (2, minor) for minor, name in LEGACY.items() if platform.startswith(f"{name}_")
            )
    declared = _parts(package.glibc) if package.glibc else (0,)
    lowest = max(min(floors, default=(0,)), declared)
    return ".".join(str(part) for part in lowest) if lowest > (0,) else ""


def _how_final(reason: Remark) -> int:
    """The reasons that a person can lift come first."""
    order = (
        "package_python",
        "package_python_missing",
        "package_glibc",
        "package_distro",
        "package_tags",
    )
    return (
        order.index(reason.kind)
        if reason.kind in order
        else len(order) + (reason.kind == "package_accelerator")
    )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _version(route: Route) -> tuple[int, ...]:
    """The release number, padded, so that it can be compared: `3.0.0.dev2025` counts as 3.0.0."""
    written = re.match(r"v?(\d+(?:\.\d+)*)", route.package.version if route.package else "")
    parts = _parts(written[1]) if written else ()
    return (*parts, 0, 0, 0, 0)[:4]


def _major(route: Route) -> int:
    return _version(route)[0]
