"""Where a project goes: a folder that does not exist or is empty. It appears whole or not at
all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say


def check_destination(destination: Path, say: Say) -> None:
    """Refuse a folder that holds something, a file, and a dangling link."""
    taken = ""
    if destination.is_dir():
        try:
            if any(destination.iterdir()):
                taken = say("It is not empty, and an existing folder is never changed.")
        except OSError as error:
            taken = str(error.strerror)
    elif destination.exists() or destination.is_symlink():
        taken = say("It exists and is not a folder.")
    if taken:
        raise AdvisorError(
            "destination-taken",
            say("{destination} cannot take a new project.", destination=destination),
            why=taken,
            hint=say(
                "name a folder that does not exist yet, such as {other}", other=_free(destination)
            ),
            exit_code=ExitCode.USAGE,
        )


@contextmanager
def delivered(destination: Path, say: Say) -> Iterator[Path]:
    """A scratch folder beside the destination; when the block ends well it becomes the destination.

    Beside it, because only within one file system does a folder appear in one step.
    """
    check_destination(destination, say)
    destination = destination.resolve()
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(
            tempfile.mkdtemp(
                prefix=f".{destination.name[:80]}.", suffix=".part", dir=destination.parent
            )
        )
    except OSError as error:
        raise _not_writable(destination, error, say) from error
    try:
        yield scratch
        _appear(scratch, destination)
    except OSError as error:
        raise _not_writable(destination, error, say) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _appear(scratch: Path, destination: Path) -> None:
    if not destination.exists():
        umask = os.umask(0)
        os.umask(umask)
        scratch.chmod(0o777 & ~umask)  # mkdtemp makes folders that only their owner may enter
        scratch.rename(destination)
        return
    # An empty folder is filled and not replaced: it may be somebody's working directory.
    moved: list[Path] = []
    try:
        for child in sorted(scratch.iterdir()):
            child.rename(destination / child.name)
            moved.append(destination / child.name)
    except OSError:
        for each in moved:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        raise


def _not_writable(destination: Path, error: OSError, say: Say) -> AdvisorError:
    return AdvisorError(
        "destination-not-writable",
        say("{destination} cannot be written.", destination=destination),
        why=str(error.strerror or error),
        hint=say("name a folder that you may write to, such as ~/{name}", name=destination.name),
    )


def _free(destination: Path) -> Path:
    if not destination.name:  # `.`, or the root, which has none at all
        destination = destination.resolve()
    if not destination.name:
        return destination / "project"
    for n in range(2, 1000):
        other = destination.with_name(f"{destination.name}-{n}")
        if not other.exists():
            return other
    return destination / "project"
