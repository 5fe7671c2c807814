"""Criteria that the program works out: from the stack that would run there, from releases, activity
and accelerator support."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.claimed import sources_of
from advisor.evidence.doubts import doubts_about_age
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import AcceleratorSupport, Framework, Release
from advisor.model.source import GRADES, Source
from advisor.model.stack import NoWay, Resolution, Stack, Target
from advisor.stacks import versions
from advisor.stacks.kinds import WayKind, kind_of
from advisor.stacks.lines import Line, lines, released
from advisor.stacks.stock import PRIMARY, Stock

MAINTAINED_RELEASE_MONTHS = 24
MAINTAINED_COMMITS = 50
"""Alive: a stable release within 24 months or 50 commits within 12, counted back from the day it
was checked."""


class Ground(Struct, frozen=True, kw_only=True):
    """What derived evidence about one framework rests on besides its own file."""

    situation: Situation
    answer: Resolution | None = None
    """Its stack there, or why there is none; None where nobody resolved."""
    stock: Stock | None = None
    target: Target = Target()
    plain: bool = True
    """The target has no accelerator but the processor, which every machine has."""
    as_of: date


def derived(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """The evidence for a criterion with `derived_by`."""
    by: dict[str, Callable[[Criterion, Framework, Ground], Evidence]] = {
        "maintained": _maintained,
        "release_age": _release_age,
        "installs": _installs,
        "effort": _effort,
        "accelerator": _accelerator,
        "engines": _engines,
    }
    return by[criterion.derived_by or ""](criterion, framework, ground)


def _engines(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """What large models run on there, and on this framework."""
    from advisor.evidence.engines import engines

    if ground.stock is None:
        return _unknown(criterion, framework, "no_packages_known")
    stack = ground.answer if isinstance(ground.answer, Stack) else None
    return engines(
        criterion,
        framework,
        ground.target,
        ground.stock,
        ground.as_of,
        package=stack.parts[0].component if stack is not None else "",
        version=stack.version if stack is not None else "",
    )


def months_between(earlier: date, later: date) -> float:
    """Months of 30.44 days."""
    return (later - earlier).days / 30.44


def newest_stable(framework: Framework) -> Release | None:
    """The newest stable release by date."""
    stable = [release for release in framework.releases if release.stable]
    return max(stable, key=lambda release: release.date) if stable else None


def support_for(
    framework: Framework, accelerator: str, chip: str = ""
) -> AcceleratorSupport | None:
    """What is known about that device: an entry for its chip wins, then the strongest grade."""
    found = [
        entry
        for entry in framework.accelerators
        if entry.accelerator == accelerator and (not entry.chips or chip in entry.chips)
    ]
    return min(found, key=lambda entry: (not entry.chips, GRADES.index(entry.grade)), default=None)


def _unknown(criterion: Criterion, framework: Framework, kind: str) -> Evidence:
    return Evidence(framework=framework.id, criterion=criterion.id, missing=Remark(kind=kind))


def _checked(framework: Framework, release: Release | None) -> date | None:
    days = [framework.activity.checked] if framework.activity else []
    if release is not None and release.source in framework.sources:
        days.append(framework.sources[release.source].read)
    return max(days, default=None)


def _maintained(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
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


def _release_age(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
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
        value=round(max(0.0, months_between(day, checked)), 1),
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
    answer = ground.answer
    stack = answer if isinstance(answer, Stack) else None
    named = [
        release
        for release in framework.releases
        if stack is not None and versions.key(release.version) == versions.key(stack.version)
    ]
    if stack is not None and ground.stock is not None and framework.releases and not named:
        remark = Remark(kind="release_day_unknown", values={"version": stack.version})
        return Evidence(framework=framework.id, criterion=criterion.id, missing=remark)
    release = named[0] if named else newest_stable(framework)
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
        doubts=doubts_about_age(checked, criterion.months_valid, ground.as_of),
    )


WAY_LEVELS: dict[WayKind, str] = {
    "plain": "plain",
    "other_index": "other_index",
    "distribution": "other_index",
    "image": "vendor",
    "vendor": "vendor",
    "source": "source",
    "impossible": "impossible",
}
"""The level of `installs` that each kind of way reaches."""

EFFORTS = ("plain", "tools", "workaround")
"""The level of `install_effort` for no, one and several things to do besides the install."""


def _installs(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    answer = ground.answer
    if answer is None or isinstance(answer, NoWay):
        kind = "no_way_known" if answer is not None else "no_packages_known"
        return _unknown(criterion, framework, kind)
    said = Remark(kind="impossible_here")
    if isinstance(answer, Stack):
        command = answer.commands[0] if answer.commands else ""
        said = Remark(kind="route", values={"command": command, "python": answer.python})
    return _of_way(criterion, framework, ground, WAY_LEVELS[kind_of(answer)], said)


def _effort(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """Counted from the stack: what has to be done besides one install into an environment."""
    answer = ground.answer
    if not isinstance(answer, Stack):
        return _unknown(criterion, framework, "no_way_known")
    things = things_to_do(answer, ground.target, ground.stock)
    said = Remark(kind="effort", values={"count": len(things), "things": ", ".join(things)})
    return _of_way(criterion, framework, ground, EFFORTS[min(len(things), 2)], said)


def things_to_do(stack: Stack, target: Target, stock: Stock | None) -> tuple[str, ...]:
    """Keys of what a stack takes besides an environment and one install: tools, a Python that
    cannot simply be fetched, platform software to bring or to install, files to ask for, versions
    to hold back, a dependency to overrule, a container."""
    found = []
    if stack.needs:
        found.append("tools")
    if stack.python_from == "fetched" and target.network is False:
        found.append("python")
    if _touches_platform(stack, stock):
        found.append("platform")
    if stack.grade == "vendor":
        found.append("vendor")
    if _holds_back(stack, stock):
        found.append("pins")
    if stack.overrides or stack.late:
        found.append("override")
    if stack.kind == "image":
        found.append("container")
    return tuple(found)


def _touches_platform(stack: Stack, stock: Stock | None) -> bool:
    """Whether its recipe has steps of its own, or asks for platform software that may be absent."""
    if any(action.says is not None for action in stack.steps):
        return True
    kinds = {
        id: component.kind
        for file in (stock.compatibility.values() if stock is not None else ())
        for id, component in file.components.items()
    }
    return any(kinds.get(condition.component) == "platform" for condition in stack.conditions)


def _holds_back(stack: Stack, stock: Stock | None) -> bool:
    """Whether its recipe bounds what is installed along: the newest would break it."""
    packages = {part.component for part in stack.parts if part.kind == "package"}
    ways = stock.ways(stack.framework, stack.accelerator) if stock is not None else ()
    return any(
        sign in text
        for way in ways
        if packages.intersection(way.recipe.packages)
        for text in way.recipe.besides
        for sign in ("<", "==")
    )


def _of_way(
    criterion: Criterion, framework: Framework, ground: Ground, value: str, because: Remark
) -> Evidence:
    """Evidence that rests on what says how it gets onto the target."""
    answer = ground.answer
    assert not isinstance(answer, NoWay)
    said = answer.proof if isinstance(answer, Stack) else answer.statements if answer else ()
    sources = tuple(
        Source(title=each.title, at=each.at, read=each.read)
        for each in said
        if each.at and each.read is not None
    )
    unique = tuple(dict.fromkeys(sources))
    read = max((source.read for source in unique), default=ground.as_of)
    guessed = isinstance(answer, Stack) and answer.grade == "metadata" and not ground.plain
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=value,
        grade="reported" if guessed else "documented",
        as_of=read,
        sources=unique,
        because=because,
        doubts=doubts_about_age(read, criterion.months_valid, ground.as_of),
    )


def _accelerator(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    accelerator, as_of = ground.situation.accelerator.id, ground.as_of
    entry = support_for(framework, accelerator, ground.target.chip.value)
    if entry is None or entry.grade == "unknown" or entry.state == "unknown":
        return Evidence(
            framework=framework.id,
            criterion=criterion.id,
            sources=sources_of(framework, entry.sources) if entry else (),
            as_of=entry.checked if entry else None,
            missing=Remark(
                kind="accelerator_not_documented",
                values={"accelerator": accelerator or "?"},
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
