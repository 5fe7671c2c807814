"""The table of commands: each lives in a module of its own, imported when it is called."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING

import click

from advisor.cli.help_text import complaint
from advisor.cli.session import Session, global_options
from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.messages import N_, told, words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "machine": N_("facts of this machine, each with the command that shows the same"),
    "answer": N_("the answer on one page: stack, why, commands, what would change it"),
    "rank": N_("ranked table with scores, shares and exclusions"),
    "explain": N_("why a framework stands where it stands"),
    "compare": N_("frameworks side by side, criterion by criterion"),
    "measure": N_("build environments and run workloads"),
    "env": N_("the isolated environments"),
    "runs": N_("the store of measurements"),
    "starter": N_("write a project that trains"),
    "report": N_("export the recommendation"),
    "diff": N_("what changed between two reports"),
    "replay": N_("make a report's ranking again, or say what differs"),
    "vote": N_("merge several people's profiles"),
    "prefer": N_("learn weights from trade-off questions"),
    "predict": N_("time and memory of your own model, with intervals"),
    "migration": N_("what a PyTorch project uses, and which framework has it"),
    "check": N_("a gate for CI: judge the choice by a policy"),
    "knowledge": N_("what is claimed, with sources; check your own files"),
    "install-plan": N_("how each framework gets onto the machine, with exact commands"),
    "framework": N_("write the files that a new framework begins with"),
    "serve": N_("the app in a browser of this machine"),
    "completion": N_("shell completion for bash, zsh and fish"),
    "man": N_("the manual page"),
    "install-launcher": N_("put the app into the desktop's menu"),
    "doctor": N_("what works, what does not, the next command to type"),
}
"""name: one-line help. The module is advisor.cli.<name, - as _> and its click command is called
`command`."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"advisor.cli.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and help without importing a single command."""
        from click.shell_completion import CompletionItem

        say = words(getattr(getattr(ctx.obj, "settings", None), "lang", "en"))
        named = [
            CompletionItem(name, help=say(text))
            for name, text in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            raise AdvisorError(
                "unknown-command",
                told("There is no command called {name!r}.", name=args[0]),
                hint=told("did you mean `fwadvisor {near}`?", near=near[0])
                if near
                else "`fwadvisor --help` lists the commands",
                exit_code=ExitCode.USAGE,
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Examples:  fwadvisor   |   fwadvisor rank --industry healthcare   |   fwadvisor "
    "measure numpy_reference",
)
@global_options
@click.version_option(
    None, "-V", "--version", package_name="fwadvisor", message="fwadvisor %(version)s"
)
@click.pass_context
def fwadvisor(ctx: click.Context) -> None:
    """Choose a deep-learning framework on Linux, on evidence. Without a command: the app."""
    if ctx.invoked_subcommand is None:
        session: Session = ctx.obj
        if (sys.stdin.isatty() and sys.stdout.isatty()) or "TEXTUAL_DRIVER" in os.environ:
            from advisor.tui.app import open_app

            if session.can_ask():
                session.asks_about_overlay()  # after a no its claims count, and its code stays out
            ctx.exit(open_app(session.settings))
        command = LazyGroup.get_command(ctx.command, ctx, "rank")  # type: ignore[arg-type]
        assert command is not None
        ctx.exit(ctx.invoke(command))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors become a few lines on stderr, never a
    traceback."""
    session = Session()
    _prepare_streams()
    try:
        code = fwadvisor.main(
            args=arguments, prog_name="fwadvisor", standalone_mode=False, obj=session
        )
        sys.stdout.flush()
        return int(code or 0)
    except Exception as error:  # noqa: BLE001 - each becomes a few lines and an exit code
        return answer(session, error)
    except KeyboardInterrupt as stop:
        return answer(session, stop)


OUTPUT_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF)


def _prepare_streams() -> None:
    """A stream that was closed takes what is written and keeps nothing; one that cannot write a
    character writes its number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Keep Python from complaining at exit that its output cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answer(session: Session, error: BaseException) -> int:
    """Say what went wrong, and return the exit code."""
    if isinstance(error, AdvisorError):
        session.show_error(error)
        return int(error.exit_code)
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        hint = N_("`fwadvisor --help` lists commands and options")
        if isinstance(error, click.UsageError) and error.ctx is not None:
            hint = told("`{command} --help` shows examples", command=error.ctx.command_path)
        session.show_error(
            AdvisorError("wrong-usage", complaint(error), hint=hint, exit_code=ExitCode.USAGE)
        )
        return int(ExitCode.USAGE)
    if isinstance(error, KeyboardInterrupt | click.Abort | Cancelled):
        session.note(session.say("Stopped. What was finished is kept."))
        return int(ExitCode.INTERRUPTED)
    if isinstance(error, BrokenPipeError):
        # The reader went away (`fwadvisor rank | head`): end quietly.
        _drop_output()
        return 0
    if isinstance(error, MemoryError) or "failed to map segment" in str(error):
        session.show_error(
            AdvisorError(
                "out-of-memory",
                N_("There is not enough memory for this."),
                hint=N_("`ulimit -v` and the container's limit say how much is allowed"),
            )
        )
        return int(ExitCode.CANNOT)
    if isinstance(error, OSError) and error.filename is None and error.errno in OUTPUT_FAILS:
        _drop_output()
        session.show_error(
            AdvisorError(
                "cannot-write",
                N_("The output cannot be written."),
                why=f"{error.strerror}.",
                hint=N_("send it to a disk that has room, or leave the redirection out"),
            )
        )
        return int(ExitCode.CANNOT)
    # The last resort: a log and four lines instead of a traceback.
    return session.show_defect(error)
