"""diff: what changed between two reports."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from advisor.cli import session as shell
from advisor.errors import ExitCode

_FILE = click.Path(path_type=Path, dir_okay=False)


@shell.command(
    "Say what changed between two reports, in inputs, evidence and ranking; exit 1 when something "
    "did.",
    examples=("fwadvisor diff last-year.json today.json",),
)
@click.argument("before", type=_FILE, metavar="A.json")
@click.argument("after", type=_FILE, metavar="B.json")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(session: shell.Session, before: Path, after: Path, as_json: bool = False) -> ExitCode:
    from advisor.intake.report_file import read_report
    from advisor.usecases.report.diff import diff

    result = diff(read_report(before), read_report(after))
    if as_json:
        session.json({"schema": "fwadvisor.diff/1", **msgspec.to_builtins(result)})
    else:
        from advisor.views.report.difference import difference_table

        session.table(difference_table(result, session.say))
    return ExitCode.NO if result.changes else ExitCode.DONE
