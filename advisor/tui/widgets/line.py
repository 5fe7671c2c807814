"""A part of the frame whose size never follows its text: drawn only when the text is another one,
without layout."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class TextLine(Static):
    """Text of a fixed size."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._drawn = Content()

    def draw(self, text: Content) -> None:
        """Show it."""
        if not text.is_same(self._drawn):
            self._drawn = text
            self.update(text, layout=False)
