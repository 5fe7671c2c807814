"""The processor's name among micro-architectures, from archspec's table, judged by what /proc/cpuinfo shows.

archspec asks the CPUID instruction too; here only the kernel's flags count, because they are what a program may use.
"""

from __future__ import annotations

from probes.machine.cpu import INFO, blocks, first, flags
from probes.machine.fact import either
from probes.machine.tree import Tree

FAMILIES = {"x86_64": "x86_64", "aarch64": "aarch64", "riscv64": "riscv64"}


def read(tree: Tree, arch: str) -> str:
    """The most specific name whose features the kernel shows; empty when there is none."""
    from archspec.cpu import TARGETS

    family = TARGETS.get(FAMILIES.get(arch, ""))
    info = blocks(tree.text(INFO) or "")
    found = set(flags(info, arch) or ())
    if family is None or not found:
        return ""
    vendor = first(info, "vendor_id", "cpu implementer")
    part = first(info, "cpu part").lower()
    if "abm" in found:
        found.add("lzcnt")
    if "pni" in found:
        found.add("sse3")
    best = None
    for target in TARGETS.values():
        if target != family and family not in target.ancestors:
            continue
        own = target.vendor in ("generic", vendor) or (arch == "aarch64" and _arm(target.vendor) == vendor)
        exact = arch != "aarch64" or target.vendor == "generic" or getattr(target, "cpu_part", "") == part
        if own and exact and set(target.features) <= found and (best is None or _rank(target) > _rank(best)):
            best = target
    return best.name if best else ""


def _rank(target: object) -> tuple:
    """A vendor's own name before a generic level, then the longer list of ancestors and features."""
    return target.vendor != "generic", len(target.ancestors), len(target.features)


def _arm(vendor: str) -> str:
    return {"ARM": "0x41", "Cavium": "0x43", "Fujitsu": "0x46", "HiSilicon": "0x48", "Apple": "0x61"}.get(vendor, "")


def facts(answer: object, error: str) -> list[dict]:
    """One fact."""
    name = answer if isinstance(answer, str) else ""
    reason = error or "no name in the table fits what the kernel shows"
    return [either("cpu.microarchitecture", name, reason, "archspec with the flags of /proc/cpuinfo", "archspec cpu")]
