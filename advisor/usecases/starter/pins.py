"""What a project asks for when it is written for a stack: the stack's exact versions, and beside
them what the template was verified with, as far as the stack leaves it room."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.lab.heads import AdapterHead
from advisor.model.stack import Stack
from advisor.stacks.requirements import parsed

INSIDE = ("image", "source", "distribution")
"""Kinds of stacks whose framework is there before pip is asked: no index has it, or not this
build."""
ASKED_ANYWAY = ("pyyaml",)
"""What the shared files of a project ask for by themselves."""


def pinned(stack: Stack, head: AdapterHead, export: Sequence[str] = ()) -> tuple[str, ...]:
    """The requirements of a project, the framework's own packages first.

    Args:
        export: what the project's export asks for along with them.
    """
    own = own_pins(stack)
    asked = {parsed(text).name: text for text in export}
    beside = {
        parsed(text).name: text
        for text in stack.besides
        if _agree(text, asked.get(parsed(text).name, ""))
    }
    verified = same_version(stack, head.dependencies)
    theirs = {parsed(text).name for text in own} | {parsed(head.dependencies[0]).name}
    kept: list[str] = []
    for text in head.dependencies:
        name = parsed(text).name
        if name in theirs:
            continue
        if stack.kind == "image":
            kept.append(name)  # whatever version of it the image holds
            continue
        bound = beside.get(name, "")
        kept.append(_narrowed(text, bound) if verified else _other(text, bound))
    named = {parsed(text).name for text in kept} | theirs | set(ASKED_ANYWAY)
    added = (text for name, text in beside.items() if name not in named)
    return (*own, *kept, *added)


def own_pins(stack: Stack) -> tuple[str, ...]:
    """The stack's own packages, as far as a project may ask pip for them: what is there before pip
    is asked, and what metadata forbids beside the rest, is not among them."""
    if stack.kind in INSIDE:
        return ()
    if stack.pins or stack.late:
        return stack.pins
    return tuple(
        f"{part.name}=={part.version}"
        for part in stack.parts
        if part.kind == "package" and part.name and _exact(part.version)
    )


def same_version(stack: Stack, verified: Sequence[str]) -> bool:
    """Whether the stack's framework has the version that the template was verified with.

    Args:
        verified: requirements, the framework's own first.
    """
    first = parsed(verified[0]).specifier.removeprefix("==")
    return _public(first) == _public(stack.version)


def pythons(stack: Stack, head: AdapterHead) -> str:
    """`requires-python` of a project: what the template admits, or the stack's alone where that
    lies beyond."""
    from packaging.specifiers import SpecifierSet

    if not stack.python:
        lowest = re.search(r">=\s*[\d.]+", head.requires_python)
        return lowest[0] if lowest else head.requires_python
    within = SpecifierSet(head.requires_python).contains(f"{stack.python}.0")
    return head.requires_python if within else f"=={stack.python}.*"


def loosened(requirement: str) -> str:
    """A requirement without the lowest version that it asks for, which was found beside another
    version of the framework or of Python."""
    from packaging.requirements import Requirement

    read = Requirement(requirement)
    kept = [str(part) for part in read.specifier if part.operator not in (">=", ">", "~=")]
    extras = f"[{','.join(sorted(read.extras))}]" if read.extras else ""
    return f"{read.name}{extras}{_ordered(kept)}{_marker(read.marker)}"


def _agree(exact: str, other: str) -> bool:
    """Whether an exact version, if it is one, is admitted by another requirement."""
    version = parsed(exact).specifier.removeprefix("==")
    if not other or not _exact(version):
        return True
    from packaging.requirements import Requirement

    return Requirement(other).specifier.contains(version)


def _other(requirement: str, bound: str) -> str:
    """What another version of the framework asks for: its stack's word, otherwise no lower
    bound."""
    return bound if bound and parsed(bound).specifier != "*" else loosened(requirement)


def _narrowed(requirement: str, bound: str) -> str:
    """The requirement, within what the stack says of the same package."""
    if not bound:
        return requirement
    from packaging.requirements import Requirement

    read, more = Requirement(requirement), Requirement(bound)
    if any(part.operator == "==" for part in read.specifier):
        return requirement  # exact already
    if any(part.operator == "==" for part in more.specifier):
        return bound
    kept = [str(part) for part in read.specifier] + [str(part) for part in more.specifier]
    return f"{read.name}{_ordered(_tightest(kept))}{_marker(read.marker)}"


def _marker(marker: object) -> str:
    """As it may stand between the double quotes of a TOML file."""
    return f"; {marker}".replace('"', "'") if marker else ""


def _tightest(clauses: list[str]) -> list[str]:
    """Of several lower bounds the highest, of several upper bounds the lowest."""
    from packaging.version import Version

    low = [clause for clause in clauses if clause.startswith(">=")]
    high = [clause for clause in clauses if re.match(r"<\d", clause)]
    rest = [clause for clause in dict.fromkeys(clauses) if clause not in low + high]
    low = sorted(low, key=lambda clause: Version(clause[2:]))[-1:]
    high = sorted(high, key=lambda clause: Version(clause[1:]))[:1]
    return [*low, *high, *rest]


def _ordered(clauses: list[str]) -> str:
    """Lower bounds first, as people write them."""
    return ",".join(sorted(clauses, key=lambda clause: not clause.startswith(">")))


def _exact(version: str) -> bool:
    """Whether a version can be pinned: not a range, not a tag."""
    return re.fullmatch(r"[0-9][A-Za-z0-9.+!]*", version) is not None


def _public(version: str) -> str:
    """A version without the name of its build."""
    return version.partition("+")[0]
