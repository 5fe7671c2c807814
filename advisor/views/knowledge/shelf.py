"""The knowledge base as a shelf to browse: every entry with its kind, and one entry as lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from advisor.messages import N_, Say
from advisor.model.surroundings import Article
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.knowledge.tables import article_lines
from advisor.views.outline import outline

KINDS = {
    "frameworks": N_("framework"),
    "criteria": N_("criterion"),
    "families": N_("family of criteria"),
    "distros": N_("distribution"),
    "accelerators": N_("accelerator"),
    "industries": N_("industry"),
    "tasks": N_("task"),
    "benchmarks": N_("benchmark"),
    "article": N_("article on trial"),
}


def shelf_table(entries: Iterable[tuple[str, str, Any]], kind: str, say: Say) -> Table:
    """Entries of one kind, or of all; a row's id is KIND/ID."""
    return Table(
        columns=(Column(title=say("kind")), Column(title=say("entry"), shrinks=True)),
        rows=tuple(
            Row(
                id=f"{of}/{id}",
                cells=(Cell(text=say(KINDS[of]), tone="dim"), Cell(text=title(thing, id, say))),
            )
            for of, id, thing in entries
            if kind in ("", of)
        ),
        empty=say("There is nothing of this kind."),
    )


def title(thing: Any, id: str, say: Say) -> str:
    """What an entry is called."""
    for field in ("label", "name", "title"):
        value = getattr(thing, field, None)
        if value:
            return str(value if isinstance(value, str) else value.said_in(say.lang))
    return id


def entry_lines(thing: Any, say: Say) -> tuple[str, ...]:
    """One entry, whole."""
    if isinstance(thing, Article):
        return tuple(article_lines(thing, thing.trials, say))
    record = msgspec.to_builtins(thing)
    return tuple(outline(record, say, depth=0))
