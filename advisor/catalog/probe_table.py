"""The table of accelerators as the probe reads it: knowledge/accelerators in one JSON file, because
guest code reads no YAML."""

from __future__ import annotations

import msgspec

from advisor.model.knowledge import Knowledge


def probe_table(knowledge: Knowledge) -> bytes:
    """What probes/machine/table.json must hold: every accelerator's id with how it is detected."""
    accelerators = [
        {"id": id, **_detection(knowledge, id)} for id in sorted(knowledge.accelerators)
    ]
    document = {
        "generated": "by make schema from knowledge/accelerators",
        "accelerators": accelerators,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _detection(knowledge: Knowledge, id: str) -> dict[str, object]:
    written: dict[str, object] = msgspec.to_builtins(knowledge.accelerators[id].detection)
    others = [
        {"pci": other.pci, "classes": other.classes}
        for other in knowledge.accelerators[id].detection.others
    ]
    return {**written, "others": others}
