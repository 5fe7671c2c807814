"""A machine's facts for a terminal or a pipe, each with its source and the command that shows the
same."""

from __future__ import annotations

from advisor.messages import Say
from advisor.model.fact_names import group_of
from advisor.model.machine import Fact, Machine
from advisor.views.machine.facts import fact_text

NAME_WIDTH = 25
WIDE = 150
"""Columns from which on value, source and command stand side by side."""


def fact_listing(machine: Machine, say: Say, *, columns: int) -> list[str]:
    """Lines of text; wide ones hold a fact each, narrow ones put the source and the command below
    it."""
    groups: dict[str, list[Fact]] = {}
    for fact in machine.facts:
        groups.setdefault(group_of(fact.name), []).append(fact)
    lines: list[str] = []
    for heading, facts in groups.items():
        lines += ["", say(heading)] if lines else [say(heading)]
        for fact in facts:
            lines += _fact(fact, say, columns)
    corrected = sum(fact.corrected for fact in machine.facts)
    if corrected:
        lines += ["", say("* corrected by you ({n})", n=corrected)]
    return lines


def _fact(fact: Fact, say: Say, columns: int) -> list[str]:
    name = f"{fact.name}{'*' if fact.corrected else ''}"
    first = f"  {name:{NAME_WIDTH}} {fact_text(fact, say)}"
    origin = f"[{fact.source}]" + (f"  $ {fact.command}" if fact.command else "")
    if columns >= WIDE:
        return [f"{first:{columns // 2}}  {origin}"]
    return [first, f"  {'':{NAME_WIDTH}} {origin}"]
