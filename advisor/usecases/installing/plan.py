"""Which ways lead to each framework on the machine of a need, and how that varies along one
axis."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from advisor.evidence.installability import Route, RouteKind, install_routes
from advisor.evidence.situation import Situation, situate
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.usecases.need.adjust import put
from advisor.usecases.need.check_place import check_place
from advisor.usecases.ranking.advise import check_need

Axis = Literal["python", "arch", "accelerator", "distro"]
AXES: tuple[Axis, ...] = get_args(Axis)


class InstallPlan(Struct, frozen=True, kw_only=True):
    """Every way to every framework in one situation."""

    situation: Situation
    routes: dict[str, tuple[Route, ...]]
    """By framework, the best first; never empty."""


class Installability(Struct, frozen=True, kw_only=True):
    """The kind of the best way for each framework along one axis, everything else being as the need
    says."""

    axis: Axis
    values: tuple[str, ...]
    kinds: dict[str, tuple[RouteKind, ...]]
    """By framework, in the order of the values."""


def plan_installing(need: Need, knowledge: Knowledge, machine: Machine) -> InstallPlan:
    """The ways in the situation of a need.

    Raises:
        AdvisorError: the need names something that the knowledge base does not have.
    """
    check_need(need, knowledge)
    check_place(need, machine, knowledge)
    situation = situate(need, machine, knowledge)
    return InstallPlan(
        situation=situation,
        routes={
            id: install_routes(knowledge.frameworks[id], situation)
            for id in _chosen(need, knowledge)
        },
    )


def along(axis: Axis, need: Need, knowledge: Knowledge, machine: Machine) -> Installability:
    """Vary one axis over all values that the knowledge base mentions."""
    check_need(need, knowledge)
    check_place(need, machine, knowledge)
    values = _values(axis, knowledge)
    situations = [situate(put(need, axis, value), machine, knowledge) for value in values]
    return Installability(
        axis=axis,
        values=values,
        kinds={
            id: tuple(
                install_routes(knowledge.frameworks[id], situation)[0].kind
                for situation in situations
            )
            for id in _chosen(need, knowledge)
        },
    )


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
