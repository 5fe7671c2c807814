"""The shape of knowledge/compatibility/<platform>.yaml: which versions a vendor or project
documents as going together, and how a framework gets onto that platform."""

from typing import Literal

from msgspec import Raw, Struct

from advisor.model.engine import Engine
from advisor.model.releases import ReleaseIndex
from advisor.model.source import DatedSource
from advisor.model.text import Text

Versions = dict[str, str | tuple[str, ...]]
"""component: a specifier, or several of which one must hold. `8.0.0` means exactly that, `>=8.1,<9`
a range, `2.1.*` a line, `*` any."""

BUILT_IN = ("python", "glibc")
"""Components that every target has and no file declares."""


class Component(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something with versions that rows speak about."""

    kind: Literal["platform", "package", "chip", "build", "image"]
    """platform: a fact of the target (a driver, a toolkit); package: installed with pip; chip: a
    property of the chip, such as its compute capability; build: what a package's files were built
    for; image: a container image, whose versions are its tags."""
    name: Text | None = None
    """For people; the id where it is left out."""
    fact: str = ""
    """Of a platform component or a property of a chip: the fact that holds it."""
    field: str = ""
    """Where that fact is a table or a list of tables: the column; the lowest version in it
    counts."""
    package: str = ""
    """Of a package: its name on the index where that is not the id. Of an image: its repository."""


class ChipMemory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much memory cards with a chip have, as makers count it."""

    gib: float
    """Of what one device of the vendor's tools shows: a board with two chips shows two."""
    cards: tuple[str, ...] = ()
    """Spellings of the cards that have so much; empty where all have."""
    source: str


class Chip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of chip, whatever the vendor's tools call it."""

    id: str
    spellings: tuple[str, ...] = ()
    """What tools print and people write; letter case, spaces and hyphens do not matter. `*` stands
    for anything."""
    name: Text | None = None
    components: dict[str, str] = {}
    """Its properties: `compute_capability: "8.0"`."""
    memory: tuple[ChipMemory, ...] = ()
    """What its cards are sold with; empty where no source was read."""
    source: str
    note: Text | None = None


class CompatibilityRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Versions that a source documents as going together.

    Rows that speak about the same first component belong together: of the rows whose first
    component fits a target, one must fit in all components.
    """

    versions: Versions
    """In the source's order of thought: what the row is about comes first (`cann`, then what goes
    with it)."""
    chips: tuple[str, ...] = ()
    """Only with these; empty for all."""
    archs: tuple[str, ...] = ()
    distros: tuple[str, ...] = ()
    source: str
    note: Text | None = None


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing needs another, whatever rows say."""

    of: Versions
    """Where all of these hold ..."""
    needs: Versions
    """... the target must have these."""
    archs: tuple[str, ...] = ()
    """Only there; empty for everywhere."""
    chips: tuple[str, ...] = ()
    source: str
    note: Text | None = None


class Build(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the files of a package on an index were built for, where versions differ in it."""

    package: str
    versions: str = "*"
    index: str = "PyPI"
    archs: tuple[str, ...] = ()
    build: str
    """A value of the component of kind `build`: `cu132`."""
    source: str


class Caveat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the metadata of some files does not tell."""

    package: str
    versions: str = "*"
    index: str = "PyPI"
    tags: tuple[str, ...] = ()
    """The files that it is about; empty for all."""
    stub: bool = False
    """True for files without the framework in them: never chosen."""
    archs: tuple[str, ...] = ()
    """Where they work, whatever their tag says."""
    pythons: str = ""
    """A specifier that the metadata should have: `>=3.7,<3.13`."""
    requires: tuple[str, ...] = ()
    """A dependency that the metadata should have: `numpy<2`."""
    says: Text
    source: str


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to do before the install."""

    says: Text
    command: str = ""
    """May name components in braces: `{cann}`."""


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a framework gets onto a kind of accelerator. Of several, the newest framework wins, then
    the one that stands first."""

    framework: str = ""
    """An id of frameworks/; left out in the framework's own file."""
    accelerator: str = ""
    """An id of accelerators/; left out where the file has one."""
    kind: Literal["index", "image", "vendor", "source", "distribution"] = "index"
    """index: pip takes the packages from an index, judged by their tags; everything else takes its
    versions from rows. In an image, components that are not in `platform` come with it."""
    packages: tuple[str, ...]
    """Components of kind package that make the stack; the first is the one whose version is the
    framework's."""
    platform: tuple[str, ...] = ()
    """Components that the target must have; the first is the one that rows decide by."""
    build: str = ""
    """The component of kind build whose value the packages' files decide."""
    image: str = ""
    """The component of kind image."""
    index: str = "PyPI"
    """Where the first package comes from; the others come from there too, or from PyPI where that
    index does not have them."""
    indexes: tuple[str, ...] = ()
    """Instead of `index`: several, the one that is preferred for the same version first."""
    asked_besides: str = ""
    """The address of an index that pip asks too when the first package comes from PyPI: where it
    has the same version, its lighter files are taken."""
    asked_besides_megabytes: int | None = None
    """What is downloaded then, about, dependencies included."""
    elsewhere: dict[str, str] = {}
    """package: the address of the index that has it, where PyPI does not."""
    extras: dict[str, str] = {}
    """package: the extra to ask for, `and-cuda`."""
    chips: tuple[str, ...] = ()
    archs: tuple[str, ...] = ()
    distros: tuple[str, ...] = ()
    public: bool = False
    """Of kind vendor: its files lie at an address that anyone reaches, and nobody need be asked."""
    besides: tuple[str, ...] = ()
    """Further requirements that decide nothing: `numpy`, `decorator`."""
    needs: tuple[str, ...] = ()
    """Tools that must be there: `g++`, `docker`."""
    steps: tuple[Step, ...] = ()
    command: str = ""
    """What to type where it is not a plain install; components in braces."""
    after: tuple[Step, ...] = ()
    """After the command; with an image, inside its container."""
    undo: tuple[str, ...] = ()
    """What takes away what steps and command leave beside the environment or the image."""
    verify: str = ""
    """A command that computes on the device and fails when it ran elsewhere."""
    sources: tuple[str, ...]
    note: Text | None = None


class Compatibility(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One vendor's platform."""

    id: str
    accelerator: str = ""
    """An id of accelerators/; left out where the file is about none."""
    name: Text
    sources: dict[str, DatedSource]
    components: dict[str, Component] = {}
    chip_facts: tuple[str, ...] = ()
    """Where the chip's name stands: `ascend.devices.name`, the column after the last dot."""
    chips: tuple[Chip, ...] = ()
    builds: tuple[Build, ...] = ()
    rows: tuple[CompatibilityRow, ...] = ()
    needs: tuple[Requirement, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    recipes: tuple[Recipe, ...] = ()


class StackKnowledge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stacks are resolved from; apart from the rest of the base, so that only they pay for
    it."""

    hash: str
    compatibility: dict[str, Compatibility]
    engines: dict[str, Engine] = {}
    index: ReleaseIndex
    resolved: dict[str, Raw] = {}
    """By package: the sets that uv found, encoded until somebody asks for them."""
