"""The shapes of knowledge/distros, accelerators, industries, tasks and benchmarks."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.language_model import Modality, ModelKind, ModelPurpose
from advisor.model.run import Measure
from advisor.model.source import Grade, Source
from advisor.model.text import Text


class SourcedSentence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    """One release of a distribution. What no source tells is left out and stays unknown.

    A machine runs it when VERSION_ID is the first word of `version`, or begins with it and a dot;
    and, where `version` has further words (`V10 SP3`), when they or the code name stand in what the
    machine says of itself. `fields` replaces that rule.
    """

    version: str
    codename: str = ""
    also: tuple[str, ...] = ()
    """What people call it besides."""
    fields: dict[str, str] = {}
    """os-release fields, and EDITION for what stands in the vendor's own file, as in `matches`."""
    glibc: str | None = None
    python: str | None = None
    """The Python that `python3` is there."""
    pythons: tuple[str, ...] = ()
    """Further ones in its own repositories."""
    kernel: str | None = None
    """The kernel that it came with: `4.19`."""
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
    archs_sources: tuple[str, ...] = ()
    """What tells of them; empty where nothing was found that does."""
    sources: dict[str, Source]
    statements: tuple[SourcedSentence, ...] = ()


class CardModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one PCI device number stands for."""

    device: str
    name: str
    """As the vendor or the PCI ID repository names it."""
    chip: str = ""
    """The chip on it as people write it; empty where the number does not tell."""


class Bystander(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A device of an accelerator's class that is none: it draws the screen, or compresses."""

    pci: str
    """`19e5:a25?`: vendor and device, `?` for any digit."""
    classes: tuple[str, ...] = ()
    """Prefixes; empty for any class."""
    what: Text


class Detection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a device shows itself. PCI classes are prefixes: `03` display, `12` accelerator.

    A device that `models` names is one, whatever its class. Any other is one when vendor and class
    fit, and its number where `pci_devices` restricts that. `others` are none. The probe works with
    the same table, generated from these files.
    """

    pci_vendors: tuple[str, ...] = ()
    pci_devices: tuple[str, ...] = ()
    """Numbers, `?` for any digit: `d???`."""
    pci_classes: tuple[str, ...] = ()
    models: tuple[CardModel, ...] = ()
    further_chips: tuple[str, ...] = ()
    """Chips that no number here stands for, as people write them; `*` stands for anything."""
    built_in: tuple[str, ...] = ()
    """Numbers of graphics in a processor: they draw a screen and are no reason to choose."""
    built_in_bus: str = ""
    """The bus on which everything of this vendor is built in: `00`."""
    old_drivers: tuple[str, ...] = ()
    """Kernel drivers of cards that are too old to compute with."""
    others: tuple[Bystander, ...] = ()
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
    statements: tuple[SourcedSentence, ...] = ()


class Industry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What matters in one industry: points per criterion (normalised when used) and must-haves."""

    id: str
    name: Text
    matters: Text
    weights: dict[str, float]
    musts: dict[str, str] = {}
    """criterion: the level it must reach."""
    sources: dict[str, Source] = {}
    statements: tuple[SourcedSentence, ...] = ()
    """Documented use, or that none was found."""


class TaskModels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which large models a task is about, and what is done with them."""

    purpose: ModelPurpose
    engine: bool = True
    """Whether it takes an engine; otherwise the framework itself runs them, by its libraries."""
    kinds: tuple[ModelKind, ...] = ()
    """Of models/: only these; empty for all."""
    modality: tuple[Modality, ...] = ()
    """Only models that read or write one of these; empty for all."""


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
    large_models: TaskModels | None = None
    """A need that names a model and no task gets the serving task that is about such models most
    closely."""


class Figure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published number."""

    framework: str
    metric: str
    value: float
    unit: str
    conditions: str = ""


class LocalMetric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    here: dict[str, LocalMetric] = {}
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
