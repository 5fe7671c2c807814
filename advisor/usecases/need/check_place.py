"""What a person said of the place where it shall run must be usable: a release that exists, a chip
that the accelerator has, accelerators that a table knows. What cannot be used is an error that
names what can, never silence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.chip import chips_of, is_chip_of
from advisor.evidence.distro import release_fields, which_distro
from advisor.evidence.release import release_named, which_release
from advisor.evidence.situation import situate
from advisor.evidence.target import known_chip
from advisor.messages import N_, told
from advisor.model.compatibility import Chip, Compatibility
from advisor.model.fact_names import fact_name
from advisor.model.knowledge import Knowledge
from advisor.model.machine import BY_HAND, Fact, Machine
from advisor.model.need import Need
from advisor.model.surroundings import Distro


def check_corrections(machine: Machine, knowledge: Knowledge) -> None:
    """Raise for a correction of a fact that cannot be used, whatever the need is.

    Raises:
        AdvisorError: `unknown-release`, `unknown-accelerator`, `bad-fact`.
    """
    _check_corrected_system(machine, knowledge)
    _check_found(machine, knowledge)
    _check_capability(machine)
    _check_versions(machine)


def check_platforms(machine: Machine, rows: Mapping[str, Compatibility]) -> None:
    """Raise for `platform.NAME` that a person gave and no file of compatibility/ knows.

    Raises:
        AdvisorError: `bad-fact`.
    """
    known = sorted(
        {
            id
            for file in rows.values()
            for id, component in file.components.items()
            if component.kind == "platform"
        }
    )
    for fact in machine.facts:
        family, _, name = fact.name.partition(".")
        if family == "platform" and fact.corrected and name not in known:
            raise AdvisorError(
                "bad-fact",
                told("No platform software is called {name!r}.", name=name),
                hint=told("known: {names}", names=", ".join(known)),
                exit_code=ExitCode.USAGE,
            )


def check_belonging(
    machine: Machine, accelerator: str, rows: Mapping[str, Compatibility], knowledge: Knowledge
) -> None:
    """Raise for a version that a person gave of software which only another accelerator has.

    Args:
        accelerator: the id of the one that is decided for.
    Raises:
        AdvisorError: `bad-fact`.
    """
    owners: dict[str, set[str]] = {}
    for file in rows.values():
        for id, component in file.components.items():
            if component.kind == "platform":
                for name in (component.fact, f"platform.{id}"):
                    owners.setdefault(name, set()).add(file.accelerator)
    for fact in machine.facts:
        owned_by = owners.get(fact.name, set())
        if not fact.corrected or not owned_by or owned_by & {accelerator, ""}:
            continue
        owner = min(owned_by)
        raise AdvisorError(
            "bad-fact",
            told(
                "{fact} is a fact of {owner}, and the accelerator here is {accelerator}.",
                fact=fact.name,
                owner=_called(owner, knowledge),
                accelerator=_called(accelerator, knowledge),
            ),
            hint=told("for example --accelerator {accelerator}", accelerator=owner),
            exit_code=ExitCode.USAGE,
        )


def _called(accelerator: str, knowledge: Knowledge) -> str:
    entry = knowledge.accelerators.get(accelerator)
    return entry.name.en if entry is not None else accelerator or "-"


def check_place(
    need: Need,
    machine: Machine,
    knowledge: Knowledge,
    rows: Mapping[str, Compatibility] | None = None,
) -> None:
    """Raise for what was given and cannot be used; ids are checked before.

    Args:
        rows: the files of compatibility/, by id, whose spellings of chips are taken too.

    Raises:
        AdvisorError: `unknown-release`, `unknown-chip`, `unknown-accelerator`, `bad-fact`,
            `bad-python`, `wrong-usage`.
    """
    _check_release(need, knowledge)
    _check_python(need)
    check_corrections(machine, knowledge)
    said = _fact(machine, "accelerators.chip")
    chips = [need.chip] if need.chip else []
    if said is not None and said.value and (said.corrected or not need.accelerator):
        chips.append(str(said.value))
    for chip in chips:
        accelerator = situate(need, machine, knowledge).accelerator.id
        named = (each for file in (rows or {}).values() for each in _chips_of(file, accelerator))
        if not known_chip(chip, named):
            _check_chip(chip, accelerator, knowledge)


def _chips_of(file: Compatibility, accelerator: str) -> tuple[Chip, ...]:
    return file.chips if file.accelerator == accelerator else ()


def _check_release(need: Need, knowledge: Knowledge) -> None:
    if not need.distro_release:
        return
    if not need.distro:
        raise AdvisorError(
            "wrong-usage",
            N_("A release was given without its distribution."),
            hint=N_("for example --distro ubuntu@20.04"),
            exit_code=ExitCode.USAGE,
        )
    distro = knowledge.distros[need.distro]
    if release_named(need.distro_release, distro) is None:
        raise _unknown_release(need.distro_release, distro)


def _check_corrected_system(machine: Machine, knowledge: Knowledge) -> None:
    """`--fact os.version_id=20.04` must name a release, unless the C library is said too."""
    version = _fact(machine, "os.version_id")
    if version is None or not version.corrected or version.value is None:
        return
    library = _fact(machine, "libc.version")
    id = which_distro(machine, knowledge.distros)
    if id is None or (library is not None and library.corrected):
        return
    distro = knowledge.distros[id]
    if distro.releases and which_release(release_fields(machine), distro) is None:
        raise _unknown_release(str(version.value), distro)


def _check_found(machine: Machine, knowledge: Knowledge) -> None:
    found = _fact(machine, "accelerators.found")
    if found is None or not isinstance(found.value, list | tuple):
        return
    if not found.corrected and found.source != BY_HAND:
        return
    for kind in found.value:
        if kind not in knowledge.accelerators:
            raise AdvisorError(
                "unknown-accelerator",
                told("There is no {kind} called {id!r}.", kind=told("accelerator"), id=kind),
                hint=told("known: {names}", names=", ".join(sorted(knowledge.accelerators))),
                exit_code=ExitCode.USAGE,
            )


def _check_capability(machine: Machine) -> None:
    said = _said(machine, "accelerators.compute_capability")
    if said and not re.fullmatch(r"\d{1,2}\.\d", said):
        raise AdvisorError(
            "bad-fact",
            told("The compute capability {said!r} cannot be used.", said=said),
            hint=N_("it has the form 8.0: `nvidia-smi --query-gpu=compute_cap --format=csv`"),
            exit_code=ExitCode.USAGE,
        )


def _check_versions(machine: Machine) -> None:
    """What a person gave as the version of the C library, a driver or a toolkit must be one."""
    for fact in machine.facts:
        written = "" if fact.value is None else str(fact.value)
        given = fact.corrected or fact.source == BY_HAND
        meant = fact_name(fact.name)
        pattern = meant.pattern if meant is not None else ""
        if given and written and pattern and not re.fullmatch(pattern, written.strip()):
            raise AdvisorError(
                "bad-fact",
                told("{name} is a version, not {written!r}.", name=fact.name, written=written),
                hint=N_("for example --fact platform.nvidia_driver=535.104.05"),
                exit_code=ExitCode.USAGE,
            )


def _check_python(need: Need) -> None:
    if need.python and not re.fullmatch(r"[23]\.[0-9]{1,2}(\.[0-9]{1,3})?", need.python):
        raise AdvisorError(
            "bad-python",
            told("{written!r} is no version of Python.", written=need.python),
            hint=N_("for example --python 3.11"),
            exit_code=ExitCode.USAGE,
        )


def _check_chip(chip: str, accelerator: str, knowledge: Knowledge) -> None:
    entry = knowledge.accelerators.get(accelerator)
    name = accelerator or "?"
    if entry is not None and entry.always:
        raise AdvisorError(
            "unknown-chip",
            told("The chip {chip!r} needs an accelerator, and none is given or found.", chip=chip),
            hint=told(
                "add --accelerator with one of: {names}",
                names=", ".join(
                    id for id, each in knowledge.accelerators.items() if not each.always
                ),
            ),
            exit_code=ExitCode.USAGE,
        )
    if entry is not None and not is_chip_of(chip, entry):
        known = (*chips_of(entry), *entry.detection.further_chips)
        raise AdvisorError(
            "unknown-chip",
            told("{accelerator} has no chip called {chip!r}.", accelerator=name, chip=chip),
            hint=told("known: {names}", names=", ".join(known)),
            exit_code=ExitCode.USAGE,
        )


def _unknown_release(release: str, distro: Distro) -> AdvisorError:
    others = (name for each in distro.releases for name in each.also)
    near = (name for name in others if name.startswith(release))
    known = ", ".join((*near, *(each.version for each in distro.releases)))
    return AdvisorError(
        "unknown-release",
        told("There is no release {release!r} of {distro}.", release=release, distro=distro.id),
        hint=told("known: {names}", names=known)
        if known
        else told(
            "no release of {distro} is known: give --fact libc.version=...", distro=distro.id
        ),
        exit_code=ExitCode.USAGE,
    )


def _fact(machine: Machine, name: str) -> Fact | None:
    return next((fact for fact in machine.facts if fact.name == name), None)


def _said(machine: Machine, name: str) -> str:
    fact = _fact(machine, name)
    return "" if fact is None or fact.value is None else str(fact.value)
