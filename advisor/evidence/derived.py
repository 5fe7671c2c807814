"""Criteria that the program works out from releases, activity, packages and accelerator support."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.claimed import sources_of
from advisor.evidence.doubts import doubts_about_age
from advisor.evidence.installability import Route
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import AcceleratorSupport, Framework, Release
from advisor.model.source import GRADES

MAINTAINED_RELEASE_MONTHS = 24
MAINTAINED_COMMITS = 50
"""Alive: a stable release within 24 months or 50 commits within 12, counted back from the day it
was checked."""


def derived(
    criterion: Criterion,
    framework: Framework,
    situation: Situation,
    routes: tuple[Route, ...],
    as_of: date,
) -> Evidence:
    """The evidence for a criterion with `derived_by`."""
    by: dict[str, Callable[[], Evidence]] = {
        "maintained": lambda: _maintained(criterion, framework, as_of),
        "release_age": lambda: _release_age(criterion, framework, as_of),
        "installs": lambda: _installs(criterion, framework, routes, as_of),
        "accelerator": lambda: _accelerator(criterion, framework, situation, as_of),
    }
    return by[criterion.derived_by or ""]()


def months_between(earlier: date, later: date) -> float:
    """Months of 30.44 days."""
    return (later - earlier).days / 30.44


def newest_stable(framework: Framework) -> Release | None:
    """The newest stable release by date."""
    stable = [release for release in framework.releases if release.stable]
    return max(stable, key=lambda release: release.date) if stable else None


def support_for(framework: Framework, accelerator: str) -> AcceleratorSupport | None:
    """What is known about that device: the strongest grade wins."""
    found = [entry for entry in framework.accelerators if entry.accelerator == accelerator]
    return min(found, key=lambda entry: GRADES.index(entry.grade)) if found else None


def _unknown(criterion: Criterion, framework: Framework, kind: str) -> Evidence:
    return Evidence(framework=framework.id, criterion=criterion.id, missing=Remark(kind=kind))


def _checked(framework: Framework, release: Release | None) -> date | None:
    days = [framework.activity.checked] if framework.activity else []
    if release is not None and release.source in framework.sources:
        days.append(framework.sources[release.source].read)
    return max(days, default=None)


def _maintained(criterion: Criterion, framework: Framework, as_of: date) -> Evidence:
    release = newest_stable(framework)
    checked = _checked(framework, release)
    activity = framework.activity
    if checked is None:
        return _unknown(criterion, framework, "no_releases_known")
    recent = (
        release is not None and months_between(release.date, checked) <= MAINTAINED_RELEASE_MONTHS
    )
    commits = activity.commits_12_months if activity else None
    busy = commits is not None and commits >= MAINTAINED_COMMITS
    if not recent and not busy and commits is None and release is None:
        return _unknown(criterion, framework, "no_releases_known")
    keys = tuple(
        dict.fromkeys(
            ((release.source,) if release else ()) + (activity.sources if activity else ())
        )
    )
    because = Remark(
        kind="liveness",
        values={
            "release": release.version if release else "",
            "released": release.date.isoformat() if release else "",
            "commits": -1 if commits is None else commits,
            "checked": checked.isoformat(),
        },
    )
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value="yes" if recent or busy else "no",
        grade="documented",
        as_of=checked,
        sources=sources_of(framework, keys),
        because=because,
        doubts=doubts_about_age(checked, criterion.months_valid, as_of),
    )


def _release_age(criterion: Criterion, framework: Framework, as_of: date) -> Evidence:
    release = newest_stable(framework)
    checked = _checked(framework, release)
    if release is None or checked is None:
        return _unknown(criterion, framework, "no_releases_known")
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=round(months_between(release.date, checked), 1),
        grade="documented",
        as_of=checked,
        sources=sources_of(framework, (release.source,)),
        doubts=doubts_about_age(checked, criterion.months_valid, as_of),
    )


ROUTE_LEVELS = {
    "plain": "plain",
    "other_index": "other_index",
    "distribution": "other_index",
    "image": "vendor",
    "vendor": "vendor",
    "source": "source",
    "impossible": "impossible",
}
"""The level of `installs` that each kind of route reaches."""


def _installs(
    criterion: Criterion, framework: Framework, routes: tuple[Route, ...], as_of: date
) -> Evidence:
    best = routes[0] if routes else Route(kind="unknown")
    said = best.because[0] if best.because else Remark(kind="no_packages_known")
    if best.kind == "unknown":
        return Evidence(framework=framework.id, criterion=criterion.id, missing=said)
    packages = [best.package] if best.package else list(framework.packages)
    checked = max(package.checked for package in packages)
    keys = tuple(dict.fromkeys(key for package in packages for key in package.sources))
    if best.kind != "impossible":
        said = Remark(kind="route", values={"command": best.command, "python": best.python})
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=ROUTE_LEVELS[best.kind],
        grade="documented",
        as_of=checked,
        sources=sources_of(framework, keys),
        because=said,
        doubts=doubts_about_age(checked, criterion.months_valid, as_of),
    )


def _accelerator(
    criterion: Criterion, framework: Framework, situation: Situation, as_of: date
) -> Evidence:
    entry = support_for(framework, situation.accelerator.id)
    if entry is None or entry.grade == "unknown" or entry.state == "unknown":
        return Evidence(
            framework=framework.id,
            criterion=criterion.id,
            sources=sources_of(framework, entry.sources) if entry else (),
            as_of=entry.checked if entry else None,
            missing=Remark(
                kind="accelerator_not_documented",
                values={"accelerator": situation.accelerator.id or "?"},
            ),
        )
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=entry.state,
        grade=entry.grade,
        as_of=entry.checked,
        sources=sources_of(framework, entry.sources),
        note=entry.note,
        because=Remark(
            kind="accelerator_how", values={"how": entry.how, "accelerator": entry.accelerator}
        ),
        doubts=doubts_about_age(entry.checked, criterion.months_valid, as_of),
    )
