"""Vote: several people's profiles become one ranking, with what each of them would have got."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.weighing import weigh
from advisor.model.need import Need
from advisor.scoring.group import Group, group
from advisor.usecases.advise import check_need


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
