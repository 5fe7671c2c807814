"""What metadata excludes: releases without a file for a target, with another Python, taken back, or
with dependencies that cannot be met there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

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
    archs: tuple[str, ...]
    """Where the release has files, when the target's architecture is not known."""


class Metadata:
    """The releases of a stock as one target sees them; keeps its answers."""

    def __init__(self, stock: Stock, target: Target) -> None:
        self.stock = stock
        self.target = target
        self.glibc = _pair(target.glibc.value) if target.glibc.known else None
        self._fits: dict[tuple[str, str, str, str], Fit | None] = {}
        self._newest: dict[tuple[str, str, str], tuple[Fit, ...]] = {}
        wanted = [requirements.parsed(text) for text in target.requires]
        self._wanted = {entry.name: entry.specifier for entry in wanted}

    def fit(
        self,
        package: str,
        index: str,
        release: PackageRelease,
        python: str,
        *,
        unasked: bool = False,
    ) -> Fit | None:
        """The file of a release that the target takes with that Python, or None.

        Args:
            unasked: take what came before a release as well, because a row names it.
        """
        key = package, index, release.version, python
        if key not in self._fits:
            self._fits[key] = self._judged(package, index, release, python)
        found = self._fits[key]
        if found is not None and not unasked and not versions.is_stable(release.version):
            return None
        return found

    def fitting(self, package: str, index: str, python: str) -> Iterator[Fit]:
        """Those of all stable releases that fit, the newest first; where a package has none but
        what came before a release, those."""
        found = self.stock.releases(package, index)
        if found is None:
            return
        stable = any(versions.is_stable(release.version) for release in found.releases)
        for release in found.releases:
            fit = self.fit(package, index, release, python, unasked=not stable)
            if fit is not None:
                yield fit

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
        dependency: requirements.Dependency,
        python: str,
        chosen: Mapping[str, str],
        depth: int,
    ) -> bool:
        if self.stock.releases(dependency.name) is None:
            return True
        for fit in self._candidates(dependency, python):
            if not versions.holds(fit.release.version, dependency.specifier):
                continue
            deeper = {**chosen, dependency.name: fit.release.version}
            if not self.unmet(fit.release, python, deeper, depth=depth + 1):
                return True
        return False

    def _candidates(self, dependency: requirements.Dependency, python: str) -> tuple[Fit, ...]:
        key = dependency.name, python, dependency.specifier
        if key not in self._newest:
            found = self.stock.releases(dependency.name)
            asked = any(not versions.is_stable(v) for v in versions.mentioned(dependency.specifier))
            fits = (
                self.fit(dependency.name, PRIMARY, release, python, unasked=asked)
                for release in (found.releases if found else ())
            )
            self._newest[key] = tuple(fit for fit in fits if fit is not None)
        return self._newest[key]

    def is_wanted(self, package: str, version: str) -> bool:
        """Whether what the person requires leaves a version of a package."""
        wanted = self._wanted.get(requirements.normal(package))
        return wanted is None or versions.holds(version, wanted)

    def _judged(self, package: str, index: str, release: PackageRelease, python: str) -> Fit | None:
        wanted = self._wanted.get(requirements.normal(package))
        if not self.is_wanted(package, release.version):
            return None
        if release.yanked and not (wanted and "==" in wanted):
            return None
        full = f"{python}.0"
        if release.requires_python and not _admits(release.requires_python, full):
            return None
        caveats = [
            caveat
            for caveat, _ in self.stock.caveats(package)
            if caveat.index == index and versions.holds(release.version, caveat.versions)
        ]
        general = [caveat for caveat in caveats if not caveat.tags]
        if any(caveat.stub for caveat in general) or not self._admitted(general, full):
            return None
        fits = [
            fit
            for file in release.files
            if (fit := self._file(package, index, release, file, python, caveats)) is not None
        ]
        if not fits:
            return None
        if not self.target.arch.known:
            archs = {arch for fit in fits for arch in fit.archs}
            everywhere = any(not fit.archs for fit in fits)
            named = () if everywhere else tuple(sorted(archs))
            fits = [replace(fit, archs=named) for fit in fits]
        if self.target.libc == "glibc" and self.glibc is None:
            return min(fits, key=lambda fit: fit.floor)
        # Of several files pip prefers the one for the newest C library that is there.
        return max(fits, key=lambda fit: fit.floor)

    def _admitted(self, caveats: list[Caveat], python: str) -> bool:
        arch = self.target.arch.value
        return all(
            (not caveat.pythons or versions.holds(python, caveat.pythons))
            and (not caveat.archs or not arch or arch in caveat.archs)
            for caveat in caveats
        )

    def _file(
        self,
        package: str,
        index: str,
        release: PackageRelease,
        file: ReleaseFile,
        python: str,
        caveats: list[Caveat],
    ) -> Fit | None:
        own = [caveat for caveat in caveats if file.tag in caveat.tags]
        if any(caveat.stub for caveat in own) or not self._admitted(own, f"{python}.0"):
            return None
        named = tuple(sorted({arch for caveat in caveats for arch in caveat.archs}))
        if file.tag == SDIST:
            if not self.stock.source_only(package, index):
                return None
            return Fit(release, file, index, (0, 0), named)
        if not tags.takes_python(file.tag, int(python.partition(".")[2])):
            return None
        target = self.target
        floor = tags.floor_for(file.tag, target.arch.value, target.libc, self.glibc)
        if floor is None:
            return None
        archs = named or tuple(sorted(tags.archs_of(file.tag)))
        return Fit(release, file, index, floor, archs)


def _admits(specifier: str, python: str) -> bool:
    """Requires-Python as pip reads it; what cannot be read admits all."""
    try:
        return versions.holds(python, specifier.replace(" ", "").strip(","))
    except ValueError:
        return True


def _pair(version: str) -> tuple[int, int]:
    numbers = version.split(".")
    return int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
