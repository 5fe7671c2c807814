"""`fwadvisor knowledge refresh`: newer releases from the configured package index, into an
overlay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli import session as shell
from advisor.errors import ExitCode

if TYPE_CHECKING:
    from advisor.usecases.knowledge.releases import ReleasesWritten


@shell.command(
    "Ask the configured package index for newer releases, Pythons and wheel tags, show the "
    "difference, and write it "
    "into an overlay. Shipped files stay as they are. What the index holds of every package that "
    "stacks are made of is kept too: in a checkout in knowledge/releases, otherwise in the "
    "overlay.",
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
    from advisor.cli.progress import watching
    from advisor.usecases.knowledge.browse import open_base
    from advisor.usecases.knowledge.refresh import ask_index, overlay_folder, write_overlays
    from advisor.usecases.knowledge.releases import (
        release_news,
        releases_folder,
        write_releases,
    )

    say, settings = session.say, session.settings
    knowledge = open_base(settings)
    for id in ids:
        if id not in knowledge.frameworks:
            from advisor.usecases.need.check_need import unknown_id

            raise unknown_id("framework", id, tuple(knowledge.frameworks))
    with watching(session) as (_, cancelled):
        found = ask_index(ids, settings=settings, on_event=lambda _event: None, cancelled=cancelled)
    news = release_news(found.pages, found.followed, settings=settings)
    folder = overlay_folder(settings)
    releases = releases_folder(settings, folder)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.knowledge-refresh/1",
                "asked": found.asked,
                "changes": found.changes,
                "failures": found.failures,
                "overlay": str(folder),
                "releases": news,
                "releases_folder": str(releases),
            }
        )
    else:
        for change in found.changes:
            before = change.before or "-"
            session.data(
                f"{change.framework}: {change.what} {change.name}: {before} -> {change.after}"
            )
        for entry in news:
            session.data(f"index: {entry.package}: {entry.before or '-'} -> {entry.newest or '-'}")
    for name, reason in found.failures.items():
        session.note(say("{package} could not be asked for: {reason}", package=name, reason=reason))
    if not found.changes and not news:
        session.note(
            say("Nothing newer on the index ({count} packages asked for).", count=found.asked)
        )
        return ExitCode.DONE
    if dry_run:
        return ExitCode.DONE
    session.confirm(_question(session, len(found.changes), len(news), folder, releases), yes=yes)
    for file in write_overlays(found.overlays, settings=settings) if found.changes else ():
        session.note(say("wrote {file}", file=file))
    if found.changes and settings.overlay is None:
        session.note(say("It counts once it is named: --overlay {folder}", folder=folder))
    if news:
        with watching(session) as (progress, cancelled):
            wrote = write_releases(
                found, folder=releases, settings=settings, on_event=progress, cancelled=cancelled
            )
        _told(session, wrote, releases)
    return ExitCode.DONE


def _question(
    session: shell.Session, changes: int, packages: int, folder: Path, releases: Path
) -> str:
    say = session.say
    if not packages:
        return say("Write {count} changes into {folder}?", count=changes, folder=folder)
    kept = say(
        "Keep the releases of {count} packages in {folder}?", count=packages, folder=releases
    )
    if not changes:
        return kept
    return say("Write {count} changes into {folder}?", count=changes, folder=folder) + " " + kept


def _told(session: shell.Session, wrote: ReleasesWritten, folder: Path) -> None:
    say = session.say
    session.note(
        say(
            "wrote the releases of {count} packages into {folder}",
            count=len(wrote.files),
            folder=folder,
        )
    )
    for name, reason in wrote.kept.items():
        session.note(
            say("{package} stays as it was: the index: {reason}", package=name, reason=reason)
        )
    for name, count in wrote.unknown.items():
        session.note(
            say(
                "{package}: what {count} releases need is not known; the file says why",
                package=name,
                count=count,
            )
        )
    if wrote.absent:
        session.note(say("not on the index: {packages}", packages=", ".join(wrote.absent)))
