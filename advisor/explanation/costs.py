"""Costs: what is not known or only claimed, what knowing it could change, and what finding out and
beginning take."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.model.environment import EnvironmentRow
from advisor.scoring.next_evidence import EvidenceOption, Prospect, next_evidence
from advisor.scoring.sampled import sampled


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
    """Of measuring it for all of them; None when somebody must read, or when nobody here can
    measure it."""


class Costs(Struct, frozen=True, kw_only=True):
    """Costs, taken from what was built and measured here, or from what the adapters' heads say."""

    unknowns: tuple[Unknown, ...] = ()
    """Weightiest first."""
    prospects: tuple[Prospect, ...] = ()
    """What could be measured and was not, the most telling for its seconds first; what tells
    nothing is left out."""
    environments: tuple[EnvironmentRow, ...] = ()


def costs_of(
    advice: Advice, options: tuple[EvidenceOption, ...], environments: tuple[EnvironmentRow, ...]
) -> Costs:
    """Work out what each answer could change; this samples, so NumPy comes in.

    Args:
        options: what can still be measured, as `framework/workload`, with its cost.
        environments: of every framework, as they are on this machine.
    """
    if advice.problem is None or advice.ranking is None:
        return Costs(environments=environments)
    ranked = [place.alternative for place in advice.ranking.places]
    missing = {
        criterion: ids
        for criterion in advice.book.criteria
        if (ids := tuple(id for id in ranked if advice.book.cell(id, criterion).value is None))
    }
    asked = tuple(
        EvidenceOption(id=criterion, cells=tuple((id, criterion) for id in ids), seconds=1.0)
        for criterion, ids in missing.items()
    )
    problem = sampled(advice.problem, advice.book, advice.knowledge.criteria, seed=advice.need.seed)
    prospects = next_evidence(problem, (*asked, *options), seed=advice.need.seed).prospects
    change = {prospect.option.id: prospect.change for prospect in prospects}
    found = [
        Unknown(
            criterion=criterion,
            share=advice.share(criterion),
            frameworks=ids,
            change=change[criterion],
            workload=_workload(advice, criterion),
            seconds=_seconds(_workload(advice, criterion), ids, options),
        )
        for criterion, ids in missing.items()
    ]
    return Costs(
        unknowns=tuple(sorted(found, key=lambda one: (-one.share, one.criterion))),
        prospects=tuple(one for one in prospects if one.option in options and one.bits > 0),
        environments=environments,
    )


def _workload(advice: Advice, criterion: str) -> str:
    measured_by = advice.knowledge.criteria[criterion].measured_by
    return measured_by.workload if measured_by else ""


def _seconds(
    workload: str, frameworks: tuple[str, ...], options: tuple[EvidenceOption, ...]
) -> float | None:
    costs = {option.id: option.seconds for option in options}
    known = [
        costs[id] for id in (f"{framework}/{workload}" for framework in frameworks) if id in costs
    ]
    return sum(known) if known else None
