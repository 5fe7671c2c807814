"""What a stack is resolved for, and what comes out: exact versions, a conflict, or that no way is
known."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.text import Text

Known = Literal["given", "detected", "default", "unknown"]
"""A person said it; it was read on the machine or in its file; it follows from the distribution's
release; nobody knows it."""

StackGrade = Literal[
    "ran",
    "documented_resolved",
    "documented",
    "resolved",
    "metadata",
    "vendor",
]
"""Strongest first: built and measured here; inside a row, and uv found exactly these files; inside
a row; uv found exactly these files; packages fit and no row speaks of the platform; documented, but
the files must be asked for. What has none of them is a conflict, or no way is known."""

STACK_GRADES: tuple[StackGrade, ...] = (
    "ran",
    "documented_resolved",
    "documented",
    "resolved",
    "metadata",
    "vendor",
)


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fact of a target; empty exactly when it is unknown."""

    value: str = ""
    origin: Known = "unknown"

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.origin != "unknown" and self.value != ""


UNKNOWN = Value()


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The machine where it shall run, as far as it decides which versions run there."""

    distro: Value = UNKNOWN
    """An id of distros/."""
    release: Value = UNKNOWN
    """The distribution's release: `20.04`."""
    arch: Value = UNKNOWN
    libc: str = "glibc"
    """`glibc` or `musl`."""
    glibc: Value = UNKNOWN
    """The version of the C library."""
    pythons: tuple[str, ...] = ()
    """Minor versions that are there, `3.11`."""
    pythons_origin: Known = "unknown"
    """`given`: these alone are wanted, and no other is fetched."""
    accelerator: Value = UNKNOWN
    """An id of accelerators/."""
    chip: Value = UNKNOWN
    """An id of a chip of that accelerator's file, or what was said where no file knows it."""
    versions: dict[str, Value] = {}
    """By component of kind platform or chip: what the target has."""
    network: bool | None = None
    """Whether anything can be fetched there; None when nobody knows."""
    indexes: dict[str, bool] = {}
    """By id of an index, its address or its host: whether it is reached; what is not here nobody
    knows."""
    requires: tuple[str, ...] = ()
    """Requirements of the person, `torch==2.7.1`."""
    purpose: str = ""
    """What an engine must do there, one of what engines/ do; empty where no engine is asked for."""
    tools: dict[str, str] = {}
    """By name of a tool: the path at which it lies; what is not here nobody knows."""


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is so, and who says it. `kind` is a key of views.installing.statements, which
    puts it into words."""

    kind: str
    values: dict[str, str] = {}
    title: str = ""
    """Of the source; empty for a fact of the target."""
    at: str = ""
    read: date | None = None
    dated: date | None = None
    """The source's own date, where it has one."""


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be so where the target does not tell."""

    component: str
    """A component, or `arch`, `chip`, `python`, `glibc`, `network`, `index:HOST`."""
    any_of: tuple[str, ...]
    """Specifiers of versions, or plain values; one of them."""
    because: Statement | None = None


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One component of a stack with its exact version."""

    component: str
    kind: Literal["package", "platform", "chip", "build", "image", "python"]
    version: str
    name: str = ""
    """Of a package: as pip calls it. Of an image: its repository."""
    index: str = ""
    """Where a package comes from; empty for what the target has, or what no index has."""
    at: str = ""
    """The address of that index; empty for PyPI."""
    tag: str = ""
    """The file that fits."""
    bytes: int | None = None
    released: date | None = None


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step with its command."""

    says: Text | None = None
    """The recipe's own words; None for what views word by `kind`."""
    kind: str = ""
    values: dict[str, str] = {}
    command: str = ""
    """Empty where there is nothing to type; otherwise one line or several."""


class StackEngine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What serves or trains large models in a stack."""

    id: str
    """Of engines/."""
    name: str
    purpose: str
    state: Literal["supported", "limited"]
    component: str = ""
    """The part whose version is the engine's, or its plug-in's, which decides; empty where nothing
    says which version goes with the rest."""
    version: str = ""
    note: Text | None = None
    """What its own page says besides."""


class Stack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="stack"):
    """Exact versions that are known to go together on the target."""

    framework: str
    kind: Literal["index", "image", "vendor", "source", "distribution"]
    accelerator: str
    version: str
    """The framework's own."""
    parts: tuple[Part, ...]
    """The framework's package first."""
    python: str = ""
    """The minor version; empty where Python does not matter."""
    python_from: Literal["target", "fetched", "image", "unknown", ""] = ""
    """`unknown`: nobody knows which Pythons the target has."""
    grade: StackGrade
    resolved: date | None = None
    """When uv found exactly these files."""
    conditions: tuple[Condition, ...] = ()
    """What must be so and is not known; empty for a definite answer."""
    overrides: tuple[Statement, ...] = ()
    """Metadata that a documented row overrules."""
    proof: tuple[Statement, ...] = ()
    """What says that these versions go together."""
    needs: tuple[str, ...] = ()
    """Tools that must be there."""
    steps: tuple[Action, ...] = ()
    """Before the install."""
    besides: tuple[str, ...] = ()
    """Requirements that are installed along and decide nothing."""
    commands: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    """What the commands ask pip for: exact requirements with their extras; empty where it is not
    pip that takes them from an index."""
    late: tuple[str, ...] = ()
    """Pins whose metadata forbids the others: installed last and without their dependencies, or,
    of an engine, first."""
    indexes: tuple[str, ...] = ()
    """Addresses at which pip looks for the pins, besides PyPI."""
    after: tuple[Action, ...] = ()
    """After the commands; with an image, inside its container."""
    verify: str = ""
    """Computes on the device and fails when it ran elsewhere; with an image, inside its
    container."""
    bytes: int | None = None
    """What the commands download, as far as is known."""
    bytes_exact: bool = False
    """Of all files, dependencies included; otherwise it is at least `bytes`."""
    files: int | None = None
    """How many those are; None where dependencies are not known."""
    lighter_at: str = ""
    """The address of an index that is asked besides: where it is reached, and has the version, its
    lighter files are taken instead of those that `bytes` counts."""
    lighter_bytes: int | None = None
    """What is downloaded then, about."""
    undo: tuple[str, ...] = ()
    """Takes everything away that the commands have put there, in the shell that typed them."""
    note: Text | None = None
    engine: StackEngine | None = None
    """Where large models are served or trained: by what."""
    otherwise: "tuple[Stack, ...]" = ()
    """Where the conditions do not hold: the next best, each with conditions of its own."""


class Lift(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What would have to be otherwise, and what would run then."""

    component: str
    any_of: tuple[str, ...]
    version: str
    """The framework's version that would run."""


class Conflict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="conflict"):
    """Why there is no stack: few statements that cannot hold together."""

    framework: str
    accelerator: str
    culprits: tuple[str, ...]
    """The facts without which there would be an answer; empty where nothing but another machine
    helps."""
    statements: tuple[Statement, ...]
    lifts: tuple[Lift, ...] = ()


class NoWay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="no_way"):
    """No way onto the target is known: nothing was found, which is not the same as impossible."""

    framework: str
    accelerator: str
    looked_for: tuple[Statement, ...]


Resolution = Stack | Conflict | NoWay
