"""Clear, leaning or close: the rule by which shares, the ladder of weights and the expected loss
become one word."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.scoring.rank import Ranking
from advisor.scoring.robustness import Robustness

Word = Literal["clear", "leaning", "close", "none"]
Forbids = Literal["tie", "by_unknown", "must_unknown", "ladder", "loss", "rival", "share"]
"""What keeps a verdict from being clear: several are first; it is first only by what is unknown of
it; a must-have is known of nobody; with less said of the weights another would be first; choosing
it may cost too much; one rival is ahead too often; it is not first often enough."""

CLEAR = 0.60
"""First half as often again as everybody else together, and as often ahead of the strongest rival.
Of simulated decisions that are called clear the first is truly best in more than eight of ten,
since most are surer than this; at 0.80 the word is withheld from more than half of the leads that
matter (docs/calibration.md)."""
LEANING = 0.50
"""First more often than all others together."""
LADDER = 0.25
"""On every rung of the ladder a clear first is first more often than anybody else, and in a quarter
at least: the word must not hang on weights that nobody gave. On the last rung a person values one
random thing of every family, where a half would be asked of hardly any decision."""
LOSS = 0.035
"""Choosing a clear first forgoes at most so much worth on average: three and a half of the hundred
points between the worst and the best of everything, less than a lead that matters (five)."""


class Verdict(Struct, frozen=True, kw_only=True):
    """One word and what it rests on."""

    word: Word
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
    ladder: float = 0.0
    """The least share in which it is first on the ladder of weights."""
    loss: float = 0.0
    """What choosing it is expected to forgo, in worth."""
    loss_at_most: float = 0.0
    """What it forgoes in all but a twentieth of the samples."""
    forbids: tuple[Forbids, ...] = ()
    """Why the word is not `clear`; empty when it is."""

    @property
    def tie(self) -> bool:
        """Several share the first rank: the model cannot separate them."""
        return len(self.first) > 1


def verdict(
    ranking: Ranking, robustness: Robustness, *, musts_unknown: tuple[str, ...] = ()
) -> Verdict:
    """The verdict on the first of a ranking.

    clear: share >= CLEAR, ahead of its strongest rival in as many, first more often than anybody
    else and in at least LADDER on every rung of the ladder, an expected loss <= LOSS, and neither
    tied, nor first by what is unknown, nor with a must-have of which nothing is known for anybody.
    leaning: share >= LEANING without a tie. close: otherwise. none: nobody is eligible.

    Args:
        musts_unknown: must-haves of which nothing is known for any alternative.
    """
    if not ranking.first:
        return Verdict(word="none")
    best = max(ranking.first, key=robustness.first)
    share, error = robustness.first(best), robustness.errors[best][0]
    rivals = robustness.winning[best]
    rival = min(sorted(rivals), key=rivals.__getitem__) if rivals else None
    winning = rivals[rival] if rival is not None else None
    ladder, loss = robustness.least_first(best), robustness.expected_loss[best]
    reasons: dict[Forbids, bool] = {
        "tie": len(ranking.first) > 1,
        "by_unknown": bool(ranking.by_unknown),
        "must_unknown": bool(musts_unknown),
        "share": share < CLEAR,
        "rival": winning is not None and winning < CLEAR,
        "ladder": ladder < LADDER or not robustness.leads_everywhere(best),
        "loss": loss > LOSS,
    }
    forbids = tuple(reason for reason, holds in reasons.items() if holds)
    word: Word = "leaning" if forbids else "clear"
    if len(ranking.first) > 1 or share < LEANING:
        word = "close"
    return Verdict(
        word=word,
        first=ranking.first,
        share=share,
        error=error,
        rival=rival,
        winning=winning,
        ladder=ladder,
        loss=loss,
        loss_at_most=robustness.loss_at_most[best],
        forbids=forbids,
    )
