"""check: a gate for CI; the report is written all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for, certainty_of
from advisor.cli.need import need_options
from advisor.errors import ExitCode

_FILE = click.Path(path_type=Path, dir_okay=False)


@shell.command(
    "Judge the choice by a policy: exit 1 when a demand fails (--audit only reports).",
    examples=(
        "fwadvisor check --policy policy.yaml",
        "fwadvisor check --policy policy.yaml --audit --sarif out.sarif",
    ),
)
@click.option("--policy", "policy_file", type=_FILE, required=True, metavar="FILE")
@click.option(
    "--audit/--enforce",
    "audit",
    default=False,
    help="report only / exit 1 when a demand fails (default)",
)
@click.option("--sarif", type=_FILE, metavar="FILE", help="write SARIF 2.1.0")
@click.option("--junit", type=_FILE, metavar="FILE", help="write JUnit XML")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="write the report too")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@need_options
def command(
    session: shell.Session,
    policy_file: Path,
    audit: bool,
    sarif: Path | None,
    junit: Path | None,
    output: Path | None,
    as_json: bool,
    **options: Any,
) -> ExitCode:
    from advisor.explanation.judgement import judge
    from advisor.intake.policy import read_policy
    from advisor.reports import junit as as_junit
    from advisor.reports import sarif as as_sarif
    from advisor.reports.write import write_whole
    from advisor.usecases.ranking.estimate_costs import estimate_costs
    from advisor.usecases.report.export import export
    from advisor.views import names
    from advisor.views.team.judgement import judgement_document, judgement_table

    advice = advice_for(session, options)
    certainty = certainty_of(advice)
    policy = read_policy(policy_file, advice.knowledge)
    judgement = judge(policy, advice, certainty)
    named = names.every_name(advice, session.say)
    # CI runs again and again: its own results are always replaced.
    if sarif is not None:
        write_whole(
            sarif,
            as_sarif.render(judgement, policy_file.name, session.say, named).encode(),
            force=True,
        )
    if junit is not None:
        write_whole(junit, as_junit.render(judgement, session.say, named).encode(), force=True)
    if output is not None:
        costs = estimate_costs(advice, session.settings)
        export(advice, certainty, output, lang=session.settings.lang, force=True, costs=costs)
    if as_json:
        session.json(judgement_document(judgement, advice, certainty))
    else:
        session.table(judgement_table(judgement, advice, session.say))
    return ExitCode.DONE if judgement.passed or audit else ExitCode.NO
