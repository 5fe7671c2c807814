"""man: the manual page, made from the commands themselves."""

from __future__ import annotations

from advisor.cli import session as shell


@shell.command(
    "Print the manual page of fwadvisor and all its commands, for man.",
    examples=("fwadvisor man | man -l -", "fwadvisor man > ~/.local/share/man/man1/fwadvisor.1"),
)
def command(session: shell.Session) -> None:
    from advisor.cli.man_page import man_page

    session.data(man_page(session.say))
