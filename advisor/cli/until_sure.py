"""`fwadvisor measure --until-sure P`: the most telling workload first, until the verdict is settled
or cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.cli.session import Session
from advisor.errors import ExitCode

if TYPE_CHECKING:
    from advisor.benchmarking.plan import Plan as MeasurePlan
    from advisor.benchmarking.request import MeasureRequest
    from advisor.model.knowledge import Knowledge
    from advisor.model.need import Need
    from advisor.usecases.measuring.measure_until_sure import Settled


def until_sure(
    session: Session,
    request: MeasureRequest,
    need: Need,
    target: float,
    *,
    yes: bool,
    as_json: bool,
) -> ExitCode:
    """Ask about what may have to be built, measure, and say why it ended."""
    from msgspec.structs import replace

    from advisor.cli.building import ask_to_build, found_files
    from advisor.cli.progress import watching
    from advisor.usecases.measuring.measure_until_sure import measure_until_sure, order_until_sure
    from advisor.usecases.measuring.plan import plan_measuring

    order = order_until_sure(need, target, ids=request.ids, settings=session.settings)
    measured = tuple(dict.fromkeys(option.id.split("/")[0] for option in order.options))
    if measured:  # what is out of the ranking is not measured, so nothing of it is built
        request = replace(request, ids=measured)
    planned = plan_measuring(request, settings=session.settings)
    planned, _ = found_files(session, planned, request)
    session.agree_to_overlay()
    ask_to_build(session, planned, yes=yes)
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


def show_order(
    session: Session,
    request: MeasureRequest,
    need: Need,
    target: float,
    plan: MeasurePlan,
    *,
    as_json: bool,
) -> ExitCode:
    """What it would build and measure; starts nothing."""
    from advisor.usecases.measuring.measure_until_sure import order_until_sure
    from advisor.views.measurements.tables import build_lines
    from advisor.views.ranking.stopping import order_lines

    order = order_until_sure(need, target, ids=request.ids, settings=session.settings)
    if as_json:
        import msgspec

        session.json(
            {"schema": "fwadvisor.measure-order/1", "target": target, **msgspec.to_builtins(order)}
        )
        return ExitCode.DONE
    say = session.say
    measured = {option.id.split("/")[0] for option in order.options}
    builds = tuple(row for row in plan.builds if row.framework in measured)
    unbuildable = tuple(row for row in plan.unbuildable if row.framework in measured)
    for line in build_lines(builds, unbuildable, say):
        session.data(line)
    for line in order_lines(order.plan, order.options, target, _knowledge(session), say):
        session.data(line)
    return ExitCode.DONE


def _knowledge(session: Session) -> Knowledge:
    from advisor.catalog.load import open_knowledge

    settings = session.settings
    return open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def _show(session: Session, settled: Settled) -> None:
    from advisor.evidence.limit import limits_of
    from advisor.evidence.results import results_of
    from advisor.evidence.variation import variations_of
    from advisor.usecases.measuring.runs import list_runs
    from advisor.views.measurements.tables import results
    from advisor.views.ranking.stopping import stopping_line

    say = session.say
    if settled.runs:
        every = list_runs(settings=session.settings)
        session.table(
            results(results_of(settled.runs, limits_of(every), variations_of(every)), say)
        )
        session.data("")
    session.data(stopping_line(settled, _knowledge(session), say))
