"""`fwadvisor measure`: find out how fast the frameworks are here."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any

import click

from advisor.cli import session
from advisor.cli.completing import ids
from advisor.cli.completing import workloads as offered_workloads
from advisor.cli.need import asked, need_options
from advisor.cli.session import Session
from advisor.errors import AdvisorError, ExitCode

if TYPE_CHECKING:
    from advisor.benchmarking.plan import Plan
    from advisor.benchmarking.request import MeasureRequest
    from advisor.lab.installing.chosen import ChosenFiles
    from advisor.usecases.measuring.measure import Measured

UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}


LONGEST = 1e8
"""Of the unit: years, whichever it is."""


class _Share(click.FloatRange):
    """A range that `nan` is not in: it compares as neither below nor above."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not in the range {self._describe_range()}.", param, ctx)
        return number


def seconds_of(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    """`120`, `120s`, `2m`, `2min` or `1h` as seconds."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", value.strip().lower())
    if match is None or match[2] not in UNITS or not 0 < float(match[1]) < LONGEST:
        raise click.BadParameter(f"{value!r} is no time; examples: 120s, 2m")
    return float(match[1]) * UNITS[match[2]]


@session.command(
    "Measure frameworks here; without an ID all of them. Missing environments are built, after "
    "asking.",
    examples=(
        "fwadvisor measure --dry-run",
        "fwadvisor measure pytorch jittor --budget 120s",
        "fwadvisor measure --until-sure 0.9",
    ),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="[ID]...")
@click.option(
    "--workload",
    "workloads",
    shell_complete=offered_workloads,
    multiple=True,
    metavar="W",
    help="only this workload (repeatable)",
)
@click.option(
    "--variant", default="", metavar="V", help="in the environment with another build, for a device"
)
@click.option(
    "--budget",
    callback=seconds_of,
    metavar="TIME",
    help="for all of the measuring, such as 120s or 2m",
)
@click.option("--fast", is_flag=True, help="only what the ranking rests on, briefly")
@click.option("--rigorous", is_flag=True, help="long workloads too, more samples and processes")
@click.option(
    "--mode",
    "modes",
    multiple=True,
    default=("eager",),
    show_default=True,
    help="eager, graph (repeatable)",
)
@click.option("--time-limit", callback=seconds_of, metavar="TIME", help="for one process")
@click.option("--memory-limit", type=click.IntRange(min=1), metavar="MB", help="for one process")
@click.option(
    "--resume",
    is_flag=True,
    help="go on with the plan that was stopped last, as it was asked for then",
)
@click.option(
    "--until-sure",
    type=_Share(0, 1, min_open=True),
    metavar="P",
    help="the most telling first, until the leader for NEED is first in this share",
)
@need_options
@click.option("--dry-run", is_flag=True, help="show what would happen and what it costs")
@click.option("--yes", is_flag=True, help="do not ask before downloading")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: Session,
    ids: tuple[str, ...],
    workloads: tuple[str, ...],
    variant: str,
    budget: float | None,
    fast: bool,
    rigorous: bool,
    modes: tuple[str, ...],
    time_limit: float | None,
    memory_limit: int | None,
    resume: bool,
    until_sure: float | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **options: Any,
) -> ExitCode:
    """See the help text above."""
    import msgspec

    from advisor.benchmarking.request import MeasureRequest
    from advisor.cli.building import know_machine
    from advisor.usecases.measuring.plan import plan_measuring

    if sum((fast, rigorous, budget is not None and until_sure is None)) > 1:
        raise click.UsageError("--budget, --fast and --rigorous exclude one another")
    request = MeasureRequest(
        ids=ids,
        workloads=workloads,
        variant=variant,
        modes=modes,
        tuned=bool(options["tuned"]),
        care="fast" if fast else "rigorous" if rigorous else "normal",
        budget=budget,
        resume=resume,
        time_limit=time_limit,
        memory_limit=memory_limit * 1_000_000 if memory_limit else None,
    )
    if options.get("machine_file"):
        raise click.UsageError(
            "what is measured is this machine: --machine does not go with `measure`"
        )
    know_machine(session)
    if until_sure is not None:
        from advisor.cli.until_sure import show_order
        from advisor.cli.until_sure import until_sure as go_on

        need = asked(session, options).need
        if dry_run:
            plan = plan_measuring(request, settings=session.settings)
            return show_order(session, request, need, until_sure, plan, as_json=as_json)
        return go_on(session, request, need, until_sure, yes=yes, as_json=as_json)
    strange = [name for name, value in options.items() if value and name != "tuned"]
    if strange:
        raise click.UsageError(f"--{strange[0].replace('_', '-')} goes with --until-sure")
    if resume:
        from advisor.benchmarking.resuming import take_up

        unfinished = take_up(session.settings.data, say=session.say)
        request = msgspec.structs.replace(unfinished.request, resume=True)
        session.note(
            session.say("Going on: {count} runs are there already.", count=len(unfinished.runs))
        )
    plan = plan_measuring(request, settings=session.settings)
    from advisor.cli.building import found_files

    plan, choices = found_files(session, plan, request)
    if dry_run:
        return _show_plan(session, plan, as_json)
    return _measure(session, request, plan, choices, yes, as_json)


def _measure(
    session: Session,
    request: MeasureRequest,
    plan: Plan,
    choices: dict[str, ChosenFiles],
    yes: bool,
    as_json: bool,
) -> ExitCode:
    from advisor.cli.building import ask_to_build
    from advisor.cli.progress import watching
    from advisor.usecases.measuring.measure import measure
    from advisor.views.numbers import duration

    say = session.say
    session.agree_to_overlay()
    ask_to_build(session, plan, yes=yes)
    if plan.steps:
        names = ", ".join(dict.fromkeys(step.framework for step in plan.steps))
        time = duration(plan.seconds, say)
        session.note(say("Measuring {names}: about {time}.", names=names, time=time))
    if plan.tunings_left_out:
        session.note(say("left out the settings to tune: the budget has no time for them"))
    with watching(session) as (progress, cancelled):
        done = measure(
            request,
            choices=choices,
            settings=session.settings,
            on_event=progress,
            cancelled=cancelled,
        )
    if as_json:
        import msgspec

        session.json({"schema": "fwadvisor.measure/1", **msgspec.to_builtins(done)})
    else:
        _show(session, done, {row.id for row in plan.unbuildable})
    if done.stopped:
        session.note(
            say("Stopped. What was finished is kept; `fwadvisor measure --resume` goes on.")
        )
        return ExitCode.INTERRUPTED
    bad = [run for run in done.runs if run.outcome not in ("ok", "unsupported")]
    asked = [
        run for run in done.runs if run.outcome == "unsupported" and run.framework in request.ids
    ]
    return ExitCode.NO if bad or (asked and request.workloads) else ExitCode.DONE


def _show(session: Session, done: Measured, said: Container[str]) -> None:
    """What was measured, and what went wrong.

    Args:
        said: environments of which a person has been told that they cannot be built.
    """
    from advisor.benchmarking.plan import TRIAL
    from advisor.evidence.limit import limits_of
    from advisor.evidence.results import results_of
    from advisor.evidence.variation import variations_of
    from advisor.usecases.measuring.runs import list_runs
    from advisor.views.measurements.tables import results

    say = session.say
    every = list_runs(settings=session.settings)
    told = tuple(run for run in done.runs if run.framework not in said)
    session.table(results(results_of(told, limits_of(every), variations_of(every)), say))
    for one in done.installed:
        if not one.ok and one.id not in said:
            session.show_error(AdvisorError(one.reference, one.what, why=one.why, hint=one.hint))
    if done.not_worthwhile:
        names = ", ".join(f"{step.framework} {step.tuning}" for step in done.not_worthwhile)
        session.note(
            say("By {kernel}, these settings do not pay here: {names}.", kernel=TRIAL, names=names)
        )
    if done.skipped:
        names = ", ".join(dict.fromkeys(step.framework for step in done.skipped))
        session.note(say("The budget did not last for {names}.", names=names))


def _show_plan(session: Session, plan: Plan, as_json: bool) -> ExitCode:
    from advisor.views.measurements.tables import build_lines
    from advisor.views.numbers import duration

    if as_json:
        import msgspec

        session.json({"schema": "fwadvisor.measure-plan/1", **msgspec.to_builtins(plan)})
        return ExitCode.DONE
    say = session.say
    for line in build_lines(plan.builds, plan.unbuildable, say):
        session.data(line)
    for step in plan.trials:
        session.data(
            say(
                "try      {name}: {workloads}, about {time}",
                name=f"{step.framework} {step.tuning}",
                workloads=", ".join(step.workloads),
                time=duration(step.seconds, say),
            )
        )
    for step in (*((plan.limit,) if plan.limit else ()), *plan.steps):
        how = " ".join(part for part in (step.mode, step.tuning) if part not in ("eager", "stock"))
        session.data(
            say(
                "measure  {name}: {workloads}, about {time}",
                name=f"{step.framework} {how}".strip(),
                workloads=", ".join(step.workloads),
                time=duration(step.seconds, say),
            )
        )
    if plan.trials:
        session.data(
            say(
                "settings that do not pay when they are tried are not measured; --rigorous "
                "measures all"
            )
        )
    if plan.tunings_left_out:
        session.data(say("left out the settings to tune: the budget has no time for them"))
    if plan.left_out:
        session.data(
            say(
                "left out {names}: --rigorous takes all, --workload names one",
                names=", ".join(plan.left_out),
            )
        )
    session.data(
        say("rounds {count}: frameworks take turns, each time in new processes", count=plan.rounds)
    )
    if plan.imports > plan.rounds:
        session.data(say("imports {count}: each gives one sample only", count=plan.imports))
    session.data(
        say(
            "in all   about {building} of building and {measuring} of measuring; {seconds} s of "
            "samples a workload",
            building=duration(plan.build_seconds, say),
            measuring=duration(plan.seconds, say),
            seconds=plan.seconds_each,
        )
    )
    return ExitCode.DONE
