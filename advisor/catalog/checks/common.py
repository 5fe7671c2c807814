"""The rules between the files of a base: names that must exist, dates, values within their
scales."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec

from advisor.catalog.checks.compatibility import Around
from advisor.catalog.checks.criterion import check_criterion, check_family_of
from advisor.catalog.checks.framework import check_framework, check_overlay, check_ways
from advisor.catalog.checks.surroundings import SURROUNDINGS
from advisor.catalog.names import Names
from advisor.catalog.overlay import FrameworkOverlay
from advisor.messages import N_
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.source import Source
from advisor.model.surroundings import Benchmark
from advisor.reading.document import Document

EARLIEST = date(2000, 1, 1)
_SCRIPTED = re.compile(r"\s*(?:javascript|vbscript|data|file|blob|about)\s*:\S", re.IGNORECASE)
"""What a browser runs or opens on this machine instead of fetching a page."""


def check(
    base: list[Document],
    top: list[Document],
    *,
    today: date | None,
    releases: Collection[str] = (),
) -> None:
    """Add to every document what the rules find.

    Args:
        top: the overlay's documents.
        releases: packages of which a snapshot is there.
        today: dates after it are wrong; None when the clock should not be asked.
    """
    names = Names(base + top)
    around = Around(
        frameworks=names.of("frameworks"),
        accelerators=names.of("accelerators"),
        distros=names.of("distros"),
        releases=releases,
    )
    below = {document.stem: document.value for document in base if document.kind == "frameworks"}
    for document in base + top:
        value = document.value
        if value is None:
            continue
        if document.kind != "article":
            check_identity(document, value)
        own: dict[str, Source] = getattr(value, "sources", {})
        known = own
        if isinstance(value, FrameworkOverlay) and below.get(document.stem) is not None:
            known = below[document.stem].sources | own
        check_sources(document, known, today)
        if isinstance(value, Framework | FrameworkOverlay):
            check_ways(document, value, around)
        if isinstance(value, Framework):
            check_framework(document, value, names)
        elif isinstance(value, FrameworkOverlay):
            check_framework(document, value, names)
            check_overlay(document, value, below.get(document.stem))
        elif isinstance(value, Criterion):
            check_criterion(document, value)
            check_family_of(document, value, names)
        else:
            SURROUNDINGS[document.kind](document, value, names)


def check_sources(document: Document, known: dict[str, Source], today: date | None) -> None:
    """Every key that is used must be known, every source of the file must be used, and no date may
    be odd."""
    value = document.value
    used = set[str]()
    _walk(document, known, value, today, used)
    lost = any(
        document.spoilt(value, name) and not getattr(value, name)
        for name in value.__struct_fields__
    )
    # All figures of a benchmark rest on all of its sources; what could not be read may have used
    # any.
    if not isinstance(value, Benchmark) and not lost:
        for key in getattr(value, "sources", {}):
            if key not in used:
                message = N_("The source {found} is never used.")
                document.fault(value, "sources", "unused-source", message, item=key, found=key)


def check_identity(document: Document, value: Any) -> None:
    """A file is called what it is about."""
    message = N_("The id {found} differs from the file's name {stem}: both must be the same.")
    if value.id != document.stem:
        document.fault(
            value,
            "id",
            "id-not-stem",
            message,
            found=value.id,
            known=[document.stem],
            stem=document.stem,
        )
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value.id):
        message = N_("An id holds small letters, digits, '-' and '_' only; found {found}.")
        document.fault(value, "id", "bad-id", message, found=value.id)


MAY_BE_UNTOLD = (
    "archs_sources",
    "shape_source",
    "licence_source",
    "released_source",
    "models_source",
    "lines_sources",
)
"""Fields that are empty where nothing tells of what they stand for."""

SOURCED = ("sources", "source", "size_sources", *MAY_BE_UNTOLD)
"""Fields that hold keys of a file's sources."""


def _walk(
    document: Document, known: dict[str, Source], thing: Any, today: date | None, used: set[str]
) -> None:
    """Dates, source keys and empty texts, wherever they stand."""
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, date):
            _date(document, thing, name, value, today)
        elif name in MAY_BE_UNTOLD and not value:
            continue
        elif name in SOURCED and not isinstance(value, dict):
            _keys(document, known, thing, name, value, used)
        elif isinstance(value, msgspec.Struct):
            _walk(document, known, value, today, used)
        elif isinstance(value, (tuple, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                if isinstance(item, msgspec.Struct):
                    _walk(document, known, item, today, used)
        elif isinstance(value, str) and _SCRIPTED.match(value):
            message = N_("{found} is no address of a page: it begins with http:// or https://.")
            document.fault(thing, name, "bad-address", message, found=value)
        elif value == "" and (name in ("en", "zh", "says") or isinstance(thing, Source)):
            message = N_("The text {found} is empty.")
            if document.at(thing, name):
                document.fault(thing, name, "empty-text", message, found=name)


def _date(document: Document, thing: Any, name: str, value: date, today: date | None) -> None:
    if value < EARLIEST:
        message = N_("{found} is before 2000: is it a slip of the pen?")
        document.fault(thing, name, "old-date", message, found=value.isoformat())
    elif today is not None and value > today:
        message = N_("{found} is in the future; today is {today}.")
        document.fault(
            thing, name, "future-date", message, found=value.isoformat(), today=today.isoformat()
        )


def _keys(
    document: Document, known: dict[str, Source], thing: Any, name: str, value: Any, used: set[str]
) -> None:
    keys = (value,) if isinstance(value, str) else value
    for index, key in enumerate(keys):
        used.add(key)
        if key not in known:
            item = None if isinstance(value, str) else index
            message = N_("There is no source {found} in this file.")
            document.fault(
                thing, name, "unknown-source", message, item=item, known=known, found=key
            )
        elif key in keys[:index]:
            message = N_("The source {found} is named twice.")
            document.fault(thing, name, "repeated-source", message, item=index, found=key)
    if not keys and getattr(thing, "verdict", "") not in ("unconfirmed", "opinion"):
        message = N_(
            "No source: name at least one, for an unknown the place where it was looked for."
        )
        document.fault(thing, name, "no-source", message)
