"""Draws of worths and weights in which every number has a stream of its own.

A stream is keyed by the names of what it belongs to, so the draws of one cell do not change when
another criterion or alternative comes, goes or moves, nor with the number drawn at a time. Two
rankings with one seed therefore differ by what was changed, never by noise (common random numbers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.beliefs import Belief
from advisor.scoring.shape import ShapeError, normalised

if TYPE_CHECKING:
    import numpy as np

    from advisor.scoring.shape import Array

Stream = Callable[[int], "Array"]
"""Called with a number of samples, it returns the next so many: worths (samples, alternatives,
criteria) or weights (samples, criteria). The array may be the same one each time, so use it before
asking again."""


def generator(seed: int, *names: str) -> np.random.Generator:
    """The generator that belongs to these names under this seed, on any machine."""
    import numpy as np

    # Lengths go in too, so that ("ab", "c") and ("a", "bc") are different names.
    key = "".join(f"{len(name)}:{name}" for name in names)
    digest = hashlib.blake2s(key.encode(), digest_size=16).digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    entropy = [seed, *words]
    # An array of words is the same entropy as a list of them, and is taken three times as fast.
    return np.random.Generator(
        np.random.PCG64(
            np.random.SeedSequence(np.array(entropy, np.uint32) if 0 <= seed < 2**32 else entropy)
        )
    )


class BeliefSource(Struct, frozen=True, kw_only=True):
    """Worths drawn from beliefs."""

    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    beliefs: tuple[tuple[Belief, ...], ...]
    """(alternatives, criteria)."""

    def stream(self, seed: int) -> Stream:
        """A fresh stream of (samples, alternatives, criteria); the same seed gives the same numbers
        again."""
        import numpy as np

        m, n = len(self.alternatives), len(self.criteria)
        fixed: list[tuple[int, int, float]] = []
        uniform: list[tuple[int, int, float, float, np.random.Generator]] = []
        empirical: list[tuple[int, int, Array, str]] = []
        indices: dict[str, np.random.Generator] = {}
        for j, criterion in enumerate(self.criteria):
            for i, alternative in enumerate(self.alternatives):
                belief = self.beliefs[i][j]
                if belief.draws:
                    # Cells that share their rounds share one stream of indices, hence one
                    # resampling of the rounds.
                    key = f"{criterion}\n{belief.paired or alternative}"
                    if key not in indices:
                        kind = "paired" if belief.paired else "draws"
                        indices[key] = generator(
                            seed, "values", criterion, kind, belief.paired or alternative
                        )
                    empirical.append((j, i, np.array(belief.draws), key))
                elif belief.low < belief.high:
                    own = generator(seed, "values", criterion, "interval", alternative)
                    uniform.append((j, i, belief.low, belief.high - belief.low, own))
                else:
                    fixed.append((j, i, belief.low))
        block = np.empty((n, m, 0))

        def draw(samples: int) -> Array:
            nonlocal block
            if block.shape[2] < samples:
                block = np.empty((n, m, samples))
                for j, i, worth in fixed:
                    block[j, i] = worth
            for j, i, low, width, own in uniform:
                cell = block[j, i, :samples]
                own.random(out=cell)
                if width != 1.0:
                    cell *= width
                    cell += low
            shares = {key: own.random(samples) for key, own in indices.items()}
            for j, i, draws, key in empirical:
                block[j, i, :samples] = draws[(shares[key] * len(draws)).astype(np.intp)]
            return block[:, :, :samples].transpose(2, 1, 0)

        return draw


class WeightSource(Struct, frozen=True, kw_only=True):
    """Weights drawn from a Dirichlet distribution around given ones: gamma variables divided by
    their sum."""

    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    concentration: float
    """The larger, the closer to `weights`; see weights.CONCENTRATION."""

    def __post_init__(self) -> None:
        if self.concentration <= 0:
            raise ShapeError("the concentration must be positive")
        if len(self.criteria) != len(self.weights):
            raise ShapeError(f"{len(self.weights)} weights for {len(self.criteria)} criteria")

    def stream(self, seed: int) -> Stream:
        """A fresh stream of (samples, criteria); the same seed gives the same numbers again."""
        import numpy as np

        mean = normalised(self.weights)
        streams = [
            (j, self.concentration * mean[j], generator(seed, "weights", criterion))
            for j, criterion in enumerate(self.criteria)
            if mean[j] > 0
        ]

        block = np.zeros((len(mean), 0))

        def draw(samples: int) -> Array:
            nonlocal block
            if block.shape[1] < samples:
                block = np.zeros((len(mean), samples))
            gammas = block[:, :samples]
            for j, shape, own in streams:
                own.standard_gamma(shape, out=gammas[j])
            total = np.zeros(samples)
            for (
                row
            ) in gammas:  # one after the other, so that no library chooses the order of the sum
                total += row
            # With shapes far below 1 all of them can underflow to zero; the mean is the only
            # neutral answer then.
            empty = total <= 0.0
            if empty.any():
                gammas[:, empty] = np.array(mean)[:, None]
                total[empty] = 1.0
            gammas /= total
            return gammas.T

        return draw


def uniform_weights(criteria: Sequence[str]) -> WeightSource:
    """Every weight vector is as likely as any other: Dirichlet with all parameters 1."""
    n = len(criteria)
    return WeightSource(criteria=tuple(criteria), weights=(1.0 / n,) * n, concentration=float(n))
