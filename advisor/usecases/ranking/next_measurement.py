"""Find out next: which measurement would make the ranking surest for the seconds that it costs."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.lab.heads import adapters, workloads
from advisor.lab.installing.environments import complete
from advisor.scoring.next_evidence import EvidenceOption, EvidencePlan, next_evidence
from advisor.scoring.sampled import sampled
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings

TARGET = 0.8
"""The share of first places at which a verdict counts as clear."""


def find_out_next(
    advice: Advice, settings: Settings, *, target: float = TARGET
) -> EvidencePlan | None:
    """The measurements that are still to be made for those in the ranking, the most telling per
    second first.

    Each option is one workload in one framework; building its environment counts towards the cost
    where it is missing.

    Returns:
        None when nothing is left in the ranking.
    """
    if advice.problem is None:
        return None
    problem = sampled(advice.problem, advice.book, advice.knowledge.criteria, seed=advice.need.seed)
    return next_evidence(problem, options(advice, settings), target=target, seed=advice.need.seed)


def options(advice: Advice, settings: Settings) -> tuple[EvidenceOption, ...]:
    """What can be measured and was not: `framework/workload` with its cells and its cost."""
    heads, tasks = adapters(*probes_of(settings)), workloads(*probes_of(settings))
    built = complete(settings.data)
    answers: dict[str, list[str]] = {}
    for criterion in advice.knowledge.criteria.values():
        if criterion.measured_by is not None and criterion.measured_by.workload in tasks:
            answers.setdefault(criterion.measured_by.workload, []).append(criterion.id)
    tried = {
        (run.framework, run.workload)
        for run in advice.runs
        if run.machine == advice.machine.fingerprint
    }
    found = []
    for place in advice.ranking.places if advice.ranking else ():
        head = heads.get(place.alternative)
        if head is None:
            continue
        for workload, criteria in sorted(answers.items()):
            if (place.alternative, workload) in tried:
                continue
            task = tasks[workload]
            cost = task.cost_seconds + (0.0 if place.alternative in built else head.install_seconds)
            cells = tuple((place.alternative, criterion) for criterion in criteria)
            found.append(
                EvidenceOption(
                    id=f"{place.alternative}/{workload}", cells=cells, seconds=max(cost, 0.1)
                )
            )
    return tuple(found)
