"""`fwadvisor env`: the isolated environments."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session
from advisor.cli.completing import ids
from advisor.cli.session import Session, shown
from advisor.errors import AdvisorError, ExitCode


@click.group(
    help="The isolated environments, one per framework.",
    epilog="Examples:  fwadvisor env list   |   fwadvisor env install pytorch   |   fwadvisor env "
    "remove --all",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@session.global_options
def command() -> None:
    """See the help text above."""


@command.command("list", epilog=shown("fwadvisor env list", "fwadvisor env list --json"))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def list_command(session: Session, as_json: bool) -> None:
    """What is there, and what the others would cost."""
    from advisor.cli.building import know_machine
    from advisor.usecases.installing.environments import list_environments
    from advisor.views.measurements.tables import environments
    from advisor.views.numbers import size

    know_machine(session)
    rows = list_environments(settings=session.settings)
    if as_json:
        session.json({"schema": "fwadvisor.env/1", "environments": rows})
    else:
        session.table(environments(rows, session.say))
        total = sum(row.bytes or row.kept_bytes for row in rows)
        if total:
            session.data(
                session.say(
                    "in all {size}, each as if it shared nothing with the others", size=size(total)
                )
            )


@command.command(
    "install",
    epilog=shown("fwadvisor env install pytorch", "fwadvisor env install --all --dry-run"),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="ID...")
@click.option("--all", "everything", is_flag=True, help="every framework")
@click.option("--variant", default="", metavar="V", help="another build, for a device")
@click.option("--index", default="", metavar="URL", help="a package index to look into first")
@click.option("--python", default="", metavar="PATH", help="the interpreter to build with")
@click.option("--again", is_flag=True, help="build anew what is there, from what was recorded")
@click.option("--relock", is_flag=True, help="choose versions anew and record them")
@click.option("--dry-run", is_flag=True, help="show what would be built, and what it costs")
@click.option("--yes", is_flag=True, help="do not ask before downloading")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def install_command(
    session: Session,
    ids: tuple[str, ...],
    everything: bool,
    variant: str,
    index: str,
    python: str,
    again: bool,
    relock: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> ExitCode:
    """Build environments; what is there already stays."""
    from advisor.cli.building import know_machine
    from advisor.cli.progress import watching
    from advisor.usecases.installing.builds import resolve_builds
    from advisor.usecases.installing.environments import (
        install,
        list_environments,
        to_install,
    )
    from advisor.usecases.installing.install_request import InstallRequest
    from advisor.views.measurements.tables import (
        build_notes,
        build_question,
        environments,
        installed,
    )

    say = session.say
    if everything:
        rows = list_environments(settings=session.settings)
        ids = tuple(row.framework for row in rows if not row.variant and row.state != "not needed")
    if not ids:
        raise click.UsageError("name a framework, or give --all")
    request = InstallRequest(
        ids=ids, variant=variant, index=index, python=python, again=again, relock=relock
    )
    know_machine(session)
    builds = to_install(request, settings=session.settings)
    with watching(session) as (progress, cancelled):
        found = resolve_builds(
            builds, request, settings=session.settings, on_event=progress, cancelled=cancelled
        )
    builds = found.rows
    if dry_run:
        if as_json:
            session.json({"schema": "fwadvisor.env-plan/1", "builds": builds})
        else:
            session.table(environments(builds, say))
        return ExitCode.DONE
    session.agree_to_overlay()
    able = tuple(row for row in builds if row.obstacle is None)
    if able:
        for line in build_notes(able, say):
            session.note(line)
        session.confirm(build_question(able, say), yes=yes)
    with watching(session) as (progress, cancelled):
        done = install(
            request,
            choices=found.choices,
            settings=session.settings,
            on_event=progress,
            cancelled=cancelled,
        )
    if as_json:
        session.json({"schema": "fwadvisor.env-install/1", "environments": done})
    else:
        session.table(installed(done, say))
    failed = [one for one in done if not one.ok]
    for one in failed:
        session.show_error(AdvisorError(one.reference, one.what, why=one.why, hint=one.hint))
    return ExitCode.CANNOT if failed else ExitCode.DONE


@command.command("use", epilog=shown("fwadvisor env use pytorch --interpreter ~/venv/bin/python"))
@click.argument("framework", shell_complete=ids("frameworks"), metavar="ID")
@click.option("--interpreter", type=click.Path(path_type=Path), required=True, help="its python")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def use_command(session: Session, framework: str, interpreter: Path, as_json: bool) -> None:
    """Measure ID in an environment of your own; it is not changed."""
    from advisor.usecases.installing.environments import adopt
    from advisor.views.measurements.advised import advised_line

    info = adopt(framework, interpreter, settings=session.settings)
    if as_json:
        session.json({"schema": "fwadvisor.env-use/1", "adopted": info})
        return
    versions = ", ".join(f"{name} {version}" for name, version in info.versions.items())
    session.data(
        session.say(
            "{framework} is measured with {python}: Python {version}, {versions}",
            framework=framework,
            python=info.python,
            version=info.python_version,
            versions=versions,
        )
    )
    if info.advised is not None:
        advised = info.advised
        differs = advised_line(
            advised.versions,
            advised.python,
            info.versions,
            info.python_version,
            info.why_not,
            session.say,
        )
        if differs:
            session.data(differs)


@command.command(
    "remove",
    epilog=shown("fwadvisor env remove pytorch", "fwadvisor env remove --all --purge --yes"),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="ID...")
@click.option("--all", "everything", is_flag=True, help="every environment")
@click.option(
    "--purge", is_flag=True, help="also what was recorded, and what a framework compiled for itself"
)
@click.option("--yes", is_flag=True, help="do not ask")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
@session.global_options
@click.pass_obj
def remove_command(
    session: Session, ids: tuple[str, ...], everything: bool, purge: bool, yes: bool, as_json: bool
) -> None:
    """Remove environments; the measurements stay."""
    from advisor.usecases.installing.environments import downloads, list_environments, remove
    from advisor.usecases.need.check_need import unknown_id
    from advisor.views.numbers import size

    say = session.say
    rows = {row.id: row for row in list_environments(settings=session.settings)}
    if everything:
        there = ("ready", "adopted", "out of date")
        ids = tuple(id for id, row in rows.items() if row.state in there or row.kept_bytes)
    elif not ids:
        raise click.UsageError("name an environment, or give --all")
    for id in ids:
        if id not in rows:
            raise unknown_id("environment", id, tuple(rows))
    if ids:
        session.confirm(say("Remove {names}?", names=", ".join(ids)), yes=yes)
    removed = tuple(remove(ids, settings=session.settings, purge=purge))
    if as_json:
        session.json({"schema": "fwadvisor.env-remove/1", "removed": removed})
        return
    for one in removed:
        session.data(
            say("{id}: {bytes} removed", id=one.id, bytes=size(one.bytes))
            if not one.kept_bytes
            else say(
                "{id}: {bytes} removed, {kept} kept for the next time (--purge removes that too)",
                id=one.id,
                bytes=size(one.bytes),
                kept=size(one.kept_bytes),
            )
        )
    folder = downloads(settings=session.settings)
    if ids and folder is not None:
        session.note(
            say(
                "The downloads, which environments are linked from, are kept: `uv cache clean "
                "--cache-dir {folder}` "
                "removes them.",
                folder=folder,
            )
        )
