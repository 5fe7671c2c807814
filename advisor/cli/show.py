"""Views on a plain terminal: tables of aligned text, cut to the width there is, readable by a
screen reader."""

from __future__ import annotations

import shutil
import sys

from msgspec.structs import replace

from advisor.reading.characters import harmless
from advisor.views.figures import Bars, Column, Row, Table, Waterfall

GAP = "  "
SHRUNK = 12
"""Cells that are left of a column which may be cut."""
TONES = {"good": "32", "doubt": "33", "bad": "31", "dim": "2", "strong": "1"}


def width() -> int:
    """Columns to fill: the terminal's, or 100 where the output goes elsewhere."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def colours() -> bool:
    """Whether to colour: a terminal that was not asked to be plain, or FORCE_COLOR."""
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def as_text(table: Table, *, columns: int | None = None, colour: bool = False) -> str:
    """A table as lines of text."""
    from rich.cells import cell_len, set_cell_size

    room = columns or width()
    table = _harmless(table)
    if not table.rows:
        return "\n".join(line for line in (table.title, table.empty) if line)
    widths = [
        max([cell_len(column.title), *(cell_len(row.cells[at].text) for row in table.rows)])
        for at, column in enumerate(table.columns)
    ]
    kept = _with_room(table.columns, widths, room)
    over = _needed(widths, kept) - room
    for at in kept:
        if over > 0 and table.columns[at].shrinks:
            cut = min(over, max(0, widths[at] - SHRUNK))
            widths[at] -= cut
            over -= cut

    def line(texts: list[tuple[str, str]]) -> str:
        parts = []
        for at in kept:
            text, tone = texts[at]
            shown = text
            if cell_len(text) > widths[at]:
                shown = set_cell_size(text, max(1, widths[at] - 1)).rstrip() + "~"
            padding = " " * max(0, widths[at] - cell_len(shown))
            shown = f"\x1b[{TONES[tone]}m{shown}\x1b[0m" if colour and tone in TONES else shown
            parts.append(padding + shown if table.columns[at].right else shown + padding)
        return GAP.join(parts).rstrip()

    lines = [table.title] if table.title else []
    lines.append(line([(column.title, "strong") for column in table.columns]))
    lines += [line([(cell.text, cell.tone) for cell in row.cells]) for row in table.rows]
    lines += list(table.notes)
    return "\n".join(lines)


def remark(text: str, depth: int = 0, *, columns: int | None = None) -> list[str]:
    """A text as lines that a shell passes over: each begins with `#` and fits into the width."""
    return paragraph(text, "# " + "  " * depth, columns=columns)


def paragraph(text: str, start: str = "", *, columns: int | None = None) -> list[str]:
    """A text as lines that fit into the width, each with the same beginning; all but the first are
    set in."""
    from rich.cells import cell_len

    room = max(20, (columns or width()) - len(start))
    lines, line = [], ""
    for word in _words(harmless(text)):
        if line and cell_len(line + word.rstrip()) > room:
            lines.append(line.rstrip())
            line = "  "
        line += word
    return [start + each for each in (*lines, line.rstrip())]


def _words(text: str) -> list[str]:
    """What a line may be broken behind: a word with its space, a Chinese character."""
    import re

    return re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text)


def _harmless(table: Table) -> Table:
    """The table with every acting character spelt out."""
    columns = [replace(column, title=harmless(column.title)) for column in table.columns]
    rows = [
        Row(id=row.id, cells=tuple(replace(cell, text=harmless(cell.text)) for cell in row.cells))
        for row in table.rows
    ]
    return Table(
        title=harmless(table.title),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=tuple(map(harmless, table.notes)),
        empty=harmless(table.empty),
    )


def _needed(widths: list[int], kept: list[int]) -> int:
    return sum(widths[at] for at in kept) + len(GAP) * (len(kept) - 1)


def _with_room(columns: tuple[Column, ...], widths: list[int], room: int) -> list[int]:
    """Which columns to show: all, or without those that may be left out."""
    every = range(len(columns))
    shrunk = [min(widths[at], SHRUNK) if columns[at].shrinks else widths[at] for at in every]
    fits = _needed(shrunk, list(every)) <= room
    return [at for at in every if fits or not columns[at].spare]


def bars_text(figure: Bars, *, columns: int | None = None) -> str:
    """Bars as lines of text: `#` up to the low end of the interval, `=` to its high end, the figure
    beside it."""
    from rich.cells import cell_len, set_cell_size

    room = columns or width()
    labels = min(28, max((cell_len(bar.label) for bar in figure.bars), default=0))
    longest = max(
        10,
        room - labels - max((cell_len(bar.text) for bar in figure.bars), default=0) - 2 * len(GAP),
    )
    lines = [figure.title]
    for bar in figure.bars:
        low = bar.value if bar.low is None else bar.low
        high = bar.value if bar.high is None else bar.high
        sure = min(longest, max(0, round(longest * low)))
        rest = min(longest, max(sure, round(longest * high)))
        strokes = ("#" * sure + "=" * (rest - sure)).ljust(longest)
        lines.append(GAP.join((set_cell_size(bar.label, labels), strokes, bar.text)))
    return "\n".join(lines)


WATERFALL_STEPS = 12
"""Steps shown one by one; the rest are summed, and said so."""


def waterfall_text(figure: Waterfall, *, columns: int = 40) -> str:
    """A waterfall as lines of text: `+` adds, `-` takes away, one line a step."""
    from rich.cells import cell_len, set_cell_size

    shown = figure.steps[:WATERFALL_STEPS]
    rest = figure.steps[WATERFALL_STEPS:]
    rows = [(step.label, step.change, step.text) for step in shown]
    if rest:
        change = sum(step.change for step in rest)
        rows.append((f"... {len(rest)}", change, f"{change:+.3f}"))
    largest = max((abs(change) for _, change, _ in rows), default=1.0) or 1.0
    label_width = min(40, max((cell_len(label) for label, _, _ in rows), default=0))
    lines = [figure.title]
    for label, change, text in rows:
        strokes = max(1, round(columns * abs(change) / largest)) * ("+" if change > 0 else "-")
        lines.append(f"  {set_cell_size(label, label_width)}  {text:>7}  {strokes}")
    total = f"{figure.total:+.3f}"
    lines.append(f"  {set_cell_size('=', label_width)}  {total:>7}")
    return "\n".join(lines)
