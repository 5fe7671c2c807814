"""Be sure: sample the plausible weights and measurements behind a ranking. This is where NumPy comes in."""

from __future__ import annotations

from collections.abc import Callable

from advisor.errors import Cancelled
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.scoring.verdict import Verdict, verdict

SAMPLES = 10_000
"""A share is then known to about half a percentage point (its standard error at worst)."""


def be_sure(advice: Advice, *, samples: int = SAMPLES, cancelled: Callable[[], bool] = lambda: False) -> Certainty:
    """How sure the advice is.

    Raises:
        Cancelled: between two chunks of samples, when the person no longer wants to know.
    """
    if advice.ranking is None or advice.problem is None:
        return Certainty(verdict=Verdict(word="none"))
    import numpy

    from advisor.scoring.robustness import robustness

    def stop_when_cancelled(_done: int) -> None:
        if cancelled():
            raise Cancelled

    result = robustness(advice.problem, samples=samples, seed=advice.need.seed, progress=stop_when_cancelled)
    return Certainty(
        verdict=verdict(advice.ranking, result), robustness=result, seed=advice.need.seed, numpy=numpy.__version__
    )
