"""Where the doubt lies: how much of the expected loss would go if one kind of thing were known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.scoring.beliefs import Belief
from advisor.scoring.doubt.draws import Drawn, drawn, first_samples
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import TIE
from advisor.scoring.weights import CONCENTRATION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.shape import Array

SAMPLES = 4096
"""A loss is then known to a thirtieth of itself or so; these shares are said in whole tenths."""

Kind = Literal["weights", "claims", "measurements", "unknown", "gates"]

KINDS: dict[str, Kind] = {
    "interval": "claims",
    "levels": "claims",
    "draws": "measurements",
    "unknown": "unknown",
}
"""What a cell's belief is made of: a claim, a measurement, or nothing."""


class Doubt(Struct, frozen=True, kw_only=True):
    """One kind of uncertain thing."""

    kind: Kind
    share: float
    """Of the expected loss of the first: what goes when all of that kind are as expected. They need
    not sum to 1: knowing one thing can make another matter less, or more."""


def doubts(
    problem: DecisionProblem,
    first: str,
    *,
    concentration: float = CONCENTRATION["fair"],
    weight_draws: Sequence[Sequence[float]] | None = None,
    seed: int = 0,
) -> tuple[Doubt, ...]:
    """What the expected loss of choosing the first rests on, largest first; empty where there is
    none.

        1 - L(kind as expected) / L,     L = E[max_k S_k - S_first]

    The expected scores stay what they are, since weights and worths are independent; only the
    maximum comes down (Jensen), as it would once everything of that kind were known and as
    expected. Sampled with the same streams as everything else.

    Args:
        first: the alternative that is chosen.
        concentration, weight_draws: as robustness() takes them.
    Raises:
        ShapeError: the problem holds no alternative.
    """
    source = drawn(problem, concentration=concentration, weight_draws=weight_draws)
    at = source.alternatives.index(first)
    worths = first_samples(source.values, seed, SAMPLES)
    weights = first_samples(source.weights, seed, SAMPLES)
    met = feasible(worths, source)
    total = _loss(_summed(worths, weights), met, at)
    if total <= TIE:
        return ()
    without: dict[Kind, float] = {}
    for kind in ("claims", "measurements", "unknown"):
        fixed = _fixed(worths, source, kind)
        if fixed is not None:
            without[kind] = _loss(_summed(fixed, weights), met, at)
    means = weights.mean(axis=0, keepdims=True)
    without["weights"] = _loss(_summed(worths, means), met, at)
    if not met.all():
        everywhere = met | True
        without["gates"] = _loss(_summed(worths, weights), everywhere, at)
    found = [
        Doubt(kind=kind, share=min(1.0, max(0.0, 1.0 - loss / total)))
        for kind, loss in without.items()
    ]
    return tuple(sorted(found, key=lambda doubt: (-doubt.share, doubt.kind)))


def feasible(worths: Array, source: Drawn) -> NDArray[np.bool_]:
    """(samples, alternatives) whether every floor is reached."""
    import numpy as np

    reached: NDArray[np.bool_] = np.all(worths >= np.array(source.floors) - TIE, axis=2)
    return reached


def kind_of(belief: Belief) -> Kind | None:
    """What a cell's doubt is made of; None where it is certain."""
    return KINDS.get(belief.kind)


def _fixed(worths: Array, source: Drawn, kind: Kind) -> Array | None:
    """The worths with every cell of that kind as expected; None where there is none."""
    fixed: Array | None = None
    for i, row in enumerate(source.beliefs):
        for j, belief in enumerate(row):
            if source.means[j] > 0 and kind_of(belief) == kind:
                if fixed is None:
                    fixed = worths.copy()
                fixed[:, i, j] = worths[:, i, j].mean()
    return fixed


def _summed(worths: Array, weights: Array) -> Array:
    """(samples, alternatives) scores, summed criterion by criterion."""
    import numpy as np

    scores = np.zeros(worths.shape[:2])
    for j in range(worths.shape[2]):
        scores += worths[:, :, j] * weights[:, j, None]
    return scores


def _loss(scores: Array, met: NDArray[np.bool_], at: int) -> float:
    """The mean of what choosing alternative number `at` forgoes."""
    import numpy as np

    counted = np.where(met, scores, 0.0)
    return float((counted.max(axis=1) - counted[:, at]).mean())
