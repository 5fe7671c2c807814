"""Which accelerators of the knowledge base a machine has, the most capable first."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from advisor.evidence.pci import judge
from advisor.model.machine import Fact, Machine
from advisor.model.surroundings import Accelerator

# Processing accelerators, coprocessors, 3D controllers, other display controllers; a VGA controller
# may only draw the screen.
CLASSES = ("12", "0b40", "0302", "0380", "03")


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
        kinds |= _on_the_bus(facts, accelerators)
        if not (found and found.value is not None):
            kinds |= _by_node(facts, accelerators)
    order = _order(facts, accelerators)
    devices = sorted(
        (kind for kind in kinds if kind in accelerators),
        key=lambda kind: (order.get(kind, 2 * len(CLASSES)), kind),
    )
    always = sorted(
        id for id, accelerator in accelerators.items() if accelerator.always and id not in devices
    )
    return (*(id for id in devices if not accelerators[id].always), *always)


def _tables(fact: Fact | None) -> list[dict[str, Any]]:
    if fact is None or not isinstance(fact.value, list | tuple):
        return []
    return [entry for entry in fact.value if isinstance(entry, dict)]


def unknown_accelerators(
    machine: Machine, accelerators: Mapping[str, Accelerator]
) -> tuple[str, ...]:
    """`vendor:device` of everything on the bus that may compute and that no table knows.

    What a person said about the machine's accelerators settles it: then nothing is unknown.
    """
    facts = {fact.name: fact for fact in machine.facts}
    found = facts.get("accelerators.found")
    if found and found.corrected:
        return ()
    return tuple(
        sorted(
            {
                f"{device.get('vendor')}:{device.get('device')}"
                for device in _tables(facts.get("pci.devices"))
                if judge(device, accelerators).unknown
            }
        )
    )


def _on_the_bus(facts: Mapping[str, Fact], accelerators: Mapping[str, Accelerator]) -> set[str]:
    """Kinds of the devices that the probe has not judged itself."""
    judged = {entry.get("address") for entry in _tables(facts.get("accelerators.devices"))}
    verdicts = [
        judge(device, accelerators)
        for device in _tables(facts.get("pci.devices"))
        if device.get("address") not in judged
    ]
    return {verdict.kind for verdict in verdicts if verdict.kind and verdict.counts}


def _by_node(facts: Mapping[str, Fact], accelerators: Mapping[str, Accelerator]) -> set[str]:
    """Kinds whose device nodes a person or a collector listed."""
    nodes = facts.get("accelerators.nodes")
    if nodes is None or not isinstance(nodes.value, list | tuple):
        return set()
    names = [str(node) for node in nodes.value]
    return {
        id
        for id, accelerator in accelerators.items()
        for pattern in accelerator.detection.device_nodes
        if any(fnmatchcase(name, pattern) for name in names)
    }


def _order(facts: Mapping[str, Fact], accelerators: Mapping[str, Accelerator]) -> dict[str, int]:
    """0 is best; the card that draws the machine's screen comes after one that does not."""
    told = {
        entry.get("address"): str(entry.get("kind", ""))
        for entry in _tables(facts.get("accelerators.devices"))
    }
    classes = {entry.get("address"): entry for entry in _tables(facts.get("pci.devices"))}
    order: dict[str, int] = {}
    for address in {**told, **classes}:
        device = classes.get(address, {})
        name = told.get(address) or judge(device, accelerators).kind
        kind = str(device.get("class", ""))
        place = next(
            (index for index, prefix in enumerate(CLASSES) if kind.startswith(prefix)), len(CLASSES)
        )
        place = 2 * place + bool(device.get("boot_display"))
        order[name] = min(order.get(name, place), place)
    return order
