"""Dependencies as metadata writes them, and whether they count in an environment."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from advisor.stacks import markers, versions

_PLAIN = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:\(([^()]*)\)|([^;@()]*))\s*(;.*)?")


class PackageDependency(Struct, frozen=True):
    """One requirement."""

    name: str
    """In normal form: small letters, hyphens."""
    specifier: str
    """`*` for any version."""
    marker: str
    """Empty for always."""


@lru_cache(maxsize=1024)
def normal(name: str) -> str:
    """One spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@lru_cache(maxsize=4096)
def parsed(requirement: str) -> PackageDependency:
    """Raises: ValueError, for what is no requirement, or names an address instead of versions."""
    found = _PLAIN.fullmatch(requirement.strip())
    if found is None:
        raise ValueError(requirement)
    specifier = (found[2] or found[3] or "").replace(" ", "").strip(",")
    marker = (found[4] or "").lstrip("; ").strip()
    return PackageDependency(normal(found[1]), specifier or "*", marker)


def is_requirement(text: str) -> bool:
    """Whether pip would read it, too."""
    try:
        return versions.is_specifier(parsed(text).specifier)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def counts(marker: str, python: str, arch: str) -> bool:
    """Whether a marker holds for CPython `python` (a minor version) on Linux and that
    architecture, without extras; one that cannot be read counts."""
    if not marker:
        return True
    environment = {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "posix",
        "platform_machine": arch,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
        "extra": "",
    }
    try:
        return markers.holds(marker, environment)
    except (ValueError, KeyError):
        return True
