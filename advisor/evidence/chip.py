"""Which chip is on an accelerator, as people write it and as its number on the bus says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from advisor.evidence.pci import judge
from advisor.model.machine import Machine
from advisor.model.surroundings import Accelerator


def chips_of(accelerator: Accelerator) -> tuple[str, ...]:
    """The chips that its table names, in its order."""
    named = [model.chip for model in accelerator.detection.models if model.chip]
    return tuple(dict.fromkeys(named))


def is_chip_of(text: str, accelerator: Accelerator) -> bool:
    """Whether a text can be a chip of that accelerator; where none is known, any can."""
    known, further = chips_of(accelerator), accelerator.detection.further_chips
    if not known and not further:
        return True
    plain = _plain(text)
    return bool(chip_named(text, known)) or any(
        fnmatchcase(plain, _pattern(pattern)) for pattern in further
    )


def is_chip(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text, as a tool prints it or a person writes it, is one of these chips; `*` stands
    for anything, and the vendor's name may stand before."""
    plain = f" {_plain(text)}"
    return any(fnmatchcase(plain, f"* {_pattern(pattern)}") for pattern in patterns)


def chip_named(text: str, known: tuple[str, ...]) -> str:
    """The known chip that a text is about, or "" when it is about none.

    `NVIDIA A100-SXM4-80GB` is an A100, `910B3` a 910B; the longest that fits wins, and what ends in
    a digit is not followed by another: an `RTX A4000` is no A40.
    """
    wanted = _plain(text)
    found = [chip for chip in known if _stands_in(_plain(chip), wanted)]
    return max(found, key=len, default="")


def chips_on_the_bus(
    machine: Machine, accelerator: str, accelerators: Mapping[str, Accelerator]
) -> tuple[str, ...]:
    """The chips of one kind of accelerator that the machine has, by device number or by the name
    that the vendor's tool gave; empty when nothing tells."""
    known = chips_of(accelerators[accelerator]) if accelerator in accelerators else ()
    found: list[str] = []
    for device in _tables(machine, "pci.devices"):
        verdict = judge(device, accelerators)
        if verdict.kind == accelerator and verdict.counts and verdict.model and verdict.model.chip:
            found.append(verdict.model.chip)
    for device in _tables(machine, "accelerators.devices"):
        if device.get("kind") != accelerator or device.get("built_in"):
            continue
        said = str(device.get("chip") or device.get("name") or "")
        if chip := chip_named(said, known):
            found.append(chip)
    return tuple(dict.fromkeys(found))


def _stands_in(chip: str, text: str) -> bool:
    after = "(?![0-9])" if chip[-1].isdigit() else "(?![a-z])"
    return re.search(rf"(?<![a-z0-9]){re.escape(chip)}{after}", text) is not None


def _plain(text: str) -> str:
    """`Ascend910B3`, `Ascend 910B3` and `910b3` alike: words apart where letters meet digits of a
    vendor's name, `-` and `_` as spaces."""
    spaced = re.sub(r"[^0-9a-z]+", " ", text.lower())
    return re.sub(r"\b([a-z]{3,})(?=\d)", r"\1 ", spaced).strip()


def _pattern(text: str) -> str:
    return "*".join(_plain(part) for part in text.split("*"))


def _tables(machine: Machine, name: str) -> list[dict[str, Any]]:
    value = machine.get(name)
    if not isinstance(value, list | tuple):
        return []
    return [entry for entry in value if isinstance(entry, dict)]
