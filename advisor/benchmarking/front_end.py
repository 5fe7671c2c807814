"""Whoever asked for measuring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisor.errors import Cancelled
from advisor.messages import Words
from advisor.model.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontEnd:
    """In which language they read, what they are told, and whether they have had enough."""

    say: Words
    on_event: Callable[[Event], None]
    cancelled: Callable[[], bool]

    def check(self) -> None:
        """Go on only where nobody stopped it.

        Raises:
            Cancelled: somebody did.
        """
        if self.cancelled():
            raise Cancelled
