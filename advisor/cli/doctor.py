"""`fwadvisor doctor`: what works, what does not, and the next command to type."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session
from advisor.cli.completing import ids
from advisor.cli.session import Session
from advisor.errors import ExitCode


@session.command(
    "What works on this machine, what does not, why, and the next command to type; for each "
    "framework: package, "
    "device, environment, interpreter, programs, libraries, disk.",
    examples=(
        "fwadvisor doctor",
        "fwadvisor doctor jittor --online",
        "fwadvisor doctor --save doctor.txt",
    ),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="[ID...]")
@click.option(
    "--online", is_flag=True, help="ask the package index and the distribution's repositories too"
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="write it, without names and home folders",
)
@click.option(
    "--machine",
    "machine_file",
    metavar="FILE",
    help="examine a described machine instead of this one",
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: Session,
    ids: tuple[str, ...],
    online: bool,
    save: Path | None,
    machine_file: str | None,
    as_json: bool,
) -> ExitCode | None:
    from advisor.model.event import Event, Progressed
    from advisor.usecases.installing.doctor import doctor
    from advisor.usecases.machine.look_around import described
    from advisor.usecases.machine.save_machine import cleaned, save_text
    from advisor.views.installing.diagnosis import diagnosis_document, diagnosis_text

    def shown(event: Event) -> None:
        if session.verbose and isinstance(event, Progressed):
            session.note(f"{event.task}: {event.message}")

    diagnosis = doctor(
        ids,
        online=online,
        machine=described(machine_file, settings=session.settings) if machine_file else None,
        machine_file=machine_file or "",
        settings=session.settings,
        on_event=shown,
        cancelled=lambda: False,
    )
    text = diagnosis_text(diagnosis, session.say)
    if save is not None:
        save_text(cleaned(text) + "\n", save)
        session.note(session.say("Saved to {file}, without names and home folders.", file=save))
    if as_json:
        session.json(diagnosis_document(diagnosis))
    else:
        session.data(text)
    return None
