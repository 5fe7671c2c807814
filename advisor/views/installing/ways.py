"""How each framework gets onto a machine: the answer, the command, what is still needed, why
not."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.evidence.installability import Route, RouteKind
from advisor.messages import N_, Say
from advisor.model.knowledge import Knowledge
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.remarks import sentence

ANSWERS: dict[RouteKind, tuple[str, Tone]] = {
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

MARKS: dict[RouteKind, str] = {
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


def plan_table(
    knowledge: Knowledge, routes: Mapping[str, tuple[Route, ...]], every: bool, say: Say
) -> Table:
    """One row per framework, or per way.

    Args:
        every: show the ways after the best as well.
    """
    rows = []
    for id, ways in routes.items():
        for at, route in enumerate(ways if every else ways[:1]):
            answer, tone = ANSWERS[route.kind]
            package = f"{route.package.name} {route.package.version}" if route.package else ""
            python = route.python if route.python_here or not route.python else f"{route.python} *"
            rows.append(
                Row(
                    id=id,
                    cells=(
                        Cell(text=names.framework(knowledge, id, say) if at == 0 else ""),
                        Cell(text=say(answer), tone=tone),
                        Cell(text=package),
                        Cell(text=python),
                        Cell(text=because(knowledge, route, say), tone="dim"),
                    ),
                )
            )
    return Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("answer")),
            Column(title=say("package")),
            Column(title=say("Python")),
            Column(title=say("what it takes, or why not"), shrinks=True),
        ),
        rows=tuple(rows),
        notes=(say("* not on this machine, but it can be fetched"),)
        if any(
            not route.python_here
            for ways in routes.values()
            for route in ways[: None if every else 1]
        )
        else (),
        empty=say("No framework."),
    )


def command_lines(
    knowledge: Knowledge, routes: Mapping[str, tuple[Route, ...]], say: Say
) -> list[str]:
    """Exactly what to type for the best way of each framework."""
    lines = []
    for id, ways in routes.items():
        if ways[0].command:
            lines += [f"# {names.framework(knowledge, id, say)}", ways[0].command]
            note = ways[0].package.note if ways[0].package else None
            if note is not None:
                lines.append(f"#   {note.said_in(say.lang)}")
    return lines


def matrix_table(
    knowledge: Knowledge,
    values: tuple[str, ...],
    kinds: Mapping[str, tuple[RouteKind, ...]],
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


def because(knowledge: Knowledge, route: Route, say: Say) -> str:
    """What a way takes, or why there is none."""
    called = {id: device.name.said_in(say.lang) for id, device in knowledge.accelerators.items()}
    called |= {id: distro.name.said_in(say.lang) for id, distro in knowledge.distros.items()}
    shown = route.because[:2] if route.kind in ("impossible", "unknown") else route.because
    return say("; ").join(sentence(remark, say, called) for remark in shown)
