"""SMAA-2: how often each alternative takes each rank when weights and values are drawn instead of
assumed, and what choosing it is expected to cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from advisor.scoring.methods.smaa2_confidence import again, coarse, confidence, product
from advisor.scoring.methods.smaa2_inputs import opener, shares, starter
from advisor.scoring.shape import TIE, ShapeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.methods.smaa2_confidence import Coarse
    from advisor.scoring.shape import Array

CHUNK = 4096
"""Samples held in memory at once: 7 x 30 worths of them take 7 MB, which the caches of a small
machine can follow."""

CONFIDENCE_SAMPLES = 4096
"""At most so many draws of values for the confidence factors: a standard error of 0.8 points at
worst."""

LADDER_SAMPLES = 2048
"""So many of the drawn worths are used again for every other source of weights: a standard error of
1.1 points at worst, and a quarter of a pass for four of them."""

LOSS_SAMPLES = 10_000
"""Losses that are kept for their quantiles: 560 kB for seven alternatives."""

LOSS_LEVELS = (0.5, 0.9, 0.95)

_FINE = 2.0**32
# Weights are summed as whole multiples of 2**-32: such sums are exact below 2**53, so
# neither the order in which a linear algebra library adds nor the size of a chunk can change a bit.
# The rounding, 2e-10, is far below the noise.

_OUT = -1e300
"""The score of an alternative that is not feasible: behind everybody who is."""

_KEPT = 4_000_000
"""Worths (16 MB of them) that may be kept for the confidence factors; beyond that they are drawn a
second time."""


class Smaa2(Struct, frozen=True, kw_only=True, eq=False):
    """Everything but losses and weights is a share of samples; `_error` is its standard error. NaN
    where there is nothing to average."""

    samples: int
    rank_acceptability: Array
    """(alternatives, ranks) share of samples in which the alternative is feasible and takes the
    rank; rows sum to `feasible`."""
    feasible: Array
    """(alternatives,) share of samples in which every floor is reached; 1 without floors."""
    central_weights: Array
    """(alternatives, criteria) mean of the weights with which it is first; NaN for one that never
    is."""
    confidence_factors: Array
    """(alternatives,) share of the value draws in which it is first under its own central weights;
    NaN likewise."""
    pairwise_winning: Array
    """(alternatives, alternatives) share of samples in which the row beats the column; ties count
    for neither."""
    expected_loss: Array
    """(alternatives,) mean of what choosing it forgoes: the best feasible score less its own, which
    counts as 0 where it is not feasible; in worth."""
    loss_quantiles: Array
    """(alternatives, LOSS_LEVELS) quantiles of the same."""
    ladder: Array
    """(rungs, alternatives) share of the first LADDER_SAMPLES in which it is first with the weights
    of another source."""
    rank_acceptability_error: Array
    pairwise_winning_error: Array
    confidence_factors_error: Array

    @property
    def expected_ranks(self) -> Array:
        """(alternatives,) mean rank, 1 is best, where it is feasible."""
        import numpy as np

        ranks = np.arange(1, self.rank_acceptability.shape[1] + 1)
        mean: Array = (self.rank_acceptability * ranks).sum(axis=1) / self.feasible
        return mean


def smaa2(
    values: Any,
    weights: Any,
    *,
    samples: int = 10_000,
    seed: int = 0,
    chunk: int = CHUNK,
    floors: Sequence[float] | None = None,
    rungs: Sequence[Any] = (),
    progress: Callable[[int], None] | None = None,
) -> Smaa2:
    """Stochastic multicriteria acceptability analysis (Lahdelma & Salminen 2001, Operations
    Research 49(3):444-454), with the expected loss of each choice (Raiffa & Schlaifer 1961).

        b_i^r = P(rank of i is r)     w_i^c = E[w | i first]     p_i^c = P(i first | w = w_i^c)
        L_i = E[max_k S_k - S_i]

    over the additive model. Ties share the better rank, as in JSMAA and R's smaa; a difference up
    to 1e-9 is a tie.
    10 000 samples put every share within one point (Tervonen & Lahdelma 2007, EJOR 178(2):500-513).

    Args:
        values: worths; one matrix (alternatives, criteria); or draws (draws, alternatives,
            criteria); or a sampler, called as `sampler(generator, size)`, which returns such draws;
            or a source with a method `stream(seed)`.
        weights: one vector (criteria,); or draws (draws, criteria); or a sampler or a source
            likewise. Each row is divided by its sum. As many draws as samples are used once each,
            in order; of any other number each sample picks one at random.
        samples: how many.
        seed: of the two separate streams, one for the values and one for the weights.
        chunk: samples held in memory at once; it changes no result.
        floors: (criteria,) the least worth that is acceptable; an alternative that is drawn below
            one is behind everybody else in that sample, and never first.
        rungs: further weights, in any of the forms, for `ladder`.
        progress: called with the number of samples done; what it raises ends the work.
    Raises:
        ShapeError: no samples, shapes that do not fit, numbers that are not finite, negative
            weights.
    """
    if samples < 1 or chunk < 1:
        raise ShapeError("at least one sample is needed")
    next_values = opener(values, seed, 1, samples)()
    next_weights = opener(weights, seed, 0, samples)()
    next_rungs = [opener(rung, seed, 0, samples)() for rung in rungs]
    tally: _Tally | None = None
    tried, certain = min(samples, CONFIDENCE_SAMPLES), False
    kept: list[Coarse] = []
    done = 0
    with ExitStack() as stack:
        start = starter(stack, hasattr(values, "stream") and hasattr(weights, "stream"))
        while done < samples:
            size = min(chunk, samples - done)
            weights_drawn = start(next_weights, size)
            worths = next_values(size)
            drawn = shares(weights_drawn(), size)
            if tally is None:
                tally = _Tally(worths, drawn, floors, len(rungs))
                certain = len(worths) == 1 < size
                keep = certain or tried * tally.m * tally.n <= _KEPT
            wanted = keep and done < tried and not (certain and kept)
            units = start(coarse, worths[: tried - done]) if wanted else None
            met = tally.met(worths)
            scores = _scores(worths, drawn)
            tally.count(scores, drawn, met)
            left = min(size, LADDER_SAMPLES - done)
            if left > 0:
                some = worths[:left]
                for at, next_rung in enumerate(next_rungs):
                    other = shares(next_rung(left), left)
                    tally.count_rung(at, _scores(some, other), met)
            if units is not None:
                kept.append(units())
            done += size
            if progress is not None:
                progress(done)
    assert tally is not None
    central = tally.central_weights()
    blocks = kept if keep else again(opener(values, seed, 1, samples)(), tried, chunk)
    factors = confidence(blocks, central, floors)
    return tally.result(samples, central, factors, tried)


class _Tally:
    """What is counted while samples are drawn."""

    def __init__(
        self, worths: Array, drawn: Array, floors: Sequence[float] | None, rungs: int
    ) -> None:
        import numpy as np

        self.m, self.n = m, n = _shape(worths, drawn)
        self.floors = _floors(floors, n)
        self.offsets = (np.arange(m) * m)[:, None]
        self.ranks = np.zeros((m, m), np.int64)
        self.wins = np.zeros((m, m), np.int64)
        self.firsts = np.zeros((m, n), np.int64)
        self.lost = np.zeros(m)
        self.losses: list[Array] = []
        self.rungs = np.zeros((rungs, m), np.int64)
        self.ladder_samples = 0
        self.done = 0

    def met(self, worths: Array) -> NDArray[np.bool_] | None:
        """(alternatives, samples or 1) whether every floor is reached; None where there is none."""
        import numpy as np

        if not self.floors:
            return None
        met = np.ones(worths.shape[:2], bool)
        for j, floor in self.floors:
            met &= worths[:, :, j] >= floor - TIE
        return met.T

    def count(self, scores: Array, drawn: Array, met: NDArray[np.bool_] | None) -> None:
        """Count ranks, wins, weights of the first and losses of (alternatives, samples) scores."""
        import numpy as np

        m, size = scores.shape
        if met is not None:
            scores[~np.broadcast_to(met, scores.shape)] = _OUT
        ahead = np.zeros((m, size), np.uint8 if m < 256 else np.int32)
        for i in range(m):
            for k in range(i + 1, m):
                lead = scores[i] - scores[k]
                beats, beaten = lead > TIE, lead < -TIE
                ahead[k] += beats
                ahead[i] += beaten
                self.wins[i, k] += np.count_nonzero(beats)
                self.wins[k, i] += np.count_nonzero(beaten)
        first = ahead == 0
        places = ahead + self.offsets
        if met is not None:
            first &= met
            places = places[np.broadcast_to(met, scores.shape)]
        self.ranks += np.bincount(places.ravel(), minlength=m * m).reshape(m, m)
        self.firsts += product(first.astype(float), np.rint(drawn * _FINE)).astype(np.int64)
        self._count_losses(scores, met)
        self.done += size

    def _count_losses(self, scores: Array, met: NDArray[np.bool_] | None) -> None:
        import numpy as np

        best = scores.max(axis=0)
        if met is not None:
            best[best == _OUT] = 0.0
            scores = np.where(met, scores, 0.0)
        lost = best - scores
        if met is not None:
            np.maximum(lost, 0.0, out=lost)
        if self.done < LOSS_SAMPLES:
            self.losses.append(lost[:, : LOSS_SAMPLES - self.done].copy())
        # Accumulated one after the other, so that the size of a chunk cannot change a bit.
        self.lost = np.add.accumulate(np.column_stack([self.lost, lost]), axis=1)[:, -1]

    def count_rung(self, rung: int, scores: Array, met: NDArray[np.bool_] | None) -> None:
        """Count who is first in (alternatives, samples) scores with other weights."""
        import numpy as np

        if met is not None:
            scores[~np.broadcast_to(met[:, : scores.shape[1]], scores.shape)] = _OUT
        first = scores >= scores.max(axis=0) - TIE
        if met is not None:
            first &= met[:, : scores.shape[1]]
        self.rungs[rung] += first.sum(axis=1)
        if rung == 0:
            self.ladder_samples += scores.shape[1]

    def central_weights(self) -> Array:
        """(alternatives, criteria) mean of the weights with which each is first."""
        import numpy as np

        first = self.ranks[:, :1]
        central = np.full((self.m, self.n), np.nan)
        np.divide(self.firsts, first * _FINE, out=central, where=first > 0)
        return central

    def result(self, samples: int, central: Array, factors: Array, tried: int) -> Smaa2:
        """Counts become shares."""
        import numpy as np

        acceptability, winning = self.ranks / samples, self.wins / samples
        losses = np.concatenate(self.losses, axis=1)
        return Smaa2(
            samples=samples,
            rank_acceptability=acceptability,
            feasible=self.ranks.sum(axis=1) / samples,
            central_weights=central,
            confidence_factors=factors,
            pairwise_winning=winning,
            expected_loss=self.lost / samples,
            loss_quantiles=np.quantile(losses, LOSS_LEVELS, axis=1).T,
            ladder=self.rungs / max(1, self.ladder_samples),
            rank_acceptability_error=np.sqrt(acceptability * (1 - acceptability) / samples),
            pairwise_winning_error=np.sqrt(winning * (1 - winning) / samples),
            confidence_factors_error=np.sqrt(factors * (1 - factors) / tried),
        )


def _floors(floors: Sequence[float] | None, criteria: int) -> list[tuple[int, float]]:
    """The criteria that have a floor, with it."""
    if floors is None:
        return []
    if len(floors) != criteria:
        raise ShapeError(f"{len(floors)} floors for {criteria} criteria")
    return [(j, floor) for j, floor in enumerate(floors) if floor > float("-inf")]


def _shape(worths: Array, drawn: Array) -> tuple[int, int]:
    if worths.ndim != 3 or worths.shape[2] != len(drawn) or 0 in worths.shape:
        raise ShapeError(f"values {worths.shape[1:]} and {len(drawn)} weights do not fit")
    return worths.shape[1], worths.shape[2]


def _scores(worths: Array, drawn: Array) -> Array:
    """(alternatives, samples) additive scores, added criterion by criterion: the same bits on every
    processor."""
    import numpy as np

    scores = np.zeros((worths.shape[1], drawn.shape[1]))
    term = np.empty_like(scores)
    for j, shares_of_one in enumerate(drawn):
        np.multiply(worths[:, :, j].T, shares_of_one, out=term)
        scores += term
    return scores
