"""How sure, in words: by which weights, what choosing the first may cost, where the doubt lies, and
who would choose another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.explanation.advice import Advice
from advisor.explanation.choosers import choosers
from advisor.messages import N_, Say
from advisor.views import names
from advisor.views.numbers import figure, percent

if TYPE_CHECKING:
    from advisor.explanation.certainty import Certainty

PRIORS = {
    "open": N_("any weights"),
    "profile": N_("the profile's weights, roughly meant"),
    "given": N_("the weights given"),
    "families": N_("the weights of families given"),
    "swing": N_("the swing weights given"),
    "posterior": N_("what answers leave open"),
    "team": N_("a team's weights, with their spread"),
    "rough": N_("the same, roughly meant"),
    "one_each": N_("one criterion of each family"),
    "as_meant": N_("as they are meant"),
    "around": N_("weights around these"),
}
"""Origins of a prior, and rungs of its ladder."""

KINDS = {
    "weights": N_("your weights"),
    "claims": N_("claims"),
    "measurements": N_("measurements"),
    "unknown": N_("what is not known"),
    "gates": N_("must-haves and gates"),
}

REASONS = {
    "by_unknown": N_("it is first only by what is not known of it"),
    "must_unknown": N_("a must-have is known of nobody"),
    "ladder": N_("with less said of the weights another is first as often"),
    "loss": N_("it may cost too much"),
}
"""Why a first that is first often enough is not called clear."""

LEAST_SAID = 0.05
"""A smaller part of the doubt is not named."""
SURELY_MET = 0.8
"""Above it, must-haves that may turn out not to be met are left to the parts of the doubt."""
CHOOSERS = 2
"""So many who would choose another are named."""


def prior_words(certainty: Certainty, say: Say) -> str:
    """`any weights; concentration 8`: by which weights a share was sampled."""
    found = certainty.robustness
    if found is None:
        return ""
    return say(
        "{prior}; concentration {concentration}",
        prior=say(PRIORS[found.origin]),
        concentration=figure(found.concentration),
    )


def certainty_lines(advice: Advice, certainty: Certainty | None, say: Say) -> tuple[str, ...]:
    """What the word rests on, in a few sentences; empty while nothing was sampled."""
    if certainty is None or certainty.robustness is None or advice.ranking is None:
        return ()
    lines = (
        _feasible(advice, certainty, say),
        _loss(advice, certainty, say),
        _not_clear(certainty, say),
        _ladder(certainty, say),
        doubt_line(certainty, say),
    )
    return tuple(line for line in lines if line)


def _feasible(advice: Advice, certainty: Certainty, say: Say) -> str:
    """How often the first meets what it must, where that is far from sure."""
    first = certainty.verdict.first[0]
    assert certainty.robustness is not None
    share = certainty.robustness.feasible[first]
    if share >= SURELY_MET:
        return ""
    return say(
        "It is not known whether {first} meets every must-have and gate: in {share} of the samples "
        "it does.",
        first=names.framework(advice.knowledge, first, say),
        share=percent(share, say),
    )


def points(worth: float) -> str:
    """Worth in points of a hundred."""
    hundred = 100.0 * worth
    return f"{hundred:.1f}" if hundred < 9.95 else f"{hundred:.0f}"


def _loss(advice: Advice, certainty: Certainty, say: Say) -> str:
    verdict = certainty.verdict
    assert certainty.robustness is not None
    if verdict.rival is None or verdict.tie:
        return ""
    if certainty.robustness.feasible[verdict.first[0]] < SURELY_MET:
        return ""  # a must that may be missed is said as that, and not in points
    return say(
        "Choosing {first} costs {loss} of 100 points on average and at most {most} in 19 of 20 "
        "cases, if {rival} or another is better.",
        first=names.framework(advice.knowledge, verdict.first[0], say),
        rival=names.framework(advice.knowledge, verdict.rival, say),
        loss=points(verdict.loss),
        most=points(verdict.loss_at_most),
    )


def _not_clear(certainty: Certainty, say: Say) -> str:
    """What forbids the word although the shares would allow it."""
    found = certainty.verdict.forbids
    if certainty.verdict.word != "leaning" or "share" in found:
        return ""
    because = say("; ").join(say(REASONS[one]) for one in found if one in REASONS)
    return say("Not called clear: {because}.", because=because) if because else ""


def _ladder(certainty: Certainty, say: Say) -> str:
    """How the share goes where less is said of the weights."""
    robustness = certainty.robustness
    assert robustness is not None
    first = certainty.verdict.first[0]
    rungs = robustness.ladder[1:]
    if not rungs or len(robustness.shares) < 2:
        return ""
    parts = [f"{say(PRIORS[rung.origin])} {percent(rung.first[first], say)}" for rung in rungs]
    return say("First with other weights: {parts}.", parts=say(", ").join(parts))


def doubt_line(certainty: Certainty, say: Say) -> str:
    """Which kinds of things the doubt rests on."""
    said = [doubt for doubt in certainty.doubts if doubt.share >= LEAST_SAID]
    if not said:
        return ""
    parts = [f"{say(KINDS[doubt.kind])} {percent(doubt.share, say)}" for doubt in said]
    return say(
        "Where the doubt lies (what would go if it were known): {parts}.",
        parts=say(", ").join(parts),
    )


def chooser_lines(advice: Advice, certainty: Certainty | None, say: Say) -> tuple[str, ...]:
    """Who would choose another, by the family of criteria that they value more."""
    if certainty is None:
        return ()
    lines = []
    for one in choosers(advice, certainty)[:CHOOSERS]:
        name = names.framework(advice.knowledge, one.framework, say)
        if not one.family:
            continue
        line = say(
            "People who give {family} about {central} of the weight (on average {mean}) choose "
            "{name}: with such weights it is first in {confidence}.",
            family=names.family(advice.knowledge, one.family, say),
            central=percent(one.central, say),
            mean=percent(one.mean, say),
            name=name,
            confidence=percent(one.confidence, say),
        )
        lines.append(line)
    return tuple(lines)
