"""The rules for one alternative, and for what an overlay says about one."""

from __future__ import annotations

from typing import Any

from advisor.catalog.checks.compatibility import Around, check_caveat, check_recipe
from advisor.catalog.checks.criterion import fits_scale, level_fault
from advisor.catalog.names import Names, archs, each_known, known_name
from advisor.catalog.overlay import FrameworkOverlay, conditions, meant
from advisor.messages import N_
from advisor.model.criterion import Criterion
from advisor.model.framework import Claim, Framework
from advisor.reading.document import Document
from advisor.stacks import versions


def check_framework(
    document: Document, framework: Framework | FrameworkOverlay, names: Names
) -> None:
    """The rules for one alternative."""
    seen: dict[tuple[str, Any, str, str], int] = {}
    for claim in framework.claims:
        _claim(document, claim, names)
        key = (claim.criterion, conditions(claim.when), claim.since, claim.until)
        place = document.at(claim)
        if key in seen and claim.criterion and not document.spoilt(claim, "when"):
            message = N_(
                "A second claim about {found} under the same conditions; the first is on line "
                "{line_before}."
            )
            document.fault(
                claim,
                "",
                "duplicate-claim",
                message,
                found=claim.criterion,
                line_before=str(seen[key]),
            )
        elif place:
            seen[key] = place[0]
    listed = set[str]()
    for release in framework.releases:
        if release.version in listed:
            message = N_("The release {found} is listed twice.")
            document.fault(release, "version", "duplicate-release", message, found=release.version)
        listed.add(release.version)
    served = set[tuple[str, str]]()
    for support in framework.accelerators:
        known_name(
            document,
            support,
            "accelerator",
            support.accelerator,
            names.of("accelerators"),
            "accelerator",
        )
        about = {(support.accelerator, chip) for chip in support.chips or ("",)}
        if about & served:
            message = N_("The accelerator {found} is listed twice.")
            document.fault(
                support, "accelerator", "duplicate-accelerator", message, found=support.accelerator
            )
        served |= about
        if (support.grade == "unknown") != (support.state == "unknown"):
            message = N_("Grade and state must both be unknown, or neither.")
            document.fault(support, "state", "unknown-with-value", message)
    for package in framework.packages:
        each_known(document, package, "accelerators", names.of("accelerators"), "accelerator")
        each_known(document, package, "distros", names.of("distros"), "distro")
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


def check_ways(document: Document, framework: Framework | FrameworkOverlay, around: Around) -> None:
    """How it gets onto a machine by itself, and what its files' metadata does not tell."""
    for recipe in framework.recipes:
        if recipe.framework not in ("", framework.id):
            message = N_("A framework's own recipe is about itself: leave `framework` out.")
            document.fault(recipe, "framework", "another-framework", message)
        if not recipe.accelerator and not document.spoilt(recipe, "accelerator"):
            message = N_("A framework's own recipe needs an accelerator.")
            document.fault(recipe, "accelerator", "no-accelerator", message)
        check_recipe(document, recipe, {}, (), around)
    for caveat in framework.caveats:
        check_caveat(document, caveat)


def check_overlay(document: Document, top: FrameworkOverlay, base: Framework | None) -> None:
    """What an overlay withdraws must be there; its sources may not change what the base's claims
    rest on."""
    if base is None:
        return
    for withdrawal in top.withdrawn:
        if not meant(base.claims, withdrawal):
            message = N_("The base has no claim about {found} under these conditions to withdraw.")
            known = [claim.criterion for claim in base.claims]
            document.fault(
                withdrawal,
                "criterion",
                "nothing-to-withdraw",
                message,
                found=withdrawal.criterion,
                known=known,
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
        message = N_(
            "{found} is for runs in the store; a claim in a file is published, documented or "
            "reported."
        )
        document.fault(claim, "grade", "measured-claim", message, found=claim.grade)
    criteria = names.of("criteria")
    known_name(document, claim, "criterion", claim.criterion, criteria, "criterion")
    criterion: Criterion | None = criteria.get(claim.criterion)
    if criterion is not None and criterion.derived_by is not None:
        message = N_(
            "{found} is worked out by the program from releases, activity, packages or "
            "accelerators."
        )
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
            document.fault(
                claim, "value", kind, message, found=found, known=known, levels=", ".join(known)
            )
        _interval(document, claim, criterion)
    _bounds(document, claim)
    if claim.when is not None:
        each_known(document, claim.when, "accelerators", names.of("accelerators"), "accelerator")
        each_known(document, claim.when, "distros", names.of("distros"), "distro")
        archs(document, claim.when)
        if not any(conditions(claim.when)):
            message = N_("`when` is empty: leave it out if the claim holds everywhere.")
            document.fault(claim, "when", "empty-when", message)


def _bounds(document: Document, claim: Claim) -> None:
    """The versions that a claim is about can be read, and stand in order."""
    readable = True
    for name in ("since", "until", "read_for"):
        version = getattr(claim, name)
        if version and not versions.is_bare(version):
            readable = False
            message = N_("{found} is not one version, like 2.6.0.")
            document.fault(claim, name, "bad-version", message, found=version)
    ends = [versions.key(version) for version in (claim.since, claim.until) if version]
    if readable and ends != sorted(ends):
        message = N_("since and until are not in order.")
        document.fault(claim, "until", "version-order", message)


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


def _is_version(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 2 and all(part.isdigit() for part in parts)


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
