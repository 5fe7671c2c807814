"""The machine of a need as stacks see it: what decides which versions run there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from advisor.evidence.distro import release_fields
from advisor.evidence.situation import Choice, Situation, situate
from advisor.model.compatibility import Chip, Compatibility, Component
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Fact, Machine
from advisor.model.need import Need
from advisor.model.stack import UNKNOWN, Known, Target, Value
from advisor.model.surroundings import Task
from advisor.stacks import versions
from advisor.stacks.stock import PRIMARY

CHIP = "accelerators.chip"
"""The fact that names the chip where a person or a collecting script says it."""
INDEXES = "network.indexes"
"""Ids of further indexes that are reached, as a person or a collecting script says."""
_ORIGINS: dict[str, Known] = {"given": "given", "machine": "detected", "default": "default"}


def target_of(
    need: Need, machine: Machine, knowledge: Knowledge, rows: Mapping[str, Compatibility]
) -> Target:
    """Everything that decides which versions run there; what is not known stays unknown.

    Args:
        rows: the files of compatibility/, by id.
    """
    situation = situate(need, machine, knowledge)
    facts = {fact.name: fact for fact in machine.facts}
    accelerator = situation.accelerator.id
    another = bool(need.distro or need.arch or need.accelerator)
    own = [file for file in rows.values() if file.accelerator in (accelerator, "")]
    chip = _chip(situation, need, facts, own)
    other = _is_another(chip, facts, own)
    found = {}
    for file in own:
        for id, component in file.components.items():
            known = _version(id, component, facts)
            if known is None or (other and component.kind == "chip" and known.origin != "given"):
                continue
            found[id] = known
    musl = machine.text("libc.name") == "musl" and not need.distro
    return Target(
        distro=_value(situation.distro),
        release=_release(situation, need, machine),
        arch=_value(situation.arch),
        libc="musl" if musl else "glibc",
        glibc=_value(situation.glibc),
        pythons=situation.pythons,
        pythons_origin=_ORIGINS.get(situation.pythons_origin, "unknown"),
        accelerator=_value(situation.accelerator),
        chip=chip,
        versions=found,
        network=_network(facts, another=another and machine.here),
        indexes=_indexes(facts),
        requires=need.requires,
        purpose=purpose_of(need, knowledge),
    )


def purpose_of(need: Need, knowledge: Knowledge) -> str:
    """What an engine must do: what a must that engines are judged by asks for, otherwise what the
    task is about, or serving where a large model is named; empty where none of it is so, or the
    criterion is waived."""
    task = knowledge.tasks.get(need.task or "")
    musts = (*(task.musts if task is not None else ()), *need.musts)
    known = (knowledge.criteria[id] for id in musts if id in knowledge.criteria)
    asked = next((criterion.engines for criterion in known if criterion.engines), None)
    purpose = asked or _about(task, named=need.llm is not None)
    waived = (knowledge.criteria[id] for id in need.waived if id in knowledge.criteria)
    return "" if any(criterion.engines == purpose for criterion in waived) else purpose


def _about(task: Task | None, *, named: bool) -> str:
    about = task.large_models if task is not None else None
    if about is None:
        return "serving" if named else ""
    if not about.engine:
        return ""
    return "serving" if about.purpose == "serving" else "training"


def known_chip(written: str, chips: Iterable[Chip]) -> str:
    """The id of a chip that a tool prints or a person writes; empty where no file knows it.

    Of several spellings that fit, the longest wins, so that `910B3` is not taken for `910`.
    """
    name = _plain(written)
    best = ("", -1)
    for chip in chips:
        for spelling in (chip.id, *chip.spellings):
            pattern = _plain(spelling, keep="*")
            if fnmatchcase(name, pattern) and len(pattern) > best[1]:
                best = chip.id, len(pattern)
    return best[0]


@lru_cache(maxsize=4096)
def _plain(text: str, keep: str = "") -> str:
    return re.sub(rf"[^a-z0-9{re.escape(keep)}]+", "", text.lower())


def _value(choice: Choice) -> Value:
    if not choice.id:
        return UNKNOWN
    return Value(value=choice.id, origin=_ORIGINS.get(choice.origin, "unknown"))


def _release(situation: Situation, need: Need, machine: Machine) -> Value:
    """The row's name of it; what the machine itself says where no row has it."""
    if situation.release.id:
        return _value(situation.release)
    written = release_fields(machine).get("VERSION_ID", "")
    return Value(value=written, origin="detected") if written and not need.distro else UNKNOWN


def _chip(
    situation: Situation, need: Need, facts: Mapping[str, Fact], files: Iterable[Compatibility]
) -> Value:
    """What a person or a collecting script said, then what the vendor's tool printed, then what the
    number on the bus stands for."""
    places = list(files)
    chips = [chip for file in places for chip in file.chips]
    if need.chip:
        return Value(value=known_chip(need.chip, chips) or need.chip, origin="given")
    said = facts.get(CHIP)
    if _taken_away(said):
        return UNKNOWN
    own = situation.accelerator.origin != "given"
    if said is not None and said.value and (said.corrected or own):
        name = str(said.value)
        origin: Known = "given" if said.corrected else "detected"
        return Value(value=known_chip(name, chips) or name, origin=origin)
    for file in places:
        for names in _printed(file, facts):
            ids = {known_chip(name, file.chips) for name in names} - {""}
            if len(ids) == 1:
                return Value(value=ids.pop(), origin="detected")
    by_number = situation.chip.id
    if not by_number:
        return UNKNOWN
    return Value(value=known_chip(by_number, chips) or by_number, origin="detected")


def _is_another(chip: Value, facts: Mapping[str, Fact], files: Iterable[Compatibility]) -> bool:
    """Whether a person names another chip than the machine has, whose properties then say nothing
    of it."""
    if chip.origin != "given":
        return False
    printed = [
        known_chip(name, file.chips)
        for file in files
        for names in _printed(file, facts)
        for name in names
    ]
    return chip.value not in printed


def chip_as_printed(machine: Machine, accelerator: str, rows: Mapping[str, Compatibility]) -> str:
    """The chip in the words of the vendor's tool, `910B3`; empty where it prints none, or several.

    Args:
        rows: the files of compatibility/, by id.
    """
    facts = {fact.name: fact for fact in machine.facts}
    own = [file for file in rows.values() if file.accelerator == accelerator]
    found = set().union(*(names for file in own for names in _printed(file, facts)))
    return found.pop() if len(found) == 1 else ""


def _printed(file: Compatibility, facts: Mapping[str, Fact]) -> Iterator[set[str]]:
    """The names of chips in each fact that a platform's file names for them."""
    for place in file.chip_facts:
        fact, _, column = place.rpartition(".")
        yield {str(row[column]) for row in _tables(facts.get(fact)) if row.get(column)}


FAMILY = {"platform": "platform", "chip": "accelerators"}
"""Under `platform.ID` and `accelerators.ID` a person may say what any component is; the fact that
its file names comes after."""


def _version(id: str, component: Component, facts: Mapping[str, Fact]) -> Value | None:
    """What the target has of a component; None where the fact is not known."""
    said = facts.get(f"{FAMILY[component.kind]}.{id}") if component.kind in FAMILY else None
    if _taken_away(said):
        return None
    if said is not None and said.value is not None:
        return Value(value=str(said.value), origin="given" if said.corrected else "detected")
    fact = facts.get(component.fact) if component.fact else None
    if fact is None or fact.value is None:
        return None
    if component.field:
        tables = [fact.value] if isinstance(fact.value, dict) else _tables(fact)
        written = [str(table[component.field]) for table in tables if table.get(component.field)]
        if component.kind == "chip" and len({versions.key(each) for each in written}) > 1:
            return None  # cards that differ: the least of them does not speak for the others
        text = min(written, key=versions.key, default="")
    else:
        text = str(fact.value)
    if not text:
        return None
    return Value(value=text, origin="given" if fact.corrected else "detected")


def _taken_away(fact: Fact | None) -> bool:
    """Whether a person said that it is not known, whatever was read."""
    return fact is not None and fact.corrected and fact.value is None


def _tables(fact: Fact | None) -> list[dict[str, Any]]:
    """The tables of a fact; one that is a single table counts as one."""
    if fact is not None and isinstance(fact.value, dict):
        return [fact.value]
    if fact is None or not isinstance(fact.value, list | tuple):
        return []
    return [entry for entry in fact.value if isinstance(entry, dict)]


def _network(facts: Mapping[str, Fact], *, another: bool) -> bool | None:
    """Whether the target reaches a package index; this machine's network says nothing of
    another's, a person's word does."""
    fact = facts.get("network.index_reachable")
    if fact is None or not isinstance(fact.value, bool) or (another and not fact.corrected):
        return None
    return fact.value


def _indexes(facts: Mapping[str, Fact]) -> dict[str, bool]:
    fact = facts.get(INDEXES)
    names = fact.value if fact is not None and isinstance(fact.value, list | tuple) else ()
    return {PRIMARY: True, **{str(name): True for name in names}}
