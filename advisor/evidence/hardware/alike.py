"""Which figures count: those that were taken on hardware like that which is decided for.

A figure of a processor says nothing about an accelerator, and one of a chip nothing about another
chip. What was taken elsewhere is shown with its hardware; it scores where the need asks for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.accelerator import which_accelerators
from advisor.evidence.chip import chip_named, chips_of
from advisor.evidence.situation import Situation
from advisor.model.fact_names import ARCHS
from advisor.model.hardware import Hardware
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.surroundings import Accelerator

Standing = Literal["here", "alike", "other", "unrecorded"]
"""Of a run: on the very machine, on hardware alike, on other hardware, on nobody knows what."""

PROCESSORS = "cpu"
"""The device of a run that used no accelerator, as workers say it."""

NEVER_COMPUTED = ("no_environment", "import_failed")
"""Outcomes that come before any device is used."""

_LEVEL = re.compile(rf"({'|'.join(ARCHS)})(_v\d)?|armv[\d.]+a?")
"""Names of micro-architectures that say which instructions there are, not whose design it is."""


class MachineHardware(Struct, frozen=True, kw_only=True):
    """What a machine can compute with."""

    processors: Hardware | None = None
    """None where nobody looked."""
    devices: tuple[Hardware, ...] = ()
    """Its accelerators, the one that is taken by default first."""

    def used(self, device: str) -> Hardware | None:
        """What a run used whose worker named this device; None where the machine has no such.

        Args:
            device: `cpu`, or what a framework calls its accelerator: `gpu:0`, `NVIDIA A100`.
        """
        if device == PROCESSORS:
            return self.processors
        named = [each for each in self.devices if each.chip and chip_named(device, (each.chip,))]
        return next(iter((*named, *self.devices)), None)


class Wanted(Struct, frozen=True, kw_only=True):
    """For what figures are wanted, and whether others count as well."""

    hardware: Hardware | None
    """That it shall run on; None where the device is not known."""
    fingerprint: str
    """Of the machine that is decided for; empty when nobody has seen it."""
    machine: str = ""
    """The fingerprint of the machine whose facts were read: runs that say nothing of their hardware
    have its own, where they are its own."""
    own: MachineHardware = MachineHardware()
    """What that machine has."""
    every: bool = False
    """Figures of any hardware count."""

    def standing(self, run: Run) -> Standing:
        """How a run's hardware stands to the one that is decided for."""
        same_machine = bool(run.machine) and run.machine == self.fingerprint
        if same_machine and run.outcome in NEVER_COMPUTED:
            return "here"
        taken = self.taken_on(run)
        if self.hardware is None:
            return "here" if same_machine else "other"
        if taken is None:
            return "unrecorded"
        if same_machine:
            return "here" if taken.accelerator == self.hardware.accelerator else "other"
        return "alike" if alike(taken, self.hardware) else "other"

    def counts(self, run: Run) -> bool:
        """Whether a run may fill a cell."""
        return self.every or self.standing(run) in ("here", "alike")

    def taken_on(self, run: Run) -> Hardware | None:
        """The hardware of a run; None where nobody wrote it down."""
        if run.hardware is not None or not run.machine or run.machine != self.machine:
            return run.hardware
        return self.own.used(run.device)


def wanted(
    need: Need,
    machine: Machine,
    situation: Situation,
    knowledge: Knowledge,
    *,
    elsewhere: bool,
    chip: str = "",
) -> Wanted:
    """What figures are wanted for.

    Args:
        situation: of this need on this machine.
        elsewhere: the need describes another machine than the one whose facts were read.
        chip: of the accelerator that is decided for, where more is known than the bus tells.
    """
    own = hardware_of(machine, knowledge)
    return Wanted(
        hardware=_decided_for(own, situation, knowledge, need.chip or "", chip),
        fingerprint="" if elsewhere else machine.fingerprint,
        machine=machine.fingerprint,
        own=own,
        every=need.figures == "all",
    )


def hardware_of(machine: Machine, knowledge: Knowledge, *, chip: str = "") -> MachineHardware:
    """What a machine can compute with, by its facts.

    Args:
        chip: of the accelerator that is taken by default, where more is known than the bus tells.
    """
    processors = Hardware(
        arch=machine.text("cpu.arch"),
        vendor=machine.text("cpu.vendor"),
        family=machine.text("cpu.microarchitecture"),
        model=machine.text("cpu.model"),
    )
    kinds = [
        knowledge.accelerators[id] for id in which_accelerators(machine, knowledge.accelerators)
    ]
    devices = [
        _with_device(processors, kind.id, _chip(machine, kind)) for kind in kinds if not kind.always
    ]
    if devices and not devices[0].chip:
        devices[0] = replace(devices[0], chip=chip)
    return MachineHardware(processors=processors, devices=tuple(devices))


def alike(one: Hardware, other: Hardware) -> bool:
    """Whether a figure of one speaks for the other; what is not known is not alike."""
    if one.accelerator != other.accelerator:
        return False
    if one.accelerator:
        return _same_chip(one.chip, other.chip)
    return _same_processors(one, other)


def described(hardware: Hardware) -> str:
    """The name by which people know it: the chip, or the processors with their family; an id where
    no name is known."""
    if hardware.accelerator:
        return hardware.chip or hardware.accelerator
    more = ", ".join(part for part in (hardware.family, hardware.arch) if part)
    name = hardware.model or hardware.vendor
    return f"{name} ({more})" if name and more else name or more


def _same_chip(one: str, other: str) -> bool:
    """`910B` is the number on the bus of every `910B3`, which is no `910B1`; an `L40S` is no `L40`,
    and a `K100_AI` no `K100`."""
    shorter, longer = sorted((_plain(one), _plain(other)), key=len)
    if not shorter or not longer.startswith(shorter):
        return False
    more = longer.removeprefix(shorter)
    return not more or (shorter[-1].isalpha() and more.isdigit())


def _same_processors(one: Hardware, other: Hardware) -> bool:
    """Of one vendor and one micro-architecture; where that is a mere level of instructions, or not
    known of both, of one model."""
    if not one.arch or one.arch != other.arch:
        return False
    if one.vendor and other.vendor and one.vendor != other.vendor:
        return False
    if one.family and other.family:
        if one.family != other.family:
            return False
        if not _LEVEL.fullmatch(one.family):
            return True
    return bool(one.model) and _plain(one.model) == _plain(other.model)


def _decided_for(
    own: MachineHardware, situation: Situation, knowledge: Knowledge, given: str, known: str
) -> Hardware | None:
    """What it shall run on, with the chip that was given, or that the machine has, or that is known
    of it otherwise."""
    accelerator = knowledge.accelerators.get(situation.accelerator.id)
    if accelerator is None:
        return None
    processors = own.processors
    if processors is None or situation.arch.id != processors.arch:
        processors = Hardware(arch=situation.arch.id)
    if accelerator.always:
        return processors
    owned = [device.chip for device in own.devices if device.accelerator == accelerator.id]
    chip = given or next(iter(owned), "") or known
    return _with_device(processors, accelerator.id, _exact({"name": chip}, accelerator))


def _with_device(processors: Hardware, accelerator: str, chip: str) -> Hardware:
    return replace(processors, accelerator=accelerator, chip=chip)


def _chip(machine: Machine, kind: Accelerator) -> str:
    """The chip of the machine's accelerators of that kind, as exactly as its facts tell: what was
    said of it, what a vendor's tool printed, what the number on the bus stands for. Empty where
    there are several."""
    said = next((fact for fact in machine.facts if fact.name == "accelerators.chip"), None)
    if said is not None and (said.value or said.corrected):
        return _exact({"name": said.value or ""}, kind)
    cards = [
        card for card in _tables(machine, "accelerators.devices") if card.get("kind") == kind.id
    ]
    chips = {_exact(card, kind) for card in cards if not card.get("built_in")}
    return chips.pop() if len(chips) == 1 else ""


def _exact(card: Mapping[str, Any], kind: Accelerator) -> str:
    """`910B3` of a card whose number stands for any `910B`, where its tool names it so."""
    name = str(card.get("name") or "")
    chip = str(card.get("chip") or chip_named(name, chips_of(kind)))
    if not chip:
        return name
    # `Ascend910B3` writes the vendor's name and the number as one word.
    before = "(?<![0-9])" if chip[0].isdigit() else "(?<![A-Za-z0-9])"
    longer = re.search(rf"{before}{re.escape(chip)}[A-Za-z0-9]*", name, re.IGNORECASE)
    return longer[0] if longer else chip


def _tables(machine: Machine, name: str) -> list[dict[str, Any]]:
    value = machine.get(name)
    if not isinstance(value, list | tuple):
        return []
    return [entry for entry in value if isinstance(entry, dict)]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())
