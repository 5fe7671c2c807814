"""`fwadvisor starter`: write a project that trains, and prove on request that it does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli import session
from advisor.cli.completing import ids
from advisor.cli.need import GivenNeed, asked, place_options
from advisor.cli.session import Session
from advisor.errors import AdvisorError, ExitCode
from advisor.model.event import Event, Logged, Progressed
from advisor.reading.regular import Refused, read_regular
from advisor.usecases.starter.request import MODELS, StarterRequest, StarterResult
from advisor.usecases.starter.start_project import model_for, preview, start_project

if TYPE_CHECKING:
    from advisor.model.verification import Verification
    from advisor.usecases.starter.for_target import ForTarget


@session.command(
    "Write a runnable project for framework ID into the new folder DEST. It is for the machine of "
    "NEED, this one where nothing is said: it pins the versions that `install-plan` gives there.",
    examples=(
        "fwadvisor starter pytorch hello",
        "fwadvisor starter jittor ~/work/hello --name hello-jittor --dry-run",
        "fwadvisor starter paddlepaddle digits --model cnn --verify",
        "fwadvisor starter tensorflow same --parity --verify",
        "fwadvisor starter mindspore eyes --task vision_training --machine kylin_kunpeng_ascend",
        "fwadvisor starter pytorch gpu --distro ubuntu@22.04 --accelerator nvidia_cuda --chip A100",
    ),
)
@click.argument("framework", shell_complete=ids("frameworks"), metavar="ID")
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option("--name", default=None, help="name of the project (default: the last part of DEST)")
@click.option(
    "--model",
    type=click.Choice(list(MODELS)),
    default=None,
    help="which network (default: simplenet)",
)
@place_options
@click.option(
    "--anyway",
    is_flag=True,
    help="where no stack is known for the machine: pin what the template was verified with",
)
@click.option(
    "--parity", is_flag=True, help="the data, first parameters and losses of the measuring workload"
)
@click.option(
    "--why",
    "why_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="put this text into the project as WHY.md: `fwadvisor report --brief -o why.md` writes "
    "one",
)
@click.option("--dry-run", is_flag=True, help="show what would be written, write nothing")
@click.option(
    "--verify", is_flag=True, help="build its environment, lint, test, train, export and predict"
)
@click.option("-y", "--yes", is_flag=True, help="download without asking")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: Session,
    framework: str,
    destination: Path,
    name: str | None,
    model: str | None,
    anyway: bool,
    parity: bool,
    why_file: Path | None,
    dry_run: bool,
    verify: bool,
    yes: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """See the help text above."""
    say = session.say
    if dry_run and verify:
        raise AdvisorError(
            "wrong-usage",
            say("--dry-run writes nothing, so there is nothing to verify."),
            hint=say("leave one of the two away"),
            exit_code=ExitCode.USAGE,
        )
    interpreter = _interpreter(options)
    taken = asked(session, options)
    task = taken.need.task
    why = _why(why_file) if why_file is not None else ""
    if model is None:
        model = model_for(task, session.settings) if task and not parity else next(iter(MODELS))
    request = StarterRequest(
        framework=framework,
        destination=destination,
        name=name,
        model=model,
        parity=parity,
        target=_target(session, framework, taken, verify=verify),
        anyway=anyway,
        why=why,
    )
    if dry_run:
        result = preview(request, settings=session.settings)
    else:
        if verify:
            asked_for = preview(request, settings=session.settings)  # refusals before the question
            for line in asked_for.said:
                session.note(line)
            session.confirm(say("Download {title} and train with it?", title=framework), yes=yes)
        result = start_project(
            request,
            settings=session.settings,
            on_event=lambda _event: None,
            cancelled=lambda: False,
        )
    verified = _verify(session, result, interpreter) if verify else None
    if as_json:
        session.json(_document(result, verified))
    else:
        _show(session, result, verified)


def _document(result: StarterResult, verified: Verification | None) -> Any:
    import msgspec

    from advisor.views.starter.document import SCHEMA, StarterDocument

    fields = {name: getattr(result, name) for name in result.__struct_fields__ if name != "said"}
    fields["path"] = str(result.path)
    return msgspec.to_builtins(StarterDocument(schema=SCHEMA, verification=verified, **fields))


def _interpreter(options: dict[str, Any]) -> Path | None:
    """`--python` with a path is the interpreter for `--verify`; with a version it belongs to
    NEED."""
    given = options.get("python")
    if given is None or re.fullmatch(r"[0-9.]+", given):
        return None
    options["python"] = None
    return Path(given)


def _target(
    session: Session, framework: str, taken: GivenNeed, *, verify: bool
) -> ForTarget | None:
    """The stack of the framework where it shall run."""
    from advisor.usecases.installing.stacks import open_stock
    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.ranking.gather import stored_runs, the_machine
    from advisor.usecases.starter.for_target import for_target, is_here

    say = session.say
    knowledge = open_base(session.settings)
    machine = the_machine(
        session.settings, machine_file=taken.machine_file, facts=taken.facts, quick=True
    )
    if verify and not is_here(taken.need, machine, knowledge):
        raise AdvisorError(
            "wrong-usage",
            say("--verify builds on this machine; a project for another is verified there."),
            hint=say("leave --verify away, carry the project there and type `make install test`"),
            exit_code=ExitCode.USAGE,
        )
    return for_target(
        framework,
        taken.need,
        machine,
        open_stock(session.settings, knowledge),
        settings=session.settings,
        runs=stored_runs(session.settings),
    )


def _verify(session: Session, result: StarterResult, python: Path | None) -> Verification:
    from advisor.usecases.starter.verify_starter import VerifyRequest, verify_starter

    def tell(event: Event) -> None:
        if isinstance(event, Progressed):
            session.note(f"[{event.done:.0f}/{event.total:.0f}] {event.message}")
        elif isinstance(event, Logged) and session.verbose:
            session.note(f"    {event.line}")

    request = VerifyRequest(path=result.path, python=python)
    return verify_starter(
        request, settings=session.settings, on_event=tell, cancelled=lambda: False
    )


def _show(session: Session, result: StarterResult, verified: Verification | None) -> None:
    from advisor.views.starter.project import proof_lines

    say = session.say
    names = {"title": result.title, "name": result.name, "path": result.path}
    session.data(
        say("{title} project {name} is in {path}", **names)
        if result.written
        else say("{title} project {name} would go into {path}", **names)
    )
    for file in result.files:
        session.data(f"  {file}")
    for line in result.said:
        session.data(line)
    pins = ", ".join(result.dependencies)
    session.data(
        say("It needs Python {range} and {pins}.", range=result.requires_python, pins=pins)
    )
    if verified is not None:
        for line in proof_lines(verified, say):
            session.data(line)
        return
    session.data(say("Next:"))
    for step in result.next_steps:
        session.data(f"  {step}")


def _why(file: Path) -> str:
    try:
        return read_regular(file).decode("utf-8")
    except (Refused, UnicodeDecodeError) as error:
        raise AdvisorError(
            "unreadable-file",
            f"{file} cannot be read as text.",
            why=error.told if isinstance(error, Refused) else str(error),
            hint="`fwadvisor report --brief -o why.md` writes one",
            exit_code=ExitCode.USAGE,
        ) from error
