"""rank: the ranked table, or the same as JSON."""

from __future__ import annotations

from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for, certainty_of
from advisor.cli.large_model import say_of_large_model
from advisor.cli.need import need_options
from advisor.errors import ExitCode
from advisor.explanation.advice import Advice


@shell.command(
    "Rank the frameworks for a need: score, range, share of plausible weights in which each is "
    "first, exclusions.",
    examples=(
        "fwadvisor rank",
        "fwadvisor rank --industry healthcare --task vision_training",
        "fwadvisor rank --waive maintained --json",
    ),
)
@need_options
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", help="only the first N")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session, count: int | None = None, as_json: bool = False, **options: Any
) -> ExitCode:
    advice = advice_for(session, options)
    certainty = certainty_of(advice)
    if as_json:
        from advisor.views.documents.ranking import rank_document

        session.json(rank_document(advice, certainty, count))
    else:
        from msgspec.structs import replace

        from advisor.views.figures import Table
        from advisor.views.ranking.certainty import chooser_lines
        from advisor.views.ranking.table import ranking_table, verdict_lines

        table = ranking_table(advice, certainty, session.say)
        if count is not None:
            table = Table(
                title=table.title, columns=table.columns, rows=table.rows[:count], empty=table.empty
            )
        elif table.notes:
            table = replace(table, notes=("", *table.notes))
        say_of_large_model(session, advice)
        session.table(table)
        session.data("")
        for line in verdict_lines(advice, certainty, session.say):
            session.data(line)
        for line in chooser_lines(advice, certainty, session.say):
            session.data(line)
        _say_what_next(session, advice)
    return ExitCode.DONE if advice.ranking is not None else ExitCode.NO


def _say_what_next(session: shell.Session, advice: Advice) -> None:
    """The most telling thing to find out: a question, a claim, a measurement or a fact."""
    if advice.problem is None or len(advice.problem.alternatives) < 2:
        return
    from advisor.usecases.ranking.next_measurement import find_out_anything
    from advisor.views.ranking.next_step import next_step

    if line := next_step(find_out_anything(advice, session.settings), advice, session.say):
        session.data(line)
