"""The card that is decided for: its memory and how many there are, from whoever tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.evidence.chip import is_chip
from advisor.explanation.advice import Advice
from advisor.explanation.large_model import CardOrigin, TargetCard
from advisor.model.compatibility import ChipMemory, Compatibility
from advisor.model.source import Source

GIB = 2**30
SIZE_FACT = "accelerators.memory_bytes"
DEVICES = "accelerators.devices"
ENOUGH = 0.5
"""Of the largest card: what is smaller is no sister of it, but another device beside it."""


def card_of(advice: Advice) -> TargetCard:
    """What is known of the card, the most certain first: a person's word, the machine's own probe,
    what the chip's cards are sold with."""
    target = advice.target
    found = _seen(advice)
    sizes, source, origin = _sizes(advice, found)
    count, count_from = _count(advice, found)
    return TargetCard(
        accelerator=target.accelerator.value,
        chip=advice.need.chip or _printed(found) or target.chip.value,
        chip_known=target.chip.origin,
        sizes=sizes,
        sizes_from=origin,
        sizes_source=source,
        count=count,
        count_from=count_from,
    )


def _sizes(
    advice: Advice, found: list[dict[str, Any]]
) -> tuple[tuple[int, ...], Source | None, CardOrigin]:
    fact = next((fact for fact in advice.machine.facts if fact.name == SIZE_FACT), None)
    if fact is not None and isinstance(fact.value, int):
        return (fact.value,), None, "given" if fact.corrected else "machine"
    if _is_the_machine_itself(advice):
        usable = advice.machine.get("memory.usable_bytes") or advice.machine.get(
            "memory.total_bytes"
        )
        known = usable if isinstance(usable, int) and not advice.elsewhere else 0
        return ((known,), None, "machine") if known else ((), None, "unknown")
    own = [int(row["memory_bytes"]) for row in found if row.get("memory_bytes")]
    if own:
        return (min(own),), None, "machine"
    return _sold_with(advice)


def _sold_with(advice: Advice) -> tuple[tuple[int, ...], Source | None, CardOrigin]:
    target = advice.target
    for file in _files(advice):
        chip = next((chip for chip in file.chips if chip.id == target.chip.value), None)
        if chip is None or not chip.memory:
            continue
        fitting = _of_card(advice.need.chip or "", chip.memory)
        sizes = sorted({round(memory.gib * GIB) for memory in fitting})
        return tuple(sizes), file.sources.get(fitting[0].source), "chip"
    return (), None, "unknown"


def _of_card(written: str, memory: tuple[ChipMemory, ...]) -> tuple[ChipMemory, ...]:
    """What cards that are written so have; all, where none is named."""
    named = tuple(each for each in memory if each.cards and is_chip(written, each.cards))
    if written and named:
        return named
    others = tuple(each for each in memory if not each.cards)
    return others or memory


def _count(advice: Advice, found: list[dict[str, Any]]) -> tuple[int | None, CardOrigin]:
    if advice.need.cards is not None:
        return advice.need.cards, "given"
    if _is_the_machine_itself(advice):
        return 1, "machine"
    return (len(found), "machine") if found else (None, "unknown")


def _is_the_machine_itself(advice: Advice) -> bool:
    """Whether it is the processor that computes, whose memory is the machine's."""
    device = advice.knowledge.accelerators.get(advice.target.accelerator.value)
    return device is not None and device.always


def _seen(advice: Advice) -> list[dict[str, Any]]:
    """The devices that the machine's probe or its file has of that accelerator, and of the chip
    where one is named, one row each; those much smaller than the largest are left out."""
    if advice.elsewhere:
        return []
    rows: list[dict[str, Any]] = []
    for name in _tables_of(_files(advice)):
        rows = rows or _rows(advice, name)
    if not rows:
        kind = advice.target.accelerator.value
        rows = [
            row
            for row in _rows(advice, DEVICES)
            if row.get("kind") == kind and not row.get("built_in")
        ]
    if advice.need.chip:
        rows = [row for row in rows if _is_of(row, advice)]
    largest = max((int(row.get("memory_bytes") or 0) for row in rows), default=0)
    return [row for row in rows if int(row.get("memory_bytes") or 0) >= ENOUGH * largest]


def _is_of(row: dict[str, Any], advice: Advice) -> bool:
    """Whether a device is of the kind that is decided for, by its name."""
    named = str(row.get("name") or row.get("chip") or "")
    return is_chip(named, (f"*{advice.need.chip}*",))


def _rows(advice: Advice, name: str) -> list[dict[str, Any]]:
    value = advice.machine.get(name)
    entries = value if isinstance(value, list | tuple) else ()
    return [entry for entry in entries if isinstance(entry, dict)]


def _printed(found: list[dict[str, Any]]) -> str:
    names = {str(row.get("name") or "") for row in found}
    return names.pop() if len(names) == 1 else ""


def _tables_of(files: Iterable[Compatibility]) -> list[str]:
    """The facts that hold a row for each device, as the vendor's file names them."""
    return [place.rpartition(".")[0] for file in files for place in file.chip_facts]


def _files(advice: Advice) -> list[Compatibility]:
    kind = advice.target.accelerator.value
    return [file for file in advice.compatibility.values() if file.accelerator == kind]
