"""Vote: several people's profiles become one ranking, with what each of them would have got."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.weighing import weigh
from advisor.model.need import Need
from advisor.scoring.group import Group, group
from advisor.usecases.need.check_need import check_need


def vote(advice: Advice, profiles: Mapping[str, Need]) -> Group:
    """Merge the weights of several people over the alternatives of one advice.

    Args:
        advice: for the common need: its gates decide who stands for election.
        profiles: person: their need; of each only what bears on weights counts.
    Raises:
        AdvisorError: nothing is left to vote on, or a profile names what does not exist.
    """
    if advice.problem is None:
        raise AdvisorError(
            "nothing-eligible",
            "Every framework is excluded, so there is nothing to vote on.",
            hint="`fwadvisor rank` with the same options names what would let each one in",
            exit_code=ExitCode.NO,
        )
    for profile in profiles.values():
        check_need(profile, advice.knowledge)
    weights = {
        person: {weight.criterion: weight.share for weight in weigh(advice.knowledge, profile)}
        for person, profile in profiles.items()
    }
    return group(advice.problem, weights)


DIGITS = 3
"""Digits kept of a merged weight's points: far finer than any opinion, and short enough for a
command line."""


def as_need(advice: Advice, group: Group) -> Need:
    """The common need with the merged weights in the place of its own; where it runs and its
    must-haves stay.

    A criterion that nobody weighs is given nothing, so that no profile's points come in for it.
    """
    weights = {
        id: round(100 * group.weights.get(id, 0.0), DIGITS)
        for id in sorted(advice.knowledge.criteria)
    }
    return replace(advice.need, weights=weights)


def with_team(advice: Advice, people: Mapping[str, Need]) -> Advice:
    """The advice with the vote that its weights came from; as it was where they are not those
    merged weights."""
    if not people or advice.problem is None:
        return advice
    voted = vote(advice, people)
    return (
        replace(advice, team=voted)
        if as_need(advice, voted).weights == advice.need.weights
        else advice
    )
