"""A machine's facts in words: the value, where it was read, and the shell command that shows the
same."""

from __future__ import annotations

from typing import Any

from advisor.messages import Say
from advisor.model.machine import BY_HAND, Fact
from advisor.views.numbers import figure, size

LISTED = 6
"""Entries of a list that are written out; more are counted."""


def fact_text(fact: Fact, say: Say) -> str:
    """A fact's value for people; why it is not known, when it is not."""
    if fact.value is None:
        return say("not known: {why}", why=fact.missing)
    if isinstance(fact.value, bool):
        return say("yes") if fact.value else say("no")
    if isinstance(fact.value, int | float):
        if fact.unit in ("bytes", "B"):
            return size(fact.value)
        return f"{figure(fact.value, 6)} {fact.unit}".strip()
    return _text(fact.value, say)


def fact_lines(fact: Fact, say: Say) -> tuple[str, ...]:
    """Everything about one fact."""
    source = say("given by the user") if fact.source == BY_HAND else fact.source
    lines = [fact_text(fact, say), say("Read from: {source}", source=source)]
    if fact.command:
        lines.append(say("The same in a shell: {command}", command=fact.command))
    if fact.corrected:
        lines.append(say("Corrected by you."))
    if isinstance(fact.value, list | tuple):
        lines += ["- " + _text(entry, say) for entry in fact.value]
    return tuple(lines)


def _text(value: Any, say: Say) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name} {_text(entry, say)}"
            for name, entry in value.items()
            if entry not in ("", None)
        )
    if isinstance(value, list | tuple):
        if not value:
            return say("none")
        if any(isinstance(entry, dict) for entry in value):
            short = [
                str(entry.get("version") or entry.get("name") or entry.get("model") or "")
                for entry in value
            ]
            if all(short):
                return ", ".join(dict.fromkeys(short))
        shown = ", ".join(_text(entry, say) for entry in value[:LISTED])
        return (
            shown
            if len(value) <= LISTED
            else say("{shown} and {n} more", shown=shown, n=len(value) - LISTED)
        )
    return str(value)
