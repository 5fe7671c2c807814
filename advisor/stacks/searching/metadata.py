"""What metadata excludes: releases without a file for a target, with another Python, taken back, or
with dependencies that cannot be met there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from advisor.model.compatibility import Caveat
from advisor.model.releases import SDIST, PackageRelease, ReleaseFile
from advisor.model.stack import Target
from advisor.stacks import requirements, tags, versions
from advisor.stacks.stock import PRIMARY, Stock

DEEPEST = 6
"""Dependencies of dependencies that are followed; the snapshots hold chains of two or three."""


class Fit(Struct, frozen=True):
    """The file that pip would take."""

    release: PackageRelease
    file: ReleaseFile
    index: str
    floor: tuple[int, int]
    """The oldest C library that it admits; (0, 0) for any."""
    archs: frozenset[str]
    """Where the release has files, when the target's architecture is not known."""


class Metadata:
    """The releases of a stock as one target sees them; keeps its answers."""

    def __init__(self, stock: Stock, target: Target) -> None:
        self.stock = stock
        self.target = target
        self.glibc = tags.library(target.glibc.value) if target.glibc.known else None
        self._taken: dict[str, tuple[tuple[int, int], frozenset[str]] | None] = {}
        self._tables: dict[tuple[str, str, str], Mapping[str, Fit]] = {}
        self._had: set[tuple[str, str, str]] = set()
        """Dependencies that can be had whatever else is chosen."""
        wanted = [requirements.parsed(text) for text in target.requires]
        self._wanted = {entry.name: entry.specifier for entry in wanted}

    def fits(self, package: str, index: str, release: PackageRelease) -> Mapping[str, Fit]:
        """By Python: the file of a release that the target takes with it."""
        key = package, index, release.version
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = self._table(package, index, release)
        return found

    def unmet(
        self,
        release: PackageRelease,
        python: str,
        chosen: Mapping[str, str],
        *,
        but: Collection[str] = (),
        depth: int = 0,
    ) -> str:
        """The first deciding dependency that cannot be met there; empty when all can.

        Args:
            chosen: versions of packages that are decided already, by normal name.
            but: names that are judged elsewhere.
        """
        for text in release.requires:
            dependency = requirements.parsed(text)
            arch = self.target.arch.value or "x86_64"
            if dependency.name in but:
                continue
            if not requirements.counts(dependency.marker, python, arch):
                continue
            if dependency.name in chosen:
                if not versions.holds(chosen[dependency.name], dependency.specifier):
                    return text
            elif depth < DEEPEST and not self._met(dependency, python, chosen, depth):
                return text
        return ""

    def _met(
        self,
        dependency: requirements.PackageDependency,
        python: str,
        chosen: Mapping[str, str],
        depth: int,
    ) -> bool:
        found = self.stock.releases(dependency.name)
        key = dependency.name, dependency.specifier, python
        if found is None or key in self._had:
            return True
        asked = any(not versions.is_stable(v) for v in versions.mentioned(dependency.specifier))
        for release in found.releases:
            if not versions.holds(release.version, dependency.specifier):
                continue
            if not (asked or versions.is_stable(release.version)):
                continue
            if release.requires_python and not admits(release.requires_python, python):
                continue
            if python not in self.fits(dependency.name, PRIMARY, release):
                continue
            if not release.requires:
                self._had.add(key)
                return True
            deeper = {**chosen, dependency.name: release.version}
            if not self.unmet(release, python, deeper, depth=depth + 1):
                return True
        return False

    def is_wanted(self, package: str, version: str) -> bool:
        """Whether what the person requires leaves a version of a package."""
        wanted = self._wanted.get(requirements.normal(package))
        return wanted is None or versions.holds(version, wanted)

    def _table(self, package: str, index: str, release: PackageRelease) -> Mapping[str, Fit]:
        wanted = self._wanted.get(requirements.normal(package))
        if wanted is not None and not versions.holds(release.version, wanted):
            return {}
        if release.yanked and not (wanted and "==" in wanted):
            return {}
        caveats = [
            caveat
            for caveat, _ in self.stock.caveats(package)
            if caveat.index == index and versions.holds(release.version, caveat.versions)
        ]
        general = [caveat for caveat in caveats if not caveat.tags]
        if any(caveat.stub for caveat in general):
            return {}
        table: dict[str, list[Fit]] = {}
        for file in release.files:
            taken = self._take(file, package, index)
            if taken is None:
                continue
            floor, able = taken
            own = [caveat for caveat in caveats if file.tag in caveat.tags] if caveats else []
            if any(caveat.stub for caveat in own):
                continue
            archs = tags.archs_of(file.tag)
            if caveats:
                named = frozenset(arch for caveat in (*general, *own) for arch in caveat.archs)
                archs = named or archs
            fit = Fit(release, file, index, floor, archs)
            for python in able:
                if not caveats or self._admitted((*general, *own), python):
                    table.setdefault(python, []).append(fit)
        return {
            python: self._best(fits)
            for python, fits in table.items()
            if not release.requires_python or admits(release.requires_python, python)
        }

    def _best(self, fits: list[Fit]) -> Fit:
        if len(fits) == 1:
            return fits[0]
        if not self.target.arch.known:
            everywhere = any(not fit.archs for fit in fits)
            archs = frozenset(arch for fit in fits for arch in fit.archs)
            fits = [replace(fit, archs=frozenset() if everywhere else archs) for fit in fits]
        if self.target.libc == "glibc" and self.glibc is None:
            return min(fits, key=lambda fit: fit.floor)
        # Of several files pip prefers the one for the newest C library that is there.
        return max(fits, key=lambda fit: fit.floor)

    def _admitted(self, caveats: Iterable[Caveat], python: str) -> bool:
        arch = self.target.arch.value
        return all(
            (not caveat.pythons or versions.holds(f"{python}.0", caveat.pythons))
            and (not caveat.archs or not arch or arch in caveat.archs)
            for caveat in caveats
        )

    def _take(
        self, file: ReleaseFile, package: str, index: str
    ) -> tuple[tuple[int, int], frozenset[str]] | None:
        """The oldest C library and the Pythons of a file that the target's platform takes."""
        tag = file.tag
        if tag == SDIST:
            able = _every(self.stock.newest_python)
            return ((0, 0), able) if self.stock.source_only(package, index) else None
        if tag not in self._taken:
            target = self.target
            floor = tags.floor_for(tag, target.arch.value, target.libc, self.glibc)
            able = tags.pythons_of(tag, self.stock.newest_python)
            self._taken[tag] = (floor, able) if floor is not None and able else None
        return self._taken[tag]


@lru_cache(maxsize=8)
def _every(newest: int) -> frozenset[str]:
    return frozenset(f"3.{minor}" for minor in range(tags.OLDEST, newest + 1))


@lru_cache(maxsize=4096)
def admits(specifier: str, python: str) -> bool:
    """Whether Requires-Python, as pip reads it, admits the first release of a minor version; what
    cannot be read admits all."""
    try:
        return versions.holds(f"{python}.0", specifier.replace(" ", "").strip(","))
    except ValueError:
        return True
