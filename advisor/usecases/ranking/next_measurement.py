"""Find out next: which measurement, question, claim or fact would make the ranking surest for the
seconds that it costs."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.lab.heads import adapters, workloads
from advisor.lab.installing.environments import complete
from advisor.scoring.doubt.doubts import kind_of
from advisor.scoring.doubt.draws import GATES
from advisor.scoring.next_evidence import EvidenceOption, EvidencePlan, next_evidence
from advisor.scoring.preference.question import Question
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.sampled import sampled
from advisor.scoring.verdict import CLEAR
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings

TARGET = CLEAR
"""The share of first places at which a verdict counts as clear."""

QUESTION_SECONDS = 20.0
"""Of reading a trade-off and answering it."""
LOOK_UP_SECONDS = 300.0
"""Of opening the page behind a claim, or finding one where none is known, and reading it:
somebody's five minutes, a judgement."""
FACT_SECONDS = 600.0
"""Of finding out whether a device is served: a page of the vendor, or a try."""
ASKED = 12
"""Trade-offs are asked between so many of the weightiest criteria."""


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


def find_out_anything(
    advice: Advice, settings: Settings, *, target: float = TARGET
) -> EvidencePlan | None:
    """The same over everything that can be found out: a question to the person, a claim to look up,
    a measurement where this machine is the one that is decided for, a gate that is not known.

    Returns:
        None when nothing is left in the ranking.
    """
    if advice.problem is None:
        return None
    problem = sampled(advice.problem, advice.book, advice.knowledge.criteria, seed=advice.need.seed)
    measurable = options(advice, settings) if advice.here else ()
    asked = (*measurable, *_questions(problem), *_claims(problem, measurable), *_gates(problem))
    return next_evidence(problem, asked, target=target, seed=advice.need.seed)


def _questions(problem: DecisionProblem) -> list[EvidenceOption]:
    """Trade-offs between whole swings of the weightiest criteria."""
    weighty = sorted(
        (name for name, weight in zip(problem.criteria, problem.weights, strict=True) if weight),
        key=lambda name: (-problem.weights[problem.criteria.index(name)], name),
    )[:ASKED]
    return [
        EvidenceOption(
            id=f"{swing}?{part}",
            kind="question",
            question=Question(swing=swing, part=part, share=1.0),
            seconds=QUESTION_SECONDS,
        )
        for at, swing in enumerate(weighty)
        for part in weighty[at + 1 :]
    ]


def _claims(
    problem: DecisionProblem, measurable: tuple[EvidenceOption, ...]
) -> list[EvidenceOption]:
    """Cells that a page could settle: what is claimed, and what nobody wrote down."""
    taken = {cell for option in measurable for cell in option.cells}
    found = []
    for name, row in zip(problem.alternatives, problem.beliefs, strict=True):
        for criterion, weight, cell in zip(problem.criteria, problem.weights, row, strict=True):
            doubtful = kind_of(cell) in ("claims", "unknown")
            if weight > 0 and doubtful and (name, criterion) not in taken:
                option = EvidenceOption(
                    id=f"{name}/{criterion}",
                    kind="claim",
                    cells=((name, criterion),),
                    seconds=LOOK_UP_SECONDS,
                )
                found.append(option)
    return found


def _gates(problem: DecisionProblem) -> list[EvidenceOption]:
    """Gates of which it is not known whether they are passed."""
    return [
        EvidenceOption(id=name, kind="fact", cells=((name, GATES),), seconds=FACT_SECONDS)
        for name, chance in zip(problem.alternatives, problem.passable, strict=False)
        if 0.0 < chance < 1.0
    ]


def options(advice: Advice, settings: Settings) -> tuple[EvidenceOption, ...]:
    """What can be measured and was not, of what bears on the ranking: `framework/workload` with its
    cells and its cost."""
    heads, tasks = adapters(*probes_of(settings)), workloads(*probes_of(settings))
    built = complete(settings.data)
    answers: dict[str, list[str]] = {}
    counts = {weight.criterion for weight in advice.weights if weight.share > 0} | set(advice.musts)
    for criterion in advice.knowledge.criteria.values():
        if criterion.id not in counts:
            continue
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
            build = 0.0 if place.alternative in built else head.install_seconds
            cells = tuple((place.alternative, criterion) for criterion in criteria)
            found.append(
                EvidenceOption(
                    id=f"{place.alternative}/{workload}",
                    cells=cells,
                    seconds=max(task.cost_seconds + build, 0.1),
                    build_seconds=build,
                )
            )
    return tuple(found)
