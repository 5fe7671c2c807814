"""The line at the top: the screens with their keys, the one that is open marked, the language and
the help key."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from advisor.messages import N_, Say
from advisor.tui.widgets.line import TextLine

PAGES = {
    "decide": N_("Decide"),
    "why": N_("Why"),
    "compare": N_("Compare"),
    "measure": N_("Measure"),
    "machine": N_("Machine"),
    "knowledge": N_("Knowledge"),
    "starter": N_("Starter"),
    "report": N_("Report"),
}
"""Screen: its name. The keys are 1 to 8 in this order."""


class TopBar(TextLine):
    """Names of all screens; a click opens one."""

    def __init__(self, page: str) -> None:
        super().__init__(id="top")
        self.page = page

    def show(self, say: Say) -> None:
        """Draw it, as much as the width has room for."""
        parts = [
            ("page", f"{number} {say(name)}", page)
            for number, (page, name) in enumerate(PAGES.items(), start=1)
        ]
        tail = f"{say('language')}: {say.lang}   ? {say('help')} "
        used = sum(cell_len(label) + 2 for _, label, _ in parts)
        room = self.app.size.width
        left = " fwadvisor " if used + 12 <= room else ""
        line = Content.styled(left, "bold $accent") if left else Content("")
        for _, label, page in parts:
            style = "bold $primary reverse" if page == self.page else "$foreground"
            line += Content.styled(f" {label} " if used <= room else f" {label}", style).stylize(
                Style.from_meta({"@click": f"app.go('{page}')"})
            )
        free = room - cell_len(line.plain) - cell_len(tail)
        if free > 0:
            line += Content(" " * free) + Content.styled(tail, "$muted")
        self.draw(line)
