"""Which kinds of accelerator are here, by PCI identity and class, by device node and by the
vendor's folder.

The table is our own: the pci.ids of an older distribution knows few of these vendors. The class
matters as much as the vendor: 19e5 also makes disks, network cards and the display of a server's
management chip, 1d94 also the bridges of a processor, 8086 and 1002 nearly everything.
"""

from __future__ import annotations

import re

from probes.machine.fact import known, missing
from probes.machine.tree import Tree


class Kind:
    """One kind of accelerator: how it shows itself."""

    def __init__(
        self,
        name: str,
        vendor: str,
        *,
        models: dict[str, str] | None = None,
        classes: tuple[str, ...] = ("03", "12"),
        devices: str = "",
        nodes: str = "",
    ) -> None:
        self.name = name
        self.vendor = vendor
        self.models = models or {}
        self.classes = classes
        self.devices = re.compile(f"^(?:{devices})$") if devices else None
        self.nodes = re.compile(f"^(?:{nodes})$") if nodes else None


KINDS = (
    Kind("nvidia_cuda", "10de", nodes=r"nvidia\d+|nvhost-gpu|dxg"),
    Kind(
        "ascend_npu",
        "19e5",
        models={
            "d100": "Ascend 310",
            "d500": "Ascend 310P",
            "d801": "Ascend 910",
            "d802": "Ascend 910B",
        },
        # Class 03 of this vendor is the management chip's display, and class 12 is also a Kunpeng
        # processor's compression engine (a250): only numbers that begin with d are NPUs.
        classes=("12",),
        devices=r"d[0-9a-f]{3}",
        nodes=r"davinci\d+",
    ),
    Kind(
        "kunlun_xpu",
        "1d22",
        models={"3684": "Kunlun", "3685": "Kunlun 2 (virtual function)"},
        nodes=r"xpu\d+",
    ),
    Kind("hygon_dcu", "1d94", models={"6211": "K100_AI"}, nodes=r"mkfd"),
    Kind(
        "cambricon_mlu",
        "cabc",
        models={"0270": "MLU270", "0370": "MLU370"},
        nodes=r"cambricon_dev\d+",
    ),
    Kind("iluvatar", "1e3e", nodes=r"iluvatar\d+"),
    Kind(
        "moore_threads",
        "1ed5",
        models={
            "0201": "MTT S80",
            "0202": "MTT S70",
            "0222": "MTT S3000",
            "0323": "MTT S4000",
            "0327": "MTT S4000",
        },
        nodes=r"mtgpu\.?\d+",
    ),
    Kind("metax", "9999", models={"0a01": "C500"}, nodes=r"mxcd"),
    Kind(
        "enflame",
        "1e36",
        models={
            "0021": "T20",
            "0022": "T20",
            "8001": "I20",
            "c032": "S90",
            "c033": "S60G",
            "c035": "S60",
        },
        nodes=r"gcu\d+",
    ),
    Kind("amd_rocm", "1002", nodes=r"kfd"),
    Kind("intel_gpu", "8086", classes=("03",)),
    Kind("intel_gaudi", "1da3", nodes=r"accel/accel\d+|hl\d+"),
    Kind("thead_ppu", "1ded", nodes=r"alixpu(?:_ppu)?\d+"),
    Kind("vastai", "1ec6"),
    Kind("hexaflake", "1faa"),
    Kind("biren", "1ee0"),
    Kind("tenstorrent", "1e52", nodes=r"tenstorrent/\d+"),
)

# Graphics built into AMD's processors: ROCm does not promise to run there.
AMD_BUILT_IN = re.compile(
    "1114|1304|13c0|13fe|1506|150e|1586|15bf|15c8|15d8|15dd|15e7|1636|1638|163f|164c|164d|164e|1681|"
    "1900|1901"
)

BY_VENDOR = {kind.vendor: kind for kind in KINDS}


def wanted(vendor: str, device: str) -> bool:
    """Whether the table names this very device, whatever class it has."""
    kind = BY_VENDOR.get(vendor)
    return kind is not None and device in kind.models


def of_pci(device: dict) -> Kind | None:
    """The kind of one PCI device; None when it does not compute."""
    kind = BY_VENDOR.get(device["vendor"])
    if kind is None:
        return None
    if device["device"] in kind.models:
        return kind
    if device["class"][:2] not in kind.classes or (
        kind.devices and not kind.devices.match(device["device"])
    ):
        return None
    return kind


def built_in(device: dict) -> bool:
    """Whether it is the graphics of a processor, which draws a screen but is no reason to choose a
    framework."""
    if device["vendor"] == "8086":
        return device["address"][5:7] == "00"
    return device["vendor"] == "1002" and AMD_BUILT_IN.match(device["device"]) is not None


def too_old(device: dict) -> bool:
    """The radeon driver serves cards that ROCm never knew."""
    return device.get("driver") == "radeon"


def nodes(tree: Tree) -> list[str]:
    """The device nodes below /dev that any kind uses."""
    names = tree.names("/dev") + [f"accel/{name}" for name in tree.names("/dev/accel")]
    return [name for name in names if any(kind.nodes and kind.nodes.match(name) for kind in KINDS)]


def of_nodes(found: list[str], tree: Tree, from_pci: set[str]) -> dict[str, list[str]]:
    """Kinds by device node; where vendors share a node, what else is there decides."""
    kinds: dict[str, list[str]] = {}
    for node in found:
        for kind in KINDS:
            if not (kind.nodes and kind.nodes.match(node)):
                continue
            name = kind.name
            if node == "kfd" and "amd_rocm" not in from_pci:
                hygon = "hygon_dcu" in from_pci or "mkfd" in found or tree.exists("/opt/hyhal")
                name = "hygon_dcu" if hygon else _kfd(tree)
            if node == "dxg" and not tree.exists("/usr/lib/wsl/lib/libnvidia-ml.so.1"):
                name = ""
            if name:
                kinds.setdefault(name, []).append(f"/dev/{node}")
    return kinds


def _kfd(tree: Tree) -> str:
    """Whose /dev/kfd it is: the driver lists its nodes with the PCI vendor, a processor's node
    having 0."""
    top = "/sys/class/kfd/kfd/topology/nodes"
    for name in tree.names(top):
        match = re.search(
            r"^vendor_id (\d+)$", tree.text(f"{top}/{name}/properties") or "", re.MULTILINE
        )
        kind = (
            BY_VENDOR.get(f"{int(match.group(1)):04x}")
            if match and len(match.group(1)) < 8
            else None
        )
        if kind:
            return kind.name
    return ""


def describe(pci: list[dict]) -> list[dict]:
    """One entry a device that computes, with what the bus tells of it."""
    devices = []
    for device in pci:
        kind = of_pci(device)
        if kind is None:
            continue
        entry = {
            "kind": kind.name,
            "address": device["address"],
            "pci": f"{device['vendor']}:{device['device']}",
        }
        if device["device"] in kind.models:
            entry["name"] = kind.models[device["device"]]
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
            "lspci -nn | grep -E '\\[(03|12)'; " + listing,
        ),
        known("accelerators.nodes", [f"/dev/{name}" for name in found_nodes], "/dev", listing),
    ]


def reconciled(tree: Tree, devices: list[dict], told: dict[str, dict], bus: bool) -> list[dict]:
    """The devices one by one with what their vendor's tool says of them, matched by PCI address.

    `told` has for each kind {tool, driver, cards, error}.
    """
    by_address = {entry["address"]: dict(entry) for entry in devices}
    notes = []
    for kind in sorted(told):
        answer = told[kind]
        tool, cards = answer["tool"], answer["cards"]
        if answer["error"]:
            notes.append(f"{tool} did not tell: {answer['error']}")
            continue
        own = [entry for entry in by_address.values() if entry["kind"] == kind]
        for card in cards:
            entry = by_address.get(card.get("address", ""))
            if entry is None and "address" in card and bus:
                notes.append(f"{tool} lists {card['address']}, which is not on the PCI bus")
            if entry is None:
                continue
            if entry["kind"] != kind:
                notes.append(
                    f"{tool} lists {card['address']}, which is {entry['pci']} of another vendor"
                )
                continue
            entry["said_by"] = tool
            for key in ("name", "memory_bytes"):
                if key in card:
                    entry[key] = card[key]
        addressed = [card for card in cards if "address" in card]
        missed = (
            sorted(entry["address"] for entry in own if "said_by" not in entry) if addressed else []
        )
        if missed:
            notes.append(f"on the PCI bus but not in {tool}: {', '.join(missed)}")
        elif cards and not addressed and len(cards) != len(own):
            notes.append(f"{tool} counts {len(cards)}, the PCI bus {len(own)}")
    answers = []
    if bus:
        found = [by_address[address] for address in sorted(by_address)]
        answers.append(
            known(
                "accelerators.devices",
                found,
                "/sys/bus/pci/devices and the vendors' tools",
                "lspci -nn",
            )
        )
    else:
        answers.append(
            missing(
                "accelerators.devices",
                "the kernel shows no PCI bus",
                "/sys/bus/pci/devices",
                "lspci -nn",
            )
        )
    for kind, answer in sorted(told.items()):
        if answer["driver"]:
            notes.append(f"{kind}: driver {answer['driver']}, says {answer['tool']}")
    for entry in by_address.values():
        if entry.get("built_in"):
            notes.append(
                f"{entry['pci']} at {entry['address']} is built into the processor and not "
                f"counted as an accelerator"
            )
        if entry.get("too_old"):
            notes.append(
                f"{entry['pci']} at {entry['address']} is too old to compute with and not counted"
            )
        if not entry.get("driver") and not entry.get("built_in") and tree.live:
            notes.append(f"{entry['pci']} at {entry['address']} has no kernel driver")
    if notes:
        answers.append(
            known("accelerators.notes", notes, "PCI bus and vendors' tools", "lspci -nnk")
        )
    return answers
