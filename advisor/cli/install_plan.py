"""`fwadvisor install-plan`: how each framework gets onto the machine, with exact commands."""

from __future__ import annotations

from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.cli.need import asked, need_options
from advisor.errors import ExitCode


@shell.command(
    "How each framework gets onto the machine of NEED: installs, another index, the "
    "distribution's package, source, "
    "vendor, impossible (why), unknown. Wheel tags are judged as pip would judge them there.",
    examples=(
        "fwadvisor install-plan",
        "fwadvisor install-plan pytorch --distro kylin_server_v10 --arch aarch64 --accelerator "
        "ascend_npu",
        "fwadvisor install-plan --along arch",
    ),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="[ID]...")
@click.option(
    "--along",
    type=click.Choice(["python", "arch", "accelerator", "distro"]),
    help="a matrix over all values of this, everything else being as NEED says",
)
@click.option("--all", "every", is_flag=True, help="every way, not only the best")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    ids: tuple[str, ...],
    along: str | None = None,
    every: bool = False,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from msgspec.structs import replace

    from advisor.usecases.installing import plan as plans
    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.ranking.gather import the_machine
    from advisor.views.installing import ways as installing

    taken = asked(session, options)
    need = replace(taken.need, among=ids) if ids else taken.need
    knowledge = open_base(session.settings)
    machine = the_machine(
        session.settings, machine_file=taken.machine_file, facts=taken.facts, quick=True
    )
    if along is not None:
        axis = next(axis for axis in plans.AXES if axis == along)
        found = plans.along(axis, need, knowledge, machine)
        if as_json:
            session.json({"schema": "fwadvisor.install-matrix/1", **_plain(found)})
        else:
            table = installing.matrix_table(knowledge, found.values, found.kinds, session.say)
            session.table(table)
        return ExitCode.DONE
    plan = plans.plan_installing(need, knowledge, machine)
    if as_json:
        session.json({"schema": "fwadvisor.install-plan/1", **_plain(plan)})
    else:
        session.table(installing.plan_table(knowledge, plan.routes, every, session.say))
        session.data("")
        for line in installing.command_lines(knowledge, plan.routes, session.say):
            session.data(line)
    possible = any(ways[0].kind != "impossible" for ways in plan.routes.values())
    return ExitCode.DONE if possible else ExitCode.NO


def _plain(found: Any) -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain
