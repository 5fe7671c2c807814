"""Whether pip takes a file on a target: its tag against architecture, C library and Python."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

LEGACY = {"manylinux1": 5, "manylinux2010": 12, "manylinux2014": 17}
"""glibc 2.x (PEP 513, 571, 599)."""
_PLATFORM = re.compile(r"(manylinux|musllinux)_(\d+)_(\d+)_(\w+)|(manylinux\d+|linux)_(\w+)")


class Platform(Struct, frozen=True):
    """One platform of a tag."""

    libc: str
    """`glibc`, `musl`, or empty where it does not matter."""
    floor: tuple[int, int]
    """The oldest C library; (0, 0) where none is named."""
    arch: str
    """Empty for any."""


class Tag(Struct, frozen=True):
    """A file's tag, its compressed sets taken apart; without a Linux platform nothing fits."""

    pythons: tuple[str, ...]
    abis: tuple[str, ...]
    platforms: tuple[Platform, ...]


@lru_cache(maxsize=8192)
def parsed(tag: str) -> Tag | None:
    """The parts of a wheel's tag; None for a source archive."""
    parts = tag.rsplit("-", 2)
    if len(parts) != 3:
        return None
    platforms = (_platform(name) for name in parts[2].split("."))
    return Tag(
        pythons=tuple(parts[0].split(".")),
        abis=tuple(parts[1].split(".")),
        platforms=tuple(platform for platform in platforms if platform is not None),
    )


def _platform(name: str) -> Platform | None:
    if name == "any":
        return Platform("", (0, 0), "")
    found = _PLATFORM.fullmatch(name)
    if found is None:
        return None
    if found[1]:
        libc = "glibc" if found[1] == "manylinux" else "musl"
        return Platform(libc, (int(found[2]), int(found[3])), found[4])
    if found[5] == "linux":
        return Platform("", (0, 0), found[6])
    minor = LEGACY.get(found[5])
    return Platform("glibc", (2, minor), found[6]) if minor is not None else None


@lru_cache(maxsize=16384)
def takes_python(tag: str, minor: int) -> bool:
    """Whether CPython 3.`minor` takes a file of that tag (PEP 425; the free-threaded builds are
    others)."""
    found = parsed(tag)
    if found is None:
        return False
    own = f"cp3{minor}"
    abi = own + ("m" if minor < 8 else "")
    for python in found.pythons:
        if python == own and ("none" in found.abis or abi in found.abis):
            return True
        if python.startswith("cp3") and "abi3" in found.abis and _at_most(python[3:], minor):
            return True
        if "none" in found.abis and _generic(python, minor):
            return True
    return False


OLDEST = 6
"""Of Python 3: what is older than 3.6 runs none of the frameworks."""


@lru_cache(maxsize=8192)
def pythons_of(tag: str, newest: int) -> frozenset[str]:
    """The CPythons that take a file of that tag, up to 3.`newest`."""
    minors = range(OLDEST, newest + 1)
    return frozenset(f"3.{minor}" for minor in minors if takes_python(tag, minor))


def _generic(python: str, minor: int) -> bool:
    return python == "py3" or (python.startswith("py3") and _at_most(python[3:], minor))


def _at_most(digits: str, minor: int) -> bool:
    return digits.isdigit() and int(digits) <= minor


@lru_cache(maxsize=16384)
def floor_for(
    tag: str, arch: str, libc: str, glibc: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The oldest C library for which that file is taken there; None when it is not taken.

    Args:
        arch: empty when it is not known; any will do then.
        glibc: the target's; None when it is not known, and then no floor is judged.
    """
    found = parsed(tag)
    if found is None:
        return None
    fitting = []
    for platform in found.platforms:
        # A bare `linux` names no C library; pip takes it anywhere, but what is built so is built
        # for glibc.
        wanted = platform.libc or ("glibc" if platform.arch else "")
        if wanted and wanted != libc:
            continue
        if arch and platform.arch and platform.arch != arch:
            continue
        too_new = libc == "glibc" and glibc is not None and platform.floor > glibc
        if not too_new:
            fitting.append(platform.floor)
    return min(fitting, default=None)


@lru_cache(maxsize=8192)
def archs_of(tag: str) -> frozenset[str]:
    """The architectures that a tag names; empty for any."""
    found = parsed(tag)
    return frozenset(platform.arch for platform in found.platforms) - {""} if found else frozenset()


def library(version: str) -> tuple[int, int]:
    """2.31 of `2.31-0ubuntu9`, as tags compare it; below every floor where it begins with no
    number."""
    found = re.match(r"(\d+)(?:\.(\d+))?", version)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)
