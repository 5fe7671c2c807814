"""`fwadvisor framework`: what somebody who adds a framework begins with."""

from __future__ import annotations

import os

import click

from advisor.cli import session
from advisor.cli.session import Session, shown


@click.group(
    help="Add a framework: docs/adding-a-framework.md is the guide.",
    epilog="Examples:  fwadvisor framework new myframework   |   fwadvisor framework new "
    "myframework --overlay ~/ours",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@session.global_options
def command() -> None:
    """See the help text above."""


@command.command(
    "new",
    epilog=shown(
        "fwadvisor framework new myframework --name MyFramework",
        "fwadvisor framework new myframework --overlay ~/ours",
    ),
)
@click.argument("id", metavar="ID")
@click.option("--name", default="", help="as people write it (default: ID)")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def new_command(session: Session, id: str, name: str, as_json: bool) -> None:
    """Write its skeletons: claims, adapter and template, into the checkout or into --overlay."""
    from datetime import UTC, datetime

    from advisor.usecases.contributing.new_framework import new_framework

    today = datetime.now(UTC).date()
    written = new_framework(id, name, today=today, settings=session.settings)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.framework-new/1",
                "id": written.id,
                "folder": str(written.folder),
                "files": [str(file) for file in written.files],
            }
        )
        return
    for file in written.files:
        session.data(os.path.relpath(file, written.folder))
    more = f" --overlay {written.folder}" if written.overlay else ""
    session.note(session.say("Next:"))
    session.note(f"  fwadvisor knowledge validate{more}")
    session.note(f"  fwadvisor measure {id} --workload matmul{more}")
    session.note(f"  fwadvisor starter {id} /tmp/try-{id} --name try-it --verify{more}")
