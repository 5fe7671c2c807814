"""The place where it shall run, one row per thing that a person can say of it: what holds now, and
what held before anybody said anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.target import FAMILY, INDEXES, target_of
from advisor.model.compatibility import Compatibility
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.stack import UNKNOWN, Resolution, Stack, Target, Value
from advisor.stacks.stock import PRIMARY

LIBRARY, NETWORK = "libc.version", "network.index_reachable"
INDEX = "index:"
"""Begins the row of an index beside the first; its host follows."""
BUILT_IN = {"glibc": LIBRARY, "network": NETWORK}
"""Components of every target whose row is called as their fact."""
TAKE_BACK, NOT_KNOWN, OTHER = "", "*not known*", "*other*"
"""What can be picked for a row beside values: no word of one's own, nobody knows, another one."""
YES, NO = "yes", "no"
FIELDS = ("accelerator", "chip", "distro", "distro_release", "arch", "python")
"""Rows that are a field of the need."""
BEHIND = {
    "accelerators.found": "accelerator",
    "accelerators.chip": "chip",
    "os.id": "distro",
    "os.version_id": "distro_release",
    "cpu.arch": "arch",
    "python.interpreters": "python",
}
"""By fact: the row that says the same."""
ABOUT_THE_SYSTEM = ("distro", "distro_release", "arch", LIBRARY, "python", NETWORK)


class PlaceRow(Struct, frozen=True, kw_only=True):
    """One thing that can be said of the place."""

    id: str
    """A field of the need, the name of a fact, or `index:HOST`."""
    now: Value
    was: Value
    """What it is without a person's word."""
    said: bool
    """Whether a person gave a word for it."""
    decides: bool
    """Some answer depends on it, and it is not known."""


class ChosenPlace(Struct, frozen=True, kw_only=True):
    """Everything that a person can say of a place, in an order: the device first."""

    rows: tuple[PlaceRow, ...]
    target: Target
    files: tuple[Compatibility, ...]
    """Those of compatibility/ that are about its accelerator."""

    def row(self, id: str) -> PlaceRow | None:
        """The row of that name; None where there is none."""
        return next((row for row in self.rows if row.id == id), None)

    def was(self, id: str) -> str:
        """What a row would say without a person's word; empty where that is not known."""
        row = self.row(id)
        return row.was.value if row else ""


def place_of(
    need: Need,
    machine: Machine,
    found: Machine,
    knowledge: Knowledge,
    files: Mapping[str, Compatibility],
    answers: Mapping[str, Resolution],
) -> ChosenPlace:
    """What is known of the place that is decided for.

    Args:
        machine: with a person's corrections.
        found: the same without them.
        files: those of compatibility/, by id.
        answers: what was resolved for the place, for what it asks.
    """
    target = target_of(need, machine, knowledge, files)
    device = target.accelerator.value
    own = [file for file in files.values() if device and file.accelerator == device]
    bare = target_of(Need(), found, knowledge, files)
    bare_device = bare
    if device and device != bare.accelerator.value:
        bare_device = target_of(Need(accelerator=device), found, knowledge, files)
    said, asked = _said(need, machine, own), _asked(answers, own)
    known = knowledge.accelerators.get(device)
    named = [] if known is None or known.always else ["chip"]
    named += _components(own, "platform")
    named += [id for id in _components(own, "chip") if id in asked or id in said]
    now = _of_device(target, own) | _of_system(target)
    further = sorted(id for id in {*asked, *said, *now} if id.startswith(INDEX))
    was = _of_device(bare_device, own) | {"accelerator": bare.accelerator} | _of_system(bare)
    rows = []
    for id in ("accelerator", *named, *ABOUT_THE_SYSTEM, *further):
        value = now.get(id, UNKNOWN)
        rows.append(
            PlaceRow(
                id=id,
                now=replace(value, origin="given") if id in said and value.known else value,
                was=was.get(id, UNKNOWN),
                said=id in said,
                decides=not value.known and (id in asked or id == "accelerator"),
            )
        )
    return ChosenPlace(rows=tuple(rows), target=target, files=tuple(own))


def facts_of(file: Compatibility) -> tuple[str, ...]:
    """The names under which a person can say something of a platform's components."""
    names: list[str] = []
    for id, component in file.components.items():
        if component.kind in FAMILY:
            names += [f"{FAMILY[component.kind]}.{id}", component.fact]
    return tuple(name for name in names if name)


def row_of(component: str, place: ChosenPlace) -> str:
    """The row that a condition's component is about."""
    return _rows_of_components(place.files).get(component, component)


def component_of(row: str) -> str:
    """The component that a row is about; empty where it is about none that a file declares."""
    family, dot, id = row.partition(".")
    return id if dot and family in FAMILY.values() else ""


def _components(files: Iterable[Compatibility], kind: str) -> tuple[str, ...]:
    """Rows of the components of that kind."""
    return tuple(
        f"{FAMILY[kind]}.{id}"
        for file in files
        for id, component in file.components.items()
        if component.kind == kind
    )


def _of_device(target: Target, files: Iterable[Compatibility]) -> dict[str, Value]:
    values = {"accelerator": target.accelerator, "chip": target.chip}
    for row in (*_components(files, "platform"), *_components(files, "chip")):
        values[row] = target.versions.get(component_of(row), UNKNOWN)
    return values


def _of_system(target: Target) -> dict[str, Value]:
    pythons, network = UNKNOWN, UNKNOWN
    if target.pythons:
        pythons = Value(value=", ".join(target.pythons), origin=target.pythons_origin)
    if target.network is not None:
        network = Value(value="yes" if target.network else "no", origin="detected")
    reached = {
        f"{INDEX}{name}": Value(value="yes", origin="detected")
        for name, is_reached in target.indexes.items()
        if is_reached and name != PRIMARY
    }
    return {
        "distro": target.distro,
        "distro_release": target.release,
        "arch": target.arch,
        LIBRARY: target.glibc,
        "python": pythons,
        NETWORK: network,
        **reached,
    }


def _said(need: Need, machine: Machine, files: Iterable[Compatibility]) -> set[str]:
    """Rows for which a person gave a word: an option of its own, or a correction of the fact."""
    said = {row for row in FIELDS if getattr(need, row)}
    behind = dict(BEHIND)
    for file in files:
        for id, component in file.components.items():
            if component.kind in FAMILY and component.fact:
                behind[component.fact] = f"{FAMILY[component.kind]}.{id}"
    for fact in machine.facts:
        if not fact.corrected:
            continue
        said.add(behind.get(fact.name, fact.name))
        if fact.name == INDEXES and isinstance(fact.value, list | tuple):
            said |= {f"{INDEX}{name}" for name in fact.value}
    return said


def _asked(answers: Mapping[str, Resolution], files: Iterable[Compatibility]) -> set[str]:
    """Rows on which some answer depends."""
    rows = _rows_of_components(files)
    stacks = [answer for answer in answers.values() if isinstance(answer, Stack)]
    every = [each for stack in stacks for each in (stack, *stack.otherwise)]
    asked = {condition.component for stack in every for condition in stack.conditions}
    asked_rows = {rows.get(component, component) for component in asked}
    if asked_rows.intersection(_components(files, "chip")):
        asked_rows.add("chip")  # whoever knows the chip need not know its properties
    return asked_rows


def _rows_of_components(files: Iterable[Compatibility]) -> dict[str, str]:
    """By component: its row."""
    named = (*_components(files, "platform"), *_components(files, "chip"))
    return BUILT_IN | {component_of(row): row for row in named}
