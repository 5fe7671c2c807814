"""The need and the machine become one situation: what is not given comes from the machine, and that
is said."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.accelerator import which_accelerators
from advisor.evidence.distro import which_distro
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need

Origin = Literal["given", "machine", "default", "unknown"]


class Choice(Struct, frozen=True, kw_only=True):
    """One answer and where it comes from. `id` is empty when it is not known."""

    id: str
    origin: Origin


class Situation(Struct, frozen=True, kw_only=True):
    """Everything that gates look at."""

    distro: Choice
    arch: Choice
    accelerator: Choice
    glibc: Choice
    pythons: tuple[str, ...]
    """Minor versions that may be used, `3.11`; empty when not known."""
    pythons_origin: Origin
    others: tuple[str, ...] = ()
    """Further accelerators that the machine has."""


def situate(need: Need, machine: Machine, knowledge: Knowledge) -> Situation:
    """Fill in what the need leaves open.

    The accelerator of a machine with several is the first that is not the CPU, in the order that
    detection gives. A distribution that is named but is not the machine's own takes its newest
    release's C library, so that the machine's is not mistaken for it.
    """
    own_distro = which_distro(machine, knowledge.distros) or ""
    distro = _choose(need.distro, own_distro)
    found = which_accelerators(machine, knowledge.accelerators)
    always = tuple(
        sorted(id for id, accelerator in knowledge.accelerators.items() if accelerator.always)
    )
    devices = tuple(id for id in found if id not in always)
    if need.accelerator:
        accelerator = Choice(id=need.accelerator, origin="given")
    elif devices:
        accelerator = Choice(id=devices[0], origin="machine")
    else:
        accelerator = Choice(
            id=always[0] if always else "", origin="machine" if always else "unknown"
        )
    versions = sorted(
        {".".join(str(entry["version"]).split(".")[:2]) for entry in _interpreters(machine)},
        key=lambda text: tuple(int(part) for part in text.split(".")),
    )
    if need.python:
        pythons: tuple[str, ...] = (".".join(need.python.split(".")[:2]),)
        pythons_origin: Origin = "given"
    else:
        pythons = tuple(versions)
        pythons_origin = "machine" if versions else "unknown"
    return Situation(
        distro=distro,
        arch=_choose(need.arch, machine.text("cpu.arch")),
        accelerator=accelerator,
        glibc=_glibc(need, machine, knowledge, own_distro),
        pythons=pythons,
        pythons_origin=pythons_origin,
        others=tuple(id for id in devices if id != accelerator.id),
    )


def describes_another(need: Need, machine: Machine, knowledge: Knowledge) -> bool:
    """Whether the need names a distribution, an architecture or a device that this machine has not.

    What was measured on it then speaks of another machine than the one that is decided for.
    """
    if not (need.distro or need.arch or need.accelerator):
        return False
    wanted, own = situate(need, machine, knowledge), situate(Need(), machine, knowledge)
    devices = {
        own.accelerator.id,
        *own.others,
        *(id for id, kind in knowledge.accelerators.items() if kind.always),
    }
    known = (wanted.distro.id, own.distro.id), (wanted.arch.id, own.arch.id)
    return (
        any(theirs and asked != theirs for asked, theirs in known)
        or wanted.accelerator.id not in devices
    )


def _choose(given: str | None, detected: str) -> Choice:
    if given:
        return Choice(id=given, origin="given")
    return Choice(id=detected, origin="machine" if detected else "unknown")


def _interpreters(machine: Machine) -> tuple[dict[str, object], ...]:
    entries = machine.get("python.interpreters")
    if not isinstance(entries, list | tuple):
        return ()
    return tuple(entry for entry in entries if isinstance(entry, dict) and entry.get("version"))


def _glibc(need: Need, machine: Machine, knowledge: Knowledge, own_distro: str) -> Choice:
    if need.distro and need.distro != own_distro and need.distro in knowledge.distros:
        versions = [
            release.glibc for release in knowledge.distros[need.distro].releases if release.glibc
        ]
        newest = (
            max(versions, key=lambda text: tuple(int(part) for part in text.split(".")))
            if versions
            else ""
        )
        return Choice(id=newest, origin="given" if newest else "unknown")
    if machine.text("libc.name") not in ("", "glibc"):
        return Choice(id="", origin="unknown")
    return _choose(None, machine.text("libc.version"))
