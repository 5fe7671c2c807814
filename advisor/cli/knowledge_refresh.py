"""`fwadvisor knowledge refresh`: newer releases from the configured package index, into an
overlay."""

from __future__ import annotations

import click

from advisor.cli import session as shell
from advisor.errors import ExitCode


@shell.command(
    "Ask the configured package index for newer releases, Pythons and wheel tags, show the "
    "difference, and write it "
    "into an overlay. Shipped files stay as they are.",
    examples=("fwadvisor knowledge refresh", "fwadvisor knowledge refresh pytorch --dry-run"),
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--yes", is_flag=True, help="write without asking")
@click.option("--dry-run", is_flag=True, help="show the difference, write nothing")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def refresh(
    session: shell.Session,
    ids: tuple[str, ...] = (),
    yes: bool = False,
    dry_run: bool = False,
    as_json: bool = False,
) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.knowledge.refresh import ask_index, overlay_folder, write_overlays

    knowledge = open_base(session.settings)
    for id in ids:
        if id not in knowledge.frameworks:
            from advisor.usecases.ranking.advise import unknown_id

            raise unknown_id("framework", id, tuple(knowledge.frameworks))
    found = ask_index(
        ids, settings=session.settings, on_event=lambda _event: None, cancelled=lambda: False
    )
    folder = overlay_folder(session.settings)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.knowledge-refresh/1",
                "asked": found.asked,
                "changes": found.changes,
                "failures": found.failures,
                "overlay": str(folder),
            }
        )
    else:
        for change in found.changes:
            before = change.before or "-"
            session.data(
                f"{change.framework}: {change.what} {change.name}: {before} -> {change.after}"
            )
    for name, reason in found.failures.items():
        session.note(
            session.say("{package} could not be asked for: {reason}", package=name, reason=reason)
        )
    if not found.changes:
        session.note(
            session.say(
                "Nothing newer on the index ({count} packages asked for).", count=found.asked
            )
        )
        return ExitCode.DONE
    if dry_run:
        return ExitCode.DONE
    question = session.say(
        "Write {count} changes into {folder}?", count=len(found.changes), folder=folder
    )
    session.confirm(question, yes=yes)
    for file in write_overlays(found.overlays, settings=session.settings):
        session.note(session.say("wrote {file}", file=file))
    if session.settings.overlay is None:
        session.note(session.say("It counts once it is named: --overlay {folder}", folder=folder))
    return ExitCode.DONE
