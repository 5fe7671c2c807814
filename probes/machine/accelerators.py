"""Which kinds of accelerator are here, by PCI identity and class, by device node and by the vendor's folder.

The table is our own: the pci.ids of an older distribution knows few of these vendors. The class matters as much as the
vendor: 19e5 also makes disks, network cards and the display of a server's management chip, 1d94 also the bridges of a
processor, 8086 and 1002 nearly everything.
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
        devices: dict[str, str] | None = None,
        classes: tuple[str, ...] = ("03", "12"),
        nodes: str = "",
        others: str = "",
    ) -> None:
        self.name = name
        self.vendor = vendor
        self.devices = devices or {}
        self.classes = classes
        self.nodes = re.compile(f"^(?:{nodes})$") if nodes else None
        self.others = others


KINDS = (
    Kind("nvidia_cuda", "10de", nodes=r"nvidia\d+|nvhost-gpu|dxg"),
    Kind(
        "ascend_npu",
        "19e5",
        # Class 03 of this vendor is the management chip's display.
        classes=("12",),
        devices={
            "d100": "Ascend 310",
            "d500": "Ascend 310P",
            "d105": "Ascend 310B",
            "d801": "Ascend 910",
            "d802": "Ascend 910B",
            "d803": "Ascend 910C",
        },
        nodes=r"davinci\d+",
    ),
    Kind(
        "kunlun_xpu",
        "1d22",
        devices={"3684": "Kunlun R200", "3685": "Kunlun R200 (virtual function)"},
        nodes=r"xpu\d+",
    ),
    Kind(
        "hygon_dcu",
        "1d94",
        devices={"54b7": "Z100L", "62b7": "K100", "6210": "K100_AI", "6211": "K100_AI"},
        nodes=r"mkfd",
    ),
    Kind("cambricon_mlu", "cabc", nodes=r"cambricon_dev\d+"),
    Kind("iluvatar", "1e3e", nodes=r"iluvatar\d+"),
    Kind("moore_threads", "1ed5", nodes=r"mtgpu\.?\d+"),
    Kind("metax", "9999", nodes=r"mxcd"),
    Kind("enflame", "1e36", nodes=r"gcu\d+"),
    Kind("amd_rocm", "1002", nodes=r"kfd"),
    Kind("intel_gpu", "8086", classes=("03",)),
    Kind("intel_gaudi", "1da3", nodes=r"accel/accel\d+|hl\d+"),
    Kind("thead_ppu", "1ded", nodes=r"alixpu\d+|alixpu_ppu\d+"),
    Kind("vastai", "1ec6"),
    Kind("hexaflake", "1faa"),
    Kind("biren", "1ee0"),
    Kind("tenstorrent", "1e52", nodes=r"tenstorrent/\d+"),
    Kind("jingjia", "0731"),
    Kind("lisuan", "4c54"),
)

BY_VENDOR = {kind.vendor: kind for kind in KINDS}


def wanted(vendor: str, device: str) -> bool:
    """Whether the table names this very device, whatever class it has."""
    kind = BY_VENDOR.get(vendor)
    return kind is not None and device in kind.devices


def of_pci(device: dict) -> Kind | None:
    """The kind of one PCI device; None when it does not compute."""
    kind = BY_VENDOR.get(device["vendor"])
    if kind is None or not (device["device"] in kind.devices or device["class"][:2] in kind.classes):
        return None
    return kind


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
    """Whose /dev/kfd it is: the driver lists its nodes with the PCI vendor, a processor's node having 0."""
    top = "/sys/class/kfd/kfd/topology/nodes"
    for name in tree.names(top):
        match = re.search(r"^vendor_id (\d+)$", tree.text(f"{top}/{name}/properties") or "", re.MULTILINE)
        kind = BY_VENDOR.get(f"{int(match.group(1)):04x}") if match and len(match.group(1)) < 8 else None
        if kind:
            return kind.name
    return ""


def facts(tree: Tree, pci: list[dict] | None) -> list[dict]:
    """The devices one by one, and the kinds."""
    devices = []
    for device in pci or ():
        kind = of_pci(device)
        if kind:
            entry = {"kind": kind.name, "address": device["address"], "pci": f"{device['vendor']}:{device['device']}"}
            if device["device"] in kind.devices:
                entry["model"] = kind.devices[device["device"]]
            if device.get("driver"):
                entry["driver"] = device["driver"]
            devices.append(entry)
    from_pci = {entry["kind"] for entry in devices}
    found_nodes = nodes(tree)
    from_nodes = of_nodes(found_nodes, tree, from_pci)
    kinds = sorted(from_pci | set(from_nodes))
    listing = "ls /dev /dev/accel 2>/dev/null"
    source = "PCI identity and class, device nodes"
    answers = [
        known("accelerators.found", kinds, source, "lspci -nn | grep -E '\\[(03|12)'; " + listing),
        known("accelerators.nodes", [f"/dev/{name}" for name in found_nodes], "/dev", listing),
    ]
    if pci is None:
        answers.append(
            missing("accelerators.devices", "the kernel shows no PCI bus", "/sys/bus/pci/devices", "lspci -nn")
        )
    else:
        answers.append(known("accelerators.devices", devices, "/sys/bus/pci/devices", "lspci -nn"))
    return answers
