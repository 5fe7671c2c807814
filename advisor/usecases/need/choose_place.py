"""One step of a person's hand on the place where it shall run: choose, take back, say that nobody
knows. Pure; what can be chosen comes from the knowledge.

Rows are those of advisor.explanation.place. A choice is a field of the need or a correction of a
fact, as on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from advisor.evidence.chip import chips_of
from advisor.evidence.release import newest_first
from advisor.evidence.target import INDEXES, known_chip
from advisor.explanation.advice import Advice
from advisor.explanation.named_versions import named_versions
from advisor.explanation.place import (
    BEHIND,
    FIELDS,
    INDEX,
    LIBRARY,
    NETWORK,
    NO,
    NOT_KNOWN,
    OTHER,
    TAKE_BACK,
    YES,
    ChosenPlace,
    PlaceRow,
    component_of,
    facts_of,
)
from advisor.model.compatibility import Chip, Compatibility
from advisor.model.need import Need, Said
from advisor.model.surroundings import Accelerator, Distro
from advisor.stacks import versions
from advisor.usecases.need.adjust import answers, put

FACTS = {row: fact for fact, row in BEHIND.items()}
"""By field of the need: the fact that says the same."""
FORGOTTEN = ("chip", "distro", "arch", NETWORK)
"""Rows beside the versions of which a person can say that nobody knows."""
TYPED = ("chip", "distro_release", "arch", "python", LIBRARY)
"""Rows beside the versions for which a person may type what no list has."""


def values_of(row: str, place: ChosenPlace, advice: Advice) -> tuple[str, ...]:
    """What a row may be set to: `TAKE_BACK`, values with the newest version first, then `NOT_KNOWN`
    and `OTHER` where they can be said."""
    component = component_of(row)
    ends = [NOT_KNOWN] if component or row in FORGOTTEN else []
    ends += [OTHER] if component or row in TYPED else []
    return (TAKE_BACK, *_known(row, place, advice), *ends)


def value_now(row: str, said: Said) -> str:
    """A person's word for a row; `TAKE_BACK` where there is none."""
    if row in FIELDS:
        word = getattr(said.need, row) or said.facts.get(FACTS[row])
    elif row.startswith(INDEX):
        listed = said.facts.get(INDEXES, "").split(",")
        word = YES if row.removeprefix(INDEX) in listed else None
    else:
        word = said.facts.get(row)
    if word is None:
        return TAKE_BACK
    return word or NOT_KNOWN


def choose(
    said: Said, row: str, value: str, place: ChosenPlace, files: Mapping[str, Compatibility]
) -> Said:
    """Set a row to a value of `values_of`, or to one that was typed.

    Args:
        files: all of compatibility/: what was said of another accelerator's software falls when the
            accelerator changes.
    """
    bare = _bare(said, row)
    if value == TAKE_BACK:
        chosen = _taken_back(said, row, place)
    elif value == NOT_KNOWN:
        chosen = _with(bare, FACTS.get(row, row), "")
    elif row in FIELDS:
        chosen = replace(bare, need=_field(bare.need, row, value, place))
    elif row.startswith(INDEX):
        hosts = _reached(said, place) | {row.removeprefix(INDEX)}
        chosen = _reaching(said, place, hosts)
    else:
        chosen = _with(bare, row, value)
    if row == "accelerator":
        device = chosen.need.accelerator or place.was("accelerator")
        if device != place.target.accelerator.value:
            return replace(chosen, facts=belonging(chosen.facts, device, files))
    return chosen


def step(
    said: Said,
    row: str,
    by: int,
    place: ChosenPlace,
    advice: Advice,
    files: Mapping[str, Compatibility],
) -> Said:
    """Go on to the next value, or back by so many."""
    values = [value for value in values_of(row, place, advice) if value != OTHER]
    now = value_now(row, said)
    at = values.index(now) if now in values else 0
    return choose(said, row, values[(at + by) % len(values)], place, files)


def belonging(
    facts: Mapping[str, str], device: str, files: Mapping[str, Compatibility]
) -> dict[str, str]:
    """Corrections that still mean something where the accelerator is now that one: what was said of
    another's chip, driver and software falls."""
    every = {name: file.accelerator for file in files.values() for name in facts_of(file)}
    kept = {
        name for file in files.values() if file.accelerator == device for name in facts_of(file)
    }
    falls = {*every, FACTS["chip"]} - kept
    return {name: text for name, text in facts.items() if name not in falls}


def _bare(said: Said, row: str) -> Said:
    """Without a person's word for a row, where it was given for the row itself."""
    names = {row, FACTS.get(row, row)}
    facts = {name: text for name, text in said.facts.items() if name not in names}
    return Said(need=put(said.need, row, "") if row in FIELDS else said.need, facts=facts)


def _taken_back(said: Said, row: str, place: ChosenPlace) -> Said:
    """Without a person's word for a row, in whichever way it was given."""
    bare = _bare(said, row)
    if row.startswith(INDEX):
        return _reaching(bare, place, _reached(said, place) - {row.removeprefix(INDEX)})
    if row == "distro_release" and bare.need.distro == place.was("distro"):
        return replace(bare, need=put(bare.need, "distro", ""))  # named for the release's sake
    components = [file.components.get(component_of(row)) for file in place.files]
    names = {component.fact for component in components if component is not None}
    return replace(
        bare, facts={name: text for name, text in bare.facts.items() if name not in names}
    )


def _reached(said: Said, place: ChosenPlace) -> set[str]:
    """Hosts or ids of the further indexes that are reached."""
    if INDEXES in said.facts:
        return {host for host in said.facts[INDEXES].split(",") if host}
    return {row.id.removeprefix(INDEX) for row in place.rows if _is_reached_anyway(row)}


def _is_reached_anyway(row: PlaceRow) -> bool:
    return row.id.startswith(INDEX) and row.was.known


def _reaching(said: Said, place: ChosenPlace, hosts: set[str]) -> Said:
    """With that word for the indexes; none where it is what was found."""
    facts = {name: text for name, text in said.facts.items() if name != INDEXES}
    if hosts != {row.id.removeprefix(INDEX) for row in place.rows if _is_reached_anyway(row)}:
        facts[INDEXES] = ",".join(sorted(hosts))
    return replace(said, facts=facts)


def _with(said: Said, fact: str, value: str) -> Said:
    return replace(said, facts={**said.facts, fact: value})


def _field(need: Need, row: str, value: str, place: ChosenPlace) -> Need:
    if row == "distro_release" and not need.distro:
        need = put(need, "distro", place.target.distro.value)
    return put(need, row, value)


def _known(row: str, place: ChosenPlace, advice: Advice) -> Iterable[str]:
    knowledge = advice.knowledge
    if row == "chip":
        return _chips(knowledge.accelerators.get(place.target.accelerator.value), place)
    if row == "distro_release":
        distro = knowledge.distros.get(place.target.distro.value)
        return [release.version for release in newest_first(distro)] if distro else ()
    if row == "python":
        return reversed(answers(advice, row)[1:])
    if row in FIELDS:
        return answers(advice, row)[1:]
    if row == LIBRARY:
        return _libraries(knowledge.distros.values())
    if row == NETWORK:
        return YES, NO
    if row.startswith(INDEX):
        return (YES,)
    component = component_of(row)
    return [
        named.version
        for file in place.files
        if component in file.components
        for named in named_versions(component, file)
    ]


def _chips(accelerator: Accelerator | None, place: ChosenPlace) -> tuple[str, ...]:
    """As people write them; then those that only rows know."""
    written = chips_of(accelerator) if accelerator else ()
    chips: list[Chip] = [chip for file in place.files for chip in file.chips]
    meant = {known_chip(name, chips) for name in written}
    return (*written, *(chip.id for chip in chips if chip.id not in meant))


def _libraries(distros: Iterable[Distro]) -> list[str]:
    """Versions of the C library that some release brings."""
    found = {release.glibc for distro in distros for release in distro.releases if release.glibc}
    return sorted(found, key=versions.key, reverse=True)
