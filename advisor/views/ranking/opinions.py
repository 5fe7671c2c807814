"""Second opinions: what other methods say of the same decision, how far they agree, and who is
dominated."""

from __future__ import annotations

from typing import Any

from advisor.explanation.advice import Advice
from advisor.messages import N_, Say
from advisor.scoring.agreement import REVERSES, agreement
from advisor.scoring.dominance import dominance
from advisor.views import names
from advisor.views.digits import number
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import score

METHODS = {
    "additive": N_("additive value model"),
    "topsis": "TOPSIS",
    "vikor": "VIKOR",
    "promethee2": "PROMETHEE II",
}


def opinions_table(advice: Advice, say: Say) -> Table | None:
    """Ranks by each method, with their agreement and their known weakness; None when nothing is
    left."""
    if advice.problem is None or advice.ranking is None:
        return None
    found = agreement(advice.problem)
    order = [place.alternative for place in advice.ranking.places]
    rows = tuple(
        Row(
            id=method,
            cells=(
                Cell(text=say(METHODS[method]), tone="strong" if method == "additive" else "plain"),
                *(
                    Cell(text=str(ranks[id]), tone="good" if ranks[id] == 1 else "plain")
                    for id in order
                ),
            ),
        )
        for method, ranks in found.ranks.items()
    )
    notes = [
        say(
            "{count} of {all} methods put the same framework first.",
            count=found.agreeing,
            all=len(found.ranks),
        ),
        say(
            "{names} measure against the set at hand: leaving one framework out can change their "
            "order of the others, "
            "so they advise and never decide.",
            names=", ".join(say(METHODS[method]) for method in REVERSES),
        ),
    ]
    if found.kendall_w is not None:
        notes.insert(
            1,
            say(
                "Agreement of all orders (Kendall's W, 1 is complete): {w}.",
                w=score(found.kendall_w),
            ),
        )
    for loser, winners in sorted(dominance(advice.problem).dominated.items()):
        notes.append(
            say(
                "{loser} is nowhere better than {winners}, whatever the weights.",
                loser=names.framework(advice.knowledge, loser, say),
                winners=", ".join(names.framework(advice.knowledge, id, say) for id in winners),
            )
        )
    return Table(
        title=say("Second opinions: the rank that each method gives"),
        columns=(
            Column(title=say("method")),
            *(Column(title=names.framework(advice.knowledge, id, say), right=True) for id in order),
        ),
        rows=rows,
        notes=tuple(notes),
    )


def opinions_document(advice: Advice) -> dict[str, Any] | None:
    """The same for scripts."""
    if advice.problem is None:
        return None
    found = agreement(advice.problem)
    dominated = dominance(advice.problem)
    return {
        "ranks": found.ranks,
        "first": {method: list(ids) for method, ids in found.first.items()},
        "kendall_w": None if found.kendall_w is None else number(found.kendall_w),
        "front": list(dominated.front),
        "dominated": {id: list(winners) for id, winners in dominated.dominated.items()},
    }
