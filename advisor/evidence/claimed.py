"""Claims become evidence: which claim speaks for a cell in this situation."""

from __future__ import annotations

from datetime import date

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.doubts import doubts_about_age
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import Claim, Framework, When
from advisor.model.source import GRADES, Source


def claimed(
    criterion: Criterion, framework: Framework, situation: Situation, as_of: date
) -> Evidence:
    """The claim that fits best: the one with more conditions met wins, then the stronger grade,
    then the newer."""
    fitting = [
        (specificity, claim)
        for claim in framework.claims
        if claim.criterion == criterion.id
        and (specificity := _fits(claim.when, situation)) is not None
    ]
    if not fitting:
        return Evidence(
            framework=framework.id, criterion=criterion.id, missing=Remark(kind="no_claim")
        )
    _, claim = max(
        fitting, key=lambda pair: (pair[0], -GRADES.index(pair[1].grade), pair[1].checked)
    )
    return _evidence(claim, criterion, framework, as_of)


def sources_of(framework: Framework, keys: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources behind a claim's keys."""
    return tuple(framework.sources[key] for key in keys if key in framework.sources)


def _fits(when: When | None, situation: Situation) -> int | None:
    if when is None:
        return 0
    met = 0
    for wanted, has in (
        (when.accelerators, situation.accelerator.id),
        (when.archs, situation.arch.id),
        (when.distros, situation.distro.id),
    ):
        if not wanted:
            continue
        if has not in wanted:
            return None
        met += 1
    return met


def _evidence(claim: Claim, criterion: Criterion, framework: Framework, as_of: date) -> Evidence:
    known = claim.grade != "unknown"
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
        doubts=doubts_about_age(claim.checked, criterion.months_valid, as_of) if known else (),
        missing=None if known else Remark(kind="looked_for"),
        overlaid=claim.overlay is not None,
    )
