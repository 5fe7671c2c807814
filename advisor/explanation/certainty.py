"""How sure the ranking is: shares of the plausible weights and measurements, never a probability of being right."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal["clear", "leaning", "close", "none"]


class Certainty(Struct, frozen=True, kw_only=True):
    """What sampling says about a ranking."""

    verdict: Verdict
    first: str = ""
    """The framework that is first in the ranking; empty when nothing is left."""
    rival: str = ""
    """The one that is most often ahead of it."""
    shares: dict[str, float] = {}
    """framework: the share of samples in which it is first."""
    acceptability: dict[str, tuple[float, ...]] = {}
    """framework: share of samples for each rank (SMAA-2 rank acceptability)."""
    winning: dict[str, float] = {}
    """framework: share of samples in which `first` is ahead of it (pairwise winning index)."""
    standard_error: float = 0.0
    """Of the share of the first."""
    samples: int = 0
    seed: int = 0
    numpy: str = ""
