"""Which accelerators of the knowledge base a machine has, the most capable first."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from advisor.model.machine import Fact, Machine
from advisor.model.surroundings import Accelerator, Detection

# Processing accelerators, 3D controllers, other display controllers; a VGA controller may only draw
# the screen.
CLASSES = ("12", "0302", "0380", "03")


def which_accelerators(
    machine: Machine, accelerators: Mapping[str, Accelerator]
) -> tuple[str, ...]:
    """Ids, data-centre devices before screens' cards, those that every machine has last.

    What the probe decided stands, because it sees more than an identity (who uses a shared device
    node, what is built into a processor); the detection rules of the knowledge base speak for
    devices that the probe does not know and for machines described by hand. A person's correction
    wins over both.
    """
    facts = {fact.name: fact for fact in machine.facts}
    found = facts.get("accelerators.found")
    kinds = (
        {str(kind) for kind in found.value}
        if found and isinstance(found.value, list | tuple)
        else set()
    )
    if not (found and found.corrected):
        for id, accelerator in accelerators.items():
            if _detected(
                accelerator.detection, facts, decided=bool(found and found.value is not None)
            ):
                kinds.add(id)
    order = _order(facts)
    devices = sorted(
        (kind for kind in kinds if kind in accelerators),
        key=lambda kind: (order.get(kind, 9), kind),
    )
    always = sorted(
        id for id, accelerator in accelerators.items() if accelerator.always and id not in devices
    )
    return (*(id for id in devices if not accelerators[id].always), *always)


def _tables(fact: Fact | None) -> list[dict[str, Any]]:
    if fact is None or not isinstance(fact.value, list | tuple):
        return []
    return [entry for entry in fact.value if isinstance(entry, dict)]


def _detected(rule: Detection, facts: Mapping[str, Fact], *, decided: bool) -> bool:
    judged = {entry.get("address") for entry in _tables(facts.get("accelerators.devices"))}
    for device in _tables(facts.get("pci.devices")):
        if device.get("address") not in judged and _pci(rule, device):
            return True
    nodes = facts.get("accelerators.nodes")
    if decided or nodes is None or not isinstance(nodes.value, list | tuple):
        return False
    return any(
        fnmatchcase(str(node), pattern) for node in nodes.value for pattern in rule.device_nodes
    )


def _pci(rule: Detection, device: Mapping[str, Any]) -> bool:
    vendor, model = str(device.get("vendor", "")).lower(), str(device.get("device", "")).lower()
    if vendor not in {name.lower() for name in rule.pci_vendors}:
        return False
    if rule.pci_devices:
        # Where devices are named, the class says too little: a vendor's compression engines are
        # accelerators too.
        return model in {name.lower().rpartition(":")[2] for name in rule.pci_devices}
    return any(str(device.get("class", "")).startswith(prefix) for prefix in rule.pci_classes)


def _order(facts: Mapping[str, Fact]) -> dict[str, int]:
    """0 is best; the card that draws the machine's screen comes after one that does not."""
    classes = {entry.get("address"): entry for entry in _tables(facts.get("pci.devices"))}
    order: dict[str, int] = {}
    for entry in _tables(facts.get("accelerators.devices")):
        device = classes.get(entry.get("address"), {})
        kind = str(device.get("class", ""))
        place = next(
            (index for index, prefix in enumerate(CLASSES) if kind.startswith(prefix)), len(CLASSES)
        )
        place = 2 * place + bool(device.get("boot_display"))
        name = str(entry.get("kind", ""))
        order[name] = min(order.get(name, place), place)
    return order
