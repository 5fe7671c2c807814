"""`fwadvisor install-plan`: which versions go together on the machine, with exact commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.cli.need import asked, need_options
from advisor.errors import ExitCode

if TYPE_CHECKING:
    from advisor.lab.installing.proving import Refusal
    from advisor.model.knowledge import Knowledge
    from advisor.model.machine import Machine
    from advisor.model.need import Need
    from advisor.views.figures import Table
    from advisor.views.installing.running import PlanLine

REMARK = "# "


@shell.command(
    "The stack of each framework on the machine of NEED: exact versions that are known to go "
    "together there, how that is known, the commands, and a line that verifies it; or the few "
    "facts that stand against it, or that no way is known. What is not known becomes a condition.",
    examples=(
        "fwadvisor install-plan",
        "fwadvisor install-plan pytorch --machine kylin_kunpeng_ascend",
        "fwadvisor install-plan --distro ubuntu@20.04 --arch x86_64 --accelerator cpu --prove",
        "fwadvisor install-plan pytorch --require torch==2.7.1",
        "fwadvisor install-plan --along arch",
    ),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="[ID]...")
@click.option(
    "--along",
    type=click.Choice(["python", "arch", "accelerator", "distro"]),
    help="a matrix over all values of this, everything else being as NEED says",
)
@click.option("--brief", is_flag=True, help="the table alone")
@click.option("--prove", is_flag=True, help="let uv resolve exactly each stack, and keep its lock")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    ids: tuple[str, ...],
    along: str | None = None,
    brief: bool = False,
    prove: bool = False,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from msgspec.structs import replace

    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.ranking.gather import the_machine

    taken = asked(session, options)
    need = replace(taken.need, among=ids) if ids else taken.need
    knowledge = open_base(session.settings)
    machine = the_machine(
        session.settings, machine_file=taken.machine_file, facts=taken.facts, quick=True
    )
    if along is not None:
        return _matrix(session, along, need, knowledge, machine, as_json)
    return _plan(session, need, knowledge, machine, prove=prove, brief=brief, as_json=as_json)


def _plan(
    session: shell.Session,
    need: Need,
    knowledge: Knowledge,
    machine: Machine,
    *,
    prove: bool,
    brief: bool,
    as_json: bool,
) -> ExitCode:
    from msgspec.structs import replace

    from advisor.cli.show import remark
    from advisor.model.stack import Stack
    from advisor.usecases.installing.stacks import open_stock, plan_stacks, prove_stacks
    from advisor.usecases.ranking.gather import stored_runs
    from advisor.views.installing import stacks as views
    from advisor.views.installing.document import SCHEMA, InstallPlanDocument

    stock = open_stock(session.settings, knowledge)
    plan = plan_stacks(need, stock, machine, stored_runs(session.settings))
    refusals: dict[str, Refusal] = {}
    if prove:
        plan, refusals = prove_stacks(
            plan, stock, settings=session.settings, cancelled=lambda: False
        )
    if need.llm is not None:
        # How many cards the model takes, and in which form, is planned where it is advised.
        from advisor.usecases.ranking.advise import advise

        runs = stored_runs(session.settings)
        plan = replace(plan, runs=advise(need, knowledge, machine, runs, stock=stock).starts)
    say = session.say
    named = views.called(knowledge, stock.compatibility, plan.target, say)
    found = any(isinstance(answer, Stack) for answer in plan.answers.values())
    if as_json:
        document = InstallPlanDocument(
            schema=SCHEMA,
            target=plan.target,
            answers=plan.answers,
            runs=plan.runs,
            refused={id: refusal.kind for id, refusal in refusals.items()},
        )
        session.json(_plain(document))
        return ExitCode.DONE if found else ExitCode.NO
    for line in remark(views.target_line(plan.target, knowledge, named, say)):
        session.data(line)
    table = views.stacks_table(knowledge, plan.answers, named, say)
    if brief:
        session.table(table)
    else:
        _remarked(session, table)
    untold = views.untold_line(stock.compatibility, plan.target, plan.answers, named, say)
    for line in remark(untold) if untold else ():
        session.data(line)
    reasons = {id: (refusal.kind, refusal.said) for id, refusal in refusals.items()}
    for line in views.refusal_lines(knowledge, reasons, say):
        for shown in remark(line):
            session.data(shown)
    for id, answer in plan.answers.items() if not brief else ():
        session.data("")
        run = plan.runs.get(id)
        for written in views.stack_lines(knowledge, id, answer, named, say, run=run):
            for shown in _shown(written):
                session.data(shown)
    return ExitCode.DONE if found else ExitCode.NO


def _remarked(session: shell.Session, table: Table) -> None:
    """A table that a shell passes over, so that everything can be pasted as it stands."""
    from advisor.cli.show import as_text, colours, width

    text = as_text(table, columns=width() - len(REMARK), colour=colours())
    print(session.spelled("\n".join(REMARK + line for line in text.splitlines())))


def _shown(line: PlanLine) -> list[str]:
    """A line of a plan as a shell may be given it."""
    from advisor.cli.show import remark

    if line.typed:
        return [line.text]
    if line.later:
        return [f"# {'  ' * line.depth}{line.text}"]
    return remark(line.text, line.depth)


def _matrix(
    session: shell.Session,
    along: str,
    need: Need,
    knowledge: Knowledge,
    machine: Machine,
    as_json: bool,
) -> ExitCode:
    from advisor.usecases.installing import plan as plans
    from advisor.usecases.installing.stacks import open_stock
    from advisor.views.installing import ways as installing

    axis = next(axis for axis in plans.AXES if axis == along)
    stock = open_stock(session.settings, knowledge)
    found = plans.along(axis, need, stock, machine)
    if as_json:
        session.json({"schema": "fwadvisor.install-matrix/1", **_plain(found)})
    else:
        table = installing.matrix_table(knowledge, found.values, found.kinds, session.say)
        session.table(table)
    return ExitCode.DONE


def _plain(found: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(found)
