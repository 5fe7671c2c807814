"""The processor's name among micro-architectures, from archspec's table, judged by what
/proc/cpuinfo shows.

Only archspec's table is read, not its code: that asks the CPUID instruction too, takes 40 ms to
import, and would name a processor whose features a virtual machine hides. The kernel's flags count:
they are what a program may use.
"""

from __future__ import annotations

import os

from probes.machine.cpu import INFO, blocks, first, flags
from probes.machine.fact import either
from probes.machine.tree import Tree

TABLE = ("json", "cpu", "microarchitectures.json")
IMPLEMENTERS = {
    "ARM": "0x41",
    "Cavium": "0x43",
    "Fujitsu": "0x46",
    "HiSilicon": "0x48",
    "Apple": "0x61",
}
SPELLED = {"lzcnt": "abm", "sse3": "pni"}
"""archspec's names of flags that the kernel calls otherwise."""


def table() -> dict[str, dict]:
    """archspec's micro-architectures by name; empty when it is not installed."""
    import json
    from importlib.util import find_spec

    spec = find_spec("archspec")
    if spec is None or spec.origin is None:
        return {}
    with open(os.path.join(os.path.dirname(spec.origin), *TABLE), encoding="utf-8") as file:
        return json.load(file)["microarchitectures"]


def ancestors(name: str, targets: dict[str, dict]) -> set[str]:
    """Every name above, itself left out."""
    above: set[str] = set()
    waiting = list(targets[name]["from"])
    while waiting:
        parent = waiting.pop()
        if parent not in above:
            above.add(parent)
            waiting += targets[parent]["from"]
    return above


def read(tree: Tree, arch: str) -> str:
    """The most specific name whose features the kernel shows; empty when there is none."""
    targets = table()
    info = blocks(tree.text(INFO) or "")
    found = set(flags(info, arch) or ())
    if arch not in targets or not found:
        return ""
    best, best_rank = "", (False, -1, -1)
    for name, target in targets.items():
        above = ancestors(name, targets)
        if name != arch and arch not in above:
            continue
        features = _features({name, *above}, targets)
        # A vendor's own name before a generic level, then the longer list of ancestors and
        # features.
        rank = (target["vendor"] != "generic", len(above), len(features))
        if rank > best_rank and features <= found and _is_of(target, info, arch):
            best, best_rank = name, rank
    return best


def _features(names: set[str], targets: dict[str, dict]) -> set[str]:
    """All that these names ask for, as the kernel spells it."""
    features: set[str] = set()
    for name in names:
        features |= {SPELLED.get(feature, feature) for feature in targets[name]["features"]}
    return features


def _is_of(target: dict, info: list[dict[str, str]], arch: str) -> bool:
    """Whether a name is generic, or of who made this processor, and on Arm of just this core."""
    maker = target["vendor"]
    if maker == "generic":
        return True
    vendor = first(info, "vendor_id", "cpu implementer")
    if arch != "aarch64":
        return vendor == maker
    part = first(info, "cpu part").lower()
    return vendor == IMPLEMENTERS.get(maker) and target.get("cpupart", "") == part


def facts(tree: Tree, arch: str) -> list[dict]:
    """One fact."""
    reason = "no name in archspec's table fits what the kernel shows"
    source = "archspec with the flags of /proc/cpuinfo"
    return [either("cpu.microarchitecture", read(tree, arch), reason, source, "archspec cpu")]
