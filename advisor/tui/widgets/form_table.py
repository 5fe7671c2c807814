"""A few fields as rows; Enter changes the one under the cursor."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advisor.messages import N_
from advisor.tui.widgets.table_view import TableView


class FormTable(TableView):
    """Posts RowSelected when a field is to be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", N_("change"))]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, header=False)
