"""One row of a table as a line of text: what is cut in a narrow terminal is read here whole."""

from __future__ import annotations

from advisor.messages import Say
from advisor.views.figures import Table


def row_line(table: Table, at: int, say: Say, *, begin: int = 0) -> str:
    """Every cell with its column's title, empty ones and the columns before `begin` left out; ""
    without such a row."""
    if not 0 <= at < len(table.rows):
        return ""
    pairs = list(zip(table.columns, table.rows[at].cells, strict=True))[begin:]
    return say("; ").join(
        say("{title}: {text}", title=column.title, text=cell.text) if column.title else cell.text
        for column, cell in pairs
        if cell.text
    )
