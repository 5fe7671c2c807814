"""Memory of the machine from /proc/meminfo; the limits of a container are another source."""

from __future__ import annotations

import re

from probes.machine.fact import either
from probes.machine.tree import Tree

INFO = "/proc/meminfo"


def parse(text: str) -> dict[str, int]:
    """The kB lines of /proc/meminfo, in bytes."""
    found = {}
    for line in text.splitlines():
        match = re.match(r"^(\w+(?:\(\w+\))?):\s+(\d{1,15}) kB$", line.rstrip())
        if match:
            found.setdefault(match.group(1), int(match.group(2)) * 1024)
    return found


def facts(tree: Tree) -> list[dict]:
    """Total, available and swap."""
    found = parse(tree.text(INFO) or "")
    total = found.get("MemTotal") or None
    available = found.get("MemAvailable")
    if total and available and available > total:
        available = None
    none = f"{INFO} does not say"
    return [
        either("memory.total_bytes", total, none, INFO, "free -b", "B"),
        either("memory.available_bytes", available, none, INFO, "free -b", "B"),
        either(
            "memory.swap_bytes", found.get("SwapTotal"), none, INFO, "swapon --show --bytes", "B"
        ),
    ]
