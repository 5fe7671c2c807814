"""Which weights a share was counted over: their origin and how firmly they are meant, in a
sentence."""

from __future__ import annotations

from typing import Any

from advisor.messages import N_, Say
from advisor.scoring.priors import Prior
from advisor.scoring.weights import CONCENTRATION
from advisor.views.digits import number

ORIGINS = {
    "open": N_(
        "Weights: open, as nobody named any; uniform over {count} families and within each."
    ),
    "profile": N_("Weights: of the industry or task, yours over them; {firmly}."),
    "given": N_("Weights: those given are the whole; {firmly}."),
    "families": N_("Weights: points for families of criteria{method}; {firmly}."),
    "swing": N_("Weights: swings of families of criteria{method}; {firmly}."),
    "team": N_("Weights: those of {count} people, a member picked at random."),
    "rough": N_("The same weights, meant roughly (concentration {concentration})."),
    "one_each": N_("One criterion of each family, whichever, and any weighting of the families."),
}
METHODS = {
    "points": N_(" (direct points)"),
    "swing": N_(" (swing weighting)"),
    "order": N_(" (an order, by rank-order centroid)"),
    "pairwise": N_(" (pairwise comparison)"),
    "best-worst": N_(" (best-worst method)"),
}
FIRMLY = {
    "rough": N_("meant roughly (concentration {concentration})"),
    "fair": N_("meant fairly (concentration {concentration})"),
    "firm": N_("meant firmly (concentration {concentration})"),
}
MEANT = N_("meant with a concentration of {concentration}")


def prior_line(prior: Prior, say: Say) -> str:
    """One sentence that stands beside every share."""
    if prior.answers:
        return say(
            "Weights: learnt from {count} answered trade-offs. Before that: {before}",
            count=len(prior.answers),
            before=_before(prior, say),
        )
    return _before(prior, say)


def prior_fields(prior: Prior | None) -> dict[str, Any] | None:
    """The same for scripts; None in a report of a program that did not say."""
    if prior is None:
        return None
    return {
        "origin": prior.origin,
        "concentration": number(prior.concentration),
        "method": prior.method,
        "answers": len(prior.answers),
        "people": len(prior.people),
    }


def _before(prior: Prior, say: Say) -> str:
    concentration = f"{prior.concentration:g}"
    named = [name for name, value in CONCENTRATION.items() if value == prior.concentration]
    firmly = say(FIRMLY[named[0]] if named else MEANT, concentration=concentration)
    return say(
        ORIGINS[prior.started_from],
        firmly=firmly,
        method=say(METHODS[prior.method]) if prior.method else "",
        count=len(prior.people) or len(prior.tree),
        concentration=concentration,
    )
