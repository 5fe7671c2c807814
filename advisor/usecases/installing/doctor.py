"""What works on this machine, what does not, why, and the next command to type."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.evidence.book import Remark
from advisor.evidence.installability import Route, install_routes
from advisor.evidence.situation import Situation, situate
from advisor.intake.coverage import coverage_word, read_coverage
from advisor.lab.heads import AdapterHead, adapters
from advisor.lab.installing.interpreters import Interpreter
from advisor.messages import Say, words
from advisor.model.diagnosis import Check, Diagnosis, DiagnosisSection, State
from advisor.model.environment import EnvironmentRow
from advisor.model.event import Event, Progressed
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings

LITTLE_MEMORY = 4 * 2**30
"""Below this, importing one of the larger frameworks and training anything at all is a squeeze."""


def doctor(
    ids: tuple[str, ...] = (),
    *,
    online: bool = False,
    machine: Machine | None = None,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Diagnosis:
    """Examine the machine and every framework on it.

    Args:
        ids: only these frameworks; none means all.
        online: ask the package index too.
        machine: examine a described machine instead; then nothing of this one is looked at.
    Raises:
        AdvisorError: `unknown-framework`, or the machine could not be read.
    """
    from advisor.catalog.load import open_knowledge
    from advisor.lab.heads import known
    from advisor.usecases.machine.look_around import look_around

    say = words(settings.lang)
    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    heads = adapters(*probes_of(settings))
    for id in ids:
        known("framework", id, {**heads, **knowledge.frameworks}, say=say)
    here = machine is None
    if machine is None:
        libraries = tuple(
            sorted({library for head in heads.values() for library in head.libraries})
        )
        machine = look_around(
            settings=settings, on_event=on_event, cancelled=cancelled, libraries=libraries
        )
    situation = situate(Need(), machine, knowledge)
    checks = machine_checks(machine, situation, knowledge, say)
    if online and here and not settings.offline:
        on_event(Progressed(task="doctor", message=say("asking the package index")))
        checks += (_index(say, cancelled),)
    sections = [
        DiagnosisSection(
            id="machine",
            title=say("This machine") if here else say("Another machine"),
            checks=checks,
        )
    ]
    interpreters: tuple[Interpreter, ...] = ()
    rows: dict[str, EnvironmentRow] = {}
    if here:
        from advisor.lab.installing.interpreters import find
        from advisor.usecases.installing.environments import list_environments

        interpreters = find()
        rows = {
            row.framework: row for row in list_environments(settings=settings) if not row.variant
        }
    chosen = ids or tuple(sorted({*knowledge.frameworks, *heads}))
    packaged = _packaged(chosen, knowledge, machine) if online and here else None
    for id in chosen:
        on_event(Progressed(task="doctor", message=id))
        found: list[Check] = []
        if id in knowledge.frameworks:
            found += framework_checks(knowledge.frameworks[id], machine, situation, knowledge, say)
            if packaged is not None:
                found.append(_distribution_package(packaged[id], say))
        if here and id in heads:
            found += _prepared(heads[id], rows.get(id), interpreters, settings, say)
        title = knowledge.frameworks[id].name if id in knowledge.frameworks else id
        sections.append(DiagnosisSection(id=id, title=title, checks=tuple(found)))
    return Diagnosis(fingerprint=machine.fingerprint, sections=tuple(sections))


def machine_checks(
    machine: Machine, situation: Situation, knowledge: Knowledge, say: Say
) -> tuple[Check, ...]:
    """The operating system, its C library, memory, disk, drivers, and what detection rests on."""
    coverage = read_coverage()
    checks = []
    system = machine.text("os.pretty_name") or say("unknown operating system")
    if situation.distro.id in knowledge.distros:
        word = say(coverage_word(coverage.distros, situation.distro.id))
        text = say("{system}, detection: {word}", system=system, word=word)
        checks.append(Check(about=say("distribution"), state="works", text=text))
    else:
        text = say("{system} is not in the knowledge base", system=system)
        checks.append(
            Check(
                about=say("distribution"), state="unknown", text=text, next="fwadvisor machine os"
            )
        )
    library = f"{machine.text('libc.name')} {machine.text('libc.version')}".strip()
    if not library and situation.glibc.id:
        library = f"glibc {situation.glibc.id}"
    glibc = library.startswith("glibc")
    checks.append(
        Check(
            about=say("C library"),
            state="works" if glibc else "fails" if library else "unknown",
            text=library + ("" if glibc else say(" - the frameworks' packages need glibc")),
        )
    )
    checks += [_memory(machine, say), _disk(machine, say)]
    for id in (situation.accelerator.id, *situation.others):
        if id not in knowledge.accelerators or knowledge.accelerators[id].always:
            continue
        name = knowledge.accelerators[id].name.said_in(say.lang)
        word = say(coverage_word(coverage.accelerators, id))
        text = say("{name}, detection: {word}", name=name, word=word)
        checks.append(
            Check(
                about=say("accelerator"),
                state="works",
                text=text,
                next="fwadvisor machine accelerators",
            )
        )
    if situation.strangers:
        devices = ", ".join(situation.strangers)
        text = say("an accelerator that no table knows: {devices}", devices=devices)
        checks.append(Check(about=say("accelerator"), state="unknown", text=text))
    if not any(check.about == say("accelerator") for check in checks):
        checks.append(
            Check(about=say("accelerator"), state="works", text=say("none found; the CPU is used"))
        )
    for fact in machine.facts:
        # A driver's own complaint is the most useful line that there is.
        if fact.name.endswith(".note") and fact.value is not None:
            checks.append(
                Check(about=say("driver"), state="fails", text=str(fact.value), next=fact.command)
            )
        if fact.name == "accelerators.notes" and isinstance(fact.value, list | tuple):
            checks += [
                Check(about=say("devices"), state="unknown", text=str(note)) for note in fact.value
            ]
        if fact.name.startswith("probe."):
            checks.append(
                Check(about=say("probe"), state="unknown", text=f"{fact.name}: {fact.missing}")
            )
    return tuple(checks)


def framework_checks(
    framework: Framework, machine: Machine, situation: Situation, knowledge: Knowledge, say: Say
) -> list[Check]:
    """Whether there is a package for this machine, and what runs on its devices."""
    from advisor.views.remarks import sentence

    names = {id: one.name.said_in(say.lang) for id, one in knowledge.accelerators.items()}
    best = install_routes(framework, situation)[0]
    open_remarks = [remark for remark in best.because if not _met(remark, machine)]
    because = say("; ").join(sentence(remark, say, names) for remark in open_remarks)
    state = _route_state(best, bool(open_remarks))
    checks = [
        Check(about=say("package"), state=state, text=because or _package(best), next=best.command)
    ]
    for id in (situation.accelerator.id, *situation.others):
        if id not in knowledge.accelerators or knowledge.accelerators[id].always:
            continue
        support = next((one for one in framework.accelerators if one.accelerator == id), None)
        if support is None or support.state == "unknown":
            state = "unknown"
            text = say("nothing is documented about {name}", name=names[id])
        else:
            state = (
                "works"
                if support.state == "supported"
                else "fails"
                if support.state == "none"
                else "costs"
            )
            text = f"{names[id]}: {say(support.state)}"
        checks.append(Check(about=say("device"), state=state, text=text))
    return checks


def _package(route: Route) -> str:
    if route.package is None:
        return ""
    python = f", Python {route.python}" if route.python else ""
    return f"{route.package.name} {route.package.version} ({route.package.index}){python}"


def _met(remark: Remark, machine: Machine) -> bool:
    """Whether a route's need is on this machine: every program that it names was found."""
    if remark.kind != "needs_tools":
        return False
    interpreters = machine.get("python.interpreters")
    configs = isinstance(interpreters, list | tuple) and any(
        isinstance(entry, dict) and entry.get("config") for entry in interpreters
    )
    tools = [tool.strip() for tool in str(remark.values.get("tools", "")).split(",")]
    return all(
        configs if tool.endswith("-config") else machine.get(f"tools.{tool}") is not None
        for tool in tools
    )


def _route_state(route: Route, needs_more: bool) -> State:
    if route.kind == "impossible":
        return "fails"
    if route.kind == "unknown":
        return "unknown"
    ready = route.kind in ("plain", "other_index", "distribution") or (
        route.kind == "source" and not needs_more
    )
    return "works" if ready and route.python_here else "costs"


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


def _prepared(
    head: AdapterHead,
    row: EnvironmentRow | None,
    interpreters: tuple[Interpreter, ...],
    settings: Settings,
    say: Say,
) -> list[Check]:
    """Environment, interpreter, programs, libraries and disk, each asked by itself so that one
    hides no other."""
    from advisor.lab.installing.prerequisites import check, choose

    build = f"fwadvisor env install {head.framework}"
    checks = []
    if head.embedded:
        return [Check(about=say("environment"), state="works", text=say("none is needed"))]
    state = row.state if row else "absent"
    ready = state in ("ready", "adopted")
    text = say(state) + (f", Python {row.python_version}" if row and row.python_version else "")
    checks.append(
        Check(
            about=say("environment"),
            state="works" if ready else "costs",
            text=text,
            next="" if ready else build,
        )
    )
    bare = replace(head, needs=(), libraries=(), disk_megabytes=0.0)
    try:
        python = choose(bare, interpreters, say=say)
    except AdvisorError as error:
        checks.append(_failed(say("interpreter"), error))
        return checks
    checks.append(
        Check(
            about=say("interpreter"),
            state="works",
            text=f"Python {python.text}, {_short(python.path)}",
        )
    )
    for need in head.needs:
        try:
            chosen = choose(replace(bare, needs=(need,)), interpreters, say=say)
            check(replace(bare, needs=(need,)), chosen, settings.data, say=say)
        except AdvisorError as error:
            checks.append(_failed(need, error))
        else:
            checks.append(Check(about=need, state="works", text=say("found")))
    for library in head.libraries:
        try:
            check(replace(bare, libraries=(library,)), python, settings.data, say=say)
        except AdvisorError as error:
            checks.append(_failed(library, error))
        else:
            checks.append(Check(about=library, state="works", text=say("found")))
    if not ready and head.disk_megabytes:
        try:
            check(replace(bare, disk_megabytes=head.disk_megabytes), python, settings.data, say=say)
        except AdvisorError as error:
            checks.append(_failed(say("disk"), error))
        else:
            text = say("{megabytes} MB are needed and free", megabytes=round(head.disk_megabytes))
            checks.append(Check(about=say("disk"), state="works", text=text))
    return checks


def _failed(about: str, error: AdvisorError) -> Check:
    return Check(
        about=about,
        state="fails",
        text=" ".join(filter(None, (error.what, error.why))),
        next=error.hint,
    )


def _memory(machine: Machine, say: Say) -> Check:
    from advisor.views.numbers import size

    usable, limit = machine.get("memory.usable_bytes"), machine.get("memory.limit_bytes")
    if not isinstance(usable, int | float):
        return Check(about=say("memory"), state="unknown", text=say("not known"), next="free -h")
    text = say("{size} usable", size=size(usable))
    if isinstance(limit, int | float):
        text += say(", limited by the container")
    return Check(
        about=say("memory"), state="works" if usable >= LITTLE_MEMORY else "costs", text=text
    )


def _disk(machine: Machine, say: Say) -> Check:
    from advisor.views.numbers import size

    free = machine.get("disk.free_bytes")
    if not isinstance(free, int | float):
        return Check(about=say("disk"), state="unknown", text=say("not known"), next="df -h ~")
    text = say("{size} free where environments go", size=size(free))
    state: State = "works"
    if machine.get("disk.writable") is False:
        text, state = text + say(", which cannot be written to"), "fails"
    elif machine.get("disk.network") is True:
        text, state = (
            text + say(", over the network: slow, --data DIR takes another folder"),
            "costs",
        )
    elif machine.get("disk.same_filesystem") is False:
        text += say("; the package cache is on another disk, so files are copied and not linked")
    return Check(about=say("disk"), state=state, text=text)


def _index(say: Say, cancelled: Callable[[], bool]) -> Check:
    from advisor.lab.installing.reachability import index_answers

    answers, seconds, why = index_answers(say=say, cancelled=cancelled)
    about = say("package index")
    if answers:
        return Check(
            about=about, state="works", text=say("answers, {seconds} s", seconds=f"{seconds:.1f}")
        )
    return Check(
        about=about,
        state="fails",
        text=say("does not answer: {why}", why=why),
        next="pip config list",
    )


def _short(path: str) -> str:
    from advisor.usecases.machine.save_machine import cleaned

    return cleaned(path)
