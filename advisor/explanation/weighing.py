"""Whose weights hold: the industry's, the task's, and the person's over both."""

from __future__ import annotations

from math import fsum

from advisor.explanation.advice import Weight, WeightOrigin
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need

PROFILE_POINTS = 100.0
"""A profile's points sum to this, so that a number given by a person means a share of a hundred."""


def weigh(knowledge: Knowledge, need: Need) -> tuple[Weight, ...]:
    """Weights of every criterion, summing to 1.

    Industry and task are pooled with equal say (the linear opinion pool, Stone 1961), in points that sum to 100. What
    the need gives replaces the points of those criteria, and the whole is normalised. Without any profile all criteria
    weigh the same.
    """
    industry = _hundred(knowledge.industries[need.industry].weights) if need.industry else {}
    task = _hundred(knowledge.tasks[need.task].weights) if need.task else {}
    profiles = [profile for profile in (industry, task) if profile]
    points: dict[str, float] = {}
    origins: dict[str, WeightOrigin] = {}
    for criterion in knowledge.criteria:
        if profiles:
            points[criterion] = fsum(profile.get(criterion, 0.0) for profile in profiles) / len(profiles)
            in_industry, in_task = criterion in industry, criterion in task
            origins[criterion] = "both" if in_industry and in_task else "task" if in_task else "industry"
        else:
            points[criterion] = PROFILE_POINTS / len(knowledge.criteria)
            origins[criterion] = "even"
        if criterion in need.weights:
            points[criterion] = need.weights[criterion]
            origins[criterion] = "given"
    total = fsum(points.values())
    if total <= 0:
        even = 1.0 / len(points)
        return tuple(Weight(criterion=id, share=even, origin="even") for id in sorted(points))
    return tuple(Weight(criterion=id, share=points[id] / total, origin=origins[id]) for id in sorted(points))


def _hundred(points: dict[str, float]) -> dict[str, float]:
    total = fsum(points.values())
    return {id: PROFILE_POINTS * value / total for id, value in points.items()} if total > 0 else {}
