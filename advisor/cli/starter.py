"""`fwadvisor starter`: write a project that trains."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session
from advisor.cli.session import Session
from advisor.usecases.start_project import MODELS, StarterRequest, StarterResult, preview, start_project


@session.command(
    "Write a runnable project for framework ID into the new folder DEST.",
    examples=("fwadvisor starter pytorch hello", "fwadvisor starter jittor ~/work/hello --name hello-jittor --dry-run"),
)
@click.argument("framework", metavar="ID")
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option("--name", default="", help="name of the project (default: the last part of DEST)")
@click.option("--model", type=click.Choice(list(MODELS)), default="simplenet", show_default=True, help="which network")
@click.option("--dry-run", is_flag=True, help="show what would be written, write nothing")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: Session, framework: str, destination: Path, name: str, model: str, dry_run: bool, as_json: bool
) -> None:
    """See the help text above."""
    request = StarterRequest(framework=framework, destination=destination, name=name, model=model)
    if dry_run:
        result = preview(request, settings=session.settings)
    else:
        result = start_project(
            request, settings=session.settings, on_event=lambda _event: None, cancelled=lambda: False
        )
    if as_json:
        session.json({"schema": "fwadvisor.starter/1", **_document(result)})
    else:
        _show(session, result)


def _document(result: StarterResult) -> dict[str, object]:
    import msgspec

    return msgspec.to_builtins(result, enc_hook=str)  # type: ignore[no-any-return]


def _show(session: Session, result: StarterResult) -> None:
    say = session.say
    head = (
        say("{title} project {name} is in {path}", title=result.title, name=result.name, path=result.path)
        if result.written
        else say("{title} project {name} would go into {path}", title=result.title, name=result.name, path=result.path)
    )
    session.data(head)
    for file in result.files:
        session.data(f"  {file}")
    session.data(
        say("It needs Python {range} and {pins}.", range=result.requires_python, pins=", ".join(result.dependencies))
    )
    session.data(say("Next:"))
    for step in result.next_steps:
        session.data(f"  {step}")
