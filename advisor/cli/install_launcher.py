"""install-launcher: the app in the desktop's menu."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from advisor.cli import session as shell
from advisor.messages import N_


@shell.command(
    "Put the app into the desktop's menu: an entry that opens it in your terminal, an icon, the "
    "manual page.",
    examples=(
        "fwadvisor install-launcher",
        "fwadvisor install-launcher --dry-run",
        "fwadvisor install-launcher --remove",
    ),
)
@click.option("--remove", is_flag=True, help="take it out again")
@click.option("--dry-run", is_flag=True, help="show what would be written, write nothing")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(session: shell.Session, remove: bool, dry_run: bool, as_json: bool) -> None:
    from advisor.cli.man_page import man_page
    from advisor.usecases.installing.launcher import install_launcher, remove_launcher

    say, folder = session.say, data_folder()
    if remove:
        files = remove_launcher(folder=folder, lang=session.settings.lang)
    else:
        done = install_launcher(
            program(), man_page(say), folder=folder, lang=session.settings.lang, dry_run=dry_run
        )
        files = done.files
    if as_json:
        state = "removed" if remove else "planned" if dry_run else "written"
        session.json(
            {
                "schema": "fwadvisor.launcher/1",
                "state": state,
                "files": [str(path) for path in files],
            }
        )
        return
    sentence = (
        N_("Removed {path}")
        if remove
        else N_("Would write {path}")
        if dry_run
        else N_("Wrote {path}")
    )
    for path in files:
        session.data(say(sentence, path=path))
    if remove and not files:
        session.note(say("Nothing was there."))


def data_folder() -> Path:
    """Where desktops look for what a person installed."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def program() -> tuple[str, ...]:
    """What opens the app, by its whole path: a desktop's PATH is not a shell's."""
    called = shutil.which(sys.argv[0])
    if called is not None and Path(called).name == "fwadvisor":
        return (str(Path(called).absolute()),)
    return (sys.executable, "-m", "advisor")
