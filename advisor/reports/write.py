"""Files appear whole or not at all, and an existing one is kept unless the person says
otherwise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told


def write_whole(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file in one step.

    Raises:
        AdvisorError: it exists and `force` is not given, or the folder cannot be written.
    """
    if path.exists() and not force:
        raise AdvisorError(
            "file-exists",
            told("{path} exists already and was kept.", path=path),
            hint="add --force to replace it, or give another name",
            exit_code=ExitCode.USAGE,
        )
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise AdvisorError(
            "cannot-write",
            told("{path} could not be written.", path=path),
            why=f"{error.strerror or error}.",
            hint="choose a folder that exists and that you may write, for example -o ~/report.md",
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
