"""Redaction: an advice without what would tell whose machine it was made on."""

from __future__ import annotations

import re
import shlex
from typing import Any

import msgspec
from msgspec.structs import replace

from advisor.evidence.book import Book, Evidence
from advisor.explanation.advice import Advice
from advisor.model.machine import Fact
from advisor.model.run import Run
from advisor.model.stack import Resolution

PRIVATE = ("path", "host", "user", "home", "url")
"""Facts with such a word in their name stay out, and so do such entries of a fact's value."""

SYSTEM = ("bin", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var")
"""Folders that every Linux has: a path in one of them says nothing about anybody."""

HIDDEN = "[hidden]"

SHORTEST = 3
"""A shorter name is too likely to be a word of the text."""

_BELOW = r"(?:/[\w.@+~-]*)*"
_PATH = re.compile(rf"(?<![\w.:/~])/([\w.@+~-]+){_BELOW}")


def redacted(advice: Advice, names: tuple[str, ...] = ()) -> Advice:
    """Leave out paths, the last lines of output, and these names.

    Args:
        names: the host's, the user's and the home folder's, which only the caller can know.
    """
    hide = _Redactor(names)
    cells = {key: hide.cell(evidence) for key, evidence in advice.book.cells.items()}
    book = Book(frameworks=advice.book.frameworks, criteria=advice.book.criteria, cells=cells)
    facts = tuple(hide.fact(fact) for fact in advice.machine.facts if not _private(fact.name))
    stacks = msgspec.to_builtins(advice.stacks)
    for name, place in advice.target.tools.items():
        # The command is for every reader: the program's name does where its place says too much.
        stacks = _renamed(stacks, shlex.quote(place), name)
    kernel = replace(advice.situation.kernel, id=hide.text(advice.situation.kernel.id))
    return replace(
        advice,
        book=book,
        target=replace(advice.target, tools={}),
        stacks=msgspec.convert(stacks, dict[str, Resolution]),
        machine=replace(advice.machine, facts=facts),
        situation=replace(advice.situation, kernel=kernel),
        runs=tuple(hide.run(run) for run in advice.runs),
    )


def _renamed(value: Any, before: str, after: str) -> Any:
    """The same with one text in place of another, wherever it stands."""
    if isinstance(value, str):
        return value.replace(before, after)
    if isinstance(value, dict):
        return {key: _renamed(entry, before, after) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(entry, before, after) for entry in value]
    return value


class _Redactor:
    """Hides names and paths in whatever holds text."""

    def __init__(self, names: tuple[str, ...]) -> None:
        # The longest first, so that a part of a name does not take its whole away.
        known = sorted(
            {name for name in names if len(name) >= SHORTEST}, key=lambda n: (-len(n), n)
        )
        self._named = re.compile("|".join(map(_pattern, known))) if known else None

    def text(self, text: str) -> str:
        """Names, and paths outside the system's folders."""
        if self._named is not None:
            text = self._named.sub(HIDDEN, text)
        return _PATH.sub(lambda found: found[0] if found[1] in SYSTEM else HIDDEN, text)

    def value(self, value: Any) -> Any:
        """Text wherever it stands; entries with a private name are left out."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            kept = {key: entry for key, entry in value.items() if not _private(str(key))}
            return {key: self.value(entry) for key, entry in kept.items()}
        if isinstance(value, list | tuple):
            return tuple(self.value(entry) for entry in value)
        return value

    def cell(self, evidence: Evidence) -> Evidence:
        """What a run said when it failed; everything else comes from the knowledge base."""
        missing = evidence.missing
        if missing is None or not missing.kind.startswith("outcome_"):
            return evidence
        return replace(evidence, missing=replace(missing, values=self.value(missing.values)))

    def fact(self, fact: Fact) -> Fact:
        """A fact of the machine."""
        return replace(
            fact,
            value=self.value(fact.value),
            missing=self.text(fact.missing),
            command=self.text(fact.command),
        )

    def run(self, run: Run) -> Run:
        """A run without its output. Every value of its reason is kept: its sentence needs it."""
        values = {name: self.value(value) for name, value in run.reason_values.items()}
        return replace(run, tail="", reason=self.text(run.reason), reason_values=values)


def _pattern(name: str) -> str:
    """A name is matched as a word; a folder takes with it what lies below."""
    below = _BELOW if name.startswith("/") else ""
    return rf"(?<!\w){re.escape(name)}(?!\w){below}"


def _private(name: str) -> bool:
    return any(word in re.split(r"[._-]", name.lower()) for word in PRIVATE)
