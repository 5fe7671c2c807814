"""Which samples nobody else slowed, and whether they are enough to speak alone."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.model.run import Run

CALM = 1.5
"""Slowness up to which nobody disturbs: clocks, and what is measured itself where it fills the memory bus, make a third
of difference; a neighbour on the same core makes three quarters or more."""
FEWEST_CALM = 3
"""Samples that nobody disturbed which say more than all together do."""


def disturbed(run: Run) -> list[int]:
    """The places of those samples during which others slowed the processors."""
    return [place for place, slowness in enumerate(run.slowness) if slowness > CALM]


def calm_samples(run: Run) -> tuple[float, ...]:
    """The other ones."""
    left_out = set(disturbed(run))
    return tuple(sample for place, sample in enumerate(run.samples) if place not in left_out)


def enough_calm(good: Sequence[Run]) -> bool:
    """Whether the undisturbed samples can speak alone: a few of them, and not of one process out of several."""
    calm = [samples for run in good if (samples := calm_samples(run))]
    return sum(len(samples) for samples in calm) >= FEWEST_CALM and len(calm) >= min(2, len(good))


def slowed(good: Sequence[Run]) -> float:
    """Times as long as undisturbed that what speaks may have taken: 1 where undisturbed samples speak alone, otherwise
    the mean over all."""
    if enough_calm(good):
        return 1.0
    known = [slowness for run in good for slowness in run.slowness]
    return max(1.0, sum(known) / len(known)) if known and any(disturbed(run) for run in good) else 1.0
