"""The manual page in roff: every command with its options and examples, asked of the commands
themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

from advisor.cli.help_text import EXAMPLES
from advisor.cli.main import COMMANDS, fwadvisor
from advisor.errors import ExitCode
from advisor.messages import N_, Say
from advisor.version import __version__

ABOUT = N_("choose a deep-learning framework on Linux, on evidence")
STORY = (
    N_(
        "Without a command the app opens in the terminal; where there is none, the ranking is "
        "printed."
    ),
    N_(
        "Data goes to stdout, progress and errors to stderr. Nothing is downloaded unasked: on a "
        "terminal a command "
        "asks, elsewhere it needs --yes. Every command that shows something takes --json."
    ),
)
EXITS = {
    ExitCode.DONE: N_("done"),
    ExitCode.NO: N_(
        "the answer is no: nothing eligible, a policy failed, knowledge is invalid, a measurement "
        "failed"
    ),
    ExitCode.USAGE: N_("wrong usage"),
    ExitCode.CANNOT: N_("the machine or the network cannot do it"),
    ExitCode.DEFECT: N_("a defect of ours; the path of the log is printed"),
    ExitCode.INTERRUPTED: N_("interrupted"),
}
VARIABLES = {
    "FWADVISOR_KNOWLEDGE, FWADVISOR_OVERLAY, FWADVISOR_DATA, FWADVISOR_LANG, FWADVISOR_OFFLINE, "
    "FWADVISOR_ASCII": N_("as the options of the same names"),
    "NO_COLOR, FORCE_COLOR": N_("never colour, always colour"),
    "XDG_DATA_HOME, XDG_CACHE_HOME": N_("where data and caches go"),
}
FILES = {
    "~/.local/share/fwadvisor/": N_(
        "environments, measurements, and the need that --profile last reads"
    ),
    "~/.cache/fwadvisor/": N_("what can be made again; the logs of defects"),
}
WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
"""Chinese characters and the punctuation that goes with them."""


def man_page(say: Say) -> str:
    """The page, in the language that `say` speaks."""
    return "\n".join(_lines(say))


def _lines(say: Say) -> Iterator[str]:
    yield f'.TH FWADVISOR 1 "" "fwadvisor {__version__}" "fwadvisor"'
    yield ".ad l"
    yield from (".SH " + say(N_("NAME")), f"fwadvisor \\- {_safe(say(ABOUT))}")
    yield from (
        ".SH " + say(N_("SYNOPSIS")),
        r".B fwadvisor",
        r"[\fIOPTION\fR]... [\fICOMMAND\fR [\fIARGUMENT\fR]...]",
    )
    yield ".SH " + say(N_("DESCRIPTION"))
    for text in STORY:
        yield from (".PP", _safe(say(text)))
    yield ".SH " + say(N_("OPTIONS"))
    top = click.Context(fwadvisor, info_name="fwadvisor")
    everywhere: set[str | None] = {option.name for option in fwadvisor.params}
    yield from _options(top, {"help"}, say)
    yield ".SH " + say(N_("COMMANDS"))
    for name in COMMANDS:
        command = fwadvisor.get_command(top, name)
        assert command is not None
        yield from _command(
            command, click.Context(command, top, info_name=name), everywhere | {"help"}, say
        )
    for heading, entries in (
        (N_("EXIT STATUS"), {str(int(code)): text for code, text in EXITS.items()}),
        (N_("ENVIRONMENT"), VARIABLES),
        (N_("FILES"), FILES),
    ):
        yield ".SH " + say(heading)
        for term, text in entries.items():
            yield from (".TP", rf"\fB{_safe(term)}\fR", _safe(say(text)))


def _command(
    command: click.Command, ctx: click.Context, known: set[str | None], say: Say
) -> Iterator[str]:
    """One command, and those below it; options that all commands have are told once."""
    usage = " ".join(piece for piece in command.collect_usage_pieces(ctx) if piece != "[OPTIONS]")
    yield rf".SS {_safe(ctx.command_path)} \fI{_safe(usage)}\fR"
    yield _safe(say(cleandoc(command.help or "")))
    yield from _options(ctx, known, say)
    if command.epilog:
        yield from (".PP", _safe(say(EXAMPLES)), ".nf")
        for example in re.split(r"\s{3,}\|\s{3,}", command.epilog.removeprefix(EXAMPLES).strip()):
            yield "    " + _safe(example)
        yield ".fi"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from _command(below, click.Context(below, ctx, info_name=name), known, say)


def _options(ctx: click.Context, known: set[str | None], say: Say) -> Iterator[str]:
    for parameter in ctx.command.get_params(ctx):
        told = isinstance(parameter, click.Option) and parameter.name not in known
        record = parameter.get_help_record(ctx) if told else None
        if record is not None:
            term, text = record
            help_text, gap, extra = text.partition("  [")
            yield from (
                ".TP",
                rf"\fB{_safe(term)}\fR",
                _safe(say(help_text) + gap + extra) or "\\&",
            )


def _safe(text: str) -> str:
    """Text that roff takes as it is: no escapes, no hyphenation of options, no line that begins
    like a request.

    Chinese may be broken after every character, which roff has to be told.
    """
    escaped = re.sub(WIDE, r"\g<0>\\:", text.replace("\\", "\\e").replace("-", "\\-"))
    return "\n".join(
        "\\&" + line if line.startswith((".", "'")) else line for line in escaped.splitlines()
    )
