"""The rules between the files of a base: names that must exist, dates, values within their scales."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec

from advisor.catalog.check_criterion import check_criterion, fits_scale, level_fault
from advisor.catalog.check_surroundings import SURROUNDINGS
from advisor.catalog.document import Document
from advisor.catalog.overlay import FrameworkOverlay, conditions
from advisor.messages import N_
from advisor.model.criterion import Criterion
from advisor.model.fact_names import ARCHS
from advisor.model.framework import Claim, Framework
from advisor.model.source import Source
from advisor.model.surroundings import Benchmark

EARLIEST = date(2000, 1, 1)


class Names:
    """The ids that files may mention."""

    def __init__(self, documents: list[Document]) -> None:
        self.by_kind: dict[str, dict[str, Any]] = {}
        for document in documents:
            if document.kind == "article" or isinstance(document.value, FrameworkOverlay):
                continue
            # A file that could not be read still has its name, and one without a scale still is a criterion:
            # mentioning it is not a second mistake.
            unread = document.kind == "criteria" and document.spoilt(document.value, "scale")
            self.by_kind.setdefault(document.kind, {})[document.stem] = None if unread else document.value

    def of(self, kind: str) -> dict[str, Any]:
        """id to thing."""
        return self.by_kind.get(kind, {})


def check(base: list[Document], top: list[Document], *, today: date | None) -> None:
    """Add to every document what the rules find.

    Args:
        top: the overlay's documents.
        today: dates after it are wrong; None when the clock should not be asked.
    """
    names = Names(base + top)
    below = {document.stem: document.value for document in base if document.kind == "frameworks"}
    for document in base + top:
        value = document.value
        if value is None:
            continue
        if document.kind != "article":
            _identity(document, value)
        own: dict[str, Source] = getattr(value, "sources", {})
        known = own
        if isinstance(value, FrameworkOverlay) and below.get(document.stem) is not None:
            known = below[document.stem].sources | own
        used = set[str]()
        _walk(document, known, value, today, used)
        lost = any(document.spoilt(value, name) and not getattr(value, name) for name in value.__struct_fields__)
        # All figures of a benchmark rest on all of its sources; what could not be read may have used any.
        if not isinstance(value, Benchmark) and not lost:
            for key in own:
                if key not in used:
                    message = N_("The source {found} is never used.")
                    document.fault(value, "sources", "unused-source", message, item=key, found=key)
        if isinstance(value, Framework):
            check_framework(document, value, names)
        elif isinstance(value, FrameworkOverlay):
            check_framework(document, value, names)
            check_overlay(document, value, below.get(document.stem))
        elif isinstance(value, Criterion):
            check_criterion(document, value)
        else:
            SURROUNDINGS[document.kind](document, value, names)


def _identity(document: Document, value: Any) -> None:
    message = N_("The id {found} differs from the file's name {stem}: both must be the same.")
    if value.id != document.stem:
        document.fault(value, "id", "id-not-stem", message, found=value.id, known=[document.stem], stem=document.stem)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value.id):
        message = N_("An id holds small letters, digits, '-' and '_' only; found {found}.")
        document.fault(value, "id", "bad-id", message, found=value.id)


def _walk(document: Document, known: dict[str, Source], thing: Any, today: date | None, used: set[str]) -> None:
    """Dates, source keys and empty texts, wherever they stand."""
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, date):
            _date(document, thing, name, value, today)
        elif name in ("sources", "source") and not isinstance(value, dict):
            _keys(document, known, thing, name, value, used)
        elif isinstance(value, msgspec.Struct):
            _walk(document, known, value, today, used)
        elif isinstance(value, (tuple, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                if isinstance(item, msgspec.Struct):
                    _walk(document, known, item, today, used)
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
        document.fault(thing, name, "future-date", message, found=value.isoformat(), today=today.isoformat())


def _keys(document: Document, known: dict[str, Source], thing: Any, name: str, value: Any, used: set[str]) -> None:
    keys = (value,) if isinstance(value, str) else value
    for index, key in enumerate(keys):
        used.add(key)
        if key not in known:
            item = None if isinstance(value, str) else index
            message = N_("There is no source {found} in this file.")
            document.fault(thing, name, "unknown-source", message, item=item, known=known, found=key)
        elif key in keys[:index]:
            message = N_("The source {found} is named twice.")
            document.fault(thing, name, "repeated-source", message, item=index, found=key)
    if not keys and getattr(thing, "verdict", "") not in ("unconfirmed", "opinion"):
        message = N_("No source: name at least one, for an unknown the place where it was looked for.")
        document.fault(thing, name, "no-source", message)


def check_framework(document: Document, framework: Framework | FrameworkOverlay, names: Names) -> None:
    """The rules for one alternative."""
    seen: dict[tuple[str, Any], int] = {}
    for claim in framework.claims:
        _claim(document, claim, names)
        key = (claim.criterion, conditions(claim.when))
        place = document.at(claim)
        if key in seen and claim.criterion and not document.spoilt(claim, "when"):
            message = N_("A second claim about {found} under the same conditions; the first is on line {line_before}.")
            document.fault(claim, "", "duplicate-claim", message, found=claim.criterion, line_before=str(seen[key]))
        elif place:
            seen[key] = place[0]
    versions = set[str]()
    for release in framework.releases:
        if release.version in versions:
            message = N_("The release {found} is listed twice.")
            document.fault(release, "version", "duplicate-release", message, found=release.version)
        versions.add(release.version)
    served = set[str]()
    for support in framework.accelerators:
        _known(document, support, "accelerator", support.accelerator, names.of("accelerators"), "accelerator")
        if support.accelerator in served:
            message = N_("The accelerator {found} is listed twice.")
            document.fault(support, "accelerator", "duplicate-accelerator", message, found=support.accelerator)
        served.add(support.accelerator)
        if (support.grade == "unknown") != (support.state == "unknown"):
            message = N_("Grade and state must both be unknown, or neither.")
            document.fault(support, "state", "unknown-with-value", message)
    for package in framework.packages:
        _each(document, package, "accelerators", names.of("accelerators"), "accelerator")
        _each(document, package, "distros", names.of("distros"), "distro")
        archs(document, package)
        for index, python in enumerate(package.pythons):
            if not _is_version(python):
                message = N_("{found} is not a Python version like 3.11.")
                document.fault(package, "pythons", "bad-version", message, item=index, found=python)
        if package.glibc and not _is_version(package.glibc):
            message = N_("{found} is not a version of the C library like 2.28.")
            document.fault(package, "glibc", "bad-version", message, found=package.glibc)
        for index, tag in enumerate(package.tags):
            if tag.count("-") not in (2, 3):
                message = N_("{found} is not a wheel tag like cp311-cp311-manylinux_2_28_x86_64.")
                document.fault(package, "tags", "bad-tag", message, item=index, found=tag)


def check_overlay(document: Document, top: FrameworkOverlay, base: Framework | None) -> None:
    """What an overlay withdraws must be there; its sources may not change what the base's claims rest on."""
    if base is None:
        return
    there = {(claim.criterion, conditions(claim.when)) for claim in base.claims}
    for withdrawal in top.withdrawn:
        if (withdrawal.criterion, conditions(withdrawal.when)) not in there:
            message = N_("The base has no claim about {found} under these conditions to withdraw.")
            known = [criterion for criterion, _ in there]
            document.fault(
                withdrawal, "criterion", "nothing-to-withdraw", message, found=withdrawal.criterion, known=known
            )
    for key, source in top.sources.items():
        if key in base.sources and base.sources[key] != source:
            message = N_("The base has another source called {found}; choose another key.")
            document.fault(top, "sources", "source-clash", message, item=key, found=key)


def _claim(document: Document, claim: Claim, names: Names) -> None:
    if claim.overlay is not None:
        message = N_("The key {found} is set by the program; an overlay's own claims need no mark.")
        document.fault(claim, "overlay", "set-by-program", message, found="overlay")
    if claim.grade in ("measured", "elsewhere") and document.at(claim, "grade"):
        message = N_("{found} is for runs in the store; a claim in a file is published, documented or reported.")
        document.fault(claim, "grade", "measured-claim", message, found=claim.grade)
    criteria = names.of("criteria")
    _known(document, claim, "criterion", claim.criterion, criteria, "criterion")
    criterion: Criterion | None = criteria.get(claim.criterion)
    if criterion is not None and criterion.derived_by is not None:
        message = N_("{found} is worked out by the program from releases, activity, packages or accelerators.")
        document.fault(claim, "criterion", "derived-claim", message, found=claim.criterion)
    if claim.grade == "unknown" and claim.value is not None:
        message = N_("The grade is unknown, so there can be no value; found {found}.")
        document.fault(claim, "value", "unknown-with-value", message, found=str(claim.value))
    elif claim.grade != "unknown" and claim.value is None and not document.spoilt(claim, "grade"):
        message = N_("A value is missing; without one the grade must be unknown.")
        document.fault(claim, "value", "missing-value", message)
    elif claim.value is not None and criterion is not None:
        if fault := level_fault(criterion, claim.value):
            kind, message, known = fault
            found = _written(claim.value)
            document.fault(claim, "value", kind, message, found=found, known=known, levels=", ".join(known))
        _interval(document, claim, criterion)
    if claim.when is not None:
        _each(document, claim.when, "accelerators", names.of("accelerators"), "accelerator")
        _each(document, claim.when, "distros", names.of("distros"), "distro")
        archs(document, claim.when)
        if conditions(claim.when) == ((), (), ()):
            message = N_("`when` is empty: leave it out if the claim holds everywhere.")
            document.fault(claim, "when", "empty-when", message)


def _interval(document: Document, claim: Claim, criterion: Criterion) -> None:
    if claim.low is None and claim.high is None:
        return
    place = "low" if claim.low is not None else "high"
    if not fits_scale(criterion, 1.0):
        message = N_("Only numbers have low and high; {found} has levels.")
        document.fault(claim, place, "interval-of-levels", message, found=criterion.id)
    elif isinstance(claim.value, float):
        low = claim.value if claim.low is None else claim.low
        high = claim.value if claim.high is None else claim.high
        if not low <= claim.value <= high:
            message = N_("low, value and high are not in order.")
            document.fault(claim, place, "interval-order", message)


def _known(document: Document, thing: Any, name: str, found: str, known: Any, what: str, item: object = None) -> None:
    if found not in known:
        message = N_("There is no {what} called {found}.")
        document.fault(thing, name, f"unknown-{what}", message, item=item, found=found, known=known, what=what)


def _each(document: Document, thing: Any, name: str, known: Any, what: str) -> None:
    for index, found in enumerate(getattr(thing, name)):
        _known(document, thing, name, found, known, what, index)


def archs(document: Document, thing: Any) -> None:
    """CPU architectures are written as `uname -m` writes them."""
    for index, arch in enumerate(thing.archs):
        if arch not in ARCHS:
            message = N_("{found} is not a CPU architecture as `uname -m` names it.")
            document.fault(thing, "archs", "unknown-arch", message, item=index, found=arch, known=ARCHS)


def _is_version(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 2 and all(part.isdigit() for part in parts)


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
