"""What the ranking commands share: take NEED, gather, advise, and ask how sure."""

from __future__ import annotations

from typing import Any

from advisor.cli.need import asked
from advisor.cli.session import Session
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty


def advice_for(session: Session, options: dict[str, Any]) -> Advice:
    """The advice for NEED's options, which are taken out of `options`."""
    from advisor.usecases.advise import advise
    from advisor.usecases.gather import gather

    taken = asked(session, options)
    gathered = gather(session.settings, machine_file=taken.machine_file, facts=taken.facts, quick=True)
    return advise(taken.need, gathered.knowledge, gathered.machine, gathered.runs, gathered.proved)


def certainty_of(advice: Advice) -> Certainty:
    """How sure the ranking is."""
    from advisor.usecases.be_sure import be_sure

    return be_sure(advice)
