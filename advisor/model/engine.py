"""The shape of knowledge/engines/<id>.yaml: what serves or trains large models, on which framework,
accelerator and chip."""

from typing import Literal

from msgspec import Struct

from advisor.model.source import DatedSource
from advisor.model.text import Text

Purpose = Literal["serving", "training"]


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
    source: str
    note: Text | None = None


class Engine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One engine, or the plug-in that brings it to other accelerators."""

    id: str
    name: str
    does: tuple[Purpose, ...]
    frameworks: tuple[str, ...]
    """Ids of frameworks/ that it is built on."""
    homepage: str = ""
    sources: dict[str, DatedSource]
    places: tuple[EngineSupport, ...]
    note: Text | None = None
