"""The rules for one engine: frameworks, accelerators, components and chips that exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor.catalog.checks.compatibility import Around
from advisor.catalog.names import archs, each_known, known_name
from advisor.messages import N_
from advisor.model.compatibility import BUILT_IN, Compatibility
from advisor.model.engine import (
    Bounds,
    Engine,
    EngineHabitsData,
    EngineSupport,
    KnownBad,
    PrecisionsOn,
)
from advisor.reading.document import Document
from advisor.stacks import versions


def check_engine(
    document: Document, engine: Engine, rows: Mapping[str, Compatibility], around: Around
) -> None:
    """Add what is wrong with an engine.

    Args:
        rows: the files of compatibility/, by id.
    """
    each_known(document, engine, "frameworks", around.frameworks, "framework")
    if not engine.does and not document.spoilt(engine, "does"):
        message = N_("An engine serves or trains: say which.")
        document.fault(engine, "does", "idle-engine", message)
    habits = (engine.habits, *engine.earlier_habits)
    for each in habits:
        if each is not None:
            _habits(document, each)
    for place in engine.places:
        _place(document, place, rows, around)
        _forms(document, place, rows, around)
    for bad in engine.known_bad:
        _known_bad(document, bad, rows, around)


def _place(
    document: Document, place: EngineSupport, rows: Mapping[str, Compatibility], around: Around
) -> None:
    kinds = around.accelerators
    known_name(document, place, "accelerator", place.accelerator, kinds, "accelerator")
    files = [file for file in rows.values() if file.accelerator == place.accelerator]
    components = [*BUILT_IN, *(id for file in files for id in file.components)]
    chips = [chip.id for file in files for chip in file.chips]
    if place.component:
        known_name(document, place, "component", place.component, components, N_("component"))
    for at, chip in enumerate(place.chips):
        known_name(document, place, "chips", chip, chips, N_("chip"), at)
    archs(document, place)
    _versions(document, place, components)


def _forms(
    document: Document, place: EngineSupport, rows: Mapping[str, Compatibility], around: Around
) -> None:
    """Precisions and models that are documented there."""
    each_known(document, place, "precisions", around.precisions, N_("precision"))
    for name in place.models:
        known_name(document, place, "models", name, around.models, N_("model"), name)
    if place.models and not place.models_source:
        message = N_("{found} is missing: name the source that tells it.")
        document.fault(place, "models_source", "no-source", message, found="models_source")
    files = [file for file in rows.values() if file.accelerator == place.accelerator]
    components = [id for file in files for id in file.components]
    chips = [chip.id for file in files for chip in file.chips]
    for some in place.precisions_on:
        each_known(document, some, "precisions", around.precisions, N_("precision"))
        each_known(document, some, "chips", chips, N_("chip"))
        archs(document, some)
        _versions(document, some, components)


def _versions(
    document: Document, where: EngineSupport | PrecisionsOn, components: Collection[str]
) -> None:
    for id, wanted in where.versions.items():
        known_name(document, where, "versions", id, components, N_("component"), id)
        for specifier in (wanted,) if isinstance(wanted, str) else wanted:
            _specifier(document, where, specifier, id)


def _specifier(document: Document, thing: object, found: str, item: str | None = None) -> None:
    if not versions.is_specifier(found):
        message = N_("{found} is not a version or a range like >=8.1,<9.")
        document.fault(thing, "versions", "bad-version", message, item=item, found=found)


def _known_bad(
    document: Document, bad: KnownBad, rows: Mapping[str, Compatibility], around: Around
) -> None:
    _specifier(document, bad, bad.versions)
    if bad.accelerator:
        kinds = around.accelerators
        known_name(document, bad, "accelerator", bad.accelerator, kinds, "accelerator")
    files = [file for file in rows.values() if file.accelerator == bad.accelerator]
    chips = [chip.id for file in files for chip in file.chips]
    each_known(document, bad, "chips", chips, N_("chip"))


def _habits(document: Document, habits: EngineHabitsData) -> None:
    if habits.share is not None and not 0 < habits.share <= 1:
        message = N_("{found} is no share of a card: it lies between 0 and 1.")
        document.fault(habits, "share", "out-of-bounds", message, found=str(habits.share))
    for name in ("block", "sequences", "step_tokens"):
        bounds: Bounds | None = getattr(habits, name)
        if isinstance(bounds, tuple) and list(bounds) != sorted(bounds):
            message = N_("Bounds are written at least, most likely, at most.")
            document.fault(habits, name, "odd-bounds", message)
