"""Whose weights hold: the industry's, the task's, and the person's over both."""

from __future__ import annotations

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Weight, WeightOrigin
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.scoring.shape import ShapeError
from advisor.scoring.weights import override, pool


def weigh(knowledge: Knowledge, need: Need) -> tuple[Weight, ...]:
    """Weights of every criterion, in id order, summing to 1.

    Industry and task are pooled with equal say, in points that sum to 100; what the need gives
    replaces the points of those criteria. Without any profile all criteria weigh the same. A team's
    are the mean of its members'.

    Raises:
        AdvisorError: nothing is left that weighs anything.
    """
    if need.team:
        return _of_team(knowledge, need)
    industry = knowledge.industries[need.industry].weights if need.industry else {}
    task = knowledge.tasks[need.task].weights if need.task else {}
    profiles = [
        profile for profile in (industry, task) if any(points > 0 for points in profile.values())
    ]
    even = dict.fromkeys(knowledge.criteria, 1.0)
    try:
        shares = override(pool(profiles or [even]), need.weights)
    except ShapeError as error:
        raise AdvisorError(
            "no-weights",
            "No criterion has any weight.",
            why=str(error),
            hint="give at least one criterion points, for example --weight maintained=10",
            exit_code=ExitCode.USAGE,
        ) from error

    def origin(criterion: str) -> WeightOrigin:
        if criterion in need.weights:
            return "given"
        if not profiles:
            return "even"
        if criterion in industry and criterion in task:
            return "both"
        return "task" if criterion in task else "industry"

    return tuple(
        Weight(criterion=id, share=shares.get(id, 0.0), origin=origin(id))
        for id in sorted(knowledge.criteria)
    )


def _of_team(knowledge: Knowledge, need: Need) -> tuple[Weight, ...]:
    members = [weigh(knowledge, member) for member in need.members()]
    merged = pool([{weight.criterion: weight.share for weight in member} for member in members])
    return tuple(
        Weight(criterion=id, share=merged.get(id, 0.0), origin="team")
        for id in sorted(knowledge.criteria)
    )
