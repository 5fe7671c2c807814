"""Which kinds of accelerator are here, by PCI identity and class, by device node and by the
vendor's folder.

The table is knowledge/accelerators, written to table.json by `make schema`, so that probe and
advice never disagree. The class matters as much as the vendor: 19e5 also makes disks, network cards
and the display of a server's management chip, 1d94 also the bridges of a processor, 8086 and 1002
nearly everything.
"""

from __future__ import annotations

import json
import os
import re
from fnmatch import fnmatchcase

from probes.machine.fact import known, missing
from probes.machine.tree import Tree

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "table.json")
COMPUTING = ("03", "12", "0b40")
"""Classes of devices that may compute: display controllers, accelerators, coprocessors."""
SHARED_NODES = ("kfd", "dxg")
"""Nodes that several vendors' devices use; what else is there decides whose they are."""


def _table() -> list[dict]:
    with open(TABLE, encoding="utf-8") as file:
        return json.load(file)["accelerators"]


KINDS = _table()
NAMED = {
    f"{vendor}:{model['device']}": (kind, model)
    for kind in reversed(KINDS)
    for vendor in kind["pci_vendors"]
    for model in kind["models"]
}


def wanted(device: dict) -> bool:
    """Whether a device may compute by its class, or is said to by the table whatever its class."""
    return device["class"].startswith(COMPUTING) or of_pci(device) is not None


def of_pci(device: dict) -> dict | None:
    """The kind of one PCI device; None when it does not compute."""
    identity = f"{device['vendor']}:{device['device']}"
    if identity in NAMED:
        return NAMED[identity][0]
    if _is_other(device, identity):
        return None
    for kind in KINDS:
        if device["vendor"] not in kind["pci_vendors"]:
            continue
        if not device["class"].startswith(tuple(kind["pci_classes"])):
            continue
        numbers = kind["pci_devices"]
        if not numbers or any(fnmatchcase(device["device"], number) for number in numbers):
            return kind
    return None


def _is_other(device: dict, identity: str) -> bool:
    """Whether the table says that it is something else: a screen's, a compression engine."""
    for kind in KINDS:
        for other in kind["others"]:
            classes = tuple(other["classes"])
            if fnmatchcase(identity, other["pci"]) and (
                not classes or device["class"].startswith(classes)
            ):
                return True
    return False


def unknown(device: dict) -> bool:
    """Whether it is of an accelerator's class and no table knows it."""
    identity = f"{device['vendor']}:{device['device']}"
    return (
        device["class"].startswith(COMPUTING)
        and of_pci(device) is None
        and not _is_other(device, identity)
    )


def built_in(device: dict) -> bool:
    """Whether it is the graphics of a processor, which draws a screen but is no reason to choose a
    framework."""
    if f"{device['vendor']}:{device['device']}" in NAMED:
        return False
    kind = of_pci(device)
    if kind is None:
        return False
    if any(fnmatchcase(device["device"], number) for number in kind["built_in"]):
        return True
    return bool(kind["built_in_bus"]) and device["address"][5:7] == kind["built_in_bus"]


def too_old(device: dict) -> bool:
    """Whether the kernel driver that serves it is one of cards too old to compute with."""
    kind = of_pci(device)
    return kind is not None and device.get("driver") in kind["old_drivers"]


def nodes(tree: Tree) -> list[str]:
    """The device nodes below /dev that any kind uses."""
    names = tree.names("/dev") + [f"accel/{name}" for name in tree.names("/dev/accel")]
    return [name for name in names if name in SHARED_NODES or any(_uses(k, name) for k in KINDS)]


def _uses(kind: dict, node: str) -> bool:
    return any(fnmatchcase(f"/dev/{node}", pattern) for pattern in kind["device_nodes"])


def of_nodes(found: list[str], tree: Tree, from_pci: set[str]) -> dict[str, list[str]]:
    """Kinds by device node; where vendors share a node, what else is there decides."""
    kinds: dict[str, list[str]] = {}
    for node in found:
        names = [kind["id"] for kind in KINDS if _uses(kind, node)]
        if node == "kfd":
            names = [_whose_kfd(found, tree, from_pci)]
        if node == "dxg":
            there = tree.exists("/usr/lib/wsl/lib/libnvidia-ml.so.1")
            names = ["nvidia_cuda"] if there else []
        for name in names:
            if name:
                kinds.setdefault(name, []).append(f"/dev/{node}")
    return kinds


def _whose_kfd(found: list[str], tree: Tree, from_pci: set[str]) -> str:
    if "amd_rocm" in from_pci:
        return "amd_rocm"
    if "hygon_dcu" in from_pci or "mkfd" in found or tree.exists("/opt/hyhal"):
        return "hygon_dcu"
    return _kfd(tree)


def _kfd(tree: Tree) -> str:
    """Whose /dev/kfd it is: the driver lists its nodes with the PCI vendor, a processor's node
    having 0."""
    top = "/sys/class/kfd/kfd/topology/nodes"
    for name in tree.names(top):
        match = re.search(
            r"^vendor_id (\d+)$", tree.text(f"{top}/{name}/properties") or "", re.MULTILINE
        )
        if not match or len(match.group(1)) >= 8:
            continue
        vendor = f"{int(match.group(1)):04x}"
        for kind in KINDS:
            if vendor in kind["pci_vendors"]:
                return kind["id"]
    return ""


def describe(pci: list[dict]) -> list[dict]:
    """One entry a device that computes, with what the bus tells of it."""
    devices = []
    for device in pci:
        kind = of_pci(device)
        if kind is None:
            continue
        entry = {
            "kind": kind["id"],
            "address": device["address"],
            "pci": f"{device['vendor']}:{device['device']}",
        }
        named = NAMED.get(entry["pci"])
        if named:
            entry["name"] = named[1]["name"]
            if named[1]["chip"]:
                entry["chip"] = named[1]["chip"]
        for key in ("driver", "memory_bytes"):
            if device.get(key):
                entry[key] = device[key]
        if built_in(device):
            entry["built_in"] = True
        elif too_old(device):
            entry["too_old"] = True
        devices.append(entry)
    return devices


def facts(tree: Tree, devices: list[dict]) -> list[dict]:
    """The kinds that are here; a processor's own graphics and display-only cards are not
    counted."""
    counted = {
        entry["kind"] for entry in devices if not entry.get("built_in") and not entry.get("too_old")
    }
    found_nodes = nodes(tree)
    seen = {entry["kind"] for entry in devices}
    # A node of a kind that the bus has already judged adds nothing: /dev/kfd serves built-in
    # graphics too.
    kinds = counted | (set(of_nodes(found_nodes, tree, seen)) - seen)
    listing = "ls /dev /dev/accel 2>/dev/null"
    source = "PCI identity and class, device nodes"
    return [
        known(
            "accelerators.found",
            sorted(kinds),
            source,
            "lspci -nn | grep -E '\\[(03|12|0b40)'; " + listing,
        ),
        known("accelerators.nodes", [f"/dev/{name}" for name in found_nodes], "/dev", listing),
    ]


def strange(pci: list[dict]) -> list[str]:
    """A note for each device that may compute and that no table knows."""
    return [
        f"an accelerator that no table knows: {device['vendor']}:{device['device']} at "
        f"{device['address']}"
        for device in pci
        if unknown(device)
    ]


def reconciled(
    tree: Tree,
    devices: list[dict],
    told: dict[str, dict],
    bus: bool,
    strangers: list[str] | None = None,
) -> list[dict]:
    """The devices one by one with what their vendor's tool says of them, matched by PCI address.

    `told` has for each kind {tool, driver, cards, error}; `strangers` are notes of devices that no
    table knows.
    """
    by_address = {entry["address"]: dict(entry) for entry in devices}
    notes = list(strangers or [])
    for kind, answer in sorted(told.items()):
        if answer["error"]:
            notes.append(f"{answer['tool']} did not tell: {answer['error']}")
        else:
            notes += _matched(by_address, kind, answer, bus)
            notes += _not_told(by_address, kind, answer)
    for kind, answer in sorted(told.items()):
        if answer["driver"]:
            notes.append(f"{kind}: driver {answer['driver']}, says {answer['tool']}")
    for entry in by_address.values():
        notes += _remarks(entry, tree.live)
    answers = [_listed(by_address) if bus else _no_bus(), *_drivers(told)]
    if notes:
        source = "PCI bus and vendors' tools"
        answers.append(known("accelerators.notes", notes, source, "lspci -nnk"))
    return answers


def _drivers(told: dict[str, dict]) -> list[dict]:
    """The version of each vendor's driver, under the name by which rows of versions speak of it."""
    return [
        known(f"platform.{kind}_driver", answer["driver"], answer["tool"], answer["tool"])
        for kind, answer in sorted(told.items())
        if answer["driver"]
    ]


def _matched(by_address: dict[str, dict], kind: str, answer: dict, bus: bool) -> list[str]:
    """Complete the devices by the cards that a tool lists; a note for each card that does not
    fit."""
    tool, notes = answer["tool"], []
    for card in answer["cards"]:
        if "address" not in card:
            continue
        entry = by_address.get(card["address"])
        if entry is None:
            if bus:
                notes.append(f"{tool} lists {card['address']}, which is not on the PCI bus")
        elif entry["kind"] != kind:
            notes.append(
                f"{tool} lists {card['address']}, which is {entry['pci']} of another vendor"
            )
        else:
            told = {key: card[key] for key in ("name", "memory_bytes") if key in card}
            entry.update(told, said_by=tool)
    return notes


def _not_told(by_address: dict[str, dict], kind: str, answer: dict) -> list[str]:
    """A note where a tool lists fewer or more cards than the bus; by address where it tells
    them."""
    tool, cards = answer["tool"], answer["cards"]
    own = [entry for entry in by_address.values() if entry["kind"] == kind]
    if any("address" in card for card in cards):
        missed = sorted(entry["address"] for entry in own if "said_by" not in entry)
        return [f"on the PCI bus but not in {tool}: {', '.join(missed)}"] if missed else []
    if cards and len(cards) != len(own):
        return [f"{tool} counts {len(cards)}, the PCI bus {len(own)}"]
    return []


def _remarks(entry: dict, live: bool) -> list[str]:
    """What there is to say about one device."""
    where, notes = f"{entry['pci']} at {entry['address']}", []
    if entry.get("built_in"):
        notes.append(f"{where} is built into the processor and not counted as an accelerator")
    if entry.get("too_old"):
        notes.append(f"{where} is too old to compute with and not counted")
    if live and not entry.get("driver") and not entry.get("built_in"):
        notes.append(f"{where} has no kernel driver")
    return notes


def _listed(by_address: dict[str, dict]) -> dict:
    found = [by_address[address] for address in sorted(by_address)]
    source = "/sys/bus/pci/devices and the vendors' tools"
    return known("accelerators.devices", found, source, "lspci -nn")


def _no_bus() -> dict:
    why = "the kernel shows no PCI bus"
    return missing("accelerators.devices", why, "/sys/bus/pci/devices", "lspci -nn")
