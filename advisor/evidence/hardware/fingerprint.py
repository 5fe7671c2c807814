"""A short name for a machine, the same as long as hardware, operating system and limits are; it
holds nobody's name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from advisor.model.machine import Fact

STABLE = (
    "cpu.arch",
    "cpu.model",
    "cpu.extensions",
    "cpu.cores_logical",
    "cpu.cores_usable",
    "memory.limit_bytes",
    "os.id",
    "os.version_id",
    "os.family",
    "libc.name",
    "libc.version",
    "accelerators.found",
    "vm.kind",
)
"""What makes measurements comparable. Free space, clocks and what happens to run are left out."""

GIB = 2**30


def fingerprint(facts: Iterable[Fact]) -> str:
    """Sixteen hexadecimal digits."""
    known = {fact.name: fact.value for fact in facts}
    parts: dict[str, object] = {name: known.get(name) for name in STABLE}
    # The kernel takes a little for itself, not always as much: whole GiB are stable, bytes are not.
    total = known.get("memory.total_bytes")
    parts["memory"] = round(total / GIB) if isinstance(total, (int, float)) else None
    gpus = known.get("nvidia.gpus")
    if isinstance(gpus, (tuple, list)):
        parts["gpus"] = [
            [gpu.get("name"), gpu.get("memory_bytes")] for gpu in gpus if isinstance(gpu, dict)
        ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
