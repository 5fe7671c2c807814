"""How sure the ranking is: shares of the plausible weights and measurements, never a probability of
being right."""

from __future__ import annotations

from msgspec import Struct

from advisor.scoring.doubt.doubts import Doubt
from advisor.scoring.robustness import Robustness
from advisor.scoring.verdict import Verdict


class Certainty(Struct, frozen=True, kw_only=True):
    """What sampling says about a ranking; without a ranking the verdict is `none` and nothing was
    sampled."""

    verdict: Verdict
    robustness: Robustness | None = None
    doubts: tuple[Doubt, ...] = ()
    """Where the doubt about the first lies, largest part first."""
    seed: int = 0
    numpy: str = ""
    """Its version: the same inputs, seed and version give the same numbers."""

    def share(self, framework: str) -> float | None:
        """The share of samples in which it is first, or None when it was not sampled."""
        if self.robustness is None or framework not in self.robustness.shares:
            return None
        return self.robustness.first(framework)
