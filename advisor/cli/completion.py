"""completion: shell completion."""

from __future__ import annotations

import click

from advisor.cli import session as shell

SHELLS = ("bash", "zsh", "fish")


@shell.command(
    "Print the completion script of your shell.",
    examples=(
        'eval "$(fwadvisor completion bash)"',
        "fwadvisor completion fish > ~/.config/fish/completions/fwadvisor.fish",
    ),
)
@click.argument("name", type=click.Choice(SHELLS), metavar="bash|zsh|fish")
def command(session: shell.Session, name: str) -> None:
    from click.shell_completion import get_completion_class

    from advisor.cli.main import fwadvisor

    kind = get_completion_class(name)
    assert kind is not None
    session.data(kind(fwadvisor, {}, "fwadvisor", "_FWADVISOR_COMPLETE").source())
