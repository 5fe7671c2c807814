"""Robustness: sample the plausible weights and measurements behind a ranking. This is where NumPy
comes in."""

from __future__ import annotations

from collections.abc import Callable

from advisor.errors import Cancelled
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.scoring.verdict import Verdict, verdict

SAMPLES = 10_000
"""A share is then known to about half a percentage point (its standard error at worst)."""


def certainty_of(
    advice: Advice,
    *,
    samples: int = SAMPLES,
    weight_draws: list[list[float]] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Certainty:
    """How sure the advice is.

    Args:
        weight_draws: (draws, criteria) plausible weights, instead of a spread around the advice's
            own: what answers to trade-off questions leave open.
    Raises:
        Cancelled: between two chunks of samples, when the person no longer wants to know.
    """
    if advice.ranking is None or advice.problem is None:
        return Certainty(verdict=Verdict(word="none"))
    import numpy

    from advisor.scoring.doubt.doubts import doubts
    from advisor.scoring.robustness import robustness
    from advisor.scoring.sampled import sampled

    def stop_when_cancelled(_done: int) -> None:
        if cancelled():
            raise Cancelled

    seed = advice.need.seed
    problem = sampled(advice.problem, advice.book, advice.knowledge.criteria, seed=seed)
    result = robustness(
        problem, weight_draws=weight_draws, samples=samples, seed=seed, progress=stop_when_cancelled
    )
    found = verdict(advice.ranking, result, musts_unknown=advice.problem.musts_unknown_for_all)
    return Certainty(
        verdict=found,
        robustness=result,
        doubts=doubts(problem, found.first[0], weight_draws=weight_draws, seed=seed),
        seed=seed,
        numpy=numpy.__version__,
    )
