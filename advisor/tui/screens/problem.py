"""An error, in the one form that all errors have: what, why, and the next thing to do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from advisor.errors import AdvisorError
from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET
from advisor.views.problem import what_and_why


class ProblemDialog(ModalScreen[None]):
    """Shows one error until it is put away."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", N_("close"))]

    def __init__(self, error: AdvisorError, say: Say) -> None:
        super().__init__()
        self.error = error
        self.say = say

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -problem"):
            yield Static(
                f"{self.say('error')}: {self.error.reference}", classes="dialog-title", markup=False
            )
            yield Static(what_and_why(self.error, self.say), markup=False)
            if self.error.hint:
                yield Static(
                    f"{self.say('hint')}: {self.say(self.error.hint)}",
                    classes="dialog-hint",
                    markup=False,
                )
            yield Button(self.say("Close (Enter)"), variant="primary")

    def on_button_pressed(self) -> None:
        self.dismiss()

    def action_close(self) -> None:
        self.dismiss()
