"""vote: several people's profiles merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from msgspec import structs

from advisor.cli import session as shell
from advisor.cli.gathering import advice_on, certainty_of, inputs_for
from advisor.cli.need import need_options
from advisor.errors import ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty

_FILE = click.Path(path_type=Path, dir_okay=False)


@shell.command(
    "Merge several people's profiles; show where they differ and who would change the winner.",
    examples=(
        "fwadvisor vote ana.yaml ben.yaml --industry healthcare",
        "fwadvisor vote ana.yaml ben.yaml --save team.yaml -o report.html",
    ),
)
@click.argument("profiles", nargs=-1, required=True, metavar="PROFILE...")
@click.option("--save", type=_FILE, metavar="FILE", help="keep the merged weights as a profile")
@click.option(
    "-o", "--output", type=_FILE, metavar="FILE", help="write the report on the merged weights"
)
@click.option("--force", is_flag=True, help="replace an existing file")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    profiles: tuple[str, ...],
    save: Path | None,
    output: Path | None,
    force: bool,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from advisor.usecases.team.people import read_people
    from advisor.usecases.team.vote import vote

    people = read_people(profiles, session.settings.data)
    need, gathered = inputs_for(session, options)
    voted = vote(need, people, lambda asked: advice_on(asked, gathered))
    result, merged, advice = voted.group, voted.need, voted.advice
    if save is not None:
        from advisor.usecases.need.save_profile import save_profile

        session.note(session.say("Wrote {path}", path=save_profile(merged, save, force=force)))
    certainty = certainty_of(advice)
    if output is not None:
        write_report(session, structs.replace(advice, team=result), certainty, output, force=force)
    if as_json:
        from advisor.views.team.vote import vote_document

        session.json(vote_document(result, advice, certainty))
    else:
        from advisor.views.ranking.table import verdict_lines
        from advisor.views.team.vote import vote_tables

        session.table(*vote_tables(result, advice, session.say, certainty))
        session.data("")
        for line in verdict_lines(advice, certainty, session.say):
            session.data(line)
    return ExitCode.DONE


def write_report(
    session: shell.Session, advice: Advice, certainty: Certainty, path: Path, *, force: bool
) -> None:
    """The report on the merged weights, the vote in it."""
    from advisor.usecases.ranking.estimate_costs import estimate_costs
    from advisor.usecases.report.export import export

    costs = estimate_costs(advice, session.settings)
    export(advice, certainty, path, lang=session.settings.lang, force=force, costs=costs)
    session.note(session.say("Wrote {path}", path=path))
