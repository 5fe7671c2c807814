"""Gates in words: why one is shut, what it depends on, what was looked for."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.messages import Say
from advisor.scoring.gates import Gate
from advisor.views.installing.statements import statement
from advisor.views.remarks import sentence


def gate_words(gate: Gate, say: Say, named: Mapping[str, str]) -> str:
    """Its reason in one sentence, without the sources: the report and `install-plan` have them."""
    said = dict.fromkeys(statement(each, named, say, source=False) for each in gate.statements)
    if gate.status == "too_little":
        ids = str(gate.because.values["next"]).split()
        next_ = say(", ").join(named.get(id, id) for id in ids)
        said_first = sentence(gate.because, say, dict(named))
        return say("; ").join((said_first, say("to find out next: {criteria}", criteria=next_)))
    if gate.status == "no_way":
        if gate.because.kind != "no_way_known":
            return sentence(gate.because, say, dict(named))
        if not said:
            return say("nothing was found, which is not the same as impossible")
        looked_for = say("; ").join(said)
        return say("nothing was found; looked for in: {places}", places=looked_for)
    return say("; ").join(said) if said else sentence(gate.because, say, dict(named))
