"""What documented rows and needs say about an assignment of versions on a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.model.compatibility import CompatibilityRow, Component, Requirement, Versions
from advisor.model.source import Source
from advisor.model.stack import Condition, Statement, Target
from advisor.stacks import versions
from advisor.stacks.searching.conditions import joined
from advisor.stacks.stock import Arranged, Way

EXACT = ("build", "image")
"""Kinds whose versions are names, compared letter by letter."""


@dataclass(slots=True)
class RowsJudgement:
    """What rows say about one assignment."""

    failed: Statement | None = None
    """The first thing that cannot be; nothing else counts then."""
    by_python: bool = False
    """Whether another Python could change that."""
    conditions: list[Condition] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    """Components that a source speaks for."""
    proof: list[Statement] = field(default_factory=list)

    def add(self, conditions: Iterable[Condition], covered: Iterable[str], said: Statement) -> None:
        """Something holds."""
        self.conditions += conditions
        self.covered.update(covered)
        if said not in self.proof:
            self.proof.append(said)


class Rows:
    """The rows of one way that can say anything about it, as one target sees them."""

    def __init__(self, way: Way, target: Target, arranged: Arranged) -> None:
        self.way = way
        self.target = target
        self.kinds = arranged.kinds
        self._inside = way.recipe.kind == "image"
        self.main = arranged.main
        self._more = arranged.more
        self._needs = arranged.needs
        self._said: dict[int, Statement] = {}

    def value(self, component: str, assigned: Mapping[str, str]) -> str | None:
        """The version of a component: what is assigned, otherwise what the target has; None when
        nobody knows."""
        if component in assigned:
            return assigned[component]
        if self.comes_along(component):
            return None  # what the target has of it is not what runs
        target = self.target
        if component == "glibc":
            return target.glibc.value or None
        found = target.versions.get(component)
        if found is not None and found.known:
            return found.value
        if self.kinds.get(component) == "chip" and target.chip.known:
            chips = (chip for chip in self.way.file.chips if chip.id == target.chip.value)
            return next((chip.components.get(component) for chip in chips), None)
        return None

    def speaks(self, row: CompatibilityRow) -> bool:
        """Whether a row is about the platform that the target has."""
        first = self.way.recipe.platform[0] if self.way.recipe.platform else ""
        if first not in row.versions:
            return False
        value = self.value(first, {})
        return value is None or self._allows(first, row.versions, value)

    def holds(
        self, row: CompatibilityRow, assigned: Mapping[str, str]
    ) -> tuple[Condition, ...] | str:
        """The conditions under which a row holds, or the component by which it does not."""
        conditions = []
        said = self.statement("row", row.source, row.versions)
        for component in row.versions:
            if self.comes_along(component):
                continue
            value = self.value(component, assigned)
            if value is None:
                if self.kinds.get(component) not in ("package", "build", "image"):
                    any_of = _alternatives(row.versions, component)
                    conditions.append(Condition(component=component, any_of=any_of, because=said))
            elif not self._allows(component, row.versions, value):
                return component
        where = self._where(row.chips, row.archs, row.distros, said)
        return where if isinstance(where, str) else (*conditions, *where)

    def judge(
        self,
        assigned: Mapping[str, str],
        main: CompatibilityRow | None,
        sources: Mapping[str, Source],
    ) -> RowsJudgement:
        """Everything that is said about an assignment of packages, Python and build.

        Args:
            main: the row that the assignment was made from.
        """
        judgement = RowsJudgement()
        known = dict(assigned)
        if main is not None:
            held = self.holds(main, assigned)
            if isinstance(held, str):
                judgement.failed = self.statement("row", main.source, main.versions)
                judgement.by_python = True
                return judgement
            judgement.add(held, main.versions, self.statement("row", main.source, main.versions))
            for condition in held:  # the other rows may take for granted what this one asks for
                if len(condition.any_of) == 1 and not condition.any_of[0].startswith(("<", ">")):
                    known.setdefault(condition.component, condition.any_of[0])
        for rows in self._more.values():
            self._one_of(rows, known, judgement)
            if judgement.failed is not None:
                return judgement
        for need in self._needs:
            self._need(need, known, judgement)
            if judgement.failed is not None:
                return judgement
        judgement.conditions = list(joined(judgement.conditions))
        return judgement

    def _one_of(
        self, rows: tuple[CompatibilityRow, ...], known: Mapping[str, str], judgement: RowsJudgement
    ) -> None:
        """Of those whose first component fits one must fit in everything."""
        held: list[tuple[tuple[Condition, ...], CompatibilityRow]] = []
        broken: CompatibilityRow | None = None
        for row in rows:
            first = next(iter(row.versions))
            value = self.value(first, known)
            if value is None or not self._allows(first, row.versions, value):
                continue
            found = self.holds(row, known)
            if isinstance(found, str):
                broken = broken or row
            else:
                held.append((found, row))
        if held:
            conditions, row = min(held, key=lambda entry: len(entry[0]))
            said = self.statement("row", row.source, row.versions)
            judgement.add(conditions, row.versions, said)
        elif broken is not None:
            judgement.failed = self.statement("row", broken.source, broken.versions)
            judgement.by_python = any("python" in row.versions for row in rows)

    def _need(self, need: Requirement, known: Mapping[str, str], judgement: RowsJudgement) -> None:
        for component in need.of:
            value = self.value(component, known)
            if value is None or not self._allows(component, need.of, value):
                return
        said = self._said.get(id(need))
        if said is None:
            said = self.statement("need", need.source, need.needs, need.of)
            self._said[id(need)] = said
        where = self._where(need.chips, need.archs, (), said)
        if isinstance(where, str):
            return  # it is not about this target
        conditions = []
        for component in need.needs:
            if self.comes_along(component):
                continue
            value = self.value(component, known)
            if value is None:
                any_of = _alternatives(need.needs, component)
                conditions.append(Condition(component=component, any_of=any_of, because=said))
            elif not self._allows(component, need.needs, value):
                judgement.failed = said
                judgement.by_python = "python" in need.needs or "python" in need.of
                return
        judgement.add(conditions, (*need.of, *need.needs), said)

    def comes_along(self, component: str) -> bool:
        """Whether an image brings it: everything but the chip and what the target must have."""
        recipe = self.way.recipe
        outside = (*recipe.platform, recipe.image)
        return self._inside and component not in outside and self.kinds.get(component) != "chip"

    def _allows(self, component: str, written: Versions, value: str) -> bool:
        any_of = _alternatives(written, component)
        if self.kinds.get(component) in EXACT:
            return value in any_of or "*" in any_of
        if component == "python":
            return any(_is_python(value, specifier) for specifier in any_of)
        return any(versions.holds(value, specifier) for specifier in any_of)

    def _where(
        self,
        chips: tuple[str, ...],
        archs: tuple[str, ...],
        distros: tuple[str, ...],
        said: Statement,
    ) -> tuple[Condition, ...] | str:
        target = self.target
        conditions = []
        for name, wanted, own in (
            ("chip", chips, target.chip),
            ("arch", archs, target.arch),
            ("distro", distros, target.distro),
        ):
            if wanted and not own.known:
                conditions.append(Condition(component=name, any_of=wanted, because=said))
            elif wanted and own.value not in wanted:
                return name
        return tuple(conditions)

    def here(self, thing: object, said: Statement) -> tuple[Condition, ...] | str:
        """The same for a recipe's chips, architectures and distributions."""
        chips = getattr(thing, "chips", ())
        return self._where(chips, getattr(thing, "archs", ()), getattr(thing, "distros", ()), said)

    def statement(
        self, kind: str, source: str, said: Versions, of: Versions | None = None
    ) -> Statement:
        """A row or a need in words that views can say."""
        values = {"versions": written(said)}
        if of is not None:
            values["of"] = written(of)
        return sourced(kind, self.way.sources.get(source), values)

    def component(self, id: str) -> Component | None:
        """What the file declares of it."""
        return self.way.file.components.get(id)


def sourced(kind: str, source: Source | None, values: dict[str, str]) -> Statement:
    """A statement with its source."""
    if source is None:
        return Statement(kind=kind, values=values)
    return Statement(
        kind=kind,
        values=values,
        title=source.title,
        at=source.at,
        read=source.read,
        dated=getattr(source, "dated", None),
    )


def written(said: Versions) -> str:
    """`cann 8.0.0, torch-npu 2.4.0.post2`."""
    entries = ((id, text if isinstance(text, str) else "/".join(text)) for id, text in said.items())
    return ", ".join(f"{id} {text}" for id, text in entries)


def _alternatives(said: Versions, component: str) -> tuple[str, ...]:
    found = said[component]
    return (found,) if isinstance(found, str) else found


def _is_python(minor: str, specifier: str) -> bool:
    """A row's `3.9` and `3.9.2` both mean that minor version; ranges are read for its first
    patch and, upwards, for any."""
    if specifier[:1].isdigit():
        return versions.holds(".".join(specifier.split(".")[:2]), minor)
    return versions.holds(minor, specifier) or versions.holds(f"{minor}.99", specifier)
