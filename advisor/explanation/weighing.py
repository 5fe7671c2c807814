"""Whose weights hold: the industry's, the task's, and the person's over both; and how firmly they
are meant."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Weight, WeightOrigin
from advisor.model.knowledge import Knowledge
from advisor.model.need import Firmness, Method, Need
from advisor.scoring.preference.question import Question
from advisor.scoring.priors import Origin, Prior, around, over_families, team, uniform
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import TIE, ShapeError
from advisor.scoring.weights import CONCENTRATION, override, pool

FIRMNESS: dict[Method, Firmness] = {
    "points": "rough",
    "swing": "fair",
    "order": "rough",
    "pairwise": "fair",
    "best-worst": "fair",
}
"""How firmly a method's weights are meant unless the need says. Points for importance do not follow
the range that they should speak of (Fischer 1995), and an order leaves the ratios open."""


def prior_of(knowledge: Knowledge, need: Need) -> Prior:
    """The distribution of weights that a need stands for.

    Nothing named: open. An industry or a task, pooled with equal say, in points that sum to 100:
    roughly meant, what the need gives replaces the points of those criteria and families. What is
    given with nothing else named is the whole. Answers to trade-offs learn from there. A team is
    a member picked at random.

    Raises:
        AdvisorError: nothing is left that weighs anything.
    """
    if need.team:
        return team([prior_of(knowledge, member) for member in need.members()])
    try:
        prior = _before_answers(knowledge, need)
        if not need.answers:
            return prior
        answers = tuple(
            (Question(swing=each.swing, part=each.part, share=each.share), each.answer)
            for each in need.answers
        )
        idle = sorted(
            {name for question, _ in answers for name in (question.swing, question.part)}
            - prior.means.keys()
        )
        if idle:
            raise ShapeError(f"a trade-off was answered about {', '.join(idle)}, without weight")
        return replace(
            prior, origin="posterior", before=prior.origin, answers=answers, seed=need.seed
        )
    except ShapeError as error:
        raise AdvisorError(
            "no-weights",
            "No criterion has any weight.",
            why=str(error),
            hint="give at least one criterion points, for example --weight maintained=10",
            exit_code=ExitCode.USAGE,
        ) from error


def _before_answers(knowledge: Knowledge, need: Need) -> Prior:
    homes = {id: criterion.group for id, criterion in knowledge.criteria.items()}
    profiles = _profiles(knowledge, need)
    left = [id for id in sorted(homes) if need.weights.get(id, 1.0) > 0]
    bare = uniform(homes, left, together(knowledge)) if left else None
    given = {id: points for id, points in need.weights.items() if points > 0}
    if profiles:
        firmly = CONCENTRATION[need.firmness or "rough"]
        shares = override(pool(profiles), need.weights)
        inside = around(shares, homes, origin="profile", concentration=firmly)
        families = {
            family: 100.0 * weight for family, weight in inside.family_means.items()
        } | need.families
    elif given:
        firmly = CONCENTRATION[need.firmness or "fair"]
        inside = around(given, homes, origin="given", concentration=firmly)
        sums: dict[str, float] = {}
        for id, points in given.items():
            sums[homes[id]] = sums.get(homes[id], 0.0) + points
        families = sums | need.families
    elif bare is None:
        raise ShapeError("every criterion was taken out")
    else:
        inside, families = bare, dict(need.families)
    if not need.families:
        return inside
    if not any(points > 0 for points in families.values()):
        # Only families that weigh nothing were named: the others stay as they are.
        families = dict.fromkeys(inside.tree, 1.0) | families
    return over_families(
        families,
        inside,
        bare=bare,
        origin=_named(need.method),
        method=need.method or "",
        concentration=CONCENTRATION[need.firmness or _firmness(need, bool(profiles))],
    )


def _named(method: Method | None) -> Origin:
    return "swing" if method == "swing" else "families"


def _firmness(need: Need, profile: bool) -> Firmness:
    """A profile stays rough where only some of its families were replaced by hand."""
    if need.method is not None:
        return FIRMNESS[need.method]
    return "rough" if profile else "fair"


def together(knowledge: Knowledge) -> tuple[tuple[str, ...], ...]:
    """The criteria that share one weight where nobody gives them points, each group in id
    order."""
    groups: dict[str, set[str]] = {}
    for id, criterion in knowledge.criteria.items():
        if criterion.shares_with in knowledge.criteria:
            groups.setdefault(str(criterion.shares_with), {str(criterion.shares_with)}).add(id)
    return tuple(tuple(sorted(groups[first])) for first in sorted(groups))


def weigh(knowledge: Knowledge, need: Need, prior: Prior | None = None) -> tuple[Weight, ...]:
    """Mean weights of every criterion, in id order, summing to 1, and who set each.

    Args:
        prior: the need's, where it is known already.
    Raises:
        AdvisorError: nothing is left that weighs anything.
    """
    shares = (prior or prior_of(knowledge, need)).weights
    industry, task = _weights_of(knowledge, need)

    def origin(criterion: str) -> WeightOrigin:
        if need.team:
            return "team"
        if need.answers and criterion in shares:
            return "learnt"
        if criterion in need.weights:
            return "given"
        if knowledge.criteria[criterion].group in need.families:
            return "family"
        if not _profiles(knowledge, need):
            return "even"
        if criterion in industry and criterion in task:
            return "both"
        return "task" if criterion in task else "industry"

    return tuple(
        Weight(criterion=id, share=shares.get(id, 0.0), origin=origin(id))
        for id in sorted(knowledge.criteria)
    )


def family_weights(knowledge: Knowledge, weights: tuple[Weight, ...]) -> dict[str, float]:
    """family: the weight of all its criteria, in id order; those that weigh nothing too."""
    sums: dict[str, list[float]] = {id: [] for id in knowledge.families}
    for weight in weights:
        sums.setdefault(knowledge.criteria[weight.criterion].group, []).append(weight.share)
    return {family: math.fsum(sums[family]) for family in sorted(sums)}


def equal_for_all(problem: DecisionProblem) -> tuple[str, ...]:
    """Criteria with weight that decide nothing, because all that are compared are worth the same
    there for certain."""
    found = []
    for j, criterion in enumerate(problem.criteria):
        column = [row[j] for row in problem.beliefs]
        low, high = min(cell.low for cell in column), max(cell.high for cell in column)
        if problem.weights[j] > 0 and high - low <= TIE:
            found.append(criterion)
    return tuple(found)


def _profiles(knowledge: Knowledge, need: Need) -> list[Mapping[str, float]]:
    return [
        profile
        for profile in _weights_of(knowledge, need)
        if any(points > 0 for points in profile.values())
    ]


def _weights_of(
    knowledge: Knowledge, need: Need
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The industry's and the task's points."""
    industry = knowledge.industries[need.industry].weights if need.industry else {}
    task = knowledge.tasks[need.task].weights if need.task else {}
    return industry, task
