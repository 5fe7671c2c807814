"""Ask for a line of text: a number of points, a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET


class AskText(ModalScreen[str | None]):
    """The text that was typed; None when the person thought better of it."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", N_("close"))]

    def __init__(
        self,
        title: str,
        say: Say,
        *,
        value: str = "",
        about: str = "",
        complaint: Callable[[str], str] = lambda _text: "",
    ) -> None:
        super().__init__()
        self.heading = title
        self.say = say
        self.value = value
        self.about = about
        self.complaint = complaint
        """What is wrong with a text, empty when nothing is."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            if self.about:
                yield Static(self.about, classes="dialog-text", markup=False)
            yield Input(value=self.value)
            yield Static(
                self.say("Enter takes it, Esc leaves it as it was."),
                classes="dialog-hint",
                id="hint",
                markup=False,
            )

    @on(Input.Submitted)
    def taken(self, event: Input.Submitted) -> None:
        wrong = self.complaint(event.value.strip())
        if wrong:
            self.query_one("#hint", Static).update(wrong)
        else:
            self.dismiss(event.value.strip())

    def action_close(self) -> None:
        self.dismiss(None)
