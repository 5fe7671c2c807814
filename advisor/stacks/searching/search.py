"""Sets of exact versions that one way leads to on a target, the newest framework first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from advisor.model.compatibility import Build, CompatibilityRow
from advisor.model.releases import PackageRelease
from advisor.model.stack import Condition, Statement, Target
from advisor.stacks import pythons, requirements, versions
from advisor.stacks.pythons import PythonOption
from advisor.stacks.searching.candidate import UNFETCHABLE, Candidate, Chosen, best_first
from advisor.stacks.searching.conditions import contradict, implied, joined
from advisor.stacks.searching.metadata import Fit, Metadata, admits
from advisor.stacks.searching.reach import reaching
from advisor.stacks.searching.rows import Rows, RowsJudgement, sourced
from advisor.stacks.stock import PRIMARY, Stock, Way


class Search:
    """One way on one target."""

    def __init__(
        self, way: Way, stock: Stock, metadata: Metadata, answered: list[tuple[Condition, ...]]
    ) -> None:
        """What a way is searched with.

        Args:
            answered: the conditions under which there is an answer already, of whichever way; it
                grows while candidates are taken.
        """
        self.way = way
        self.stock = stock
        self.metadata = metadata
        self.answered = answered
        self.target: Target = metadata.target
        self.rows = Rows(way, self.target, stock.arranged(way))
        self._open: tuple[int, tuple[PythonOption, ...]] = (-1, ())
        self._hopeless = False
        """Whether the last set failed by something that no other Python changes."""

    @cached_property
    def reach(self) -> tuple[Condition, ...] | None:
        """What reaching the way's index takes; None where the target does not."""
        index = self.way.recipe.index
        known = self.stock.releases(self.way.package(self.way.frame), index)
        return reaching(self.target, index, known.at if known is not None else "")

    def _elsewhere(self) -> tuple[Condition, ...] | None:
        """What reaching the indexes of further packages takes; None where the target does not."""
        found: list[Condition] = []
        for at in self.way.recipe.elsewhere.values():
            conditions = reaching(self.target, at, at)
            if conditions is None:
                return None
            found += conditions
        return tuple(found)

    @cached_property
    def speaking(self) -> tuple[CompatibilityRow, ...]:
        """The rows that are about the target's platform."""
        return tuple(row for row in self.rows.main if self.rows.speaks(row))

    def candidates(self) -> Iterator[Candidate]:
        """All sets, the newest framework first."""
        recipe = self.way.recipe
        known = self.stock.releases(self.way.package(self.way.frame), recipe.index)
        if recipe.kind != "index" or self.reach is None or known is None:
            return
        elsewhere = self._elsewhere()
        said = Statement(kind="recipe")
        if elsewhere is None or isinstance(here := self.rows.here(recipe, said), str):
            return
        here = (*here, *elsewhere)
        if not self.rows.main:
            yield from self._of_releases(None, (*self.reach, *here))
            return
        found: list[Candidate] = []
        for row in self.speaking:
            found += self._of_row(row, (*self.reach, *here))
        if not self.speaking and not self.way.by:  # an engine's rows speak for it alone
            found += self._of_releases(None, (*self.reach, *here))
        yield from sorted(found, key=best_first)

    def _of_row(
        self, row: CompatibilityRow, conditions: tuple[Condition, ...]
    ) -> Iterator[Candidate]:
        """The sets of one row, down to the first that asks for nothing but what the row asks for:
        older ones answer no further case."""
        held = self.rows.holds(row, {})
        asked = {each.component for each in held} if not isinstance(held, str) else set()
        always = {*(each.component for each in conditions), *(asked - {"python"})}
        for candidate in self._of_releases(row, conditions):
            yield candidate
            more = {each.component for each in candidate.conditions} - always
            if candidate.fetchable and candidate.documented and not (candidate.overrides or more):
                return

    def _of_releases(
        self, row: CompatibilityRow | None, conditions: tuple[Condition, ...]
    ) -> Iterator[Candidate]:
        """The sets of one row, or of metadata alone."""
        first = self.way.recipe.packages[0]
        package = self.way.package(first)
        index = self._index(package)
        for release in self._releases(first, row):
            options = self._options(conditions)
            if not options:
                return
            missing = release.date == UNFETCHABLE or first in self.way.brought
            wanted = release.requires_python
            if wanted and not any(admits(wanted, option.python) for option in options):
                continue  # most old or new releases end here, for the price of a look-up
            fits = self.metadata.fits(package, index, release)
            able = options if missing else [o for o in options if o.python in fits]
            names = frozenset(option.python for option in able)
            guessed: list[Candidate] = []
            for option in pythons.preferred(able, names):
                entry = Chosen(
                    component=first,
                    package=package,
                    release=release,
                    fit=None if missing else fits.get(option.python),
                )
                self._hopeless = False
                found = self._with_others(entry, option, row, conditions)
                if self._hopeless:
                    break
                if found is None:
                    continue
                if option.origin == "unknown" and self.target.network is not True:
                    guessed.append(found)
                    continue
                yield found
                break
            if guessed:
                yield self._under_pythons(guessed)

    def _options(self, conditions: tuple[Condition, ...]) -> tuple[PythonOption, ...]:
        """The Pythons with which a set could still say something new."""
        known, options = self._open
        if known != len(self.answered):
            able = pythons.options(self.target, self.stock.newest_python)
            options = tuple(o for o in able if self._is_open((*conditions, *o.conditions)))
            self._open = len(self.answered), options
        return options

    def _is_open(self, conditions: tuple[Condition, ...]) -> bool:
        return not any(implied(answered, conditions) for answered in self.answered)

    def _under_pythons(self, found: list[Candidate]) -> Candidate:
        """The best of sets that differ in a Python that nobody knows to be there, with the
        condition that one of their Pythons is."""
        best = found[0]
        minors = sorted({each.option.python for each in found}, key=pythons.minor_of)
        said = None
        if best.row is not None and "python" in best.row.versions:
            said = self.rows.statement("row", best.row.source, best.row.versions)
        elif best.chosen[0].fit is not None:
            said = self._file_statement(best.chosen[0], best.chosen[0].fit)
        condition = Condition(component="python", any_of=tuple(minors), because=said)
        return replace(best, conditions=joined((*best.conditions, condition)))

    def _releases(self, component: str, row: CompatibilityRow | None) -> Iterable[PackageRelease]:
        """Those that a row allows, the newest first; what it names and no index has stands in for
        itself."""
        package = self.way.package(component)
        found = self.stock.releases(package, self._index(package))
        known = found.releases if found is not None else ()
        if row is None:
            if any(versions.is_stable(release.version) for release in known):
                return (release for release in known if versions.is_stable(release.version))
            return known
        specifiers = row.versions.get(component, "*")
        any_of = (specifiers,) if isinstance(specifiers, str) else specifiers
        ranges = any(_is_range(text) for text in any_of)
        allowed = [
            release
            for release in known
            if any(versions.holds(release.version, text) for text in any_of)
            and (not ranges or versions.is_stable(release.version))
        ]
        there = {versions.key(release.version) for release in allowed}
        absent = [
            PackageRelease(version=text, date=UNFETCHABLE, files=())
            for text in any_of
            if not _is_range(text)
            and versions.key(text) not in there
            and self.metadata.is_wanted(package, text)
        ]
        return sorted((*allowed, *absent), key=lambda r: versions.key(r.version), reverse=True)

    def _index(self, package: str) -> str:
        index = self.way.recipe.index
        return index if self.stock.releases(package, index) is not None else PRIMARY

    def _with_others(
        self,
        first: Chosen,
        option: PythonOption,
        row: CompatibilityRow | None,
        conditions: tuple[Condition, ...],
    ) -> Candidate | None:
        """The best set with that framework release and that Python."""
        overridden: Candidate | None = None
        for chosen in self._sets((first,), option, row):
            overrides = self._overrides(chosen, option.python)
            if overrides and (row is None or overridden is not None):
                continue
            found = self._judged(chosen, option, row, conditions, overrides)
            if found is None or not self._is_open(found.conditions):
                continue
            if self._unmet(chosen, option.python, row):
                continue
            if not overrides:
                return found
            overridden = found
        return overridden

    def _sets(
        self, chosen: tuple[Chosen, ...], option: PythonOption, row: CompatibilityRow | None
    ) -> Iterator[tuple[Chosen, ...]]:
        """The packages after the first, each the newest that fits, in every combination that a row
        or metadata leaves."""
        recipe = self.way.recipe
        if len(chosen) == len(recipe.packages):
            yield chosen
            return
        component = recipe.packages[len(chosen)]
        package = self.way.package(component)
        index = self._index(package)
        for release in self._releases(component, row):
            fit = None
            brought = component in self.way.brought
            if release.date != UNFETCHABLE and not brought:
                fit = self.metadata.fits(package, index, release).get(option.python)
                if fit is None:
                    continue
            entry = Chosen(component=component, package=package, release=release, fit=fit)
            if row is None and self._overrides((*chosen, entry), option.python):
                continue
            yield from self._sets((*chosen, entry), option, row)

    def _overrides(self, chosen: tuple[Chosen, ...], python: str) -> tuple[Statement, ...]:
        """Where the metadata of one package of the set forbids another."""
        pins = _pins(chosen)
        found = []
        for entry in chosen:
            for dependency in self._dependencies(entry, python):
                pinned = pins.get(dependency.name)
                if pinned is None or versions.holds(pinned, dependency.specifier):
                    continue
                values = {
                    "package": f"{entry.package} {entry.release.version}",
                    "requires": f"{dependency.name} {dependency.specifier}",
                    "has": f"{dependency.name} {pinned}",
                    "name": entry.package,
                }
                found.append(Statement(kind="override", values=values))
        return tuple(found)

    def _dependencies(self, entry: Chosen, python: str) -> list[requirements.PackageDependency]:
        if entry.component in self.way.brought:
            return []  # another build of it, whose metadata no index tells
        arch = self.target.arch.value or "x86_64"
        found = [requirements.parsed(text) for text in entry.release.requires]
        return [each for each in found if requirements.counts(each.marker, python, arch)]

    def _unmet(self, chosen: tuple[Chosen, ...], python: str, row: CompatibilityRow | None) -> bool:
        """Whether something that the set needs besides cannot be had; among a row's own packages
        the row decides."""
        pins = _pins(chosen)
        own: tuple[str, ...] = () if row is None else tuple(pins)
        own = (*own, *self.way.recipe.elsewhere)
        asked = [entry for entry in chosen if entry.component not in self.way.brought]
        return any(self.metadata.unmet(entry.release, python, pins, but=own) for entry in asked)

    def _judged(
        self,
        chosen: tuple[Chosen, ...],
        option: PythonOption,
        row: CompatibilityRow | None,
        conditions: tuple[Condition, ...],
        overrides: tuple[Statement, ...],
    ) -> Candidate | None:
        recipe = self.way.recipe
        assigned = {entry.component: entry.release.version for entry in chosen}
        assigned["python"] = option.python
        frame = next((each for each in chosen if each.component == self.way.frame), chosen[0])
        build, built = self._build(frame)
        if recipe.build and build:
            assigned[recipe.build] = build
        judgement = self.rows.judge(assigned, row, self.way.sources)
        if judgement.failed is not None:
            self._hopeless = len(chosen) == 1 and not judgement.by_python
            return None
        asked = [*conditions, *option.conditions, *self._metadata_conditions(chosen)]
        if contradict((*asked, *judgement.conditions)):
            return None
        return Candidate(
            way=self.way,
            chosen=chosen,
            option=option,
            build=build,
            conditions=joined((*asked, *judgement.conditions)),
            overrides=overrides,
            proof=(*built, *judgement.proof),
            documented=self._documented(chosen, option.python, judgement),
            row=row,
            key=self._newness(chosen[0].release.version),
        )

    def _newness(self, version: str) -> versions.Key:
        """What sorts candidates; rows of engines name releases and what comes before them."""
        key = versions.key(version)
        return ((int(versions.is_stable(version)), 0, ""), *key) if self.way.by else key

    def _documented(
        self, chosen: tuple[Chosen, ...], python: str, judgement: RowsJudgement
    ) -> bool:
        """Whether sources speak for every package and for the platform; what the metadata of a
        package that is spoken for pins is spoken for too."""
        recipe = self.way.recipe
        if not recipe.platform:
            return False
        covered = set(judgement.covered)
        if recipe.build in covered:
            covered.add(self.way.frame)
        if self.way.by:
            # The engine's own page names the place; the set, its row does or its metadata.
            covered.update(recipe.packages[: recipe.packages.index(self.way.frame)])
            if not self.rows.main and not self._is_pinned(chosen, python):
                return False
        components = {requirements.normal(entry.package): entry.component for entry in chosen}
        for entry in chosen:
            if entry.component in covered:
                needed = self._dependencies(entry, python)
                covered.update(components.get(dependency.name, "") for dependency in needed)
        return {*recipe.packages, recipe.platform[0]} <= covered

    def _is_pinned(self, chosen: tuple[Chosen, ...], python: str) -> bool:
        """Whether the engine's metadata asks for exactly that version of the framework."""
        frame = next(entry for entry in chosen if entry.component == self.way.frame)
        name = requirements.normal(frame.package)
        asked = self._dependencies(chosen[0], python)
        return any(each.name == name and each.specifier.startswith("==") for each in asked)

    def _build(self, first: Chosen) -> tuple[str, tuple[Statement, ...]]:
        """What the framework's files were built for, and who says so."""
        if first.fit is None:
            return "", ()
        found = self.stock.releases(first.package, first.fit.index)
        if found is not None and found.build:
            return found.build, ()
        for build in self.way.file.builds:
            if self._is_built(build, first):
                values = {
                    "package": first.package,
                    "versions": build.versions,
                    "build": build.build,
                }
                said = sourced("build", self.way.sources.get(build.source), values)
                return build.build, (said,)
        return "", ()

    def _is_built(self, build: Build, first: Chosen) -> bool:
        arch = self.target.arch.value
        return (
            first.fit is not None
            and build.index == first.fit.index
            and build.package in (first.package, first.component)
            and (not build.archs or not arch or arch in build.archs)
            and versions.holds(first.release.version, build.versions)
        )

    def _file_statement(self, entry: Chosen, fit: Fit) -> Statement:
        index = self.stock.releases(entry.package, fit.index)
        name = f"{entry.package}=={entry.release.version}"
        return Statement(
            kind="file",
            values={
                "package": entry.package,
                "version": entry.release.version,
                "tag": fit.file.tag,
            },
            title=f"{entry.package} {entry.release.version}",
            at=f"{fit.index}: {name}",
            read=index.read if index is not None else None,
        )

    def _metadata_conditions(self, chosen: Iterable[Chosen]) -> Iterator[Condition]:
        """What the files ask of a target that does not tell."""
        target = self.target
        for entry in chosen:
            if entry.fit is None:
                continue
            said = self._file_statement(entry, entry.fit)
            floor = entry.fit.floor
            unknown = target.libc == "glibc" and not target.glibc.known
            if floor > (0, 0) and unknown:
                wanted = (f">={floor[0]}.{floor[1]}",)
                yield Condition(component="glibc", any_of=wanted, because=said)
            if entry.fit.archs and not target.arch.known:
                yield Condition(
                    component="arch", any_of=tuple(sorted(entry.fit.archs)), because=said
                )


def _pins(chosen: Iterable[Chosen]) -> dict[str, str]:
    return {requirements.normal(entry.package): entry.release.version for entry in chosen}


def _is_range(specifier: str) -> bool:
    return specifier[:1] in "<>=!~*" or "*" in specifier or "," in specifier
