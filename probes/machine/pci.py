"""Devices on the PCI bus that could compute: display controllers (class 03), accelerators (12) and
coprocessors (0b40), and what a table says to be an accelerator whatever its class."""

from __future__ import annotations

import re

from probes.machine.fact import known, missing
from probes.machine.tree import Tree, whole

DEVICES = "/sys/bus/pci/devices"
COMPUTING = ("03", "12", "0b40")
COMMAND = "lspci -nn -D | grep -E '\\[(03|12|0b40)'"


def identity(word: str, digits: int) -> str:
    """`0x10de` as `10de`; empty when it is no such number."""
    match = re.match(rf"^0x([0-9a-fA-F]{{{digits}}})$", word)
    return match.group(1).lower() if match else ""


def devices(tree: Tree, wanted: object) -> list[dict]:
    """Every device for which `wanted(entry)`, an entry being address, vendor, device and class."""
    found = []
    for address in tree.names(DEVICES):
        folder = f"{DEVICES}/{address}"
        vendor = identity(tree.word(f"{folder}/vendor"), 4)
        device = identity(tree.word(f"{folder}/device"), 4)
        kind = identity(tree.word(f"{folder}/class"), 6)
        entry = {"address": address.lower(), "vendor": vendor, "device": device, "class": kind[:4]}
        if not (vendor and device and kind) or not wanted(entry):
            continue
        driver = tree.target(f"{folder}/driver")
        if driver:
            entry["driver"] = driver
        node = whole(tree.word(f"{folder}/numa_node"))
        if node is not None and node >= 0:
            entry["numa_node"] = node
        if tree.word(f"{folder}/boot_vga") == "1":
            entry["boot_display"] = True
        # The amdgpu driver, and Hygon's that grew out of it, tell the card's memory here.
        memory = whole(tree.word(f"{folder}/mem_info_vram_total"))
        if memory and memory > 0:
            entry["memory_bytes"] = memory
        found.append(entry)
    return found


def parse_lspci(text: str) -> list[dict]:
    """The same from `lspci -nn`, with or without the domain, for where /sys shows no bus."""
    found = []
    for line in text.splitlines():
        match = re.match(
            r"^(?P<address>(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])"
            r"\s.*?\[(?P<kind>[0-9a-f]{4})\]:\s"
            r".*\[(?P<vendor>[0-9a-f]{4}):(?P<device>[0-9a-f]{4})\]",
            line,
        )
        if match and match.group("kind").startswith(COMPUTING):
            address = match.group("address")
            found.append(
                {
                    "address": address if address.count(":") == 2 else "0000:" + address,
                    "vendor": match.group("vendor"),
                    "device": match.group("device"),
                    "class": match.group("kind"),
                }
            )
    return found


def facts(tree: Tree, wanted: object) -> list[dict]:
    """The list of computing devices, which may be empty."""
    if not tree.exists(DEVICES):
        return [missing("pci.devices", "the kernel shows no PCI bus", DEVICES, COMMAND)]
    return [known("pci.devices", devices(tree, wanted), DEVICES, COMMAND)]
