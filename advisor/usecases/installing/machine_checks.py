"""What of the machine itself bears on frameworks: system, C library, memory, disk, drivers."""

from __future__ import annotations

from collections.abc import Callable

from advisor.evidence.situation import Situation
from advisor.intake.coverage import coverage_word, read_coverage
from advisor.messages import Say
from advisor.model.diagnosis import Check, State
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine

LITTLE_MEMORY = 4 * 2**30
"""Below this, importing one of the larger frameworks and training anything at all is a squeeze."""


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


def index_check(say: Say, cancelled: Callable[[], bool]) -> Check:
    """Whether the package index answers."""
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
