"""The shape of knowledge/releases/<package>.json: what an index holds of one package, as of a
day."""

from datetime import date
from typing import Literal

from msgspec import Raw, Struct

SDIST = "sdist"
"""What stands in place of a tag for a source archive."""


class ReleaseFile(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One file, written as `[tag, bytes]`."""

    tag: str
    """As in the file's name, compressed sets included: `cp310-cp310-manylinux_2_28_x86_64`;
    `sdist` for a source archive."""
    bytes: int | None
    """None where a description of an index does not tell."""


class PackageRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a package."""

    version: str
    """As the index writes it, a local label (`+cu126`) included."""
    date: date
    """When its first file was uploaded; for a described index, what the source tells."""
    requires_python: str = ""
    yanked: bool = False
    """True when every file was taken back."""
    files: tuple[ReleaseFile, ...]
    requires: tuple[str, ...] = ()
    """Dependencies that decide, as the metadata writes them, markers included: on packages that
    have a file here themselves, and on numpy. Where the files of a release say different things,
    a marker tells which of them do."""
    requires_unknown: str = ""
    """Why `requires` may not be all: a source archive that has to be built first, metadata that
    could not be read."""


class PackageReleases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every release of one package on one index, the newest version first."""

    schema: Literal["fwadvisor.releases/1"]
    package: str
    index: str = "PyPI"
    """`PyPI`, or the id of another index, which stands after `@` in the file's name."""
    at: str = ""
    """The address that pip takes for another index; empty for PyPI."""
    build: str = ""
    """What all its files are built for, where an index holds one build: `cu126`, `cpu`."""
    described_by: str = ""
    """Empty when the index itself was read; otherwise the public source that describes it."""
    deciding: str = ""
    """A short name for the set of packages whose requirements were kept; refresh reads all
    metadata anew when it changes."""
    read: date
    releases: tuple[PackageRelease, ...]


class ReleaseIndex(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of knowledge/releases; each package stays encoded until somebody asks for it."""

    packages: dict[str, Raw]
    """`package` or `package@index`, the file's name without its ending."""
