"""What a device on the PCI bus is, by the table of knowledge/accelerators: an accelerator,
something else, or one that no table knows.

The probe judges by the same rules from the same table (probes/machine/table.json); a test holds the
two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from advisor.model.surroundings import Accelerator, Bystander, CardModel, Detection

COMPUTING = ("03", "12", "0b40")
"""Classes of devices that may compute: display controllers, accelerators, coprocessors."""


class PciVerdict(Struct, frozen=True, kw_only=True):
    """What a device is."""

    kind: str = ""
    """An id of accelerators/; empty when it is none of them."""
    model: CardModel | None = None
    counts: bool = True
    """False for graphics built into a processor and for cards too old to compute with."""
    unknown: bool = False
    """True for a device of an accelerator's class that no table knows."""


def judge(device: Mapping[str, Any], accelerators: Mapping[str, Accelerator]) -> PciVerdict:
    """What one entry of `pci.devices` is.

    A device that a table names comes first, then what is known to be none, then vendor and class.
    """
    vendor = str(device.get("vendor", "")).lower()
    number = str(device.get("device", "")).lower()
    kind = str(device.get("class", "")).lower()
    for id, accelerator in accelerators.items():
        if vendor in accelerator.detection.pci_vendors:
            for model in accelerator.detection.models:
                if model.device == number:
                    counts = not _too_old(accelerator.detection, device)
                    return PciVerdict(kind=id, model=model, counts=counts)
    for accelerator in accelerators.values():
        for other in accelerator.detection.others:
            if _is(other, f"{vendor}:{number}", kind):
                return PciVerdict()
    for id, accelerator in accelerators.items():
        rule = accelerator.detection
        if vendor in rule.pci_vendors and _fits(rule, number, kind):
            built_in = _built_in(rule, number, str(device.get("address", "")))
            return PciVerdict(kind=id, counts=not built_in and not _too_old(rule, device))
    return PciVerdict(unknown=kind.startswith(COMPUTING))


def _is(other: Bystander, identity: str, kind: str) -> bool:
    return fnmatchcase(identity, other.pci) and (
        not other.classes or kind.startswith(other.classes)
    )


def _fits(rule: Detection, number: str, kind: str) -> bool:
    if not kind.startswith(rule.pci_classes):
        return False
    return not rule.pci_devices or any(fnmatchcase(number, pattern) for pattern in rule.pci_devices)


def _built_in(rule: Detection, number: str, address: str) -> bool:
    if any(fnmatchcase(number, pattern) for pattern in rule.built_in):
        return True
    return bool(rule.built_in_bus) and address[5:7] == rule.built_in_bus


def _too_old(rule: Detection, device: Mapping[str, Any]) -> bool:
    return str(device.get("driver", "")) in rule.old_drivers
