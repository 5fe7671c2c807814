"""What an environment is asked for, with what it is chosen, and the files that were chosen."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from advisor.lab.heads import AdapterHead, package_name
from advisor.lab.installing.file_sizes import (
    LockedFile,
    SizeOfFiles,
    fetched,
    unpacked_from,
)
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.uv import Uv
from advisor.messages import Say
from advisor.model.environment import AdvisedPackages
from advisor.model.reason import Reason
from advisor.stacks.requirements import normal

WHY = "# why: "
"""Begins the line of a lock that says why it is not what is advised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEnvironment:
    """What an environment is asked for."""

    head: AdapterHead
    variant: str = ""
    advised: AdvisedPackages | None = None
    """None where nobody advises anything, or the person named a build or an index."""
    python: Path | None = None
    index: str = ""

    @property
    def named(self) -> bool:
        """Whether the person named a Python, an index or a build."""
        return bool(self.python or self.index or self.variant)

    @property
    def digest(self) -> str:
        """Of what was asked for; a lock is kept as long as that is the same."""
        asked = self.head.digest(self.variant)
        if self.advised is None:
            return asked
        parts = [asked, self.advised.pins, self.advised.python, self.advised.indexes]
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What it is chosen and built with."""

    data: Path
    interpreters: tuple[Interpreter, ...]
    indexes: IndexSettings
    uv: str
    offline: bool
    say: Say
    cancelled: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFiles:
    """The files of one environment."""

    interpreter: Interpreter
    dependencies: tuple[str, ...]
    """What uv was asked for."""
    besides: bool = False
    """The advised indexes are asked too."""
    lock: str
    """Every package with its version and hashes, under a title."""
    why_not: Reason = dataclasses.field(default_factory=Reason)
    """Why it is not what is advised."""
    files: tuple[LockedFile, ...] | None = None
    """None where nobody could tell."""
    cached: frozenset[str] = frozenset()
    """Packages whose files are here already."""

    @property
    def fetched(self) -> SizeOfFiles | None:
        """What must be downloaded."""
        return fetched(self.files, self.cached) if self.files is not None else None

    @property
    def packed(self) -> SizeOfFiles | None:
        """All that is installed, packed as it comes."""
        return unpacked_from(self.files) if self.files is not None else None

    @property
    def versions(self) -> dict[str, str]:
        """What was asked for by name, in the version that is installed."""
        return locked_versions(self.lock, self.dependencies)


def locked_versions(lock: str, dependencies: tuple[str, ...]) -> dict[str, str]:
    """The versions in a lock of what these requirements name."""
    named = {normal(package_name(one)) for one in dependencies}
    pins = re.findall(r"(?m)^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock)
    return {name: version for name, version in pins if normal(name) in named}


def combined(
    head: AdapterHead, advised: AdvisedPackages | None, pins: tuple[str, ...]
) -> tuple[str, ...]:
    """The pins, what the stack takes along, and what the adapter needs besides the framework's own
    package; its exact versions, with which it was verified, give way to the stack's, its ranges do
    not.

    Args:
        advised: None where other pins than the stack's, or another Python, are taken: what the
            stack takes along goes with its own.
    """
    besides = advised.besides if advised is not None else ()
    pinned = {normal(package_name(pin)) for pin in pins}
    taken = {normal(package_name(one)) for one in besides}
    own = []
    for each in head.dependencies[1:]:
        name = normal(package_name(each))
        gives_way = name in taken and "==" in each.partition(";")[0]
        if name not in pinned and not gives_way:
            own.append(each)
    return tuple(dict.fromkeys((*pins, *besides, *own)))


def noted(choice: ChosenFiles) -> ChosenFiles:
    """The choice with its reason under the title of its lock, so that it is known the next time."""
    if not choice.why_not.code:
        return choice
    title, _, rest = choice.lock.partition("\n")
    why = msgspec.json.encode(choice.why_not).decode()
    return dataclasses.replace(choice, lock=f"{title}\n{WHY}{why}\n{rest}")


def reason_of(written: str | None) -> Reason:
    """The reason that a lock holds; none where there is none, or it cannot be read."""
    try:
        return msgspec.json.decode(written or "{}", type=Reason)
    except msgspec.MsgspecError:
        return Reason()


def because(choice: ChosenFiles, why: Reason) -> ChosenFiles:
    """The choice with a reason why it is not what is advised."""
    return dataclasses.replace(choice, why_not=why)


def uv_for(wanted: WantedEnvironment, means: Means, *, besides: bool) -> Uv:
    """uv, asking the places that an environment comes from."""
    variant = wanted.head.variants[wanted.variant] if wanted.variant else None
    named = [wanted.index, variant.index if variant else ""]
    more = [index for index in named if "://" in index]
    if besides and wanted.advised is not None:
        more += wanted.advised.indexes
    return Uv(
        program=means.uv,
        data=means.data,
        indexes=means.indexes,
        framework=wanted.head.framework,
        offline=means.offline,
        say=means.say,
        more_indexes=tuple(more),
        find_links=variant is None,
    )
