"""Samples that others slowed: on a virtual machine, or where two threads share a core, unseen by the kernel."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.model.run import Run

CALM = 1.3
"""Slowness up to which nobody disturbs: clocks, and what is measured itself, make up to that much of a difference; a
neighbour on one of two cores makes 1.4, on both 1.8."""


def disturbed(good: Sequence[Run]) -> int:
    """How many samples of these runs others slowed."""
    return sum(slowness > CALM for run in good for slowness in run.slowness)


def slowed(good: Sequence[Run]) -> float:
    """Times as long as undisturbed that they may have taken: the mean slowness, 1 where nobody disturbed."""
    known = [slowness for run in good for slowness in run.slowness]
    return max(1.0, sum(known) / len(known)) if disturbed(good) else 1.0
