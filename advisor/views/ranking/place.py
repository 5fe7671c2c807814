"""More about one row of the ranking: what keeps it out, what it depends on, how it is installed,
what is not known."""

from __future__ import annotations

from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.scoring.gates import KNOWN
from advisor.views import names
from advisor.views.figures import Cell, Table
from advisor.views.installing.named_stack import stack_text
from advisor.views.numbers import score
from advisor.views.ranking.gates import gate_words
from advisor.views.ranking.table import note, reason

MARK = "+ "
"""Before the name of a framework that is marked for comparison."""
NAME_COLUMN = 1


def row_lines(advice: Advice, framework: str, say: Say) -> tuple[str, ...]:
    """A few sentences about one framework, the most pressing first."""
    if framework not in advice.book.frameworks:
        return ()
    named = names.every_name(advice, say)
    name = names.framework(advice.knowledge, framework, say)
    admission = advice.admission(framework)
    if admission.standing == "excluded":
        lines = [say("{name} is out:", name=name)]
        for gate in admission.shut():
            why = reason(gate.gate, gate_words(gate, say, named), say, named)
            lines.append(f"- {why}" + (f" [{gate.lifted_by}]" if gate.lifted_by else ""))
        return tuple(lines)
    if admission.standing == "too_little":
        words = (gate_words(gate, say, named) for gate in admission.gates if gate.gate == KNOWN)
        return (say("{name}: too little is known to rank it.", name=name), *words)
    if admission.standing == "no_way":
        words = (gate_words(gate, say, named) for gate in admission.gates if gate.status != "open")
        return (say("{name}: no way onto that machine is known.", name=name), *words)
    assert advice.ranking is not None
    place = advice.ranking.place(framework)
    lines = [
        say(
            "{name}: {score}, between {low} and {high} with what is unknown.",
            name=name,
            score=score(place.score),
            low=score(place.lowest),
            high=score(place.highest),
        )
    ]
    said = (
        stack_text(advice.stacks.get(framework), say),
        note(place, advice, say, grade=False).text,
        *(
            gate_words(gate, say, named)
            for gate in admission.gates
            if gate.status in ("unknown", "open")
        ),
    )
    lines += [f"- {line}" for line in dict.fromkeys(said) if line]
    if place.unknown:
        unknown = ", ".join(names.criterion(advice.knowledge, id, say) for id in place.unknown)
        lines.append(say("Not known: {criteria}.", criteria=unknown))
    return tuple(lines)


def with_marks(table: Table, marked: tuple[str, ...]) -> Table:
    """The ranking with a sign before those that are marked."""
    rows = tuple(
        replace(
            row,
            cells=tuple(
                Cell(text=MARK + cell.text, tone="strong") if at == NAME_COLUMN else cell
                for at, cell in enumerate(row.cells)
            ),
        )
        if row.id in marked
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)
