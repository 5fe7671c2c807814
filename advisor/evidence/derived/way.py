"""How it gets there, and what that takes, counted from the stack."""

from __future__ import annotations

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.derived.ground import Ground, unknown
from advisor.evidence.doubts import doubts_about_age
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.source import Source
from advisor.model.stack import NoWay, Stack, Target
from advisor.stacks.kinds import WayKind, kind_of
from advisor.stacks.stock import Stock

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


def installs(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """Whether, and by which kind of way."""
    answer = ground.answer
    if answer is None or isinstance(answer, NoWay):
        kind = "no_way_known" if answer is not None else "no_packages_known"
        return unknown(criterion, framework, kind)
    said = Remark(kind="impossible_here")
    if isinstance(answer, Stack):
        command = answer.commands[0] if answer.commands else ""
        said = Remark(kind="route", values={"command": command, "python": answer.python})
    return _of_way(criterion, framework, ground, WAY_LEVELS[kind_of(answer)], said)


def effort(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """Counted from the stack: what has to be done besides one install into an environment."""
    answer = ground.answer
    if not isinstance(answer, Stack):
        return unknown(criterion, framework, "no_way_known")
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
