"""Draws of worths and weights in which every number has a stream of its own.

A stream is keyed by the names of what it belongs to, so the draws of one cell do not change when
another criterion or alternative comes, goes or moves, nor with the number drawn at a time. Two
rankings with one seed therefore differ by what was changed, never by noise (common random numbers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.beliefs import Belief, Piece
from advisor.scoring.shape import ShapeError, normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.shape import Array

    Words = NDArray[np.uint16]

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


TOGETHER = 4
"""In every fourth sample all that one source says is drawn from one number, so that it errs
together: a correlation of a quarter. A page that is rosy about one thing is rosier than most about
the next, but most of the errors that audits found were of one claim, not of its page."""

STEPS = 1024
"""A distribution is drawn from so many of its quantiles: a share is then true to a thousandth."""

WORD = 65_536
"""A cell takes sixteen bits of chance for a sample."""


class _Words:
    """Sixteen bits of chance for every sample, the same however many are taken at a time."""

    def __init__(self, bits: np.random.Generator) -> None:
        import numpy as np

        self._raw = bits.bit_generator.random_raw
        self._spare = np.empty(0, "<u2")

    def take(self, samples: int) -> Words:
        """The next so many, each in [0, 65536)."""
        import numpy as np

        kept = self._spare
        if not len(kept) and not samples % 4:
            fresh: Words = self._raw(samples // 4).astype("<u8", copy=False).view("<u2")
            return fresh
        more = max(0, samples - len(kept) + 3) // 4
        words = np.concatenate([kept, self._raw(more).astype("<u8", copy=False).view("<u2")])
        self._spare = words[samples:]
        return words[:samples]


class _Cell(Struct, frozen=True, kw_only=True):
    """Where a cell's draws go, and how its sixteen bits become worth."""

    place: tuple[int, int]
    """(criterion, alternative)."""
    words: _Words
    shared: _Words | None = None
    """Of its source."""
    table: Array | None = None
    """Its quantiles; None: evenly from `low` on."""
    low: float = 0.0
    width: float = 0.0


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
        empirical: list[tuple[tuple[int, int], Array, str]] = []
        sessions: dict[str, _Words] = {}
        origins: dict[str, _Words] = {}
        cells: list[_Cell] = []
        tables: dict[tuple[Piece, ...], Array] = {}
        for j, criterion in enumerate(self.criteria):
            for i, alternative in enumerate(self.alternatives):
                belief = self.beliefs[i][j]
                if belief.draws:
                    # Cells that share their rounds share one stream of indices, hence one
                    # resampling of the rounds.
                    key = f"{criterion}\n{belief.paired or alternative}"
                    if key not in sessions:
                        kind = "paired" if belief.paired else "draws"
                        own = generator(
                            seed, "values", criterion, kind, belief.paired or alternative
                        )
                        sessions[key] = _Words(own)
                    empirical.append(((j, i), np.array(belief.draws), key))
                    continue
                if belief.kind == "exact":
                    fixed.append((j, i, belief.low))
                    continue
                if belief.origin and belief.origin not in origins:
                    origins[belief.origin] = _Words(
                        generator(seed, "values", "origin", belief.origin)
                    )
                if belief.pieces and belief.pieces not in tables:
                    tables[belief.pieces] = _quantiles(belief.pieces)
                cells.append(
                    _Cell(
                        place=(j, i),
                        words=_Words(generator(seed, "values", criterion, "cell", alternative)),
                        shared=origins.get(belief.origin),
                        table=tables.get(belief.pieces),
                        low=belief.low,
                        width=belief.high - belief.low,
                    )
                )
        block = np.empty((n, m, 0))
        at = np.empty(0, np.intp)
        done = 0

        def draw(samples: int) -> Array:
            nonlocal at, block, done
            if block.shape[2] < samples:
                block = np.empty((n, m, samples))
                at = np.empty(samples, np.intp)
                for j, i, worth in fixed:
                    block[j, i] = worth
            together = slice(-done % TOGETHER, samples, TOGETHER)
            done += samples
            said = {words: words.take(samples)[together] for words in origins.values()}
            index = at[:samples]
            for cell in cells:
                chance = cell.words.take(samples)
                if cell.shared is not None:
                    chance[together] = said[cell.shared]
                out = block[cell.place][:samples]
                if cell.table is None:
                    np.multiply(chance, cell.width / WORD, out=out)
                    out += cell.low + cell.width / (2 * WORD)
                else:
                    np.right_shift(chance, 6, out=index, casting="unsafe")
                    np.take(cell.table, index, out=out, mode="clip")
            picked = {key: words.take(samples).astype(np.intp) for key, words in sessions.items()}
            for place, draws, key in empirical:
                block[place][:samples] = draws[picked[key] * len(draws) // WORD]
            return block[:, :, :samples].transpose(2, 1, 0)

        return draw


def _quantiles(pieces: tuple[Piece, ...]) -> Array:
    """(STEPS,) worths, one as likely as another: the middles of so many equal parts of a
    distribution."""
    import numpy as np

    if all(piece.low == piece.high for piece in pieces):
        worths = [piece.low for piece in pieces]
        reached = [round(STEPS * end) for end in accumulate(piece.share for piece in pieces)]
        counts = [end - begin for begin, end in pairwise((0, *reached[:-1], STEPS))]
        return np.repeat(np.array(worths), counts)
    shares = np.array([piece.share for piece in pieces])
    ends = np.cumsum(shares)
    chance = (np.arange(STEPS) + 0.5) / STEPS
    which = np.minimum(np.searchsorted(ends, chance, side="right"), len(pieces) - 1)
    lows = np.array([piece.low for piece in pieces])
    widths = np.array([piece.high - piece.low for piece in pieces])
    within = (chance - (ends - shares)[which]) / shares[which]
    spread: Array = lows[which] + widths[which] * np.clip(within, 0.0, 1.0)
    return spread


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
