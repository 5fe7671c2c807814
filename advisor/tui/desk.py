"""What lies on the desk: the need, what advice rests on, the advice. Screens read it; only the
decision changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.messages import Words, words
from advisor.model.machine import Machine
from advisor.model.need import Need, Said
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.explanation.certainty import Certainty
    from advisor.scoring.next_evidence import EvidencePlan

MOST_MARKED = 4
"""More columns than these cannot be compared at 80 columns."""


class Desk(Struct, kw_only=True):
    """The state that every screen shows."""

    settings: Settings
    gathered: Gathered | None = None
    advice: Advice | None = None
    certainty: Certainty | None = None
    to_find_out: EvidencePlan | None = None
    """Which measurement would tell most for its time; None until it is worked out."""
    need: Need = Need()
    saved: bool = False
    """The need was kept from an earlier start."""
    machine_file: str | None = None
    """Advice is for that machine, not this one."""
    facts: dict[str, str] = {}
    """Facts of that machine that a person corrected: name and value as typed."""
    found: Machine | None = None
    """That machine without a person's corrections."""
    machine_fresh: bool = False
    """This machine was probed since the start; until then its facts are those of the last time."""
    marked: tuple[str, ...] = ()
    """Frameworks to compare."""
    chosen: str = ""
    """The framework that Why, Starter and Measure are about: the one under the cursor."""
    rival: str | None = None
    """Whom Why compares with; None: the next in the ranking; empty: nobody."""
    wanted: Said | None = None
    """What a person said last, while the advice for it is being worked out."""
    past: list[Said] = []
    """What was said before each change, for undo."""
    people: dict[str, Need] = {}
    """A team's profiles, once their merged weights became the need's."""
    theme: str = ""
    """The name of the colours."""
    version: int = 0
    """Grows with every change, so that a screen knows whether what it shows is old."""

    @property
    def say(self) -> Words:
        return words(self.settings.lang)

    @property
    def said(self) -> Said:
        """A person's word, need and corrections, also where the advice for it is still awaited."""
        return self.wanted or Said(need=self.need, facts=self.facts)

    def framework(self) -> str:
        """The chosen framework, or the first of the ranking."""
        if self.advice is None:
            return ""
        known = self.advice.book.frameworks
        if self.chosen in known:
            return self.chosen
        if self.advice.ranking is not None:
            return self.advice.ranking.places[0].alternative
        return known[0] if known else ""

    def against(self) -> str | None:
        """Whom the chosen framework is compared with; None when it stands alone or is out of the
        ranking."""
        if self.advice is None or self.advice.ranking is None or self.rival == "":
            return None
        placed = [place.alternative for place in self.advice.ranking.places]
        own = self.framework()
        if own not in placed or len(placed) < 2:
            return None
        if self.rival in placed and self.rival != own:
            return self.rival
        return placed[placed.index(own) + 1] if own != placed[-1] else placed[0]

    def compared(self) -> tuple[str, ...]:
        """Those that are marked, in the order of marking; without two marks, the first three of the
        ranking."""
        if len(self.marked) > 1 or self.advice is None:
            return self.marked
        placed = (
            [place.alternative for place in self.advice.ranking.places]
            if self.advice.ranking
            else []
        )
        rest = [id for id in (*placed, *self.advice.book.frameworks) if id not in self.marked]
        return (*self.marked, *dict.fromkeys(rest))[:3]

    def order(self) -> tuple[str, ...]:
        """All frameworks as the ranking lists them."""
        if self.advice is None:
            return ()
        placed = (
            [place.alternative for place in self.advice.ranking.places]
            if self.advice.ranking
            else []
        )
        rest = self.advice.unranked()
        return (*placed, *(entry.framework for entry in rest))

    def mark(self, framework: str) -> bool:
        """Mark or unmark; False when four are marked already."""
        if framework in self.marked:
            self.marked = tuple(id for id in self.marked if id != framework)
        elif len(self.marked) >= MOST_MARKED:
            return False
        else:
            self.marked = (*self.marked, framework)
        self.version += 1
        return True
