"""The shape of knowledge/frameworks/<id>.yaml: what we claim about one alternative."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.compatibility import Caveat, Recipe
from advisor.model.criterion import Level
from advisor.model.source import Grade, Source
from advisor.model.text import Text


class When(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim holds only there; an empty field means everywhere."""

    accelerators: tuple[str, ...] = ()
    archs: tuple[str, ...] = ()
    distros: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    """As people write them; letter case, spaces and hyphens do not matter, `*` stands for
    anything."""


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sourced answer to one criterion."""

    criterion: str
    value: Level | None = None
    """None exactly when the grade is unknown."""
    low: float | None = None
    high: float | None = None
    grade: Grade
    checked: date
    sources: tuple[str, ...]
    """Keys of the file's own `sources`; for an unknown: where it was looked for."""
    when: When | None = None
    since: str = ""
    """The first version of the framework that it is true of; empty: no source tells."""
    until: str = ""
    """The last one."""
    read_for: str = ""
    """The version that it was read for; empty: the newest stable one on the day `checked`."""
    note: Text | None = None
    overlay: Literal["added", "overrides", "withdrawn"] | None = None
    """Set by the program when an overlay put this claim here; a withdrawn one is unknown and its
    note says why."""


class Release(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version that people could install."""

    version: str
    date: date
    stable: bool = True
    source: str


class Activity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much was done in the repository in the twelve months before it was checked."""

    commits_12_months: int | None = None
    last_commit: date | None = None
    checked: date
    sources: tuple[str, ...]
    note: Text | None = None


class Package(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to get the framework onto a machine."""

    name: str
    version: str
    index: str
    """`PyPI`, or the address of another index, image registry or download page."""
    kind: Literal["wheel", "sdist", "image", "distribution", "vendor", "source"]
    command: str
    """Exactly what to type."""
    accelerators: tuple[str, ...]
    pythons: tuple[str, ...]
    """`3.11`, ...; empty when Python does not matter."""
    archs: tuple[str, ...]
    """Where it really works, whatever its tag says; empty when it builds anywhere."""
    glibc: str | None = None
    """The lowest C library its tag admits."""
    distros: tuple[str, ...] = ()
    """Only there, when given."""
    tags: tuple[str, ...] = ()
    """Wheel tags as on the index, for example `cp311-cp311-manylinux_2_28_x86_64`."""
    needs: tuple[str, ...] = ()
    """Tools that must be there: `g++`, `python3-config`."""
    megabytes: float | None = None
    checked: date
    sources: tuple[str, ...]
    note: Text | None = None

    def serves(self, accelerator: str) -> bool:
        """Whether it is for that accelerator; one that names none is for every."""
        return not self.accelerators or accelerator in self.accelerators


class AcceleratorSupport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one kind of device is served."""

    accelerator: str
    chips: tuple[str, ...] = ()
    """Only these chips of it, by the ids of its file in compatibility/; empty for all. An entry
    for the chip at hand wins over one for all."""
    how: Literal["built_in", "plugin", "vendor", "source", "none", "unknown"]
    state: Literal["supported", "partial", "experimental", "legacy", "dormant", "none", "unknown"]
    since: str | None = None
    grade: Grade
    checked: date
    sources: tuple[str, ...]
    note: Text | None = None


class Framework(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One alternative. Only id, name, summary, sources and claims are needed; the rest feeds
    derived criteria."""

    id: str
    name: str
    name_zh: str = ""
    organisation: Text | None = None
    licence: str = ""
    """SPDX identifier."""
    homepage: str = ""
    repository: str = ""
    summary: Text
    sources: dict[str, Source]
    releases: tuple[Release, ...] = ()
    activity: Activity | None = None
    packages: tuple[Package, ...] = ()
    accelerators: tuple[AcceleratorSupport, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    """How it gets onto a plain CPU and what else it serves itself; a vendor's plug-in stands in
    compatibility/."""
    caveats: tuple[Caveat, ...] = ()
    claims: tuple[Claim, ...]
