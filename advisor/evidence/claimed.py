"""Claims become evidence: which claim speaks for a cell in this situation and for this version."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.chip import is_chip
from advisor.evidence.doubts import doubts_about_age
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import Claim, Framework, Release, When
from advisor.model.source import GRADES, Source
from advisor.stacks import versions

Voice = Literal["plain", "stretched", "silent"]
"""How a claim speaks of a version: it is about it; it was read for a newer one; it does not."""


class _Heard(Struct, frozen=True):
    """A claim whose conditions are met."""

    claim: Claim
    met: int
    """How many conditions it has."""
    voice: Voice


def claimed(
    criterion: Criterion,
    framework: Framework,
    situation: Situation,
    as_of: date,
    version: str = "",
) -> Evidence:
    """The claim that fits best: the one with more conditions met wins, then the one that is about
    this very version, then the stronger grade, then the newer.

    Args:
        version: of the framework, as it would run there; empty where no stack is known, and then
            the newest release is spoken of.
    """
    heard = [
        _Heard(claim, met, _voice(claim, criterion, framework, version))
        for claim in framework.claims
        if claim.criterion == criterion.id and (met := _met(claim.when, situation)) is not None
    ]
    if not heard:
        return Evidence(
            framework=framework.id, criterion=criterion.id, missing=Remark(kind="no_claim")
        )
    speaking = [each for each in heard if each.voice != "silent"]
    if not speaking:
        return _silence(heard, criterion, framework, version or _newest(framework))
    best = max(speaking, key=_standing)
    return _evidence(best, criterion, framework, as_of, version)


def sources_of(framework: Framework, keys: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources behind a claim's keys."""
    return tuple(framework.sources[key] for key in keys if key in framework.sources)


def read_for(claim: Claim, framework: Framework) -> str:
    """The version of the framework that a claim was read for; empty where no release is known."""
    return claim.read_for or _newest(framework, until=claim.checked)


def _newest(framework: Framework, until: date = date.max) -> str:
    return _newest_of(framework.releases, until)


@lru_cache(maxsize=1024)
def _newest_of(releases: tuple[Release, ...], until: date) -> str:
    return versions.newest(
        release.version for release in releases if release.stable and release.date <= until
    )


def _voice(claim: Claim, criterion: Criterion, framework: Framework, version: str) -> Voice:
    bounded = bool(claim.since or claim.until)
    if bounded and not _within(version or _newest(framework), claim):
        return "silent"
    exact = criterion.of_version == "exact"
    if not version or criterion.of_version == "any" or (bounded and not exact):
        return "plain"
    read = read_for(claim, framework)
    if not read:
        return "plain"
    own, theirs = versions.key(version), versions.key(read)
    if exact:
        told = bool(claim.until) or (bounded and own < theirs)
        return "plain" if told or own == theirs else "silent"
    return "stretched" if own < theirs else "plain"


def _within(version: str, claim: Claim) -> bool:
    """Whether a version lies inside the bounds of a claim, both included."""
    if not version:
        return True
    own = versions.key(version)
    after = not claim.since or versions.key(claim.since) <= own
    before = not claim.until or own <= versions.key(claim.until)
    return after and before


def _standing(heard: _Heard) -> tuple[int, bool, bool, int, date]:
    claim = heard.claim
    return (
        heard.met,
        heard.voice == "plain",
        bool(claim.since or claim.until),
        -GRADES.index(claim.grade),
        claim.checked,
    )


def _met(when: When | None, situation: Situation) -> int | None:
    """How many conditions a claim has; None where one is not met."""
    if when is None:
        return 0
    conditions = (
        (when.accelerators, situation.accelerator.id in when.accelerators),
        (when.archs, situation.arch.id in when.archs),
        (when.distros, situation.distro.id in when.distros),
        (when.chips, is_chip(situation.chip.id, when.chips)),
    )
    set_ = [holds for wanted, holds in conditions if wanted]
    return len(set_) if all(set_) else None


def _silence(
    heard: list[_Heard], criterion: Criterion, framework: Framework, version: str
) -> Evidence:
    """Unknown, with the versions that the claims are about."""
    claims = [each.claim for each in heard]
    spans = list(dict.fromkeys(_span(claim) for claim in claims if claim.since or claim.until))
    read = versions.newest(read_for(claim, framework) for claim in claims)
    values: dict[str, str | float | int] = {"version": version}
    if spans:
        said = Remark(kind="other_versions", values={**values, "versions": "; ".join(spans)})
    else:
        said = Remark(kind="another_version", values={**values, "read": read})
    keys = tuple(dict.fromkeys(key for claim in claims for key in claim.sources))
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        as_of=max(claim.checked for claim in claims),
        sources=sources_of(framework, keys),
        missing=said,
    )


def _span(claim: Claim) -> str:
    bounds = (">=" + claim.since if claim.since else "", "<=" + claim.until if claim.until else "")
    return ", ".join(bound for bound in bounds if bound)


def _evidence(
    heard: _Heard, criterion: Criterion, framework: Framework, as_of: date, version: str
) -> Evidence:
    claim = heard.claim
    known = claim.grade != "unknown"
    stretched = known and heard.voice == "stretched"
    doubts = doubts_about_age(claim.checked, criterion.months_valid, as_of) if known else ()
    if stretched:
        values = {"read": read_for(claim, framework), "version": version}
        doubts = (*doubts, Remark(kind="read_for_newer", values=dict(values)))
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=claim.value if known else None,
        low=claim.low,
        high=claim.high,
        grade=claim.grade,
        as_of=claim.checked,
        sources=sources_of(framework, claim.sources),
        note=claim.note,
        doubts=doubts,
        stretched=stretched,
        missing=None if known else Remark(kind="looked_for"),
        overlaid=claim.overlay is not None,
    )
