"""Figures as SVG: small pure functions, readable in black and white, with their text alternative
inside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

from advisor.views.figures import Bars, StackedBars, Waterfall

WIDTH = 720
LABEL = 200
ROW = 26
BAR = 16
"""Pixels: of the whole, of a label, a row and a bar."""

LETTER = 6.8
"""Pixels of a letter at twelve pixels, on the wide side; a Chinese character takes two."""

PARTS = "s0", "s1", "s2", "s3", "s4", "s5", "s6"
"""Shades of a stacked bar from dark to light; the marks in the first three are white."""
WHITE_MARKS = 3


def bars(figure: Bars, id: str) -> str:
    """Bars from 0 to 1; a range is a line with ends across the bar."""
    room = _room(bar.text for bar in figure.bars)
    parts = []
    for at, bar in enumerate(figure.bars):
        y = at * ROW + 4
        middle = y + BAR / 2
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(bar.label)}</text>'
        )
        parts.append(f'<rect class="track" x="{LABEL}" y="{y}" width="{room}" height="{BAR}"/>')
        kind = "first" if bar.tone == "good" else "bar"
        parts.append(
            f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{_px(bar.value * room)}" '
            f'height="{BAR}"/>'
        )
        if bar.low is not None and bar.high is not None:
            low, high = LABEL + bar.low * room, LABEL + bar.high * room
            ends = " ".join(f"M{_px(x)} {y + 3}v{BAR - 6}" for x in (low, high))
            parts.append(f'<path class="range" d="M{_px(low)} {_px(middle)}H{_px(high)} {ends}"/>')
        parts.append(f'<text x="{LABEL + room + 8}" y="{y + 13}">{escape(bar.text)}</text>')
    return _svg(figure.title, figure.alt, len(figure.bars) * ROW + 8, parts, id)


def waterfall(figure: Waterfall, id: str, steps: int = 12) -> str:
    """Steps from 0 to the total; what is not shown one by one is summed, and said so."""
    shown = list(figure.steps[:steps])
    rows = [(step.label, step.change, step.total - step.change, step.text) for step in shown]
    if len(figure.steps) > steps:
        before = shown[-1].total if shown else 0.0
        rows.append(
            (
                f"+ {len(figure.steps) - steps}",
                figure.total - before,
                before,
                f"{figure.total - before:+.3f}",
            )
        )
    rows.append(("=", figure.total, 0.0, f"{figure.total:+.3f}"))
    ends = [
        0.0,
        *(start for _, _, start, _ in rows),
        *(start + change for _, change, start, _ in rows),
    ]
    least, most = min(ends), max(ends)
    span = (most - least) or 1.0
    room = _room(text for *_, text in rows)

    def x(value: float) -> float:
        return LABEL + room * (value - least) / span

    parts = [f'<path class="axis" d="M{_px(x(0.0))} 0V{len(rows) * ROW + 4}"/>']
    for at, (label, change, start, text) in enumerate(rows):
        y = at * ROW + 4
        left, width = min(x(start), x(start + change)), abs(x(start + change) - x(start))
        kind = "first" if label == "=" else "up" if change >= 0 else "down"
        parts.append(f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(label)}</text>')
        parts.append(
            f'<rect class="{kind}" x="{_px(left)}" y="{y}" width="{_px(max(width, 1))}" '
            f'height="{BAR}"/>'
        )
        parts.append(f'<text x="{LABEL + room + 8}" y="{y + 13}">{escape(text)}</text>')
    return _svg(figure.title, figure.alt, len(rows) * ROW + 8, parts, id)


def stacks(figure: StackedBars, id: str) -> str:
    """Bars made of parts side by side, each with its mark where there is room for it, and the key
    below."""
    room = _room(stack.text for stack in figure.stacks)
    parts = []
    for at, stack in enumerate(figure.stacks):
        y = at * ROW + 4
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(stack.label)}</text>'
        )
        parts.append(f'<rect class="frame" x="{LABEL}" y="{y}" width="{room}" height="{BAR}"/>')
        left = float(LABEL)
        for index, (part, mark) in enumerate(zip(stack.parts, figure.marks, strict=True)):
            width = part.share * room
            if width > 0:
                parts.append(_part(index, left, y, width, mark if width > _width(mark) + 4 else ""))
            left += width
        parts.append(f'<text x="{LABEL + room + 8}" y="{y + 13}">{escape(stack.text)}</text>')
    left, y = float(LABEL), len(figure.stacks) * ROW + 8
    for index, (name, mark) in enumerate(zip(figure.key, figure.marks, strict=True)):
        width = _width(mark) + 8
        if left + width + 6 + _width(name) > WIDTH and left > LABEL:
            left, y = float(LABEL), y + ROW
        parts.append(_part(index, left, y, width, mark))
        parts.append(f'<text x="{_px(left + width + 6)}" y="{y + 13}">{escape(name)}</text>')
        left += width + 6 + _width(name) + 16
    return _svg(figure.title, figure.alt, y + ROW, parts, id)


def figure(of: Bars | StackedBars | Waterfall, id: str) -> str:
    """Any kind."""
    if isinstance(of, StackedBars):
        return stacks(of, id)
    return bars(of, id) if isinstance(of, Bars) else waterfall(of, id)


def _part(index: int, left: float, y: int, width: float, mark: str) -> str:
    shade = PARTS[min(index, len(PARTS) - 1)]
    drawn = (
        f'<rect class="part {shade}" x="{_px(left)}" y="{y}" width="{_px(width)}" height="{BAR}"/>'
    )
    if mark:
        kind = "light" if index < WHITE_MARKS else "dark"
        middle = _px(left + width / 2)
        place = f'x="{middle}" y="{y + 12}" text-anchor="middle"'
        drawn += f'<text class="{kind}" {place}>{escape(mark)}</text>'
    return drawn


def _room(texts: Iterable[str]) -> int:
    """Pixels for the bars: what labels and the texts at their ends leave."""
    return WIDTH - LABEL - 16 - min(round(max(map(_width, texts), default=0.0)), WIDTH // 3)


def _width(text: str) -> float:
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _svg(title: str, alt: str, height: int, parts: list[str], id: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-t {id}-d" '
        f'viewBox="0 0 {WIDTH} {height}">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(alt)}</desc>'
        + "".join(parts)
        + "</svg>"
    )


def _px(value: float) -> str:
    return f"{value:.1f}"
