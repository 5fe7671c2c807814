"""Help on the screen that it is opened from: what it is for, every key that works there, what the
words mean."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from advisor.messages import N_, Say
from advisor.tui.page import DIALOGS_SHEET, Page
from advisor.tui.widgets.key_line import is_own, key_name

EVERYWHERE = (
    ("1 .. 8", N_("open a screen")),
    ("Tab", N_("the next part of the screen")),
    ("j k", N_("down and up, like the arrows")),
    ("g G", N_("to the first and the last row")),
    ("^p", N_("palette: every action by name")),
)
WORDS = (
    (
        N_("score"),
        N_(
            "the sum of weight times worth over all criteria, 0 to 1; an unknown counts as the "
            "middle"
        ),
    ),
    (
        N_("bar"),
        N_(
            "# is what the score is at least, = what it is now, - what it could become when the "
            "unknown becomes known"
        ),
    ),
    (
        N_("first in"),
        N_(
            "in how many of the plausible weights and measurements it comes first; not a "
            "probability of being right"
        ),
    ),
    (N_("known"), N_("for how many criteria anything is known at all")),
    (N_("out"), N_("a must-have is not met; the option in brackets would let it in")),
)


class Help(ModalScreen[None]):
    """One page of help."""

    CSS_PATH = DIALOGS_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "close", N_("close")),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
    ]

    def __init__(self, page: Page, say: Say) -> None:
        super().__init__()
        self.page = page
        self.say = say

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -tall -broad"):
            yield Static(self._text())

    def action_close(self) -> None:
        self.dismiss()

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def _text(self) -> Content:
        say = self.say
        parts = [Content.styled(say(self.page.HELP), "$foreground"), Content("")]
        parts.append(Content.styled(say("Keys here"), "bold $accent"))
        parts += [_line(key, say(text)) for key, text in self._keys()]
        parts.append(Content(""))
        parts.append(Content.styled(say("Keys everywhere"), "bold $accent"))
        parts += [_line(key, say(text)) for key, text in EVERYWHERE]
        parts.append(Content(""))
        parts.append(Content.styled(say("Words"), "bold $accent"))
        parts += [_line(say(word), say(text)) for word, text in WORDS]
        parts.append(Content(""))
        parts.append(Content.styled(say("Esc closes this."), "$muted"))
        return Content("\n").join(parts)

    def _keys(self) -> list[tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for active in self.page.active_bindings.values():
            binding = active.binding
            if (
                active.enabled
                and is_own(active.node, binding)
                and not binding.action.startswith("go('")
            ):
                keys, _ = found.get(binding.action, ("", ""))
                shown = f"{keys} {key_name(binding.key)}".strip()
                found[binding.action] = (shown, binding.description)
        return list(found.values())


def _line(key: str, text: str) -> Content:
    return Content.styled(f"  {key:<12} ", "bold") + Content(text)
