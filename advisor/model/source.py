"""Where a sceptical reader can check a claim, and how strong the evidence is."""

from datetime import date
from typing import Literal

from msgspec import Struct

Grade = Literal[
    "measured", "elsewhere", "published", "documented", "reported", "article", "unknown"
]
"""Strongest first: measured here; measured on a machine like this one; published with its
conditions; documented by the project; reported by others; the founding article only; unknown."""

GRADES: tuple[Grade, ...] = (
    "measured",
    "elsewhere",
    "published",
    "documented",
    "reported",
    "article",
    "unknown",
)


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page, a file at a commit, or a package version."""

    title: str
    at: str
    """A web address, `owner/repository path@commit`, `PyPI: name==version`, or `Debian 12:
    name==version`."""
    read: date
    """When it was last opened."""


class DatedSource(Source, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that may say how old it is itself."""

    dated: date | None = None
    """The source's own date: of its commit, its release, its last change."""
