"""Exact versions of what is installed along and decides nothing: as uv found them, otherwise the
newest that fits by metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.releases import PackageRelease
from advisor.model.resolved import Resolved
from advisor.stacks import requirements, versions
from advisor.stacks.searching.candidate import Candidate
from advisor.stacks.searching.metadata import Metadata, admits
from advisor.stacks.stock import PRIMARY


def pinned(
    besides: Iterable[str],
    found: Resolved | None,
    candidate: Candidate,
    metadata: Metadata,
) -> tuple[str, ...]:
    """The same requirements, exact where a version is known.

    Args:
        found: what uv found for the candidate; None where it was not asked.
    """
    had = {requirements.parsed(text).name: text for text in found.besides} if found else {}
    return tuple(_pinned(text, had, candidate, metadata) for text in besides)


def _pinned(text: str, had: Mapping[str, str], candidate: Candidate, metadata: Metadata) -> str:
    wanted = requirements.parsed(text)
    if wanted.specifier.startswith("=="):
        return text
    found = had.get(wanted.name)
    if found is not None and versions.holds(_version(found), wanted.specifier):
        return found
    if candidate.way.by:
        return text  # an engine's hundred dependencies, which nobody kept, have a say in it
    release = _newest(wanted, candidate, metadata)
    return f"{wanted.name}=={release.version}" if release is not None else text


def covers(found: Resolved, besides: Iterable[str]) -> bool:
    """Whether a resolution was for all of these requirements."""
    had = {requirements.parsed(text).name: _version(text) for text in found.besides}
    wanted = [requirements.parsed(text) for text in besides]
    return all(
        each.name in had and versions.holds(had[each.name], each.specifier) for each in wanted
    )


def _version(exact: str) -> str:
    return requirements.parsed(exact).specifier.removeprefix("==")


def _newest(
    wanted: requirements.PackageDependency, candidate: Candidate, metadata: Metadata
) -> PackageRelease | None:
    """The newest stable release with a file for the target that the candidate's own packages
    take."""
    snapshot = metadata.stock.releases(wanted.name)
    python = candidate.option.python
    if snapshot is None or not python:
        return None
    specifiers = [wanted.specifier, *_asked_by(candidate, wanted.name, metadata)]
    for release in snapshot.releases:
        if not versions.is_stable(release.version):
            continue
        if not all(versions.holds(release.version, specifier) for specifier in specifiers):
            continue
        if release.requires_python and not admits(release.requires_python, python):
            continue
        if python in metadata.fits(wanted.name, PRIMARY, release):
            return release
    return None


def _asked_by(candidate: Candidate, name: str, metadata: Metadata) -> list[str]:
    """What the candidate's packages ask of that one."""
    python, arch = candidate.option.python, metadata.target.arch.value or "x86_64"
    asked = [
        requirements.parsed(text) for entry in candidate.chosen for text in entry.release.requires
    ]
    return [
        each.specifier
        for each in asked
        if each.name == name and requirements.counts(each.marker, python, arch)
    ]
