"""One set of exact versions, with what is said about it, and which of two comes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from advisor.model.compatibility import CompatibilityRow
from advisor.model.releases import PackageRelease
from advisor.model.stack import Condition, Statement
from advisor.stacks import versions
from advisor.stacks.pythons import PythonOption
from advisor.stacks.searching.metadata import Fit
from advisor.stacks.stock import Way

UNFETCHABLE = date.min
"""The date of a release that a row names and no index has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One package of a set."""

    component: str
    package: str
    release: PackageRelease
    fit: Fit | None
    """None where no index has it: the vendor must be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One set of exact versions, and what is said about it."""

    way: Way
    chosen: tuple[Chosen, ...]
    option: PythonOption
    build: str
    conditions: tuple[Condition, ...]
    overrides: tuple[Statement, ...]
    proof: tuple[Statement, ...]
    documented: bool
    """Whether a row or a need speaks for all packages and for the platform."""
    row: CompatibilityRow | None = None
    key: versions.Key = field(default=())

    @property
    def fetchable(self) -> bool:
        """Whether an index has every file, or a line of its own brings it."""
        brought = self.way.brought
        return all(entry.fit is not None or entry.component in brought for entry in self.chosen)

    @property
    def asked_of_pip(self) -> tuple[Chosen, ...]:
        """What the install takes from indexes."""
        return tuple(entry for entry in self.chosen if entry.component not in self.way.brought)


def best_first(candidate: Candidate) -> tuple[object, ...]:
    """The newest framework, then without overrides, then what is there, then the newest of the
    others."""
    others = tuple(versions.key(entry.release.version) for entry in candidate.chosen[1:])
    return (
        Falling(candidate.key),
        not candidate.fetchable,
        bool(candidate.overrides),
        candidate.option.origin == "fetched",
        len(candidate.conditions),
        Falling(others),
    )


class Falling:
    """Sorts the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: object) -> None:
        self.key = key

    def __lt__(self, other: Falling) -> bool:
        return bool(other.key < self.key)  # type: ignore[operator]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Falling) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)
