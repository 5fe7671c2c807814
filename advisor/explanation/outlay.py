"""Outlay: what it would cost on this machine to find out more, and to begin."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.model.environment import EnvironmentRow
from advisor.scoring.next_evidence import Option, Prospect, next_evidence
from advisor.scoring.sampled import sampled


class Outlay(Struct, frozen=True, kw_only=True):
    """Costs, taken from what was built and measured here, or from what the adapters' heads say."""

    options: tuple[Option, ...] = ()
    """What can still be measured; building an environment counts where it is missing."""
    environments: tuple[EnvironmentRow, ...] = ()


class Unknown(Struct, frozen=True, kw_only=True):
    """A criterion of which some in the ranking are unknown."""

    criterion: str
    share: float
    """Its weight."""
    frameworks: tuple[str, ...]
    change: float
    """How likely it is that knowing all of them puts another first."""
    workload: str = ""
    """What would measure it; empty when somebody must read."""
    seconds: float | None = None
    """Of measuring it for all of them; None when somebody must read, or when nobody here can measure it."""


def unknowns(advice: Advice, outlay: Outlay) -> tuple[Unknown, ...]:
    """Every criterion that is unknown for some in the ranking, weightiest first."""
    if advice.problem is None or advice.ranking is None:
        return ()
    ranked = [place.alternative for place in advice.ranking.places]
    missing = {
        criterion: tuple(id for id in ranked if advice.book.cell(id, criterion).value is None)
        for criterion in advice.book.criteria
    }
    asked = tuple(
        Option(id=criterion, cells=tuple((id, criterion) for id in ids), seconds=1.0)
        for criterion, ids in missing.items()
        if ids
    )
    change = {prospect.option.id: prospect.change for prospect in _prospects(advice, asked)}
    found = [
        Unknown(
            criterion=criterion,
            share=advice.share(criterion),
            frameworks=ids,
            change=change[criterion],
            workload=_workload(advice, criterion),
            seconds=_seconds(_workload(advice, criterion), ids, outlay),
        )
        for criterion, ids in missing.items()
        if ids
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.criterion)))


def measurable(advice: Advice, outlay: Outlay) -> tuple[Prospect, ...]:
    """What could be measured and was not, the most telling for its seconds first; what tells nothing is left out."""
    if advice.problem is None:
        return ()
    return tuple(prospect for prospect in _prospects(advice, outlay.options) if prospect.bits > 0)


def _prospects(advice: Advice, options: tuple[Option, ...]) -> tuple[Prospect, ...]:
    assert advice.problem is not None
    if not options:
        return ()
    problem = sampled(advice.problem, advice.book, advice.knowledge.criteria, seed=advice.need.seed)
    return next_evidence(problem, options, seed=advice.need.seed).prospects


def _workload(advice: Advice, criterion: str) -> str:
    measured_by = advice.knowledge.criteria[criterion].measured_by
    return measured_by.workload if measured_by else ""


def _seconds(workload: str, frameworks: tuple[str, ...], outlay: Outlay) -> float | None:
    costs = {option.id: option.seconds for option in outlay.options}
    known = [costs.get(f"{id}/{workload}") for id in frameworks]
    return sum(cost for cost in known if cost is not None) if any(cost is not None for cost in known) else None
