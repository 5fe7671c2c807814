"""How each framework gets onto a machine: the answer, the command, what is still needed, why
not."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.messages import N_, Say
from advisor.model.knowledge import Knowledge
from advisor.stacks.kinds import WayKind
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone

ANSWERS: dict[WayKind, tuple[str, Tone]] = {
    "plain": (N_("installs"), "good"),
    "other_index": (N_("from another index"), "good"),
    "distribution": (N_("the distribution's package"), "good"),
    "image": (N_("the vendor's image"), "plain"),
    "vendor": (N_("the vendor's package"), "plain"),
    "source": (N_("builds from source"), "doubt"),
    "impossible": (N_("impossible"), "bad"),
    "unknown": (N_("unknown"), "dim"),
}
"""What each kind of way is called."""

MARKS: dict[WayKind, str] = {
    "plain": "yes",
    "other_index": "idx",
    "distribution": "pkg",
    "image": "img",
    "vendor": "ven",
    "source": "src",
    "impossible": "-",
    "unknown": "?",
}
"""Three letters a cell in a matrix."""


def matrix_table(
    knowledge: Knowledge,
    values: tuple[str, ...],
    kinds: Mapping[str, tuple[WayKind, ...]],
    say: Say,
) -> Table:
    """Values down, frameworks across."""
    rows = [
        Row(
            id=value,
            cells=(
                Cell(text=value),
                *(Cell(text=MARKS[of[at]], tone=ANSWERS[of[at]][1]) for of in kinds.values()),
            ),
        )
        for at, value in enumerate(values)
    ]
    legend = ", ".join(f"{mark} {say(ANSWERS[kind][0])}" for kind, mark in MARKS.items())
    return Table(
        columns=(
            Column(title=""),
            *(Column(title=names.framework(knowledge, id, say)) for id in kinds),
        ),
        rows=tuple(rows),
        notes=(legend,),
    )
