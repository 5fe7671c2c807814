"""A diagnosis as text: one line a check, its state as a word, the next command below; fit for a bug
report."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor.messages import N_, Say
from advisor.model.diagnosis import Check, Diagnosis, DiagnosisSection, State
from advisor.model.stack import Conflict, NoWay, Stack
from advisor.views.documents.ranking import stack_summary

STATES: dict[State, str] = {
    "works": N_("ok"),
    "costs": N_("step"),
    "fails": N_("no"),
    "unknown": N_("?"),
}
MEANING = N_("ok: works; step: works after the step below it; no: does not; ?: not known")
LONGEST_SECTION = 16_000
"""Characters of one section, below what forums and issue trackers cut off."""
LONGEST_LINE = 400


def diagnosis_text(diagnosis: Diagnosis, say: Say) -> str:
    """All sections, and at the end what to type first."""
    blocks = [section_text(section, say) for section in diagnosis.sections]
    steps = next_steps(diagnosis)
    if steps:
        blocks.append("\n".join([say("To type next:"), *(f"  {step}" for step in steps)]))
    blocks.append(say(MEANING))
    return "\n\n".join(blocks)


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, Any]:
    """`fwadvisor.doctor/1`."""
    return {
        "schema": "fwadvisor.doctor/1",
        "fingerprint": diagnosis.fingerprint,
        "sections": [_section_document(section) for section in diagnosis.sections],
    }


def _section_document(section: DiagnosisSection) -> dict[str, Any]:
    answer = section.answer
    document: dict[str, Any] = {
        "id": section.id,
        "title": section.title,
        "checks": msgspec.to_builtins(section.checks),
    }
    if isinstance(answer, Stack):
        document["stack"] = stack_summary(answer)
    elif isinstance(answer, Conflict | NoWay):
        document |= {"stack": None, "instead": msgspec.to_builtins(answer)}
    return document


def section_text(section: DiagnosisSection, say: Say) -> str:
    """One section, cut off where it would be too long to paste."""
    lines = [f"{section.title}: {say(STATES[section.state])}"]
    room = LONGEST_SECTION - 200
    for check in section.checks:
        for line in _lines(check, say):
            room -= len(line.encode()) + 1
            if room < 0:
                return "\n".join([*lines, say("  ... cut off here")])
            lines.append(line)
    return "\n".join(lines)


def _lines(check: Check, say: Say) -> list[str]:
    word = say(STATES[check.state])
    text = " ".join(check.text.split())
    if len(text) > LONGEST_LINE:
        text = text[:LONGEST_LINE] + "..."
    lines = [f"  {word:4} {check.about}: {text}"]
    if check.next and check.state != "works":
        lines.append(f"       -> {check.next}")
    return lines


def next_steps(diagnosis: Diagnosis) -> list[str]:
    """The commands of what fails, each once, in order; packages of one package manager in one
    command."""
    installs: dict[str, list[str]] = {}
    others: list[str] = []
    for section in diagnosis.sections:
        for check in section.checks:
            command, mark, packages = check.next.partition(" install ")
            if check.state != "fails" or not check.next:
                continue
            if mark and command.startswith("sudo "):
                known = installs.setdefault(command + mark, [])
                known += [package for package in packages.split() if package not in known]
            elif check.next not in others:
                others.append(check.next)
    return [command + " ".join(packages) for command, packages in installs.items()] + others
