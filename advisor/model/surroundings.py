"""The shapes of knowledge/distros, accelerators, industries, tasks and benchmarks."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.run import Measure
from advisor.model.source import Grade, Source
from advisor.model.text import Text


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sourced sentence about a subject."""

    about: str = ""
    """The id of a framework, where the sentence is about one."""
    says: Text
    grade: Grade
    checked: date
    sources: tuple[str, ...]


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """os-release fields, each a regular expression that must match the whole value, letter case
    ignored."""

    fields: dict[str, str]
    """For example `{ID: kylin, VERSION_ID: "V10"}`; a value of "" means that the field must be
    absent."""
    family: Literal["rpm", "deb", "any"] = "any"
    """Needed where the same ID is used by an rpm server and a deb desktop."""


class DistroRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One release of a distribution."""

    version: str
    codename: str = ""
    glibc: str | None = None
    python: str | None = None
    image: str = ""
    """A container image of it, as one of the sources names it; empty: none is known."""
    grade: Grade
    checked: date
    sources: tuple[str, ...]


class Distro(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One Linux distribution and what is documented to run there."""

    id: str
    name: Text
    vendor: str
    family: Literal["rpm", "deb"]
    matches: tuple[Match, ...]
    releases: tuple[DistroRelease, ...] = ()
    archs: tuple[str, ...]
    sources: dict[str, Source]
    statements: tuple[Statement, ...] = ()


class Detection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a device shows itself. PCI classes are prefixes: `03` display, `12` accelerator."""

    pci_vendors: tuple[str, ...] = ()
    pci_devices: tuple[str, ...] = ()
    pci_classes: tuple[str, ...] = ()
    device_nodes: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


class Accelerator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of device that a framework can run on; the plain CPU is one."""

    id: str
    name: Text
    vendor: str
    detection: Detection = Detection()
    always: bool = False
    """True for the CPU: every machine has it."""
    sources: dict[str, Source] = {}
    statements: tuple[Statement, ...] = ()


class Industry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What matters in one industry: points per criterion (normalised when used) and must-haves."""

    id: str
    name: Text
    matters: Text
    weights: dict[str, float]
    musts: dict[str, str] = {}
    """criterion: the level it must reach."""
    sources: dict[str, Source] = {}
    statements: tuple[Statement, ...] = ()
    """Documented use, or that none was found."""


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the team wants to do."""

    id: str
    name: Text
    matters: Text
    weights: dict[str, float]
    musts: dict[str, str] = {}
    workloads: tuple[str, ...] = ()
    """Measured workloads that speak to it."""
    starter: str = ""
    """The network that a starter for it holds; empty: none of them resembles the task."""


class Figure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published number."""

    framework: str
    metric: str
    value: float
    unit: str
    conditions: str = ""


class Counterpart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which workload a published metric is measured here."""

    workload: str
    label: Text
    measure: Measure | None = None
    """How its seconds become the published unit; the workload's own measure where this is left
    out."""


class Benchmark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published table with its conditions; shown, never scored."""

    id: str
    title: Text
    conditions: Text
    hardware: str
    precision: str
    batch: str
    published: str
    grade: Grade
    checked: date
    sources: dict[str, Source]
    figures: tuple[Figure, ...]
    here: dict[str, Counterpart] = {}
    """metric: what stands beside it on the reader's machine, in the order of the columns."""


class Trial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One checkable statement of the founding article and its verdict."""

    id: str
    quote: str
    about: tuple[str, ...] = ()
    verdict: Literal["confirmed", "stale", "contradicted", "unconfirmed", "opinion"]
    finding: Text
    checked: date
    sources: tuple[str, ...] = ()


class Article(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The article that the project started from, on trial."""

    title: str
    sources: dict[str, Source]
    trials: tuple[Trial, ...]
