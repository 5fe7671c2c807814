"""What every command shares: the global options, the two streams, questions and errors."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec.structs import replace as with_changes

from advisor.cli.defaults import default_settings
from advisor.cli.help_text import HelpText
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Words, words
from advisor.reading.characters import harmless, harmless_json
from advisor.usecases.settings import Settings
from advisor.views.problem import what_and_why

if TYPE_CHECKING:
    from advisor.views.figures import Table


@dataclass
class Session:
    """One call of the command line. Data goes to stdout, everything else to stderr."""

    settings: Settings = field(default_factory=default_settings)
    quiet: bool = False
    verbose: bool = False

    @property
    def say(self) -> Words:
        return words(self.settings.lang)

    def spelled(self, text: str) -> str:
        """The text, with ASCII for lines and signs where that was asked for."""
        if not self.settings.ascii:
            return text
        from advisor.views.ascii import as_ascii

        return as_ascii(text)

    def data(self, text: str) -> None:
        """Write a line of data to stdout."""
        print(self.spelled(harmless(text)))

    def table(self, *tables: Table) -> None:
        """Write tables to stdout, in colour where there is a terminal."""
        from advisor.cli.show import as_text, colours

        # Its cells are made harmless one by one: the colours around them are ours.
        texts = [as_text(table, colour=colours()) for table in tables]
        print(self.spelled("\n\n".join(texts)))

    def json(self, document: Any) -> None:
        """Write one JSON document to stdout, keys in the order given."""
        import msgspec

        text = msgspec.json.format(msgspec.json.encode(document), indent=2)
        sys.stdout.buffer.write(harmless_json(text) + b"\n")
        sys.stdout.buffer.flush()

    def note(self, text: str) -> None:
        """Write a line of progress to stderr, unless quiet."""
        if not self.quiet:
            print(self.spelled(harmless(text)), file=sys.stderr, flush=True)

    def confirm(self, question: str, *, yes: bool, option: str = "--yes") -> None:
        """Ask before something large or lasting; without a terminal it needs the option."""
        if yes:
            return
        if not self.can_ask():
            raise AdvisorError(
                "needs-consent",
                question,
                why=self.say(
                    "Nothing is downloaded or removed unasked, and there is no terminal to ask on."
                ),
                hint=self.say("add `{option}` to go on", option=option),
                exit_code=ExitCode.USAGE,
            )
        if not click.confirm(harmless(question), default=True, err=True):
            raise click.Abort

    def agree_to_overlay(self) -> None:
        """Go on only when the code of an overlay may run."""
        if not self.asks_about_overlay():
            raise click.Abort

    def asks_about_overlay(self) -> bool:
        """Ask before code of an overlay runs for the first time; a yes is kept for exactly that
        code. False when the answer is no.

        Raises:
            AdvisorError: `overlay-not-trusted` when nobody is there to answer.
        """
        if self.settings.overlay is None or self.settings.trust_overlay:
            return True
        from advisor.lab.overlay_code import not_trusted, shortened
        from advisor.usecases.contributing.overlay_code import say_yes, to_agree_to

        code = to_agree_to(self.settings)
        if code is None:
            return True
        if not self.can_ask():
            raise not_trusted(code, self.say)
        question = self.say(
            "Run the code in {folder} ({files})? It can do whatever you can.",
            folder=code.folder,
            files=shortened(code),
        )
        agreed = click.confirm(question, default=False, err=True)
        if agreed:
            say_yes(code, settings=self.settings)
        return agreed

    def can_ask(self) -> bool:
        """Whether somebody is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def show_error(self, error: AdvisorError) -> None:
        """Three short lines: what kind, what and why, and the next command to type."""
        colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        head, foot = self.say("error"), self.say("hint")
        if colour:
            head, foot = f"\x1b[1;31m{head}\x1b[0m", f"\x1b[1;36m{foot}\x1b[0m"
        lines = [f"{head}: {error.reference}", harmless(what_and_why(error, self.say))]
        if error.hint:
            lines.append(f"{foot}: {harmless(self.say(error.hint))}")
        print(self.spelled("\n".join(lines)), file=sys.stderr)

    def show_defect(self, error: BaseException) -> int:
        """A defect of ours: keep the traceback in a log and say where it is."""
        log = self.settings.cache / "logs" / time.strftime("%Y%m%d-%H%M%S.log", time.gmtime())
        where = str(log)
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError:
            where = "".join(traceback.format_exception(error))
        self.show_error(
            AdvisorError(
                "defect",
                self.say("fwadvisor failed in a way it should not."),
                why=self.say(
                    "This is our defect, not yours; the details are in {where}", where=where
                ),
                hint=self.say(
                    "please report it with that file; `fwadvisor doctor` shows what works"
                ),
                exit_code=ExitCode.DEFECT,
            )
        )
        return int(ExitCode.DEFECT)


def _adopt(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def callback(ctx: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        if value is None or value is False:
            return value
        session: Session = ctx.ensure_object(Session)
        if name in ("quiet", "verbose"):
            setattr(session, name, True)
        else:
            more: dict[str, Any] = {"lang_given": True} if name == "lang" else {}
            session.settings = with_changes(session.settings, **{name: value}, **more)
        return value

    return callback


# Every command and group of this program has its help written by this.
click.Context.formatter_class = HelpText

F = TypeVar("F", bound=Callable[..., Any])
_DIRECTORY = click.Path(path_type=Path, file_okay=False)
_GLOBAL: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("--knowledge",),
        {"type": _DIRECTORY, "help": "use this knowledge base instead of the shipped one"},
    ),
    (
        ("--overlay",),
        {"type": _DIRECTORY, "help": "lay this folder of claims, adapters and templates on top"},
    ),
    (("--trust-overlay",), {"is_flag": True, "help": "agree to run the code in that folder"}),
    (("--data",), {"type": _DIRECTORY, "help": "environments and runs live here"}),
    (
        ("--lang",),
        {
            "type": click.Choice(["en", "zh"]),
            "is_eager": True,
            "help": "language of what people read",
        },
    ),
    (("--offline",), {"is_flag": True, "help": "touch no network"}),
    (("--ascii",), {"is_flag": True, "help": "draw with ASCII only"}),
    (("-q", "--quiet"), {"is_flag": True, "help": "no progress on stderr"}),
    (("-v", "--verbose"), {"is_flag": True, "help": "more detail on stderr"}),
)


def global_options(function: F) -> F:
    """Add the global options; they work before and after the sub-command and land in the
    session."""
    for names, keywords in reversed(_GLOBAL):
        long = next(name for name in names if name.startswith("--"))
        function = click.option(
            *names,
            expose_value=False,
            callback=_adopt(long.strip("-").replace("-", "_")),
            **keywords,
        )(function)
    return function


def shown(*examples: str) -> str:
    """Examples as the last paragraph of a help."""
    return "Examples:  " + "   |   ".join(examples)


def command(
    help_text: str, *, examples: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], click.Command]:
    """A sub-command: global options, help with examples, and the session as first argument.

    The function may return an ExitCode; None means done.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        @wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            ctx = click.get_current_context()
            return function(ctx.find_object(Session), *args, **keywords)

        made = click.command(
            help=help_text,
            epilog=shown(*examples),
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        return made(global_options(call))

    return decorate
