"""Figures as SVG: small pure functions, readable in black and white, with their text alternative inside."""

from __future__ import annotations

from html import escape

from advisor.views.figures import Bars, Waterfall

WIDTH = 720
LABEL = 200
ROW = 26
BAR = 16
TEXT = 110
"""Pixels: of the whole, of a label, a row, a bar, and the figure at the end of a row."""


def bars(figure: Bars, id: str) -> str:
    """Bars from 0 to 1; a range is a line with ends across the bar."""
    room = WIDTH - LABEL - TEXT
    parts = []
    for at, bar in enumerate(figure.bars):
        y = at * ROW + 4
        middle = y + BAR / 2
        parts.append(f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(bar.label)}</text>')
        parts.append(f'<rect class="track" x="{LABEL}" y="{y}" width="{room}" height="{BAR}"/>')
        kind = "first" if bar.tone == "good" else "bar"
        parts.append(f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{_px(bar.value * room)}" height="{BAR}"/>')
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
        rows.append((f"+ {len(figure.steps) - steps}", figure.total - before, before, f"{figure.total - before:+.3f}"))
    rows.append(("=", figure.total, 0.0, f"{figure.total:+.3f}"))
    ends = [0.0, *(start for _, _, start, _ in rows), *(start + change for _, change, start, _ in rows)]
    least, most = min(ends), max(ends)
    span = (most - least) or 1.0
    room = WIDTH - LABEL - TEXT

    def x(value: float) -> float:
        return LABEL + room * (value - least) / span

    parts = [f'<path class="axis" d="M{_px(x(0.0))} 0V{len(rows) * ROW + 4}"/>']
    for at, (label, change, start, text) in enumerate(rows):
        y = at * ROW + 4
        left, width = min(x(start), x(start + change)), abs(x(start + change) - x(start))
        kind = "first" if label == "=" else "up" if change >= 0 else "down"
        parts.append(f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect class="{kind}" x="{_px(left)}" y="{y}" width="{_px(max(width, 1))}" height="{BAR}"/>')
        parts.append(f'<text x="{LABEL + room + 8}" y="{y + 13}">{escape(text)}</text>')
    return _svg(figure.title, figure.alt, len(rows) * ROW + 8, parts, id)


def figure(of: Bars | Waterfall, id: str) -> str:
    """Either kind."""
    return bars(of, id) if isinstance(of, Bars) else waterfall(of, id)


def _svg(title: str, alt: str, height: int, parts: list[str], id: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-t {id}-d" '
        f'viewBox="0 0 {WIDTH} {height}">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(alt)}</desc>' + "".join(parts) + "</svg>"
    )


def _px(value: float) -> str:
    return f"{value:.1f}"
