"""The sampling distribution of a median: what repeating the measurement might have shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.scoring.sampling import generator
from advisor.scoring.shape import ShapeError, vector

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

DRAWS = 512
"""Enough for the shares to be known to a point, few enough to keep with a belief."""


def medians(
    figures: Sequence[float], *, key: str, draws: int = DRAWS, seed: int = 0
) -> tuple[float, ...]:
    """Medians of resampled figures (Efron 1979, Annals of Statistics 7(1):1-26).

    Args:
        figures: at least one; with a single one nothing is known of the spread and every draw is
        that figure. key: whose figures they are (framework and workload, say); it chooses the
        stream of random numbers.
    Raises:
        ShapeError: no figure, or one that is not finite.
    """
    return paired_medians({key: figures}, key=key, draws=draws, seed=seed)[key]


def paired_medians(
    rounds: Mapping[str, Sequence[float]], *, key: str, draws: int = DRAWS, seed: int = 0
) -> dict[str, tuple[float, ...]]:
    """Medians of figures taken in interleaved rounds, resampled round by round: draw d of each is
    from one resampling.

    A slow moment of the machine then slows all of them in the same draws, as it did when they were
    measured.

    Args:
        rounds: framework: one figure per round, as many for each.
        key: which session it was; it chooses the stream of random numbers.
    Raises:
        ShapeError: not as many rounds for each, no round, or a figure that is not finite.
    """
    import numpy as np

    table = [vector(figures, f"figures of {name}") for name, figures in rounds.items()]
    if len({len(row) for row in table}) != 1:
        raise ShapeError("paired figures need one figure per round for each")
    count = len(table[0])
    chosen = generator(seed, "bootstrap", key).integers(0, count, (draws, count))
    return {
        name: tuple(_median(np.array(row)[chosen])) for name, row in zip(rounds, table, strict=True)
    }


def round_medians(
    rounds: Sequence[Sequence[float]], *, key: str, session: str, draws: int = DRAWS, seed: int = 0
) -> tuple[float, ...]:
    """Medians over resampled rounds of the medians of resampled figures: both stages of a two-stage
    sample.

    Args:
        rounds: the figures of each process.
        key: whose figures they are; it chooses how they are resampled within a round.
        session: what those share who were measured in the same rounds; it chooses the rounds, the
            same for all.
    Raises:
        ShapeError: no round, or a figure that is not finite.
    """
    import numpy as np

    within = np.array(
        [medians(row, key=f"{key} {at}", draws=draws, seed=seed) for at, row in enumerate(rounds)]
    )
    count = len(within)
    chosen = generator(seed, "bootstrap", session, str(count)).integers(0, count, (draws, count))
    picked = generator(seed, "bootstrap", key, "within").integers(0, draws, (draws, count))
    return tuple(_median(within[chosen, picked]))


def _median(rows: Array) -> list[float]:
    import numpy as np

    found: list[float] = np.median(rows, axis=1).tolist()
    return found
