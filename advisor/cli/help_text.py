"""Help in the reader's language: Click writes English, and every piece of it passes through the
catalogue here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from inspect import cleandoc

import click

from advisor.messages import N_, Say, told, words

CLICK_SAYS = (
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
)
"""What Click itself says in a help."""
EXAMPLES = N_("Examples:")
STICKY = ",.;:!?)]，。；：！？）」、"
"""Signs that do not begin a line."""


def complaint(error: click.ClickException) -> str:
    """What Click has to say about a command line; its rarer complaints stay in English."""
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(f"`{name}`" for name in error.possibilities or ())
        if near:
            return told(
                "There is no option {option}. Did you mean {names}?",
                option=error.option_name,
                names=near,
            )
        return told("There is no option {option}.", option=error.option_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return told(
            "{name} is missing.",
            name=error.param.get_error_hint(error.ctx or click.get_current_context()),
        )
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        name = error.param.get_error_hint(error.ctx)
        return told("The value of {name} does not fit: {reason}", name=name, reason=error.message)
    return error.format_message()


class HelpText(click.HelpFormatter):
    """Click's formatter, but it asks the session for the language and counts terminal cells when it
    wraps Chinese."""

    @property
    def say(self) -> Say:
        ctx = click.get_current_context(silent=True)
        lang = getattr(getattr(getattr(ctx, "obj", None), "settings", None), "lang", "en")
        return words(lang)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, self.say("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(self.say(heading))

    def write_text(self, text: str) -> None:
        if self.say.lang == "en":
            super().write_text(text)
            return
        if text.startswith(EXAMPLES):
            said = self.say(EXAMPLES) + text.removeprefix(EXAMPLES)
        else:
            said = self.say(cleandoc(text))
        indent = " " * self.current_indent
        for line in wrap(said, max(self.width - self.current_indent, 11)):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        if self.say.lang == "en":
            super().write_dl(list(rows), col_max, col_spacing)
            return
        known = [(first, _translated(second, self.say)) for first, second in rows]
        left = min(max((len(first) for first, _ in known), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in known:
            lines: Sequence[str] = wrap(
                second, max(self.width - left - 2 * self.current_indent, 10)
            ) or ("",)
            head = f"{indent}{first}"
            if len(first) > left - col_spacing:
                self.write(f"{head}\n")
                head = ""
            self.write(f"{head:<{left + self.current_indent}}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{'':<{left + self.current_indent}}{line}\n")


def _translated(text: str, say: Say) -> str:
    """Click adds `  [x>=1]` to an option's help."""
    help_text, gap, extra = text.partition("  [")
    return say(help_text) + gap + extra


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Lines of at most `width` cells, broken between Chinese characters or at spaces."""
    from rich.cells import cell_len

    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|\n|.", text):
        if piece == "\n" or (cell_len(line + piece) > width and piece not in STICKY):
            lines.append(line.rstrip())
            line = ""
        if piece != "\n" and (line or piece != " "):
            line += piece
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)
