"""vote: several people's profiles merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for
from advisor.cli.need import need_options
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told


@shell.command(
    "Merge several people's profiles; show where they differ and who would change the winner.",
    examples=("fwadvisor vote ana.yaml ben.yaml --industry healthcare",),
)
@click.argument("profiles", nargs=-1, required=True, metavar="PROFILE...")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(session: shell.Session, profiles: tuple[str, ...], as_json: bool = False, **options: Any) -> ExitCode:
    from advisor.intake.profile import read_profile
    from advisor.usecases.vote import vote

    people = {}
    for file in profiles:
        name = Path(file).stem
        if name in people:
            raise AdvisorError(
                "same-name",
                told("Two profiles are called {name}.", name=name),
                why="A person is called after the file.",
                hint="rename one of the files",
                exit_code=ExitCode.USAGE,
            )
        people[name] = read_profile(file, session.settings.data)
    advice = advice_for(session, options)
    result = vote(advice, people)
    if as_json:
        from advisor.views.vote import vote_document

        session.json(vote_document(result, advice))
    else:
        from advisor.cli.show import as_text, colours
        from advisor.views.vote import vote_tables

        tables = vote_tables(result, advice, session.say)
        session.data("\n\n".join(as_text(table, colour=colours()) for table in tables))
    return ExitCode.DONE
