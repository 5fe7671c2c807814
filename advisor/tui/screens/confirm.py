"""A question that is answered with yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET


class Confirm(ModalScreen[bool]):
    """True when the person agreed; Esc and n mean no."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", N_("yes")),
        Binding("n,escape", "answer(False)", N_("no")),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, say: Say, *, details: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.question = question
        self.details = details
        self.say = say

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.question, classes="dialog-title", markup=False)
            if self.details:
                yield Static("\n".join(self.details), classes="dialog-text", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self.say("Yes (y)"), id="yes", variant="primary")
                yield Button(self.say("No (n)"), id="no")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
