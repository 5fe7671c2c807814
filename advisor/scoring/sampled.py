"""The decision problem with the sampling distributions of its measurements, for questions that need
NumPy."""

from __future__ import annotations

from itertools import accumulate, pairwise

from msgspec.structs import replace

from advisor.evidence.book import Book
from advisor.model.criterion import Criterion, Ordinal
from advisor.scoring.beliefs import Belief, from_figures
from advisor.scoring.bootstrap import medians, round_medians
from advisor.scoring.decision import MEASURED
from advisor.scoring.problem import DecisionProblem

FEWEST = 2
"""With a single figure nothing is known of its spread, so it stays what the plain problem says."""


def sampled(
    problem: DecisionProblem, book: Book, criteria: dict[str, Criterion], *, seed: int = 0
) -> DecisionProblem:
    """Replace each measured cell's interval by the bootstrap distribution of its median.

    The expected worths stay as they are, bit for bit, so that the ranking is the same.
    """
    return replace(
        problem,
        beliefs=tuple(
            tuple(
                _sampled(belief, book, name, criteria[criterion], seed)
                for criterion, belief in zip(problem.criteria, row, strict=True)
            )
            for name, row in zip(problem.alternatives, problem.beliefs, strict=True)
        ),
    )


def _sampled(belief: Belief, book: Book, framework: str, criterion: Criterion, seed: int) -> Belief:
    evidence = book.cell(framework, criterion.id)
    if (
        evidence.grade not in MEASURED
        or len(evidence.figures) < FEWEST
        or isinstance(criterion.scale, Ordinal)
    ):
        return belief
    assert evidence.value is not None
    key = f"{framework} {criterion.id}"
    if len(evidence.rounds) > 1:
        ends = tuple(accumulate(evidence.rounds, initial=0))
        rounds = [evidence.figures[begin:end] for begin, end in pairwise(ends)]
        session = f"{evidence.paired} {criterion.id}" if evidence.paired else key
        draws = round_medians(rounds, key=key, session=session, seed=seed)
    else:
        draws = medians(evidence.figures, key=key, seed=seed)
    return from_figures(
        criterion.scale,
        float(evidence.value),
        draws,
        paired=evidence.paired,
        expected=belief.mean,
    )
