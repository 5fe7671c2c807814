"""The decision problem with the distributions of its measurements, for questions that need
NumPy."""

from __future__ import annotations

from math import sqrt

from msgspec.structs import replace

from advisor.evidence.book import Book
from advisor.evidence.students_t import figures_at
from advisor.model.criterion import Criterion
from advisor.scoring.beliefs import Belief
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.sampling import generator
from advisor.scoring.values import worth

DRAWS = 512
"""Enough for the shares to be known to a point, few enough to keep with a belief."""


def sampled(
    problem: DecisionProblem, book: Book, criteria: dict[str, Criterion], *, seed: int = 0
) -> DecisionProblem:
    """Give each measured cell the draws of the distribution whose interval is shown, in an order
    that keeps together what was measured together.

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
    if not belief.draws or not evidence.freedom or not evidence.low or not evidence.high:
        return belief
    figures = figures_at(evidence.low, evidence.high, evidence.freedom, DRAWS)
    worths = [worth(criterion.scale, figure).value for figure in figures]
    key = f"{framework} {criterion.id}"
    session = f"{evidence.paired} {criterion.id}" if evidence.paired else ""
    order = paired_order(key, session, evidence.shared if session else 0.0, seed=seed)
    return replace(
        belief,
        draws=tuple(worths[at] for at in order),
        paired=evidence.paired,
        expected=belief.mean,
    )


def paired_order(
    key: str, session: str, shared: float, *, draws: int = DRAWS, seed: int = 0
) -> list[int]:
    """Which quantile each draw is: a random order of 0 .. draws - 1.

    The orders of those with the same session hang together: draw d of each has the same slow or
    quick moment of the machine in it, for the share of the variance that they have in common (a
    Gaussian copula). Each order by itself holds every quantile once, so its distribution is the
    one that is shown, whatever it shares.

    Args:
        key: whose draws they are. session: what they share; empty: nothing.
        shared: in [0, 1].
    """
    import numpy as np

    moments = sqrt(1.0 - shared) * generator(seed, "measured", key).standard_normal(draws)
    if shared:
        moments += sqrt(shared) * generator(seed, "measured", session).standard_normal(draws)
    order: list[int] = np.argsort(np.argsort(moments, kind="stable"), kind="stable").tolist()
    return order
