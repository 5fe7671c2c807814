"""migration: what a PyTorch project uses, and which framework has it."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session as shell
from advisor.errors import ExitCode


@shell.command(
    "What a PyTorch project uses and which framework has it: each name has the same meaning "
    "there, differs, is "
    "missing or is unknown, with file and line. The project is read as text, never imported or "
    "run. With ids: name by "
    "name.",
    examples=(
        "fwadvisor migration my-project",
        "fwadvisor migration my-project paddlepaddle",
        "fwadvisor migration train.py mindspore --all",
        "fwadvisor migration my-project --json",
    ),
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--all", "every", is_flag=True, help="with ids: every name, those that stay the same too"
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    path: Path,
    ids: tuple[str, ...],
    every: bool = False,
    as_json: bool = False,
) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.migration.migration import plan_migration
    from advisor.views import names
    from advisor.views.migration import tables as views

    say = session.say
    found = plan_migration(path, ids, settings=session.settings)
    if as_json:
        session.json(
            views.migration_document(
                found.path, found.project, found.efforts, found.origin.package, say
            )
        )
        return ExitCode.DONE

    knowledge = open_base(session.settings)
    for line in views.project_lines(found.project, found.origin.package, say):
        session.data(line)
    session.data("")
    session.table(views.summary_table(found.efforts, knowledge, say))
    for effort in found.efforts if ids else ():
        session.data("")
        session.data(names.framework(knowledge, effort.framework, say))
        for line in views.name_lines(effort, say, every=every):
            session.data(line)
        for heading, lines in (
            (say("Most work:"), views.files_lines(effort, say)),
            (say("What helps, and what this rests on:"), views.tools_lines(effort.table, say)),
        ):
            if lines:
                session.data("")
                session.data(heading)
                for line in lines:
                    session.data(f"  {line}")
    if not ids:
        session.note(say("`fwadvisor migration PATH ID` shows name by name, with file and line"))
    return ExitCode.DONE
