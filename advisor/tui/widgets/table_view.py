"""A views.figures.Table in a DataTable: widths worked out in terminal cells, the cursor stays on
its row's subject."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import DataTable

from advisor.views.figures import Cell, Column, Table

BAR = re.compile(r"(?<!\S)(?:#+=*-*|=+-*|-{2,})(?!\S)")
"""A run of a bar in a cell's text: `#` surely, `=` to the value, `-` what it may reach."""
LEAST = 9
"""A shrinking column is cut to no less; below that the table scrolls sideways."""
LEAST_BAR = 10
"""A column of bars is drawn smaller, down to this, before text is cut below `COMFORTABLE`."""
COMFORTABLE = 29
CUT = "~"
"""Says that text was cut; an ellipsis is two cells wide in some Chinese terminals."""


class TableView(DataTable[Text], inherit_bindings=False):
    """One table."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--good",
        "table--doubt",
        "table--bad",
        "table--dim",
        "table--strong",
        "table--sure",
        "table--value",
        "table--range",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", show=False),
        Binding("j,down", "cursor_down", show=False),
        Binding("k,up", "cursor_up", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("g,ctrl+home", "scroll_top", show=False),
        Binding("G,ctrl+end", "scroll_bottom", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    class Pointed(Message):
        """The cursor came to a row with a subject."""

        def __init__(self, table: TableView, row: str) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> TableView:
            return self.table

    class Headed(Message):
        """A column's header was clicked; `column` counts the table's columns, those left out
        too."""

        def __init__(self, table: TableView, column: int) -> None:
            super().__init__()
            self.table = table
            self.column = column

        @property
        def control(self) -> TableView:
            return self.table

    def __init__(self, *, id: str, gap: int = 2, header: bool = True) -> None:
        super().__init__(
            id=id,
            cursor_type="row",
            cell_padding=0,
            show_header=header,
            cursor_foreground_priority="renderable",
        )
        self.gap = gap
        self.table: Table | None = None
        self._drawn_for: tuple[int, str] = (-1, "")
        self._quiet = False
        self._wanted: str | None = None
        self._used: list[int] = []
        self._ends: list[int] = []
        self._clicked = 0

    def show(self, table: Table, *, at: str | None = None) -> None:
        """Show a table, the cursor on the row that it was on, or on the row `at`."""
        wanted = at if at is not None else self.row_id
        if table == self.table and self._drawn_for == (self._room(), self.app.theme):
            self.point(wanted)
            return
        self.table = table
        # The layout asks a table of automatic height for its rows; any other is drawn once, when
        # its size is known.
        if self.size.width or self.styles.auto_dimensions:
            self._draw(wanted)
        else:
            self._wanted = wanted

    @property
    def row_id(self) -> str:
        """The subject of the row under the cursor, empty when there is none."""
        if self.table is None or not 0 <= self.cursor_row < len(self.table.rows):
            return ""
        return self.table.rows[self.cursor_row].id

    def point(self, row: str) -> None:
        """Move the cursor to a subject, if it is there."""
        at = self._index(row)
        if at is not None and at != self.cursor_row:
            self.move_cursor(row=at)

    def on_resize(self, _event: events.Resize) -> None:
        if self.table is not None and self._drawn_for != (self._room(), self.app.theme):
            wanted, self._wanted = self._wanted, None
            self._draw(self.row_id if wanted is None else wanted)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        # DataTable counts its rows when it is idle; the first layout asks before that.
        return self.row_count + (self.header_height if self.show_header else 0)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if self.row_id and not self._quiet:
            self.post_message(self.Pointed(self, self.row_id))

    def on_click(self, event: events.Click) -> None:
        self._clicked = event.x + int(self.scroll_offset.x)

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        # To DataTable all our columns are one.
        event.stop()
        found = bisect_right(self._ends, self._clicked)
        if found < len(self._used):
            self.post_message(self.Headed(self, self._used[found]))

    def _index(self, row: str) -> int | None:
        rows = self.table.rows if self.table else ()
        return next((at for at, entry in enumerate(rows) if entry.id == row), None)

    def _room(self) -> int:
        # The scroll bar's column is always kept free: otherwise the widths would change when it
        # appears.
        return max(0, (self.size.width or self._widest()) - self.styles.scrollbar_size_vertical)

    def _widest(self) -> int:
        """Its width before the first layout, should nothing stand beside it."""
        around = (
            node.gutter.width for node in self.ancestors_with_self if isinstance(node, Widget)
        )
        return self.app.size.width - sum(around)

    def _draw(self, wanted: str) -> None:
        assert self.table is not None
        room = self._room()
        self._drawn_for = (room, self.app.theme)
        scrolled = self.scroll_offset
        tones = self._tones()
        # A column in which nothing stands is left out.
        used = [
            at
            for at in range(len(self.table.columns))
            if any(row.cells[at].text.strip() for row in self.table.rows)
        ]
        columns = tuple(self.table.columns[at] for at in used)
        rows = [tuple(row.cells[at] for at in used) for row in self.table.rows]
        self._used = used
        self._quiet = True
        self.clear(columns=True)
        if rows:
            gap = (
                self.gap
                if sum(natural(columns, rows)) + self.gap * (len(columns) - 1) <= room
                else 1
            )
            widths = fit(columns, rows, room, gap)
            self._ends = list(accumulate(width + gap for width in widths))
            self._add_rows(columns, rows, widths, gap, tones)
        else:
            first, *more = Content(self.table.empty).wrap(max(1, room)) or [Content("")]
            self.add_column(Text(padded(first.plain.rstrip(), room)), width=room)
            for line in more:
                self.add_row(Text(line.plain.rstrip(), style=tones["dim"]))
        self._quiet = False
        at_row = self._index(wanted)
        if at_row is not None:
            self.move_cursor(row=at_row, scroll=False)
            self.scroll_to(y=scrolled.y, animate=False, immediate=True)
            self.call_after_refresh(self._keep_in_sight)

    def _add_rows(
        self,
        columns: tuple[Column, ...],
        rows: list[tuple[Cell, ...]],
        widths: list[int],
        apart: int,
        tones: dict[str, Style],
    ) -> None:
        # To DataTable a row is one cell with our columns lined up inside: it draws, and steps the
        # cursor, cell by cell.
        gap = Text(" " * apart, no_wrap=True, end="")
        places = list(zip(columns, widths, strict=True))
        titles = gap.plain.join(
            padded(column.title, width, right=column.right) for column, width in places
        )
        self.add_column(Text(titles), width=cell_len(titles))
        for row in rows:
            cells = zip(row, places, strict=True)
            self.add_row(
                gap.join(
                    self._cell(_scaled(cell, width), width, column, tones)
                    for cell, (column, width) in cells
                )
            )

    def _keep_in_sight(self) -> None:
        if self.is_valid_row_index(self.cursor_row):
            self.move_cursor(row=self.cursor_row, scroll=True)

    def _tones(self) -> dict[str, Style]:
        names = ("good", "doubt", "bad", "dim", "strong", "sure", "value", "range")
        return {
            name: self.get_component_rich_style(f"table--{name}", partial=True) for name in names
        }

    def _cell(self, cell: Cell, width: int, column: Column, tones: dict[str, Style]) -> Text:
        text = Text(padded(cell.text, width, right=column.right), no_wrap=True, end="")
        if cell.tone in tones:
            text.stylize(tones[cell.tone])
        for match in BAR.finditer(text.plain):
            if match.group().strip("-") or match.start() == 0:
                for glyph, tone in (("#", "sure"), ("=", "value"), ("-", "range")):
                    first = match.group().find(glyph)
                    if first >= 0:
                        start = match.start() + first
                        text.stylize(tones[tone], start, start + match.group().count(glyph))
        return text


def cut(text: str, width: int) -> str:
    """Text of at most that many terminal cells; a sign says that something is missing."""
    return (
        text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + CUT
    )


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Text of exactly that many terminal cells, cut or filled."""
    if cell_len(text) > width:
        return set_cell_size(cut(text, width), width)
    filling = " " * (width - cell_len(text))
    return filling + text if right else text + filling


def natural(columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> list[int]:
    """How wide every column would like to be."""
    return [
        max([cell_len(column.title), *(cell_len(row[at].text) for row in rows)])
        for at, column in enumerate(columns)
    ]


def fit(
    columns: tuple[Column, ...], rows: list[tuple[Cell, ...]], room: int, gap: int
) -> list[int]:
    """A width for every column: as wide as its text; where that is too much, text is cut and bars
    are drawn smaller."""
    widths = natural(columns, rows)
    bars = [at for at in range(len(columns)) if _all_bars([row[at] for row in rows])]
    for at in bars:
        widths[at] = max(cell_len(row[at].text) for row in rows)
    over = sum(widths) + gap * (len(widths) - 1) - room
    for candidates, least in (
        ([at for at, column in enumerate(columns) if column.shrinks], COMFORTABLE),
        (bars, LEAST_BAR),
        ([at for at, column in enumerate(columns) if column.shrinks], LEAST),
        ([at for at, column in enumerate(columns) if not column.right], LEAST),
    ):
        while over > 0:
            wide = [at for at in candidates if widths[at] > least]
            if not wide:
                break
            widths[max(wide, key=widths.__getitem__)] -= 1
            over -= 1
    return widths


def _all_bars(cells: list[Cell]) -> bool:
    filled = [cell.text for cell in cells if cell.text.strip()]
    return bool(filled) and all(
        re.fullmatch(r"#*=*-* *", text) and len(text) > 2 for text in filled
    )


def _scaled(cell: Cell, width: int) -> Cell:
    """A bar drawn smaller, its parts in proportion."""
    length = len(cell.text)
    if length <= width or not _all_bars([cell]):
        return cell
    ends = [len(cell.text.rstrip(cut)) for cut in (" -=", " -", " ")]
    low, value, high = (round(end * width / length) for end in ends)
    return Cell(text="#" * low + "=" * (value - low) + "-" * (high - value), tone=cell.tone)
