"""Pick several of a list: Space or a click ticks, Enter takes those that are ticked."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET
from advisor.views.need.rows import MenuItem

OTHER = "*other*"
"""The row that adds what is not in the list."""


class Ticks(OptionList):
    """Options that are ticked; Enter is left to the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", N_("tick"), show=False),
        Binding("enter", "screen.take", show=False),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]


class PickSeveral(ModalScreen[tuple[str, ...] | None]):
    """The ids that are ticked, OTHER last where the person wants to add to them; None when they
    thought better."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("close")),
        Binding("a", "all", N_("tick all")),
    ]

    def __init__(
        self,
        title: str,
        choices: tuple[MenuItem, ...],
        say: Say,
        *,
        ticked: tuple[str, ...],
        about: str,
        other: str,
    ) -> None:
        """Take what can be picked.

        Args:
            other: what the last row says, which adds something.
        """
        super().__init__()
        self.heading = title
        self.choices = (*choices, MenuItem(id=OTHER, label=other))
        self.say = say
        self.ticked = set(ticked)
        self.about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -broad -tall"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            yield Static(self.about, classes="dialog-text", markup=False)
            yield Ticks(id="choices", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self.say("Merge (Enter)"), id="take", variant="primary")
                yield Button(self.say("Close (Esc)"), id="close")

    def on_mount(self) -> None:
        self.query_one(Ticks).add_options([Option(self._label(choice)) for choice in self.choices])
        self.query_one(Ticks).highlighted = 0
        self.query_one(Ticks).focus()

    def _label(self, choice: MenuItem) -> str:
        if choice.id == OTHER:
            return f"    {choice.label}"
        return f"[{'x' if choice.id in self.ticked else ' '}] {choice.label}"

    @on(OptionList.OptionSelected)
    def picked(self, event: OptionList.OptionSelected) -> None:
        choice = self.choices[event.option_index]
        if choice.id == OTHER:
            self.dismiss((*self._taken(), OTHER))
            return
        self.ticked ^= {choice.id}
        self._show(event.option_index)

    def _show(self, at: int) -> None:
        self.query_one(Ticks).replace_option_prompt_at_index(at, self._label(self.choices[at]))

    def _taken(self) -> tuple[str, ...]:
        return tuple(choice.id for choice in self.choices if choice.id in self.ticked)

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "take":
            self.action_take()
        else:
            self.action_close()

    def action_all(self) -> None:
        everything = {choice.id for choice in self.choices} - {OTHER}
        self.ticked = set() if self.ticked == everything else everything
        for at in range(len(self.choices)):
            self._show(at)

    def action_take(self) -> None:
        at = self.query_one(Ticks).highlighted
        if at is not None and self.choices[at].id == OTHER:
            self.dismiss((*self._taken(), OTHER))
        elif self.ticked:
            self.dismiss(self._taken())
        else:
            self.notify(self.say("Nothing is ticked: Space ticks the line under the cursor."))

    def action_close(self) -> None:
        self.dismiss(None)
