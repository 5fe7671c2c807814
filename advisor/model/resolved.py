"""The shape of knowledge/resolved/<package>.json: sets of versions that uv found for plain
machines, generated and dated."""

from datetime import date
from typing import Literal

from msgspec import Struct


class ResolvedSet(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One set, written as a list."""

    pins: tuple[str, ...]
    """Exact requirements, as a stack asks for them."""
    besides: tuple[str, ...]
    """What was found for the requirements that are installed along, `numpy==2.3.5`."""
    arch: str
    glibc: str
    """It holds from this C library on."""
    python: str
    files: int
    bytes: int
    """Of all files that are downloaded, dependencies included."""
    exact: bool = True
    """False where the size of a file is not known: it is at least that much."""


class ResolvedSets(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All sets of one package, from PyPI alone."""

    schema: Literal["fwadvisor.resolved/1"]
    package: str
    """The first pin's, in normal form."""
    read: date
    """When uv was asked."""
    uv: str
    """Its version."""
    sets: tuple[ResolvedSet, ...]


class Resolved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What uv found for the pins of one stack."""

    day: date
    besides: tuple[str, ...] = ()
    files: int | None = None
    bytes: int | None = None
    exact: bool = False
