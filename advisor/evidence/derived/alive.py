"""Whether the project and the lines of its stack are alive, and how old the version is."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.claimed import sources_of
from advisor.evidence.derived.ground import Ground, unknown
from advisor.evidence.doubts import doubts_about_age
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework, Release
from advisor.model.source import Source
from advisor.model.stack import Stack
from advisor.stacks import versions
from advisor.stacks.lines import Line, lines, released
from advisor.stacks.stock import PRIMARY

MAINTAINED_RELEASE_MONTHS = 24
MAINTAINED_COMMITS = 50
"""Alive: a stable release within 24 months or 50 commits within 12, counted back from the day of
the advice. What was alive when somebody last looked, more than ACTIVITY_MONTHS ago, is unknown
then; what was dormant still is."""
ACTIVITY_MONTHS = 12


def months_between(earlier: date, later: date) -> float:
    """Months of 30.44 days."""
    return (later - earlier).days / 30.44


def newest_stable(framework: Framework) -> Release | None:
    """The newest stable release by date."""
    stable = [release for release in framework.releases if release.stable]
    return max(stable, key=lambda release: release.date) if stable else None


def _checked(framework: Framework, release: Release | None) -> date | None:
    days = [framework.activity.checked] if framework.activity else []
    if release is not None and release.source in framework.sources:
        days.append(framework.sources[release.source].read)
    return max(days, default=None)


def maintained(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """Alive as a project; and where a component of the stack has no newer version for that
    accelerator, whatever its project does elsewhere, as that line: the weakest decides."""
    own = _project(criterion, framework, ground.as_of)
    found = _ended_line(framework, ground)
    if found is None or own.value is None:
        return own
    ended, last_day = found
    values: dict[str, str | float | int] = {
        "package": ended.package,
        "version": ended.version,
        "released": last_day.isoformat(),
        "accelerator": ground.situation.accelerator.id,
        "checked": ended.read.isoformat(),
    }
    return replace(own, value="no", because=Remark(kind="line_ended", values=values))


def _ended_line(framework: Framework, ground: Ground) -> tuple[Line, date] | None:
    """The oldest line of the stack and its last day, where it ended; one that is as new as its
    project is judged with the project."""
    if not isinstance(ground.answer, Stack) or ground.stock is None:
        return None
    project = newest_stable(framework)
    ended = []
    for at, line in enumerate(lines(ground.answer, ground.stock, framework.releases)):
        same = at == 0 and project is not None and _as_new(line.version, project.version)
        if same or line.released is None:
            continue
        if months_between(line.released, line.read) > MAINTAINED_RELEASE_MONTHS:
            ended.append((line, line.released))
    return min(ended, key=lambda pair: pair[1], default=None)


def _as_new(version: str, other: str) -> bool:
    return versions.key(version) >= versions.key(other)


def _project(criterion: Criterion, framework: Framework, as_of: date) -> Evidence:
    """Whether the project is alive, wherever it runs."""
    release = newest_stable(framework)
    checked = _checked(framework, release)
    activity = framework.activity
    if checked is None:
        return unknown(criterion, framework, "no_releases_known")
    commits = activity.commits_12_months if activity else None
    if commits is None and release is None:
        return unknown(criterion, framework, "no_releases_known")
    alive = _alive(framework, release, as_of)
    late = months_between(checked, as_of) > ACTIVITY_MONTHS
    if not alive and late and _alive(framework, release, checked):
        return Evidence(
            framework=framework.id,
            criterion=criterion.id,
            as_of=checked,
            missing=Remark(kind="not_looked_since", values={"checked": checked.isoformat()}),
        )
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
        value="yes" if alive else "no",
        grade="documented",
        as_of=checked,
        sources=sources_of(framework, keys),
        because=because,
        doubts=doubts_about_age(checked, criterion.months_valid, as_of),
    )


def _alive(framework: Framework, release: Release | None, day: date) -> bool:
    """Whether a release or commits speak for it on that day."""
    activity = framework.activity
    if release is not None and months_between(release.date, day) <= MAINTAINED_RELEASE_MONTHS:
        return True
    if activity is None or activity.commits_12_months is None:
        return False
    counted = months_between(activity.checked, day) <= ACTIVITY_MONTHS
    return counted and activity.commits_12_months >= MAINTAINED_COMMITS


def release_age(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """Of the version that would run there; of the project's newest where no stack is known."""
    answer, stock = ground.answer, ground.stock
    found = released(answer, stock) if isinstance(answer, Stack) and stock is not None else None
    if found is None:
        return _project_age(criterion, framework, ground)
    assert isinstance(answer, Stack)
    day, read = found
    checked = max(filter(None, (read, _checked(framework, None))))
    at = f"{answer.parts[0].name or framework.id} {answer.version}"
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=round(max(0.0, months_between(day, ground.as_of)), 1),
        grade="documented",
        as_of=checked,
        sources=(Source(title=at, at=_index_of(answer), read=read),),
        because=Remark(
            kind="version_released", values={"version": at, "released": day.isoformat()}
        ),
        doubts=doubts_about_age(checked, criterion.months_valid, ground.as_of),
    )


def _index_of(stack: Stack) -> str:
    """Where the version of a stack can be looked up."""
    first = stack.parts[0]
    return first.at or f"{PRIMARY}: {first.name or first.component}=={stack.version}"


def _project_age(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """What the framework's own file tells: of the stack's version, or of the newest where there is
    no stack."""
    release = newest_stable(framework)
    if isinstance(ground.answer, Stack) and ground.stock is not None:
        version = ground.answer.version
        release = _told(framework, version)
        if release is None and framework.releases:
            remark = Remark(kind="release_day_unknown", values={"version": version})
            return Evidence(framework=framework.id, criterion=criterion.id, missing=remark)
    checked = _checked(framework, release)
    if release is None or checked is None:
        return unknown(criterion, framework, "no_releases_known")
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=round(max(0.0, months_between(release.date, ground.as_of)), 1),
        grade="documented",
        as_of=checked,
        sources=sources_of(framework, (release.source,)),
        doubts=doubts_about_age(checked, criterion.months_valid, ground.as_of),
    )


def _told(framework: Framework, version: str) -> Release | None:
    wanted = versions.key(version)
    found = (each for each in framework.releases if versions.key(each.version) == wanted)
    return next(found, None)
