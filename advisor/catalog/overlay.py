"""A folder of the user's own on top of a base: it adds and replaces things, and adds, overrides or
withdraws claims.

A file for a framework that the base has holds only what differs; every other file is a whole thing
that is new or replaces the one with its id. Nothing is deleted silently: a withdrawn claim becomes
an unknown that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from advisor.model.compatibility import Caveat, Recipe
from advisor.model.framework import (
    AcceleratorSupport,
    Activity,
    Claim,
    Framework,
    Package,
    Release,
    When,
)
from advisor.model.source import Source
from advisor.model.text import Text

T = TypeVar("T")


class Withdrawal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim of the base that is not to count."""

    criterion: str
    when: When | None = None
    """Exactly the conditions of the claim that is meant."""
    since: str = ""
    until: str = ""
    """Exactly its versions; without them all claims with these conditions are meant."""
    because: Text


class FrameworkOverlay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an overlay says about a framework of the base; keys of the base's sources may be
    used."""

    id: str
    sources: dict[str, Source] = {}
    releases: tuple[Release, ...] = ()
    """Added; one with a version of the base replaces it."""
    activity: Activity | None = None
    packages: tuple[Package, ...] = ()
    """Added; one with the name, version, index, kind, devices and architectures of one in the base
    replaces it."""
    accelerators: tuple[AcceleratorSupport, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    """They come before the base's."""
    caveats: tuple[Caveat, ...] = ()
    claims: tuple[Claim, ...] = ()
    """Added; one with the criterion, conditions and versions of one in the base overrides it, one
    without versions overrides all with its criterion and conditions."""
    withdrawn: tuple[Withdrawal, ...] = ()


Conditions = tuple[tuple[str, ...], ...]


def conditions(when: When | None) -> Conditions:
    """The conditions of a claim, comparable."""
    if when is None:
        return ((), (), (), ())
    each = (when.accelerators, when.archs, when.distros, when.chips)
    return tuple(tuple(sorted(names)) for names in each)


def meant(claims: Iterable[Claim], by: Claim | Withdrawal) -> tuple[Claim, ...]:
    """The claims that an overlay's claim overrides or that it withdraws: those with its criterion,
    conditions and versions; without versions, whatever versions they are about."""
    bounds = by.since, by.until
    return tuple(
        claim
        for claim in claims
        if claim.criterion == by.criterion
        and conditions(claim.when) == conditions(by.when)
        and (bounds in (("", ""), (claim.since, claim.until)))
    )


def laid_over(base: Framework, top: FrameworkOverlay) -> Framework:
    """The framework with the overlay on top."""
    claims = list(base.claims)
    for claim in top.claims:
        replaced = meant(base.claims, claim)
        claims = [each for each in claims if each not in replaced]
        claims.append(replace(claim, overlay="overrides" if replaced else "added"))
    for withdrawal in top.withdrawn:
        withdrawn = meant(claims, withdrawal)
        claims = [_unsaid(each, withdrawal) if each in withdrawn else each for each in claims]
    return replace(
        base,
        sources=base.sources | top.sources,
        releases=_merged(base.releases, top.releases, lambda release: release.version),
        activity=top.activity or base.activity,
        packages=_merged(base.packages, top.packages, _which_package),
        accelerators=_merged(
            base.accelerators, top.accelerators, lambda support: support.accelerator
        ),
        recipes=top.recipes + base.recipes,
        caveats=base.caveats + top.caveats,
        claims=tuple(claims),
    )


def _unsaid(claim: Claim, withdrawal: Withdrawal) -> Claim:
    return replace(
        claim,
        value=None,
        low=None,
        high=None,
        grade="unknown",
        note=withdrawal.because,
        overlay="withdrawn",
    )


def _which_package(package: Package) -> tuple[object, ...]:
    return (
        package.name,
        package.version,
        package.index,
        package.kind,
        frozenset(package.accelerators),
        frozenset(package.archs),
    )


def _merged(below: Iterable[T], above: Iterable[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    """Those below, but for the ones that something above replaces, then those above."""
    fresh = tuple(above)
    replaced = {key(item) for item in fresh}
    return tuple(item for item in below if key(item) not in replaced) + fresh
