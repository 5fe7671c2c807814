"""`fwadvisor machine`: facts, each with its source and the shell command that shows the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli import session
from advisor.cli.session import Session
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told

if TYPE_CHECKING:
    from advisor.model.machine import Machine


@session.command(
    "Facts of this machine, each with its source and the shell command that shows the same. "
    "NAMEs, if given, are names "
    "of facts (`cpu.model`) or their first parts (`cpu`).",
    examples=(
        "fwadvisor machine",
        "fwadvisor machine cpu memory",
        "fwadvisor machine --fact cpu.cores_usable=8 --save machine.yaml",
        "fwadvisor machine --machine kylin_kunpeng_ascend",
        "fwadvisor machine --script --save collect.sh",
    ),
)
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="write them for `--machine FILE`",
)
@click.option(
    "--machine",
    "machine_file",
    metavar="FILE",
    help="show another machine: a file, or an example's name",
)
@click.option(
    "--fact",
    "facts",
    metavar="NAME=VALUE",
    multiple=True,
    help="correct a fact; empty makes it unknown",
)
@click.option(
    "--script",
    is_flag=True,
    help="a script for /bin/sh that prints the machine file of a machine without fwadvisor",
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: Session,
    names: tuple[str, ...],
    save: Path | None,
    machine_file: str | None,
    facts: tuple[str, ...],
    script: bool,
    as_json: bool,
) -> ExitCode | None:
    if script:
        _script(session, save)
        return None
    machine = _machine(session, machine_file, facts)
    if save is not None:
        from advisor.usecases.machine.save_machine import save_machine

        save_machine(machine, save)
        session.note(session.say("Saved to {file}, without names and home folders.", file=save))
    shown = _only(machine, names)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.machine/1",
                "fingerprint": machine.fingerprint,
                "facts": shown.facts,
            }
        )
    else:
        import sys

        from advisor.cli.show import width
        from advisor.views.machine.lines import WIDE, fact_listing

        columns = width() if sys.stdout.isatty() else WIDE
        session.data("\n".join(fact_listing(shown, session.say, columns=columns)))
    return None


def _script(session: Session, save: Path | None) -> None:
    """The collector, on stdout or into a file."""
    from advisor.usecases.machine.collector import write_collector

    text = write_collector(session.settings)
    if save is None:
        session.data(text.rstrip("\n"))
        return
    from advisor.usecases.machine.save_machine import save_text

    save_text(text, save)
    session.note(
        session.say(
            "Saved to {file}. There: `sh {name} > machine.yaml`; here: `--machine machine.yaml`.",
            file=save,
            name=save.name,
        )
    )


def _machine(session: Session, machine_file: str | None, facts: tuple[str, ...]) -> Machine:
    if machine_file is None:
        from advisor.usecases.machine.look_around import look_around

        machine = look_around(
            settings=session.settings, on_event=lambda _event: None, cancelled=lambda: False
        )
    else:
        from advisor.usecases.machine.look_around import described

        machine = described(machine_file, settings=session.settings)
    if facts:
        from advisor.intake.machine_file import correct

        machine = correct(machine, facts)
    return machine


def _only(machine: Machine, names: tuple[str, ...]) -> Machine:
    """The machine with the named facts only."""
    if not names:
        return machine
    from msgspec.structs import replace

    kept = tuple(
        fact
        for fact in machine.facts
        if any(fact.name == name or fact.name.startswith(f"{name}.") for name in names)
    )
    if not kept:
        raise AdvisorError(
            "unknown-fact",
            told("No fact is called {names}.", names=", ".join(names)),
            hint="`fwadvisor machine` lists them",
            exit_code=ExitCode.USAGE,
        )
    return replace(machine, facts=kept)
