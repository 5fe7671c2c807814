"""Clear, leaning or close: the rule by which shares become one word."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.scoring.rank import Ranking
from advisor.scoring.robustness import Robustness

CLEAR = 0.80
"""First in four fifths of the samples, and ahead of the strongest rival in as many: four people of
five with plausible weights would choose the same."""
LEANING = 0.50
"""First more often than all others together."""


class Verdict(Struct, frozen=True, kw_only=True):
    """One word and what it rests on."""

    word: Literal["clear", "leaning", "close", "none"]
    first: tuple[str, ...] = ()
    """Who is first in the ranking; several when they are tied."""
    share: float = 0.0
    """In how many of the samples the first is first (the larger share, where several are)."""
    error: float = 0.0
    """Its standard error."""
    rival: str | None = None
    """Whom the first beats least often."""
    winning: float | None = None
    """How often it beats that rival."""

    @property
    def tie(self) -> bool:
        """Several share the first rank: the model cannot separate them."""
        return len(self.first) > 1


def verdict(ranking: Ranking, robustness: Robustness) -> Verdict:
    """The verdict on the first of a ranking.

    clear: share >= 0.80 and it beats its strongest rival in >= 0.80. leaning: share >= 0.50. close:
    otherwise, and always for a tie. none: nobody is eligible.
    """
    if not ranking.first:
        return Verdict(word="none")
    best = max(ranking.first, key=robustness.first)
    share, error = robustness.first(best), robustness.errors[best][0]
    rivals = robustness.winning[best]
    rival = min(sorted(rivals), key=rivals.__getitem__) if rivals else None
    winning = rivals[rival] if rival is not None else None
    if len(ranking.first) > 1 or share < LEANING:
        word: Literal["clear", "leaning", "close"] = "close"
    elif share >= CLEAR and (winning is None or winning >= CLEAR):
        word = "clear"
    else:
        word = "leaning"
    return Verdict(
        word=word, first=ranking.first, share=share, error=error, rival=rival, winning=winning
    )
