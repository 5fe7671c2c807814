"""The names of facts, what kind of value each holds, and what people call it. A name is for
ever."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.messages import N_

FactKind = Literal["text", "whole", "number", "flag", "texts", "tables", "table"]
"""`texts` and `tables` are lists; a `table` has names and values."""


class FactName(Struct, frozen=True, kw_only=True):
    """What may be said under a name."""

    kind: FactKind
    label: str
    """English, to be said in the reader's language."""
    unit: str = ""
    choices: tuple[str, ...] = ()
    """For texts: nothing else is meant. Empty: anything."""
    pattern: str = ""
    """For texts: what all of it must look like. Empty: anything."""


ANY_VERSION = r"[A-Za-z]?[0-9][A-Za-z0-9_.+-]{0,39}"
"""What drivers and toolkits call their versions: `24.1.rc3`, `R580`, `8.0.RC2.alpha002`."""
NUMBERED_VERSION = r"[0-9]{1,3}\.[0-9]{1,4}[A-Za-z0-9_.+-]{0,39}"

GROUPS: dict[str, str] = {
    "cpu": N_("Processor"),
    "memory": N_("Memory"),
    "os": N_("Operating system"),
    "libc": N_("Operating system"),
    "container": N_("Operating system"),
    "vm": N_("Operating system"),
    "python": N_("Python"),
    "disk": N_("Disk"),
    "accelerators": N_("Accelerators"),
    "pci": N_("Accelerators"),
    "nvidia": N_("Accelerators"),
    "ascend": N_("Accelerators"),
    "platform": N_("Accelerators"),
    "tools": N_("Tools"),
    "libraries": N_("Tools"),
    "network": N_("Network"),
    "packages": N_("Packages of the distribution"),
    "machine": N_("Machine"),
    "probe": N_("Probes that failed"),
}
"""The part of a name before its first dot, and the heading under which people find it."""

ARCHS = (
    "x86_64",
    "aarch64",
    "loongarch64",
    "riscv64",
    "sw_64",
    "mips64",
    "ppc64le",
    "s390x",
    "i686",
    "armv7l",
)

FACTS: dict[str, FactName] = {
    "machine.name": FactName(kind="text", label=N_("name of this example")),
    "machine.disagreements": FactName(kind="texts", label=N_("sources that disagree")),
    "cpu.model": FactName(kind="text", label=N_("model")),
    "cpu.vendor": FactName(kind="text", label=N_("vendor")),
    "cpu.arch": FactName(kind="text", label=N_("architecture"), choices=ARCHS),
    "cpu.microarchitecture": FactName(kind="text", label=N_("micro-architecture")),
    "cpu.level": FactName(kind="text", label=N_("x86-64 level")),
    "cpu.extensions": FactName(kind="texts", label=N_("vector extensions")),
    "cpu.sockets": FactName(kind="whole", label=N_("sockets")),
    "cpu.cores_physical": FactName(kind="whole", label=N_("physical cores")),
    "cpu.cores_logical": FactName(kind="whole", label=N_("logical cores")),
    "cpu.cores_usable": FactName(kind="whole", label=N_("usable cores")),
    "cpu.quota_cores": FactName(kind="number", label=N_("core limit of the container")),
    "cpu.frequency_mhz": FactName(kind="number", label=N_("highest clock"), unit="MHz"),
    "cpu.governor": FactName(kind="text", label=N_("frequency governor")),
    "cpu.numa_nodes": FactName(kind="whole", label=N_("NUMA nodes")),
    "cpu.caches": FactName(kind="tables", label=N_("caches")),
    "memory.total_bytes": FactName(kind="whole", label=N_("total"), unit="B"),
    "memory.available_bytes": FactName(kind="whole", label=N_("available"), unit="B"),
    "memory.swap_bytes": FactName(kind="whole", label=N_("swap"), unit="B"),
    "memory.limit_bytes": FactName(kind="whole", label=N_("limit of the container"), unit="B"),
    "memory.usable_bytes": FactName(kind="whole", label=N_("usable"), unit="B"),
    "os.id": FactName(kind="text", label=N_("id")),
    "os.id_like": FactName(kind="text", label=N_("similar to")),
    "os.version_id": FactName(kind="text", label=N_("version")),
    "os.name": FactName(kind="text", label=N_("name")),
    "os.pretty_name": FactName(kind="text", label=N_("full name")),
    "os.edition": FactName(kind="text", label=N_("edition")),
    "os.release": FactName(kind="table", label=N_("os-release")),
    "os.family": FactName(kind="text", label=N_("package family"), choices=("rpm", "deb")),
    "os.kernel": FactName(kind="text", label=N_("kernel")),
    "libc.name": FactName(kind="text", label=N_("C library")),
    "libc.version": FactName(
        kind="text", label=N_("version of the C library"), pattern=NUMBERED_VERSION
    ),
    "container.kind": FactName(kind="text", label=N_("container")),
    "vm.kind": FactName(kind="text", label=N_("virtual machine")),
    "python.interpreters": FactName(kind="tables", label=N_("interpreters")),
    "python.others": FactName(kind="tables", label=N_("interpreters that frameworks do not use")),
    "python.broken": FactName(kind="tables", label=N_("interpreters that do not run")),
    "disk.free_bytes": FactName(kind="whole", label=N_("free where environments go"), unit="B"),
    "disk.total_bytes": FactName(kind="whole", label=N_("size"), unit="B"),
    "disk.filesystem": FactName(kind="text", label=N_("file system")),
    "disk.network": FactName(kind="flag", label=N_("over the network")),
    "disk.same_filesystem": FactName(kind="flag", label=N_("shared with the package cache")),
    "disk.writable": FactName(kind="flag", label=N_("writable")),
    "pci.devices": FactName(kind="tables", label=N_("PCI devices that may compute")),
    "accelerators.found": FactName(kind="texts", label=N_("kinds found")),
    "accelerators.devices": FactName(kind="tables", label=N_("devices")),
    "accelerators.chip": FactName(kind="text", label=N_("chip")),
    "accelerators.memory_bytes": FactName(
        kind="whole", label=N_("memory of one accelerator"), unit="B"
    ),
    "accelerators.compute_capability": FactName(kind="text", label=N_("compute capability")),
    "accelerators.nodes": FactName(kind="texts", label=N_("device nodes")),
    "accelerators.notes": FactName(kind="texts", label=N_("notes")),
    "nvidia.gpus": FactName(kind="tables", label=N_("NVIDIA GPUs")),
    "nvidia.driver": FactName(kind="text", label=N_("NVIDIA driver"), pattern=ANY_VERSION),
    "nvidia.cuda_driver": FactName(kind="text", label=N_("CUDA version of the driver")),
    "nvidia.note": FactName(kind="text", label=N_("note on NVIDIA")),
    "ascend.devices": FactName(kind="tables", label=N_("Ascend NPUs")),
    "ascend.driver": FactName(kind="text", label=N_("Ascend driver"), pattern=ANY_VERSION),
    "ascend.cann": FactName(kind="text", label=N_("CANN"), pattern=ANY_VERSION),
    "ascend.note": FactName(kind="text", label=N_("note on Ascend")),
    "network.index": FactName(kind="text", label=N_("package index")),
    "network.indexes": FactName(kind="texts", label=N_("further indexes that are reached")),
    "network.index_reachable": FactName(kind="flag", label=N_("package index reachable")),
    "network.index_seconds": FactName(
        kind="number", label=N_("answer time of the package index"), unit="s"
    ),
}

FAMILIES: dict[str, FactName] = {
    "tools": FactName(kind="table", label=N_("tool")),
    "libraries": FactName(kind="flag", label=N_("library")),
    "packages": FactName(kind="text", label=N_("package")),
    "platform": FactName(kind="text", label=N_("platform software"), pattern=ANY_VERSION),
    "probe": FactName(kind="text", label=N_("probe")),
}
"""Names made of a family and a thing: `tools.g++`, `libraries.libGL.so.1`."""


def fact_name(name: str) -> FactName | None:
    """What may be said under a name; None for a name that does not exist."""
    family, dot, rest = name.partition(".")
    return FACTS.get(name) or (FAMILIES.get(family) if dot and rest else None)


def group_of(name: str) -> str:
    """The English heading under which people find a fact."""
    return GROUPS.get(name.partition(".")[0], GROUPS["machine"])
