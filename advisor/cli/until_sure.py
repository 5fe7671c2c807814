"""`fwadvisor measure --until-sure P`: the most telling workload first, until the verdict is settled or cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.cli.session import Session
from advisor.errors import ExitCode

if TYPE_CHECKING:
    from advisor.model.need import Need
    from advisor.usecases.measure_until_sure import Settled
    from advisor.usecases.plan_measuring import MeasureRequest


def until_sure(
    session: Session, request: MeasureRequest, need: Need, target: float, *, yes: bool, as_json: bool
) -> ExitCode:
    """Ask about what may have to be built, measure, and say why it ended."""
    from advisor.cli.progress import watching
    from advisor.usecases.measure_until_sure import measure_until_sure
    from advisor.usecases.plan_measuring import plan_measuring
    from advisor.views.measurements import build_question

    builds = plan_measuring(request, settings=session.settings).builds
    if builds:
        session.confirm(build_question(builds, session.say), yes=yes)
    with watching(session) as (progress, cancelled):
        settled = measure_until_sure(
            need,
            target,
            ids=request.ids,
            care=request.care,
            budget=request.budget,
            settings=session.settings,
            on_event=progress,
            cancelled=cancelled,
        )
    if as_json:
        import msgspec

        session.json({"schema": "fwadvisor.measure-until-sure/1", **msgspec.to_builtins(settled)})
    else:
        _show(session, settled)
    if settled.why == "stopped":
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if settled.why == "settled" else ExitCode.NO


def _show(session: Session, settled: Settled) -> None:
    from advisor.cli.show import as_text, colours
    from advisor.views.measurements import results
    from advisor.views.settled import settled_line

    say = session.say
    if settled.runs:
        session.data(as_text(results(settled.runs, say), colour=colours()))
        session.data("")
    session.data(settled_line(settled, say))
