"""The last thing that touches a line before it is written to the terminal: what knowledge, runs and
frameworks say must not act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

from advisor.reading.characters import ACTING

if TYPE_CHECKING:
    from textual.color import Color


class HarmlessLines(LineFilter):
    """Takes acting characters out of every segment; the cells that one of them was counted for
    become spaces, so that nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line, harmless."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    if segment.control:  # Textual's own, such as moving the cursor
        return segment
    text = ACTING.sub(lambda found: " " * max(0, cell_len(found[0])), segment.text)
    return Segment(text, segment.style, None)


HARMLESS = HarmlessLines()
