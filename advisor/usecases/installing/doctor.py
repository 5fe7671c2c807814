"""What works on this machine, what does not, why, and the next command to type."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.evidence.situation import situate
from advisor.lab.heads import AdapterHead, adapters
from advisor.messages import Say, words
from advisor.model.diagnosis import Check, Diagnosis, DiagnosisSection
from advisor.model.event import Event, Progressed
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.installing.environment_checks import environment_checks
from advisor.usecases.installing.framework_checks import Examined, framework_checks
from advisor.usecases.installing.machine_checks import index_check, machine_checks
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.lab.installing.interpreters import Interpreter
    from advisor.model.environment import EnvironmentRow


def doctor(
    ids: tuple[str, ...] = (),
    *,
    online: bool = False,
    machine: Machine | None = None,
    machine_file: str = "",
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Diagnosis:
    """Examine the machine and the stack of every framework on it.

    Args:
        ids: only these frameworks; none means all.
        online: ask the package index too.
        machine: examine a described machine instead; then nothing of this one is looked at.
        machine_file: what that machine was called, for the commands that speak of it.
    Raises:
        AdvisorError: `unknown-framework`, or the machine could not be read.
    """
    from advisor.catalog.load import open_knowledge
    from advisor.lab.heads import known

    say = words(settings.lang)
    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    heads = adapters(*probes_of(settings))
    for id in ids:
        known("framework", id, {**heads, **knowledge.frameworks}, say=say)
    here = machine is None
    if machine is None:
        machine = _looked_around(heads, settings, on_event, cancelled)
    examined = _examined(machine, knowledge, settings, say)
    if machine_file:
        examined = _called(examined, machine_file)
    checks = machine_checks(machine, examined.situation, knowledge, say)
    if online and here and not settings.offline:
        on_event(Progressed(task="doctor", message=say("asking the package index")))
        checks += (index_check(say, cancelled),)
    title = say("This machine") if here else say("Another machine")
    sections = [DiagnosisSection(id="machine", title=title, checks=checks)]
    chosen = ids or tuple(sorted({*knowledge.frameworks, *heads}))
    interpreters, rows = _environments(settings) if here else ((), {})
    packaged = _packaged(chosen, knowledge, machine) if online and here else None
    for id in chosen:
        on_event(Progressed(task="doctor", message=id))
        found: list[Check] = []
        if id in knowledge.frameworks:
            found += framework_checks(knowledge.frameworks[id], examined, say)
            if packaged is not None:
                found.append(_distribution_package(packaged[id], say))
        if here and id in heads:
            found += environment_checks(heads[id], rows.get(id), interpreters, settings, say)
        name = knowledge.frameworks[id].name if id in knowledge.frameworks else id
        answer = examined.answers.get(id)
        section = DiagnosisSection(id=id, title=name, checks=tuple(found), answer=answer)
        sections.append(section)
    return Diagnosis(fingerprint=machine.fingerprint, sections=tuple(sections))


def _looked_around(
    heads: dict[str, AdapterHead],
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Machine:
    """This machine, with the libraries that adapters ask for."""
    from advisor.usecases.machine.look_around import look_around

    libraries = tuple(sorted({library for head in heads.values() for library in head.libraries}))
    return look_around(
        settings=settings, on_event=on_event, cancelled=cancelled, libraries=libraries
    )


def _examined(machine: Machine, knowledge: Knowledge, settings: Settings, say: Say) -> Examined:
    """The stacks of a machine, as `install-plan` has them."""
    from advisor.usecases.installing.stacks import open_stock, plan_stacks
    from advisor.usecases.ranking.gather import stored_runs
    from advisor.views.installing.stacks import called

    stock = open_stock(settings, knowledge)
    plan = plan_stacks(Need(), stock, machine, stored_runs(settings))
    return Examined(
        machine=machine,
        situation=situate(Need(), machine, knowledge),
        knowledge=knowledge,
        answers=plan.answers,
        named=called(knowledge, stock.compatibility, plan.target, say),
    )


def _called(examined: Examined, machine_file: str) -> Examined:
    from msgspec.structs import replace

    return replace(examined, options=f" --machine {shlex.quote(machine_file)}")


def _environments(
    settings: Settings,
) -> tuple[tuple[Interpreter, ...], dict[str, EnvironmentRow]]:
    """The Pythons that environments are built with, and the environment of each framework."""
    from advisor.lab.installing.interpreters import find
    from advisor.usecases.installing.environments import list_environments

    rows = list_environments(settings=settings)
    return find(), {row.framework: row for row in rows if not row.variant}


def _packaged(
    ids: tuple[str, ...], knowledge: Knowledge, machine: Machine
) -> dict[str, dict[str, str]] | None:
    """What the distribution itself offers of each framework, by its name and by the usual prefix of
    Python packages."""
    from advisor.lab.installing.distribution_packages import offered

    wanted = {
        id: {
            name
            for package in knowledge.frameworks[id].packages
            for plain in (package.name.lower().replace("_", "-"),)
            for name in (plain, f"python3-{plain}")
        }
        for id in ids
        if id in knowledge.frameworks
    }
    found = offered(tuple(sorted(set().union(*wanted.values()))), machine.text("os.family"))
    if found is None:
        return None
    return {
        id: {name: found[name] for name in sorted(names) if name in found}
        for id, names in wanted.items()
    }


def _distribution_package(offers: dict[str, str], say: Say) -> Check:
    about = say("distribution's package")
    if not offers:
        return Check(
            about=about, state="unknown", text=say("the distribution's repositories offer none")
        )
    return Check(
        about=about,
        state="works",
        text=", ".join(f"{name} {version}" for name, version in offers.items()),
    )
