"""The rules for one engine: frameworks, accelerators, components and chips that exist."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.catalog.checks.compatibility import Around
from advisor.catalog.names import archs, each_known, known_name
from advisor.messages import N_
from advisor.model.compatibility import BUILT_IN, Compatibility
from advisor.model.engine import Engine, EngineSupport
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
    for place in engine.places:
        _place(document, place, rows, around)


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
    for id, wanted in place.versions.items():
        known_name(document, place, "versions", id, components, N_("component"), id)
        for specifier in (wanted,) if isinstance(wanted, str) else wanted:
            if not versions.is_specifier(specifier):
                message = N_("{found} is not a version or a range like >=8.1,<9.")
                document.fault(place, "versions", "bad-version", message, item=id, found=specifier)
