"""The need as a table whose rows can be changed: arrows sideways move a row, Enter asks, Backspace
takes it back."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

from advisor.messages import N_
from advisor.tui.widgets.table_view import TableView


class NeedTable(TableView):
    """Posts what the person wants with the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,plus", "step(1)", N_("more")),
        Binding("left,minus", "step(-1)", N_("less")),
        Binding("L", "step(5)", N_("five more"), show=False),
        Binding("H", "step(-5)", N_("five less"), show=False),
        Binding("space", "tick", N_("tick, or fold a family"), show=False),
        Binding("enter", "choose", N_("choose")),
        Binding("backspace,delete", "reset", N_("take back"), show=False),
    ]

    class Stepped(Message):
        """A row is to be moved."""

        def __init__(self, row: str, by: int) -> None:
            super().__init__()
            self.row = row
            self.by = by

    class Opened(Message):
        """A row is to be chosen for or typed."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    class Folded(Message):
        """A family of criteria is to be opened or shut."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    class Reset(Message):
        """A row's answer is to be taken back."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    def action_step(self, by: int) -> None:
        if self.row_id:
            self.post_message(self.Stepped(self.row_id, by))

    def action_tick(self) -> None:
        if self.row_id.startswith("family:"):
            self.post_message(self.Folded(self.row_id))
        else:
            self.action_step(1)

    def action_choose(self) -> None:
        if self.row_id:
            self.post_message(self.Opened(self.row_id))

    def action_reset(self) -> None:
        if self.row_id:
            self.post_message(self.Reset(self.row_id))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        # A click on the row under the cursor.
        event.stop()
        self.action_choose()
