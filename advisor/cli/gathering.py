"""What the ranking commands share: take NEED, gather, advise, and ask how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.cli.need import asked
from advisor.cli.session import Session
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.need import Need

if TYPE_CHECKING:
    from advisor.usecases.ranking.gather import Gathered


def inputs_for(session: Session, options: dict[str, Any]) -> tuple[Need, Gathered]:
    """What NEED's options ask for, and what advice for it rests on; they are taken out of
    `options`."""
    from advisor.usecases.ranking.gather import gather

    taken = asked(session, options)
    return taken.need, gather(
        session.settings, machine_file=taken.machine_file, facts=taken.facts, quick=True
    )


def advice_for(session: Session, options: dict[str, Any]) -> Advice:
    """The advice for NEED's options, which are taken out of `options`."""
    return advice_on(*inputs_for(session, options))


def advice_on(need: Need, gathered: Gathered) -> Advice:
    """The advice for a need."""
    from advisor.usecases.ranking.advise import advise_on

    return advise_on(need, gathered)


def certainty_of(advice: Advice) -> Certainty:
    """How sure the ranking is."""
    from advisor.usecases.ranking.robustness import certainty_of

    return certainty_of(advice)
