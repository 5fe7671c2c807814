"""replay: a report's ranking made again, or what differs."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from advisor.cli import session as shell
from advisor.errors import ExitCode

SHOWN = 20


@shell.command(
    "Make a report's ranking again from its own inputs: the same bytes, or what differs.",
    examples=("fwadvisor report -o report.json", "fwadvisor replay report.json"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(session: shell.Session, file: Path, as_json: bool = False) -> ExitCode:
    from advisor.intake.report_file import read_report
    from advisor.usecases.report.replay import replay

    result = replay(read_report(file))
    say = session.say
    if as_json:
        session.json({"schema": "fwadvisor.replay/1", **msgspec.to_builtins(result)})
    else:
        if not result.whole:
            session.data(
                say("The file was changed after it was written: its content hash is not its own.")
            )
        if result.same:
            session.data(say("The ranking comes out the same."))
        else:
            session.data(say("The ranking does not come out the same. It differs in:"))
            for path in result.differs[:SHOWN]:
                session.data(f"  {path}")
            if len(result.differs) > SHOWN:
                session.data(say("  and {count} more", count=len(result.differs) - SHOWN))
            if result.numpy_then != result.numpy_now:
                session.data(
                    say(
                        "It was made with NumPy {then}, this is {now}.",
                        then=result.numpy_then,
                        now=result.numpy_now,
                    )
                )
    return ExitCode.DONE if result.same and result.whole else ExitCode.NO
