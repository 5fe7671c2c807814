"""compare: frameworks side by side."""

from __future__ import annotations

from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.cli.gathering import advice_for
from advisor.cli.need import need_options
from advisor.errors import ExitCode


@shell.command(
    "Show two or more frameworks side by side, criterion by criterion; the best of each row is "
    "marked.",
    examples=(
        "fwadvisor compare pytorch paddlepaddle",
        "fwadvisor compare mindspore pytorch --accelerator ascend_npu",
    ),
)
@click.argument(
    "ids", nargs=-1, required=True, shell_complete=ids("frameworks"), metavar="ID ID..."
)
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session, ids: tuple[str, ...], as_json: bool = False, **options: Any
) -> ExitCode:
    from advisor.usecases.need.check_need import unknown_id

    advice = advice_for(session, options)
    for id in ids:
        if id not in advice.book.frameworks:
            raise unknown_id("framework", id, advice.book.frameworks)
    if as_json:
        from advisor.views.documents.ranking import comparison_document

        session.json(comparison_document(advice, ids))
    else:
        from advisor.views.ranking.compare import comparison_table

        session.table(comparison_table(advice, ids, session.say))
    return ExitCode.DONE
