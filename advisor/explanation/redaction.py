"""Redaction: an advice without what would tell whose machine it was made on."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from advisor.evidence.book import Book, Evidence, Remark
from advisor.explanation.advice import Advice
from advisor.model.machine import Fact
from advisor.model.run import Run

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
    known = sorted(
        (name for name in names if len(name) >= SHORTEST), key=lambda name: (-len(name), name)
    )
    # A name is matched as a word; a folder takes with it what lies below.
    named = re.compile(
        "|".join(
            rf"(?<!\w){re.escape(name)}(?!\w){_BELOW * name.startswith('/')}" for name in known
        )
    )

    def hide(text: str) -> str:
        text = named.sub(HIDDEN, text) if known else text
        return _PATH.sub(lambda found: found[0] if found[1] in SYSTEM else HIDDEN, text)

    def hidden(value: Any) -> Any:
        if isinstance(value, str):
            return hide(value)
        if isinstance(value, dict):
            return {key: hidden(entry) for key, entry in value.items() if not _private(str(key))}
        return tuple(map(hidden, value)) if isinstance(value, list | tuple) else value

    def told(remark: Remark | None) -> Remark | None:
        return remark and replace(remark, values=hidden(remark.values))

    def cell(evidence: Evidence) -> Evidence:
        # What a run said when it failed; everything else comes from the knowledge base.
        if evidence.missing is None or not evidence.missing.kind.startswith("outcome_"):
            return evidence
        return replace(evidence, missing=told(evidence.missing))

    def fact(given: Fact) -> Fact:
        return replace(
            given,
            value=hidden(given.value),
            missing=hide(given.missing),
            command=hide(given.command),
        )

    def silent(run: Run) -> Run:
        # Every value is kept: its sentence needs it.
        values = {name: hidden(value) for name, value in run.reason_values.items()}
        return replace(run, tail="", reason=hide(run.reason), reason_values=values)

    book = Book(
        frameworks=advice.book.frameworks,
        criteria=advice.book.criteria,
        cells={key: cell(evidence) for key, evidence in advice.book.cells.items()},
    )
    facts = tuple(fact(given) for given in advice.machine.facts if not _private(given.name))
    return replace(
        advice,
        book=book,
        machine=replace(advice.machine, facts=facts),
        runs=tuple(map(silent, advice.runs)),
    )


def _private(name: str) -> bool:
    return any(word in re.split(r"[._-]", name.lower()) for word in PRIVATE)
