"""`fwadvisor runs`: the store of measurements."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session
from advisor.cli.session import Session, shown
from advisor.errors import ExitCode
from advisor.model.run import Run


@click.group(
    help="The store of measurements.",
    epilog="Examples:  fwadvisor runs list   |   fwadvisor runs compare pytorch paddlepaddle",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@session.global_options
def command() -> None:
    """See the help text above."""


@command.command(
    "list", epilog=shown("fwadvisor runs list", "fwadvisor runs list --framework pytorch --last 5")
)
@click.option("--framework", default="", metavar="ID", help="only of this framework")
@click.option("--workload", default="", metavar="W", help="only of this workload")
@click.option(
    "-n", "--last", type=click.IntRange(min=0), default=0, help="only so many of the newest"
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def list_command(session: Session, framework: str, workload: str, last: int, as_json: bool) -> None:
    """What was measured, newest first."""
    from advisor.evidence.results import single_runs
    from advisor.usecases.measuring.runs import list_runs
    from advisor.views.measurements.tables import run_list

    runs = list_runs(settings=session.settings, framework=framework, workload=workload, last=last)
    if as_json:
        session.json({"schema": "fwadvisor.runs/1", "runs": runs})
    else:
        session.table(run_list(single_runs(runs), session.say))


@command.command(
    "show", epilog=shown("fwadvisor runs show last", "fwadvisor runs show last --json")
)
@click.argument("run_id", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def show_command(session: Session, run_id: str, as_json: bool) -> None:
    """Everything about one run; RUN is its id, a beginning or end of it, or `last`."""
    from advisor.usecases.measuring.runs import list_runs, show_run

    run = show_run(run_id, settings=session.settings)
    if as_json:
        session.json({"schema": "fwadvisor.run/1", "run": run})
    else:
        _show(session, run, list_runs(settings=session.settings))


def _show(session: Session, run: Run, every: tuple[Run, ...]) -> None:
    """Args:
    every: all runs that are known: they say how much processes differ.
    """
    import msgspec

    from advisor.evidence.doubts import doubts_about_samples
    from advisor.evidence.limit import limits_of
    from advisor.evidence.results import results_of
    from advisor.evidence.variation import variations_of
    from advisor.model.run import ADVISED
    from advisor.views.measurements.tables import results
    from advisor.views.remarks import sentence

    found = results_of((run,), limits_of(every), variations_of(every))
    session.table(results(found, session.say))
    for doubt in doubts_about_samples(found[0].estimate, (run,)):
        session.data(session.say("doubt: {doubt}", doubt=sentence(doubt, session.say)))
    if ADVISED in run.conditions:
        here = ", ".join(f"{name} {version}" for name, version in run.versions.items())
        line = session.say(
            "advised: {advised}; here: {here}", advised=run.conditions[ADVISED], here=here
        )
        session.data(line)
    for name, value in msgspec.to_builtins(run).items():
        if name in ("samples", "warm_up") and value:
            session.data(f"{name}: {' '.join(f'{number:.6g}' for number in value)}")
        elif name == "tail" and value:
            session.data("tail:\n  " + "\n  ".join(value.splitlines()))
        elif isinstance(value, dict):
            known = [f"{key} {item}" for key, item in value.items() if item != ""]
            session.data(f"{name}: {', '.join(known)}")
        elif value not in ("", None, [], ()):
            session.data(f"{name}: {value}")


@command.command("compare", epilog=shown("fwadvisor runs compare pytorch jittor"))
@click.argument("one", metavar="ID|RUN")
@click.argument("other", metavar="ID|RUN")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def compare_command(session: Session, one: str, other: str, as_json: bool) -> None:
    """Two frameworks, runs or versions of an environment (FRAMEWORK@LOCK), workload by workload."""
    from advisor.evidence.results import compared
    from advisor.evidence.variation import variations_of
    from advisor.usecases.measuring.runs import compare_runs, list_runs
    from advisor.views.measurements.comparison import (
        compared_fields,
        comparison,
        comparison_notes,
    )

    left, right = compare_runs(one, other, settings=session.settings)
    found = compared(left, right, variations_of(list_runs(settings=session.settings)))
    if as_json:
        fields = [compared_fields(each) for each in found]
        session.json(
            {
                "schema": "fwadvisor.runs-compare/1",
                "left": left,
                "right": right,
                "compared": fields,
            }
        )
        return
    session.table(comparison(found, (one, other), session.say))
    for line in comparison_notes(found, (one, other), session.say):
        session.data(line)


@command.command("article", epilog=shown("fwadvisor runs article"))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def article_command(session: Session, as_json: bool) -> None:
    """The article's table with this machine's figures, shares of its peak, and those of others."""
    from advisor.cli.show import bars_text
    from advisor.evidence.limit import limits_of
    from advisor.usecases.ranking.gather import gather
    from advisor.views.figures import Bars, Table
    from advisor.views.knowledge.article_table import article_tables, published_tables
    from advisor.views.measurements.peak import peak_bars, scaling_bars

    say, gathered = session.say, gather(session.settings)
    knowledge, machine = gathered.knowledge, gathered.machine.fingerprint
    limits = limits_of(gathered.runs)
    here = tuple(run for run in gathered.runs if run.machine == machine)
    tables = article_tables(here, knowledge, limits, machine, say)
    published = published_tables(knowledge, tuple(knowledge.frameworks), say)
    pictures = (*peak_bars(here, knowledge, limits, say), *scaling_bars(here, knowledge, say))
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.article/1",
                "here": tables,
                "pictures": pictures,
                "published": published,
            },
        )
        return
    for at, part in enumerate((*tables, *pictures, *published)):
        if at:
            session.data("")
        if isinstance(part, Bars):
            session.data(bars_text(part))
        elif isinstance(part, Table):
            session.table(part)


@command.command("export", epilog=shown("fwadvisor runs export runs.jsonl"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def export_command(session: Session, file: Path, as_json: bool) -> None:
    """Write every run into FILE, one JSON document a line."""
    from advisor.usecases.measuring.runs import export_runs

    count = export_runs(file, settings=session.settings)
    session.note(session.say("{count} runs are in {file}", count=count, file=file))
    if as_json:
        session.json({"schema": "fwadvisor.runs-export/1", "runs": count, "file": str(file)})


@command.command("import", epilog=shown("fwadvisor runs import runs.jsonl"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def import_command(session: Session, file: Path, as_json: bool) -> ExitCode:
    """Take in the runs of FILE, of this machine or another."""
    from advisor.usecases.measuring.runs import import_runs

    done = import_runs(file, settings=session.settings)
    session.note(
        session.say("{new} runs are new, {known} were known", new=done.new, known=done.known)
    )
    if as_json:
        session.json({"schema": "fwadvisor.runs-import/1", "new": done.new, "known": done.known})
    return ExitCode.DONE
