"""Which release of a distribution a machine runs, and which one a person means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.surroundings import Distro, DistroRelease

WORDS = ("VERSION", "VERSION_CODENAME", "PRETTY_NAME", "EDITION", "PROJECT_CODENAME")
"""Where a machine says more of its release than VERSION_ID does."""


def which_release(fields: Mapping[str, str], distro: Distro) -> DistroRelease | None:
    """The release that fits best, or None when none fits.

    Args:
        fields: as `release_fields` gives them.
    """
    best: tuple[int, DistroRelease] | None = None
    for release in distro.releases:
        rank = _rank(release, fields)
        if rank and (best is None or rank > best[0]):
            best = rank, release
    return best[1] if best else None


def release_named(text: str, distro: Distro) -> DistroRelease | None:
    """The release that a person calls by its version, code name or another name, or None.

    Letter case, spaces and signs do not matter, `SP3` alone is enough where one release has it, and
    `20.04.6` or `20.04 LTS` is a `20.04`.
    """
    wanted = _plain(text)
    if not wanted:
        return None
    named = [release for release in distro.releases if wanted in _names(release)]
    if named:
        return named[0]
    ending = [release for release in distro.releases if _plain(release.version).endswith(wanted)]
    if len(ending) == 1 and not wanted.isdigit():
        return ending[0]
    within = [
        release
        for release in distro.releases
        if re.match(rf"{re.escape(release.version)}(?![0-9a-z])", text.strip(), re.IGNORECASE)
    ]
    return max(within, key=lambda release: len(release.version), default=None)


def newest_release(distro: Distro) -> DistroRelease | None:
    """The newest release whose C library is known, or else the newest."""
    known = [release for release in distro.releases if release.glibc]
    candidates = known or list(distro.releases)
    return max(candidates, key=_age, default=None)


def newest_first(distro: Distro) -> tuple[DistroRelease, ...]:
    """Its releases, the newest first."""
    return tuple(sorted(distro.releases, key=_age, reverse=True))


def pythons_of(release: DistroRelease) -> tuple[str, ...]:
    """The Pythons of a release's own repositories, oldest first; empty when nobody says."""
    found = {*release.pythons, *((release.python,) if release.python else ())}
    return tuple(sorted(found, key=_numbers))


def _rank(release: DistroRelease, fields: Mapping[str, str]) -> int:
    """0 when it does not fit; more when more of it was seen."""
    if release.fields:
        fits = all(
            re.fullmatch(pattern, fields.get(field, "").strip(), re.IGNORECASE | re.DOTALL)
            for field, pattern in release.fields.items()
        )
        return 3 + len(release.fields) if fits else 0
    head, *further = release.version.lower().split()
    own = fields.get("VERSION_ID", "").strip().lower()
    if own != head and not own.startswith(f"{head}."):
        return 0
    said = " ".join(fields.get(field, "") for field in WORDS)
    by_name = bool(release.codename) and _stands_in(release.codename, said)
    if further and not by_name and not all(_stands_in(word, said) for word in further):
        return 0
    return 1 + (own == head) + by_name + len(further)


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE) is not None


def _names(release: DistroRelease) -> set[str]:
    return {_plain(name) for name in (release.version, release.codename, *release.also) if name}


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z.]", "", text.lower())


def _age(release: DistroRelease) -> tuple[tuple[int, ...], str]:
    return _numbers(release.version), release.version


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
