"""How the way to each framework varies along one axis of a need, everything else being as it
says."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from advisor.evidence.target import target_of
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.stacks.kinds import WayKind, kind_of
from advisor.stacks.resolve import resolve_all
from advisor.stacks.stock import Stock
from advisor.usecases.need.adjust import put
from advisor.usecases.need.check_need import check_need
from advisor.usecases.need.check_place import check_place

Axis = Literal["python", "arch", "accelerator", "distro"]
AXES: tuple[Axis, ...] = get_args(Axis)


class Installability(Struct, frozen=True, kw_only=True):
    """The kind of the best way for each framework along one axis."""

    axis: Axis
    values: tuple[str, ...]
    kinds: dict[str, tuple[WayKind, ...]]
    """By framework, in the order of the values."""


def along(axis: Axis, need: Need, stock: Stock, machine: Machine) -> Installability:
    """Vary one axis over all values that the knowledge base mentions.

    Raises:
        AdvisorError: the need names something that the knowledge base does not have.
    """
    knowledge = stock.knowledge
    check_need(need, knowledge)
    check_place(need, machine, knowledge, stock.compatibility)
    values = _values(axis, knowledge)
    chosen = _chosen(need, knowledge)
    columns: dict[str, list[WayKind]] = {id: [] for id in chosen}
    for value in values:
        target = target_of(put(need, axis, value), machine, knowledge, stock.compatibility)
        for id, answer in resolve_all(target, stock, chosen).items():
            columns[id].append(kind_of(answer))
    kinds = {id: tuple(column) for id, column in columns.items()}
    return Installability(axis=axis, values=values, kinds=kinds)


def _chosen(need: Need, knowledge: Knowledge) -> list[str]:
    return [
        id
        for id in knowledge.frameworks
        if (not need.among or id in need.among) and id not in need.without
    ]


def _values(axis: Axis, knowledge: Knowledge) -> tuple[str, ...]:
    if axis == "distro":
        return tuple(knowledge.distros)
    if axis == "accelerator":
        return tuple(knowledge.accelerators)
    packages = [
        package for framework in knowledge.frameworks.values() for package in framework.packages
    ]
    if axis == "python":
        versions = {version for package in packages for version in package.pythons}
        return tuple(
            sorted(versions, key=lambda text: tuple(int(part) for part in text.split(".")))
        )
    archs = {arch for package in packages for arch in package.archs}
    archs.update(arch for distro in knowledge.distros.values() for arch in distro.archs)
    return tuple(sorted(archs))
