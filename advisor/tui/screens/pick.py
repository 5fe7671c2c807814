"""Pick one of several: type to narrow the list, arrows and Enter to take one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET
from advisor.views.need.rows import MenuItem


class Pick(ModalScreen[str | None]):
    """The id that was picked; None when the person thought better of it."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("close")),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    def __init__(
        self, title: str, choices: tuple[MenuItem, ...], say: Say, *, now: str = ""
    ) -> None:
        super().__init__()
        self.heading = title
        self.choices = choices
        self.say = say
        self.now = now
        self._shown: list[MenuItem] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            yield Input(placeholder=self.say("type to narrow the list"), id="narrow")
            yield OptionList(id="choices", markup=False)

    def on_mount(self) -> None:
        self._narrow("")
        at = next((at for at, choice in enumerate(self._shown) if choice.id == self.now), 0)
        self.query_one(OptionList).highlighted = at if self._shown else None

    @on(Input.Changed, "#narrow")
    def narrowed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted, "#narrow")
    def taken(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and self._shown:
            self.dismiss(self._shown[at].id)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].id)

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_close(self) -> None:
        self.dismiss(None)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold()
        self._shown = [
            choice for choice in self.choices if wanted in f"{choice.label} {choice.id}".casefold()
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(choice.label) for choice in self._shown])
        options.highlighted = 0 if self._shown else None
