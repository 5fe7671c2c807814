"""The bottom line: the keys that work now, in the reader's language; a click presses one."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.style import Style

from advisor.messages import Say
from advisor.tui.widgets.line import TextLine

SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "backspace": "Bksp",
    "ctrl+p": "^p",
    "left": "<",
    "right": ">",
    "tab": "Tab",
    "plus": "+",
    "minus": "-",
}
"""Key names of Textual: how they are written for people, without glyphs of uncertain width."""
HELP_KEY = "question_mark"


def key_name(key: str) -> str:
    """A key as people write it."""
    return SHOWN.get(key, key)


def is_own(node: DOMNode, binding: Binding) -> bool:
    """Whether a described binding is one of ours: Textual's own are known to everybody, and speak
    English only."""
    ours = [
        entry.__dict__.get("BINDINGS", ())
        for entry in type(node).__mro__
        if entry.__module__.startswith("advisor.")
    ]
    return bool(binding.description) and any(
        isinstance(known, Binding) and known.description == binding.description
        for group in ours
        for known in group
    )


def keys_that_work(screen: Screen[object]) -> list[tuple[str, str]]:
    """(key, English description) of every enabled binding that is to be shown, each action once."""
    seen: dict[str, tuple[str, str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not (binding.show and active.enabled and binding.description):
            continue
        known = seen.get(binding.action)
        if known is None or len(binding.key) < len(known[0]):
            seen[binding.action] = (binding.key, binding.description)
    return list(seen.values())


class KeyLine(TextLine):
    """As many keys as fit, those of the focused widget first, help always."""

    def __init__(self) -> None:
        super().__init__(id="keys")

    def show(self, say: Say) -> None:
        """Draw it."""
        keys = keys_that_work(self.screen)
        help_line = Content("").join(
            _label(key, say(text)) for key, text in keys if key == HELP_KEY
        )
        room = self.app.size.width - help_line.cell_length
        line = Content("")
        for key, description in keys:
            label = _label(key, say(description))
            if key == HELP_KEY or line.cell_length + label.cell_length > room:
                continue
            line += label
        self.draw(line + help_line)


def _label(key: str, description: str) -> Content:
    """A key and what it does; a click presses it."""
    press = Style.from_meta({"@click": f"app.simulate_key('{key}')"})
    name = Content.styled(f" {key_name(key)}", "bold $accent").stylize(press)
    return name + Content.styled(f" {description} ", "$foreground").stylize(press)
