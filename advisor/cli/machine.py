"""`fwadvisor machine`: facts, each with its source and the shell command that shows the same."""

from __future__ import annotations

import click

from advisor.cli import session
from advisor.cli.session import Session
from advisor.errors import ExitCode


@session.command(
    "Facts of this machine, each with its source and the shell command that shows the same.",
    examples=("fwadvisor machine", "fwadvisor machine --json"),
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document")
def command(session: Session, as_json: bool) -> ExitCode | None:
    from advisor.usecases.look_around import look_around

    machine = look_around(settings=session.settings, on_event=lambda event: None, cancelled=lambda: False)
    if as_json:
        session.json({"schema": "fwadvisor.machine/1", "fingerprint": machine.fingerprint, "facts": machine.facts})
        return None
    for fact in machine.facts:
        session.data(f"{fact.name:26} {fact.missing or fact.value}")
    return None
