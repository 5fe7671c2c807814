"""The shape of knowledge/engines/<id>.yaml: what serves or trains large models, on which framework,
accelerator and chip."""

from typing import Literal

from msgspec import Struct

from advisor.model.source import DatedSource
from advisor.model.text import Text

Purpose = Literal["serving", "training"]
PlacePurpose = Literal["serving", "finetuning", "quantised_finetuning", "pretraining"]
Parallelism = Literal["tensor", "pipeline", "data", "expert", "context"]
Bounds = float | tuple[float, float, float]
"""One number that is so, or at least, most likely and at most."""


TAGGED = "engine_image"
"""The component of images whose tag follows from a row, which no file declares."""


class EngineHabitsData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an engine keeps for itself unless it is told otherwise; what is left out is taken from
    published logs of engines in general (docs/large-model-memory.md)."""

    share: float | None = None
    """Of a card's memory, what it may take for all but its graphs."""
    block: Bounds | None = None
    """Tokens in a page of the cache."""
    sequences: Bounds | None = None
    """For which it makes room when it starts."""
    step_tokens: Bounds | None = None
    """Tokens of prompts that pass through the layers at once."""
    since: str = ""
    """The version from which on it is so."""
    source: str
    note: Text | None = None


class PrecisionsOn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Forms of the numbers that are documented for some chips of a place."""

    precisions: tuple[str, ...]
    """Ids of precisions/."""
    chips: tuple[str, ...] = ()
    """Ids of chips; empty for all of the place."""
    archs: tuple[str, ...] = ()
    versions: dict[str, str | tuple[str, ...]] = {}
    """What the chip must have: `compute_capability: ">=8.9"`."""
    source: str
    note: Text | None = None


class EngineSupport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an engine runs, or is said not to."""

    accelerator: str
    """An id of accelerators/."""
    state: Literal["supported", "limited", "none"]
    """limited: experimental, basic or for a demonstration, as its own pages say; none: they say
    that it does not run there."""
    component: str = ""
    """A component of that accelerator's files in compatibility/: one of its rows must fit the
    target, and says which versions go together."""
    chips: tuple[str, ...] = ()
    """Ids of chips there; empty for all, or where the rows tell."""
    archs: tuple[str, ...] = ()
    versions: dict[str, str | tuple[str, ...]] = {}
    """What the platform or the chip must have besides, as rows of compatibility/ say it:
    `compute_capability: ">=7.5"`."""
    packages: tuple[str, ...] = ()
    """What pip installs besides what rows name, the engine's own first."""
    elsewhere: dict[str, str] = {}
    """package: the address of the index that has it, where PyPI does not."""
    image: str = ""
    """The image that holds a row's versions, components in braces: `quay.io/ascend/x:v{x}`."""
    container: str = ""
    """What `docker run` is given before the image: devices, mounts, memory."""
    install: str = ""
    """What is typed after the framework's install, where no index brings the engine or not this
    build; components in braces."""
    lines_sources: tuple[str, ...] = ()
    """What says how it is installed or its image is started; empty where `source` does."""
    purposes: tuple[PlacePurpose, ...] = ()
    """What is documented there; empty for all that the engine does."""
    precisions: tuple[str, ...] = ()
    """Ids of precisions/ that are documented there on every chip; empty where nothing tells."""
    precisions_on: tuple[PrecisionsOn, ...] = ()
    """Those that only some of its chips have."""
    models: dict[str, str] = {}
    """Id or family of models/, and the version since which its pages name it there; "" where they
    do not say since when."""
    models_source: str = ""
    """What names them."""
    tested_with: dict[str, str] = {}
    """What the page says that it was last tested with: `torch: "2.10.0"`."""
    source: str
    note: Text | None = None


class EngineStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an engine is started. Lines may name in braces what is asked for: `{model}`, `{cards}`,
    `{context}`, `{users}`, `{port}`."""

    purpose: Purpose
    accelerators: tuple[str, ...] = ()
    """Only there; empty for everywhere."""
    command: str
    options: dict[Literal["cards", "context", "users"], str] = {}
    """What is asked for: the options that are added where it is: `context: --max-model-len
    {context}`."""
    precisions: dict[str, str] = {}
    """Id of precisions/: the options that are added for it."""
    steps: tuple[str, ...] = ()
    """What is typed before: a variable that is set, a file that is written."""
    test: str = ""
    """A request, or what shows that it trained."""
    stop: str = ""
    source: str


class KnownBad(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known to go wrong with some versions of an engine."""

    versions: str
    """A specifier: `==0.9.2rc1`, `>=0.10,<0.11`."""
    accelerator: str = ""
    """Only there; empty for everywhere."""
    chips: tuple[str, ...] = ()
    what: Text
    thread: str
    """`owner/repository#number`."""
    fixed_in: str = ""


class Engine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One engine, or the plug-in that brings it to other accelerators."""

    id: str
    name: str
    does: tuple[Purpose, ...]
    frameworks: tuple[str, ...]
    """Ids of frameworks/ that it is built on."""
    homepage: str = ""
    habits: EngineHabitsData | None = None
    earlier_habits: tuple[EngineHabitsData, ...] = ()
    """Of the versions before, newest first."""
    parallelism: tuple[Parallelism, ...] = ()
    """How it spreads one model over several cards; empty where nothing tells."""
    sources: dict[str, DatedSource]
    places: tuple[EngineSupport, ...]
    serve: tuple[EngineStart, ...] = ()
    """How it is started: the first that is for the purpose and the accelerator counts."""
    known_bad: tuple[KnownBad, ...] = ()
    note: Text | None = None
