"""Which distribution of the knowledge base a machine runs, from its os-release fields and its
package family."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.machine import Machine
from advisor.model.surroundings import Distro, Match

FIELDS = {
    "ID": "os.id",
    "ID_LIKE": "os.id_like",
    "VERSION_ID": "os.version_id",
    "NAME": "os.name",
    "PRETTY_NAME": "os.pretty_name",
    "EDITION": "os.edition",
}
"""What stands in for os-release where a machine was described by hand."""


def which_distro(machine: Machine, distros: Mapping[str, Distro]) -> str | None:
    """The id of the distribution whose description fits best, or None when none fits.

    Of several that fit, the one that names more fields wins, then the one that names the package
    family.
    """
    release = release_fields(machine)
    family = machine.text("os.family")
    best: tuple[tuple[int, bool], str] | None = None
    for id in sorted(distros):
        for match in distros[id].matches:
            rank = (len(match.fields), match.family != "any")
            if fits(match, release, family) and (best is None or rank > best[0]):
                best = (rank, id)
    return best[1] if best else None


def release_fields(machine: Machine) -> dict[str, str]:
    """The machine's os-release, with the single facts, which a person may have corrected, on
    top."""
    release = machine.get("os.release")
    fields = (
        {str(key): str(value) for key, value in release.items()}
        if isinstance(release, dict)
        else {}
    )
    for field, name in FIELDS.items():
        fact = next((fact for fact in machine.facts if fact.name == name), None)
        if (
            fact is not None
            and fact.value is not None
            and (fact.corrected or not fields.get(field))
        ):
            fields[field] = str(fact.value)
    return fields


def fits(match: Match, release: Mapping[str, str], family: str) -> bool:
    """Whether every field fits; an unknown package family contradicts nothing."""
    if match.family != "any" and family and match.family != family:
        return False
    for field, pattern in match.fields.items():
        value = release.get(field, "").strip()
        if pattern == "":
            if value:
                return False
        elif not re.fullmatch(pattern, value, re.IGNORECASE):
            return False
    return bool(match.fields)
