"""How sure a ranking is: SMAA-2 over what is believed and over the weights meant, with names
instead of indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from advisor.scoring.doubt.draws import GATES, Drawn, drawn
from advisor.scoring.methods.smaa2 import LOSS_LEVELS, Smaa2, smaa2
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import TIE
from advisor.scoring.weights import CONCENTRATION

CHUNK = 5120
"""Samples at once: every cell is drawn by one call for so many, which costs as much as drawing a
thousand numbers, so fewer and larger chunks take a fifth less time than with 2048."""


class Rung(Struct, frozen=True, kw_only=True):
    """What would be first with other weights: one step of the ladder of priors."""

    origin: str
    concentration: float
    first: dict[str, float]
    """alternative: share of samples in which it is first."""


class Robustness(Struct, frozen=True, kw_only=True):
    """Shares of the plausible weights and measurements; never a probability of being right."""

    samples: int
    origin: str
    """By which prior the weights were drawn (priors.Origin); "around" where there was none."""
    concentration: float
    """How firmly it means them."""
    shares: dict[str, tuple[float, ...]]
    """alternative: share of samples in which it reaches every must and takes rank 1, 2, ...; sums
    to `feasible`."""
    errors: dict[str, tuple[float, ...]]
    """The standard errors of these shares."""
    feasible: dict[str, float]
    """alternative: share of samples in which it reaches every must-have."""
    winning: dict[str, dict[str, float]]
    """winning[a][b]: share of samples in which a scores more than b."""
    central_weights: dict[str, dict[str, float] | None]
    """What someone would value who puts this alternative first (criteria with weight); None when no
    sample does."""
    confidence: dict[str, float | None]
    """Share of samples in which it is first with those weights; None likewise."""
    expected_loss: dict[str, float]
    """alternative: what choosing it forgoes on average, in worth: the best score less its own."""
    loss_at_most: dict[str, float]
    """What it forgoes in all but a twentieth of the samples."""
    ladder: tuple[Rung, ...] = ()
    """From the weights as they are meant to ever less of them."""

    def first(self, alternative: str) -> float:
        """The share of samples in which it is first."""
        return self.shares[alternative][0]

    def least_first(self, alternative: str) -> float:
        """The least share on the ladder; the share itself where there is no ladder."""
        own = self.first(alternative)
        return min([own, *(rung.first[alternative] for rung in self.ladder)])

    def leads_everywhere(self, alternative: str) -> bool:
        """Whether nobody is first more often on any rung of the ladder."""
        return all(
            rung.first[alternative] >= max(rung.first.values()) - TIE for rung in self.ladder
        )


def robustness(
    problem: DecisionProblem,
    *,
    concentration: float = CONCENTRATION["fair"],
    weight_draws: Sequence[Sequence[float]] | None = None,
    samples: int = 10_000,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Robustness:
    """SMAA-2 of a problem; the same bits whatever the order of its alternatives and criteria.

    Args:
        concentration: how firmly the weights are meant (weights.CONCENTRATION), where the problem
            has no prior of its own.
        weight_draws: (draws, criteria) in the order of the problem's criteria, instead of both.
        progress: called with the number of samples done; what it raises ends the work.
    Raises:
        ShapeError: the problem holds no alternative.
    """
    source = drawn(problem, concentration=concentration, weight_draws=weight_draws)
    prior = problem.prior
    result = smaa2(
        source.values,
        source.weights,
        samples=samples,
        seed=seed,
        chunk=CHUNK,
        floors=source.floors,
        rungs=source.rungs,
        progress=progress,
    )
    rungs = prior.ladder() if prior is not None else ()
    return _named(
        source,
        result,
        origin=prior.origin if prior is not None else "around",
        concentration=prior.concentration if prior is not None else concentration,
        ladder=tuple(
            Rung(
                origin="as_meant" if at == 0 else rung.origin,
                concentration=rung.concentration,
                first=dict(zip(source.alternatives, row, strict=True)),
            )
            for at, (rung, row) in enumerate(zip(rungs, result.ladder.tolist(), strict=True))
        ),
    )


def _named(
    source: Drawn, result: Smaa2, *, origin: str, concentration: float, ladder: tuple[Rung, ...]
) -> Robustness:
    names = source.alternatives
    shares, errors = result.rank_acceptability.tolist(), result.rank_acceptability_error.tolist()
    central, factors = result.central_weights.tolist(), result.confidence_factors.tolist()
    winning = result.pairwise_winning.tolist()
    ever = [row[0] > 0 for row in shares]
    weighty = [
        (j, name)
        for j, (name, mean) in enumerate(zip(source.criteria, source.means, strict=True))
        if mean > 0 and name != GATES
    ]
    at_most = result.loss_quantiles[:, LOSS_LEVELS.index(0.95)].tolist()
    return Robustness(
        samples=result.samples,
        origin=origin,
        concentration=concentration,
        shares={name: tuple(shares[i]) for i, name in enumerate(names)},
        errors={name: tuple(errors[i]) for i, name in enumerate(names)},
        feasible=dict(zip(names, result.feasible.tolist(), strict=True)),
        winning={
            name: {other: winning[i][k] for k, other in enumerate(names) if k != i}
            for i, name in enumerate(names)
        },
        central_weights={
            name: {criterion: central[i][j] for j, criterion in weighty} if ever[i] else None
            for i, name in enumerate(names)
        },
        confidence={name: factors[i] if ever[i] else None for i, name in enumerate(names)},
        expected_loss=dict(zip(names, result.expected_loss.tolist(), strict=True)),
        loss_at_most=dict(zip(names, at_most, strict=True)),
        ladder=ladder,
    )
