"""All ways of one framework to one target, searched one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge

from msgspec.structs import replace

from advisor.model.framework import Package
from advisor.model.stack import Condition, Stack, Target
from advisor.stacks import requirements, versions
from advisor.stacks.searching.candidate import Candidate, Falling
from advisor.stacks.searching.conditions import implied
from advisor.stacks.searching.listed import of_package, ordered
from advisor.stacks.searching.metadata import Metadata
from advisor.stacks.searching.offered import of_rows
from advisor.stacks.searching.search import Search
from advisor.stacks.stock import PRIMARY, Stock, Way
from advisor.stacks.writing import written

MOST = 4
"""Answers that are given for one framework when facts are unknown; more is not read."""


class Resolver:
    """All ways to one target, one after another."""

    def __init__(self, stock: Stock, target: Target) -> None:
        self.stock = stock
        self.target = target
        self.metadata = Metadata(stock, target)
        self.newest_python = stock.newest_python

    def stacks(self, framework: str, own: tuple[Way, ...] | None = None) -> list[Stack]:
        """The best stack; where it has conditions, then what is best where they do not hold.

        Args:
            own: the only ways that count; otherwise all that are known, and what the framework's
                own file lists.
        """
        known = self.stock.ways(framework, self.target.accelerator.value)
        ways = known if own is None else own
        answered: list[tuple[Condition, ...]] = []
        agreed = [way for way in ways if self._agrees(way)]
        every = [Search(way, self.stock, self.metadata, answered) for way in agreed]
        searches = [search for search in every if search.way.recipe.kind == "index"]
        kept, unproven, asked = self._from_index(searches, framework, answered)
        public = any(way.recipe.public for way in ways)
        if _is_settled(kept) and not public:
            return kept
        offered = self._offered(ways, framework, listed=own is None)
        if public:
            files = [
                stack for stack in offered if stack.kind == "vendor" and stack.grade == "documented"
            ]
            kept = settled(
                [], sorted([*kept, *files], key=lambda stack: Falling(versions.key(stack.version)))
            )
        kept = settled(kept, (stack for stack in offered if stack.grade == "documented"))
        if not any(search.speaking for search in every):
            # What fits by metadata counts only where no row knows better.
            kept = settled(kept, unproven)
            kept = settled(kept, (stack for stack in offered if stack.grade == "metadata"))
        kept = settled(kept, asked)
        return settled(kept, (stack for stack in offered if stack.grade == "vendor"))

    def _from_index(
        self,
        searches: list[Search],
        framework: str,
        answered: list[tuple[Condition, ...]],
    ) -> tuple[list[Stack], list[Stack], list[Stack]]:
        """What sources speak for; what only metadata speaks for; what the vendor must be asked
        for."""
        kept: list[Candidate] = []
        unproven: list[Candidate] = []
        unfetchable: list[Candidate] = []
        streams = (search.candidates() for search in searches)
        for candidate in merge(*streams, key=_newest_first):
            plain = not candidate.way.recipe.platform
            if not candidate.fetchable:
                unfetchable.append(candidate)
            elif candidate.documented or plain:
                _keep(kept, candidate)
                answered[:] = [each.conditions for each in kept]
                if not candidate.conditions or len(kept) == MOST:
                    break
            else:
                _keep(unproven, candidate)
                if candidate.way.by:
                    break  # an engine that leaves the framework open: its newest set is enough
        asked: list[Candidate] = []
        for candidate in sorted(unfetchable, key=_least_asked):
            _keep(asked, candidate)
        besides = self._besides(searches)
        groups = kept, unproven, asked
        return tuple(  # type: ignore[return-value]
            [written(candidate, framework, self.metadata, besides) for candidate in group]
            for group in groups
        )

    def _agrees(self, way: Way) -> bool:
        """Whether some version is what both the person and the way ask of a package besides."""
        for text in self.target.requires:
            wanted = requirements.parsed(text)
            for own in map(requirements.parsed, way.recipe.besides):
                snapshot = self.stock.releases(own.name) if own.name == wanted.name else None
                if snapshot is not None and not any(
                    versions.holds(release.version, wanted.specifier)
                    and versions.holds(release.version, own.specifier)
                    for release in snapshot.releases
                ):
                    return False
        return True

    def _besides(self, searches: list[Search]) -> list[str]:
        """What the person requires and no package of the ways is."""
        own = {
            requirements.normal(search.way.package(component))
            for search in searches
            for component in search.way.recipe.packages
        }
        wanted = [(requirements.parsed(text).name, text) for text in self.target.requires]
        return [text for name, text in wanted if name not in own]

    def _offered(self, ways: tuple[Way, ...], framework: str, *, listed: bool) -> list[Stack]:
        """What rows offer besides.

        Args:
            listed: what the framework's own file lists counts too.
        """
        found = list(self._all_offered(ways, framework, listed=listed))
        first = {requirements.normal(way.package(way.frame)) for way in ways}
        return [stack for stack in found if self._wanted(stack, first)]

    def _wanted(self, stack: Stack, first: set[str]) -> bool:
        """Whether it is what the person requires.

        Args:
            first: the packages whose version is the framework's own; an image has it inside.
        """
        for text in self.target.requires:
            wanted = requirements.parsed(text)
            has = [
                part.version
                for part in stack.parts
                if requirements.normal(part.name or part.component) == wanted.name
            ]
            if not has and wanted.name in first:
                has = [stack.version]
            if not all(versions.holds(version, wanted.specifier) for version in has):
                return False
        return True

    def _all_offered(
        self, ways: tuple[Way, ...], framework: str, *, listed: bool
    ) -> Iterator[Stack]:
        for way in ways:
            if way.recipe.kind != "index":
                for stack in of_rows(way, self.stock, self.target):
                    yield replace(stack, framework=framework)
        if listed:
            yield from ordered(self._listed(ways, framework))

    def _listed(self, ways: tuple[Way, ...], framework: str) -> Iterator[Stack]:
        """What the framework's own file lists and no recipe tells more of."""
        own = self.stock.framework(framework)
        accelerator = self.target.accelerator.value
        verify = next((way.recipe.verify for way in ways if way.recipe.verify), "")
        for package in own.packages:
            if not package.serves(accelerator) or self._told(package, ways):
                continue
            found = of_package(
                package,
                own,
                self.target,
                self.newest_python,
                plain=self._plain(),
                verify=verify,
                family=self.stock.family(self.target.distro.value),
            )
            if found is not None:
                yield found

    def _told(self, package: Package, ways: tuple[Way, ...]) -> bool:
        """Whether a recipe tells more of a way than the framework's own file: it has rows, and
        knows of chips and drivers."""
        if package.kind not in ("wheel", "sdist"):
            return any(package.kind == way.recipe.kind for way in ways)
        named = any(package.index in way.recipe.command for way in ways)
        return package.index in self._decided(ways) or (named and package.index != PRIMARY)

    def _decided(self, ways: tuple[Way, ...]) -> set[str]:
        """The indexes of which the recipes' snapshots tell more than the framework's own file."""
        found = set()
        for way in ways:
            first = way.package(way.recipe.packages[0])
            snapshot = self.stock.releases(first, way.recipe.index)
            if way.recipe.kind == "index" and snapshot is not None:
                found.add(snapshot.at or PRIMARY)
        return found | {f"{at.rstrip('/')}/" for at in found} | {at.rstrip("/") for at in found}

    def _plain(self) -> bool:
        """Whether every machine has that accelerator: there is no platform that rows could speak
        of."""
        accelerator = self.stock.knowledge.accelerators.get(self.target.accelerator.value)
        return accelerator is not None and accelerator.always


def _is_settled(stacks: list[Stack]) -> bool:
    return bool(stacks) and (not stacks[-1].conditions or len(stacks) >= MOST)


def _keep(kept: list[Candidate], candidate: Candidate) -> None:
    """Add it where it says something in a case that none of those before speaks about."""
    if len(kept) < MOST and not any(
        implied(other.conditions, candidate.conditions) for other in kept
    ):
        kept.append(candidate)


def settled(kept: list[Stack], more: Iterable[Stack]) -> list[Stack]:
    if _is_settled(kept):
        return kept
    found = list(kept)
    for stack in more:
        if len(found) < MOST and not any(
            implied(other.conditions, stack.conditions) for other in found
        ):
            found.append(stack)
    return found


def _least_asked(candidate: Candidate) -> tuple[object, ...]:
    """The newest, then what has to ask for the fewest files, then what depends on least."""
    missing = sum(entry.fit is None for entry in candidate.chosen)
    return Falling(candidate.key), missing, len(candidate.conditions)


def _newest_first(candidate: Candidate) -> tuple[object, ...]:
    return Falling(candidate.key), candidate.way.order, candidate.option.origin == "fetched"
