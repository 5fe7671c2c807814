"""What it takes to bring a project over to a framework: each use of a name, judged by that
framework's table."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from msgspec import Struct

from advisor.model.apis import ApiTable, Counterpart
from advisor.model.migration import Project, Use

Verdict = Literal["same", "differs", "missing", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("same", "differs", "missing", "unknown")
"""The last one stands in no table: it is neither there nor missing."""


class Judged(Struct, frozen=True, kw_only=True):
    """One use and what becomes of it."""

    use: Use
    verdict: Verdict


class NameFate(Struct, frozen=True, kw_only=True):
    """One name and what becomes of it."""

    name: str
    counterpart: Counterpart | None
    """None where the table does not know it."""
    uses: tuple[Judged, ...]
    """Never empty."""

    @property
    def verdict(self) -> Verdict:
        """The worst that happens to it anywhere."""
        order: tuple[Verdict, ...] = ("missing", "differs", "unknown", "same")
        return min((judged.verdict for judged in self.uses), key=order.index)


class FileWork(Struct, frozen=True, kw_only=True):
    """How many uses of one file come to what."""

    file: str
    counts: dict[Verdict, int]

    @property
    def work(self) -> int:
        """Places that somebody must change or replace."""
        return self.counts["differs"] + self.counts["missing"]


class MigrationEffort(Struct, frozen=True, kw_only=True):
    """One framework's answer to one project."""

    framework: str
    table: ApiTable
    counts: dict[Verdict, int]
    names: tuple[NameFate, ...]
    """Most used first, then by name."""
    files: tuple[FileWork, ...]
    """Most work first, then by name."""

    @property
    def uses(self) -> int:
        """All uses that were judged."""
        return sum(self.counts.values())

    def share(self, verdict: Verdict) -> float:
        """In [0, 1] of the uses; 0 when there are none."""
        return self.counts[verdict] / self.uses if self.uses else 0.0

    def missing(self, count: int) -> tuple[str, ...]:
        """The most used names that are missing."""
        return tuple(fate.name for fate in self.names if fate.verdict == "missing")[:count]


def judge(project: Project, table: ApiTable, modules: frozenset[str]) -> MigrationEffort:
    """Judge every use of the project by one table.

    Args:
        modules: dotted names that only lead to others; a use of one alone is no call and is left
            out.
    """
    by_name: dict[str, list[Judged]] = {}
    found: dict[str, Counterpart | None] = {}
    per_file: dict[str, Counter[Verdict]] = {}
    for use in project.uses:
        key, counterpart = _look_up(use.name, table)
        if counterpart is None and use.name in modules:
            continue
        verdict = _verdict(use, counterpart, table)
        by_name.setdefault(key, []).append(Judged(use=use, verdict=verdict))
        found[key] = counterpart
        per_file.setdefault(use.file, Counter())[verdict] += 1
    names = [
        NameFate(name=name, counterpart=found[name], uses=tuple(uses))
        for name, uses in by_name.items()
    ]
    files = [FileWork(file=file, counts=_whole(counts)) for file, counts in per_file.items()]
    total: Counter[Verdict] = Counter(
        judged.verdict for uses in by_name.values() for judged in uses
    )
    return MigrationEffort(
        framework=table.id,
        table=table,
        counts=_whole(total),
        names=tuple(sorted(names, key=lambda fate: (-len(fate.uses), fate.name))),
        files=tuple(sorted(files, key=lambda file: (-file.work, file.file))),
    )


def modules_of(tables: dict[str, ApiTable]) -> frozenset[str]:
    """Every beginning of a name that is no name of its own in any table."""
    names = {name for table in tables.values() for name in table.names}
    beginnings = {
        name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)
    }
    return frozenset(beginnings - names)


def _look_up(name: str, table: ApiTable) -> tuple[str, Counterpart | None]:
    """The name itself, or what it hangs on: of `a.Class.method` the table may know `a.Class`."""
    if table.origin is not None:
        return name, Counterpart(kind="same", here=name)
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        beginning = ".".join(parts[:length])
        if beginning in table.names:
            return beginning, table.names[beginning]
    return name, None


def _verdict(use: Use, counterpart: Counterpart | None, table: ApiTable) -> Verdict:
    if counterpart is None:
        return "unknown"
    if counterpart.kind == "same" and any(
        keyword in counterpart.lacks or keyword in counterpart.renamed for keyword in use.keywords
    ):
        return "differs"
    return counterpart.kind


def _whole(counts: Counter[Verdict]) -> dict[Verdict, int]:
    return {verdict: counts[verdict] for verdict in VERDICTS}
