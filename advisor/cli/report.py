"""report: the recommendation as a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for, certainty_of
from advisor.cli.need import need_options
from advisor.errors import ExitCode


@shell.command(
    "Export the recommendation by the suffix of FILE: .md .html .pdf .json .csv, .adr.md is a "
    "MADR decision record.",
    examples=(
        "fwadvisor report -o report.html",
        "fwadvisor report --brief --industry finance",
        "fwadvisor report > report.md",
        "fwadvisor report --project my-project -o report.html",
    ),
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--brief", is_flag=True, help="one page")
@click.option("--force", is_flag=True, help="replace an existing file")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@click.option(
    "--private", is_flag=True, help="keep paths, host and user name in; they are left out otherwise"
)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="say what it takes to bring this project over",
)
@need_options
def command(
    session: shell.Session,
    output: Path | None = None,
    brief: bool = False,
    force: bool = False,
    as_json: bool = False,
    private: bool = False,
    project: Path | None = None,
    **options: Any,
) -> ExitCode:
    from advisor.usecases.ranking.estimate_costs import estimate_costs
    from advisor.usecases.report.export import export, render

    advice = advice_for(session, options)
    if project is not None:
        from msgspec.structs import replace

        from advisor.usecases.migration.migration import plan_migration

        advice = replace(
            advice, brought=plan_migration(project, (), settings=session.settings).efforts
        )
    certainty = certainty_of(advice)
    costs = estimate_costs(advice, session.settings)
    lang = session.settings.lang
    if output is None:
        suffix = ".json" if as_json else ".md"
        document = render(
            advice, certainty, suffix, lang, brief=brief, costs=costs, private=private
        )
        sys.stdout.buffer.write(document)
    else:
        path = export(
            advice,
            certainty,
            output,
            lang=lang,
            brief=brief,
            force=force,
            costs=costs,
            private=private,
        )
        session.note(session.say("Wrote {path}", path=path))
        if as_json:
            session.json({"schema": "fwadvisor.report-written/1", "path": str(path)})
    return ExitCode.DONE if advice.ranking is not None else ExitCode.NO
