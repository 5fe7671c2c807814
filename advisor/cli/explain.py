"""explain: why a framework stands where it stands."""

from __future__ import annotations

from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.cli.gathering import advice_for, certainty_of
from advisor.cli.large_model import say_of_large_model
from advisor.cli.need import need_options
from advisor.errors import ExitCode


@shell.command(
    "Say why a framework stands where it stands: contributions, evidence with sources, what would "
    "change it.",
    examples=(
        "fwadvisor explain pytorch",
        "fwadvisor explain mindspore --against pytorch --accelerator ascend_npu",
    ),
)
@click.argument("id", shell_complete=ids("frameworks"), metavar="ID")
@click.option("--against", metavar="ID", help="a rival; the next in the ranking unless given")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    id: str,
    against: str | None = None,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from advisor.usecases.need.check_need import unknown_id

    advice = advice_for(session, options)
    for name in (id, against):
        if name is not None and name not in advice.book.frameworks:
            raise unknown_id("framework", name, advice.book.frameworks)
    certainty = certainty_of(advice)
    if as_json:
        from advisor.views.documents.ranking import explanation_document

        session.json(explanation_document(advice, certainty, id, against))
    else:
        from advisor.cli.show import waterfall_text
        from advisor.scoring.gates import RANKED
        from advisor.views.ranking.certainty import certainty_lines, chooser_lines
        from advisor.views.ranking.opinions import opinions_table
        from advisor.views.why.change import what_would_change
        from advisor.views.why.contributions import (
            evidence_table,
            nearest_rival,
            standing_lines,
            waterfall,
        )

        say_of_large_model(session, advice)
        for line in standing_lines(advice, certainty, id, session.say):
            session.data(line)
        if advice.admission(id).standing in RANKED:
            steps = waterfall(advice, id, against or nearest_rival(advice, id), session.say)
            session.data("\n" + waterfall_text(steps))
            session.data("")
            certain = certainty_lines(advice, certainty, session.say)
            for line in what_would_change(advice, id, against, session.say):
                session.data(line)
            for line in (*certain, *chooser_lines(advice, certainty, session.say)):
                session.data(line)
            opinions = opinions_table(advice, session.say)
            if opinions is not None:
                session.data("")
                session.table(opinions)
        session.data("")
        session.table(evidence_table(advice, id, session.say))
    return ExitCode.DONE
