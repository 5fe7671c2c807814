"""Everything that stacks are made of: frameworks with their recipes, rows of vendors, and the
releases of packages, decoded when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from advisor.model.compatibility import Caveat, Compatibility, CompatibilityRow, Recipe, Requirement
from advisor.model.releases import SDIST, PackageReleases
from advisor.model.resolved import Resolved, ResolvedSets
from advisor.model.source import Source
from advisor.model.text import Text
from advisor.stacks import requirements, tags

if TYPE_CHECKING:
    from advisor.model.compatibility import StackKnowledge
    from advisor.model.framework import Framework
    from advisor.model.knowledge import Knowledge
    from advisor.model.language_model import Models
    from advisor.model.stack import Resolution, Target

PRIMARY = "PyPI"
NOTHING = Compatibility(id="", name=Text(en="", zh=""), sources={})
"""What a recipe in a framework's own file lies in: no rows."""


class Way(Struct, frozen=True):
    """A recipe with the file that it stands in."""

    recipe: Recipe
    file: Compatibility
    sources: Mapping[str, Source]
    order: int
    """The place among the recipes of its framework and accelerator."""
    by: str = ""
    """The component of an engine that its rows decide by; empty where there is no engine."""
    own: str = ""
    """The framework's own package, where another comes first."""

    install: str = ""
    """What is typed after the install, and brings the engine; components in braces."""
    brought: tuple[str, ...] = ()
    """The packages that it brings: no index is asked for them."""

    @property
    def frame(self) -> str:
        """The component whose version is the framework's."""
        return self.own or self.recipe.packages[0]

    def package(self, component: str) -> str:
        """What pip calls a component."""
        declared = self.file.components.get(component)
        return (declared.package if declared else "") or component


class Arranged(Struct, frozen=True):
    """The rows of a file as one recipe needs them."""

    kinds: Mapping[str, str]
    """By component."""
    main: tuple[CompatibilityRow, ...]
    """Those that name one of its packages and the platform: they decide."""
    more: Mapping[tuple[str, bool], tuple[CompatibilityRow, ...]]
    """The others that say something about it, by their first component, those with packages
    apart."""
    needs: tuple[Requirement, ...]
    """Those that its packages, its build or its platform can meet with."""


class Stock:
    """One base, ready to be resolved from; keeps what it has decoded."""

    def __init__(
        self,
        knowledge: Knowledge,
        stacks: StackKnowledge,
        *,
        proofs: Mapping[frozenset[str], Resolved] | None = None,
        answered: MutableMapping[str, dict[str, Resolution]] | None = None,
        models: Callable[[], Models] | None = None,
        until: date | None = None,
    ) -> None:
        """What there is.

        Args:
            proofs: what uv has resolved on this machine, by what `proof_key` writes.
            answered: what was resolved before, by `answers.key_of`; a dictionary where it is left
                out.
            models: opens the large models, when somebody asks for one.
            until: releases after that day are not known.
        """
        self.knowledge = knowledge
        self.stacks = stacks
        self.compatibility = stacks.compatibility
        self.engines = stacks.engines
        self.proofs = proofs or {}
        self.answered = {} if answered is None else answered
        self._open_models = models
        self._until = until
        self._raw = stacks.index.packages
        self._decoded: dict[str, PackageReleases | None] = {}
        self._sets: dict[str, Mapping[frozenset[str], tuple[_Shipped, ...]]] = {}
        self._ways: dict[tuple[str, str], tuple[Way, ...]] = {}
        self._caveats: dict[str, tuple[tuple[Caveat, Mapping[str, Source]], ...]] | None = None
        self._archives: dict[str, bool] = {}
        self._named: dict[str, list[tuple[CompatibilityRow, set[str]]]] = {}
        self._arranged: dict[tuple[object, ...], Arranged] = {}

    @cached_property
    def models(self) -> Models:
        """Large models and precisions; none where the base has not been told of any."""
        from advisor.model.language_model import Models

        if self._open_models is None:
            return Models(hash="", models={}, precisions={})
        return self._open_models()

    def framework(self, id: str) -> Framework:
        """Raises: KeyError."""
        return self.knowledge.frameworks[id]

    def releases(self, package: str, index: str = PRIMARY) -> PackageReleases | None:
        """What an index has of a package; None where no snapshot tells."""
        name = package if index == PRIMARY else f"{package}@{index}"
        if name not in self._decoded:
            raw = self._raw.get(name)
            found = msgspec.json.decode(raw, type=PackageReleases) if raw is not None else None
            self._decoded[name] = _of_day(found, self._until)
        return self._decoded[name]

    def of_day(self, knowledge: Knowledge, stacks: StackKnowledge, day: date) -> Stock:
        """The stock of a day on which less was known; nothing proved or resolved since is kept."""
        return Stock(knowledge, stacks, models=self._open_models, until=day)

    def source_only(self, package: str, index: str = PRIMARY) -> bool:
        """Whether nothing but source archives was ever uploaded of a package."""
        name = f"{package}@{index}"
        if name not in self._archives:
            found = self.releases(package, index)
            files = (file for release in found.releases for file in release.files) if found else ()
            self._archives[name] = all(file.tag == SDIST for file in files)
        return self._archives[name]

    def ways(self, framework: str, accelerator: str) -> tuple[Way, ...]:
        """The recipes of a framework for an accelerator: those of vendors' files in the order of
        their names, then its own."""
        key = framework, accelerator
        if key not in self._ways:
            self._ways[key] = tuple(self._found(framework, accelerator))
        return self._ways[key]

    def _found(self, framework: str, accelerator: str) -> Iterable[Way]:
        found: list[tuple[Recipe, Compatibility, Mapping[str, Source]]] = []
        for file in self.compatibility.values():
            for recipe in file.recipes:
                served = recipe.accelerator or file.accelerator
                if recipe.framework == framework and served == accelerator:
                    found.append((recipe, file, file.sources))
        own = self.framework(framework)
        for recipe in own.recipes:
            if recipe.accelerator == accelerator:
                file = self._file_of(accelerator)
                found.append((recipe, replace(file, caveats=()), own.sources | file.sources))
        each = (
            (replace(recipe, index=index), file, sources)
            for recipe, file, sources in found
            for index in recipe.indexes or (recipe.index,)
        )
        for order, (recipe, file, sources) in enumerate(each):
            yield Way(recipe, file, sources, order)

    def _file_of(self, accelerator: str) -> Compatibility:
        """The vendor's file of an accelerator, so that a framework's own recipe can speak of its
        driver."""
        files = self.compatibility.values()
        return next((file for file in files if file.accelerator == accelerator), NOTHING)

    def arranged(self, way: Way) -> Arranged:
        """The rows that can say anything about a way, sorted once."""
        recipe = way.recipe
        key = way.file.id, recipe.kind, recipe.packages, recipe.platform[:1], recipe.image
        found = self._arranged.get(key)
        if found is None:
            found = self._arranged[key] = self._sorted(way)
        return found

    def _sorted(self, way: Way) -> Arranged:
        recipe, file = way.recipe, way.file
        kinds = {id: component.kind for id, component in file.components.items()}
        if file.id not in self._named:
            installed = {id for id, kind in kinds.items() if kind in ("package", "image")}
            self._named[file.id] = [
                (row, installed.intersection(row.versions)) for row in file.rows
            ]
        own = {*recipe.packages, recipe.image}
        main: list[CompatibilityRow] = []
        more: dict[tuple[str, bool], list[CompatibilityRow]] = {}
        for row, named in self._named[file.id]:
            if not named <= own:
                continue
            packages = bool(named - {recipe.image})
            if packages and _decides(recipe, row) and (not way.by or way.by in row.versions):
                main.append(row)
            else:
                first = next(iter(row.versions))
                more.setdefault((first, packages), []).append(row)
        others = {id for id in kinds if kinds[id] in ("package", "image")} - own
        needs = tuple(need for need in file.needs if others.isdisjoint(need.of))
        rest = {key: tuple(rows) for key, rows in more.items()}
        return Arranged(kinds, tuple(main), rest, needs)

    def caveats(self, package: str) -> tuple[tuple[Caveat, Mapping[str, Source]], ...]:
        """What the metadata of a package does not tell, whoever says so."""
        if self._caveats is None:
            found: dict[str, list[tuple[Caveat, Mapping[str, Source]]]] = {}
            owners: list[Framework | Compatibility] = [*self.knowledge.frameworks.values()]
            owners += self.compatibility.values()
            for owner in owners:
                for caveat in owner.caveats:
                    found.setdefault(caveat.package, []).append((caveat, owner.sources))
            self._caveats = {name: tuple(entries) for name, entries in found.items()}
        return self._caveats.get(package, ())

    @cached_property
    def newest_python(self) -> int:
        """The newest minor version of Python 3 that anything in the base is built for."""
        named = {
            int(python.partition(".")[2])
            for framework in self.knowledge.frameworks.values()
            for package in framework.packages
            for python in package.pythons
        }
        return max(named, default=13)

    def resolved(
        self, pins: Iterable[str], target: Target, python: str, *, shipped: bool
    ) -> Resolved | None:
        """What uv found for these pins there; None where it was not asked.

        Args:
            shipped: whether what the base ships counts too, which is PyPI's: for that C library,
                or an older one.
        """
        asked = tuple(pins)
        own = self.proofs.get(proof_key(asked, *proof_place(target, python)))
        if own is not None or not shipped or not asked or target.libc != "glibc":
            return own
        glibc = tags.library(target.glibc.value)
        key = frozenset((*asked, target.arch.value, python))
        fitting = [one for one in self._shipped(asked[0]).get(key, ()) if one.glibc <= glibc]
        return fitting[-1].found if fitting else None

    def _shipped(self, pin: str) -> Mapping[frozenset[str], tuple[_Shipped, ...]]:
        """By pins, architecture and Python: what uv found, for the oldest C library first."""
        package = requirements.parsed(pin).name
        if package not in self._sets:
            raw = self.stacks.resolved.get(package)
            self._sets[package] = _by_place(raw) if raw is not None else {}
        return self._sets[package]

    def family(self, distro: str) -> str:
        """Of a distribution's packages; empty where it is not known."""
        known = self.knowledge.distros.get(distro)
        return known.family if known is not None else ""

    def packages(self) -> frozenset[str]:
        """The names of all packages that some recipe is made of, and of all snapshots."""
        names = {name.partition("@")[0] for name in self._raw}
        for file in self.compatibility.values():
            names.update(
                component.package or id
                for id, component in file.components.items()
                if component.kind == "package"
            )
        for framework in self.knowledge.frameworks.values():
            names.update(name for recipe in framework.recipes for name in recipe.packages)
        return frozenset(names)


def _of_day(found: PackageReleases | None, day: date | None) -> PackageReleases | None:
    """What had been uploaded by then; None where nothing had."""
    if found is None or day is None:
        return found
    releases = tuple(release for release in found.releases if release.date <= day)
    return replace(found, releases=releases) if releases else None


def _decides(recipe: Recipe, row: CompatibilityRow) -> bool:
    if recipe.kind != "index":
        return not recipe.image or recipe.image in row.versions
    return bool(recipe.platform) and recipe.platform[0] in row.versions


class _Shipped(Struct, frozen=True):
    """A set that the base ships."""

    glibc: tuple[int, int]
    found: Resolved


def _by_place(raw: msgspec.Raw) -> Mapping[frozenset[str], tuple[_Shipped, ...]]:
    file = msgspec.json.decode(raw, type=ResolvedSets)
    found: dict[frozenset[str], list[_Shipped]] = {}
    for one in file.sets:
        resolved = Resolved(
            day=file.read,
            besides=one.besides,
            files=one.files,
            bytes=one.bytes,
            exact=one.exact,
        )
        key = frozenset((*one.pins, one.arch, one.python))
        found.setdefault(key, []).append(_Shipped(tags.library(one.glibc), resolved))
    return {key: tuple(sorted(sets, key=lambda one: one.glibc)) for key, sets in found.items()}


def proof_place(target: Target, python: str) -> tuple[str, ...]:
    """What besides the pins identifies a resolution."""
    return target.arch.value, f"{target.libc} {target.glibc.value}", f"python {python}"


def proof_key(pins: Iterable[str], *where: str) -> frozenset[str]:
    """What identifies a resolution: exact requirements, and the platform and Python of it."""
    return frozenset((*pins, *where))
