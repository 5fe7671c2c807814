"""The need and the machine become one situation: what is not given comes from the machine, and that
is said."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.accelerator import unknown_accelerators, which_accelerators
from advisor.evidence.chip import chips_on_the_bus
from advisor.evidence.distro import release_fields, which_distro
from advisor.evidence.release import newest_release, pythons_of, release_named, which_release
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.surroundings import DistroRelease

Origin = Literal["given", "machine", "default", "unknown"]


class Choice(Struct, frozen=True, kw_only=True):
    """One answer and where it comes from. `id` is empty when it is not known."""

    id: str
    origin: Origin


UNKNOWN = Choice(id="", origin="unknown")


class Situation(Struct, frozen=True, kw_only=True):
    """Everything that gates look at."""

    distro: Choice
    release: Choice = UNKNOWN
    """The distribution's release, as its row calls it."""
    arch: Choice
    accelerator: Choice
    chip: Choice = UNKNOWN
    """The chip as people write it; empty when nothing tells."""
    glibc: Choice
    kernel: Choice = UNKNOWN
    pythons: tuple[str, ...]
    """Minor versions that may be used, `3.11`; empty when not known."""
    pythons_origin: Origin
    others: tuple[str, ...] = ()
    """Further accelerators that the machine has."""
    strangers: tuple[str, ...] = ()
    """`vendor:device` of accelerators that no table knows."""


def situate(need: Need, machine: Machine, knowledge: Knowledge) -> Situation:
    """Fill in what the need leaves open.

    The accelerator of a machine with several is the first that is not the CPU, in the order that
    detection gives; where nothing but an accelerator that no table knows was found, it is not
    known. A distribution or a release that is named and is not the machine's own brings its own C
    library, Pythons and kernel, so that the machine's are not mistaken for them; what its row does
    not tell is unknown. What a machine does not tell of itself follows from its release.
    """
    system = _system(need, machine, knowledge)
    accelerator, others = _accelerator(need, machine, knowledge)
    pythons, pythons_origin = _pythons(need, machine, system)
    return Situation(
        distro=system.distro,
        release=system.release,
        arch=_choose(need.arch, machine.text("cpu.arch")),
        accelerator=accelerator,
        chip=_chip(need, machine, knowledge, accelerator),
        glibc=_glibc(machine, system),
        kernel=_of_the_system(
            "os.kernel", system.row.kernel if system.row else None, machine, system
        ),
        pythons=pythons,
        pythons_origin=pythons_origin,
        others=others,
        strangers=unknown_accelerators(machine, knowledge.accelerators),
    )


def describes_another(need: Need, machine: Machine, knowledge: Knowledge) -> bool:
    """Whether the need names a distribution, a release, an architecture or a device that this
    machine has not.

    What was measured on it then speaks of another machine than the one that is decided for.
    """
    if not (need.distro or need.arch or need.accelerator or need.chip):
        return False
    wanted, own = situate(need, machine, knowledge), situate(Need(), machine, knowledge)
    devices = {
        own.accelerator.id,
        *own.others,
        *(id for id, kind in knowledge.accelerators.items() if kind.always),
    }
    known = (
        (wanted.distro.id, own.distro.id),
        (wanted.release.id, own.release.id),
        (wanted.arch.id, own.arch.id),
    )
    return (
        any(theirs and asked and asked != theirs for asked, theirs in known)
        or wanted.accelerator.id not in devices
        or bool(need.chip and own.chip.id and need.chip != own.chip.id)
    )


class _System(Struct, frozen=True):
    """The operating system that is decided for."""

    distro: Choice
    release: Choice
    row: DistroRelease | None
    own: bool
    """Whether it is what runs on the machine: then what was read there holds."""


def _system(need: Need, machine: Machine, knowledge: Knowledge) -> _System:
    own_distro = which_distro(machine, knowledge.distros) or ""
    own_row = (
        which_release(release_fields(machine), knowledge.distros[own_distro])
        if own_distro
        else None
    )
    own_release = Choice(id=own_row.version, origin="machine") if own_row else UNKNOWN
    if not need.distro:
        corrected = _corrected(machine)
        distro = _choose(None, own_distro)
        return _System(distro, own_release, own_row, not corrected)
    distro = Choice(id=need.distro, origin="given")
    known = knowledge.distros.get(need.distro)
    row = release_named(need.distro_release or "", known) if known else None
    if need.distro_release:
        release = Choice(id=row.version if row else need.distro_release, origin="given")
        is_own = need.distro == own_distro and row is not None and row == own_row
        return _System(distro, release, row, is_own and not _corrected(machine))
    if need.distro == own_distro:
        return _System(distro, own_release, own_row, not _corrected(machine))
    newest = newest_release(known) if known else None
    default = Choice(id=newest.version, origin="default") if newest else UNKNOWN
    return _System(distro, default, newest, False)


def _corrected(machine: Machine) -> bool:
    """Whether a person said that another system runs than the one that was read."""
    said = {fact.name: fact for fact in machine.facts if fact.corrected}
    release = machine.get("os.release")
    read = release if isinstance(release, dict) else {}
    pairs = (("os.id", "ID"), ("os.version_id", "VERSION_ID"), ("os.pretty_name", "PRETTY_NAME"))
    return any(
        name in said and str(said[name].value).lower() != str(read.get(field, "")).lower()
        for name, field in pairs
    )


def _accelerator(
    need: Need, machine: Machine, knowledge: Knowledge
) -> tuple[Choice, tuple[str, ...]]:
    """The accelerator that is decided for, and the others that the machine has."""
    found = which_accelerators(machine, knowledge.accelerators)
    always = sorted(id for id, accelerator in knowledge.accelerators.items() if accelerator.always)
    devices = tuple(id for id in found if id not in always)
    if need.accelerator:
        accelerator = Choice(id=need.accelerator, origin="given")
    elif devices:
        accelerator = Choice(id=devices[0], origin="machine")
    elif always and not unknown_accelerators(machine, knowledge.accelerators):
        accelerator = Choice(id=always[0], origin="machine")
    else:
        accelerator = UNKNOWN
    return accelerator, tuple(id for id in devices if id != accelerator.id)


def _chip(need: Need, machine: Machine, knowledge: Knowledge, accelerator: Choice) -> Choice:
    """What was given, what the machine's file says, what the bus says; only of the accelerator that
    is decided for."""
    if need.chip:
        return Choice(id=need.chip, origin="given")
    said = next((fact for fact in machine.facts if fact.name == "accelerators.chip"), None)
    if said is not None and said.corrected and said.value is None:
        return UNKNOWN  # a person's word that nobody knows
    if said is not None and said.value and (said.corrected or accelerator.origin != "given"):
        return Choice(id=str(said.value), origin="machine")
    chips = chips_on_the_bus(machine, accelerator.id, knowledge.accelerators)
    return Choice(id=chips[0], origin="machine") if chips else UNKNOWN


def _choose(given: str | None, detected: str) -> Choice:
    if given:
        return Choice(id=given, origin="given")
    return Choice(id=detected, origin="machine" if detected else "unknown")


def _of_the_system(name: str, of_release: str | None, machine: Machine, system: _System) -> Choice:
    """A fact that belongs to the system: what was read where it is the machine's own, otherwise the
    release's; what a person said of it wins."""
    fact = next((fact for fact in machine.facts if fact.name == name), None)
    if fact is not None and fact.value is not None and (system.own or fact.corrected):
        return Choice(id=str(fact.value), origin="machine")
    if of_release:
        return Choice(id=of_release, origin="default")
    return UNKNOWN


def _glibc(machine: Machine, system: _System) -> Choice:
    if system.own and machine.text("libc.name") not in ("", "glibc"):
        return UNKNOWN
    return _of_the_system("libc.version", system.row.glibc if system.row else None, machine, system)


def _pythons(need: Need, machine: Machine, system: _System) -> tuple[tuple[str, ...], Origin]:
    if need.python:
        return (".".join(need.python.split(".")[:2]),), "given"
    fact = next((fact for fact in machine.facts if fact.name == "python.interpreters"), None)
    if fact is not None and fact.value is not None and (system.own or fact.corrected):
        versions = _minor_versions(fact.value)
        return versions, "machine" if versions else "unknown"
    of_release = pythons_of(system.row) if system.row else ()
    return of_release, "default" if of_release else "unknown"


def _minor_versions(value: object) -> tuple[str, ...]:
    """`3.9` for each interpreter, oldest first."""
    entries = value if isinstance(value, list | tuple) else ()
    versions = {
        ".".join(str(entry["version"]).split(".")[:2])
        for entry in entries
        if isinstance(entry, dict) and entry.get("version")
    }
    return tuple(sorted(versions, key=lambda text: tuple(int(part) for part in text.split("."))))
