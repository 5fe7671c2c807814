"""Code in an overlay: adapters, workloads and templates that somebody wrote. It runs only after a
yes, which is kept for exactly this content.

The yes is the copy: what runs is what was read when it was given, whatever happens to the folder
meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say
from advisor.reading.regular import Refused, read_regular

PROBES = "probes"
TEMPLATES = "templates"
PLACES = (f"{PROBES}/frameworks", f"{PROBES}/workloads", TEMPLATES)
"""Where code lies in an overlay; whatever else is there is no code of ours."""
LARGEST_MEGABYTES = 20
"""Of all code of an overlay together: adapters and templates are text."""


class OverlayCode(Struct, frozen=True, kw_only=True):
    """What an overlay would run."""

    folder: Path
    files: dict[str, bytes]
    """Content by path inside the folder."""

    @property
    def digest(self) -> str:
        """Of names and contents."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()[:32]


def code_in(overlay: Path, *, say: Say) -> OverlayCode | None:
    """The code of an overlay; None where it holds knowledge only.

    Raises:
        AdvisorError: `overlay-unreadable` or `overlay-too-large`.
    """
    files: dict[str, bytes] = {}
    room = LARGEST_MEGABYTES * 1_000_000
    for path in (path for place in PLACES for path in sorted((overlay / place).rglob("*"))):
        if "__pycache__" in path.parts or path.is_dir():
            continue
        try:
            content = read_regular(path)
        except Refused as refused:
            raise _unreadable(path, refused, say) from refused
        room -= len(content)
        if room < 0:
            raise _too_large(overlay, say)
        files[path.relative_to(overlay).as_posix()] = content
    return OverlayCode(folder=overlay, files=files) if files else None


def agreed(code: OverlayCode, data: Path) -> Path | None:
    """The copy of exactly this code that somebody said yes to; None where nobody did."""
    copy = _place(code, data)
    return copy if copy.is_dir() else None


def agree(code: OverlayCode, data: Path, *, say: Say) -> Path:
    """Keep the yes, and the copy that runs.

    Raises:
        AdvisorError: `data-folder-not-writable`.
    """
    import shutil
    import tempfile

    from advisor.lab.store import unwritable

    copy = _place(code, data)
    if copy.is_dir():
        return copy
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=copy.parent))
        for name, content in code.files.items():
            file = making / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        # Another process may have been first: then its copy is as good as ours.
        with contextlib.suppress(OSError):
            os.rename(making, copy)
        shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise unwritable(data, error.strerror or str(error), say) from error
    return copy


def not_trusted(code: OverlayCode, say: Say) -> AdvisorError:
    """Nobody said yes to this code."""
    return AdvisorError(
        "overlay-not-trusted",
        say("Nobody has agreed yet to run the code in {folder}.", folder=code.folder),
        why=say(
            "Adapters, workloads and templates are programs; there are {count} files: {files}.",
            count=len(code.files),
            files=shortened(code),
        ),
        hint=say("read them, then add `--trust-overlay`; it is asked again when a file changes"),
        exit_code=ExitCode.USAGE,
    )


def shortened(code: OverlayCode) -> str:
    """The first files by name, and a sign for more."""
    names = sorted(code.files)
    return ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")


def _place(code: OverlayCode, data: Path) -> Path:
    return data.absolute() / "agreed-overlays" / code.digest


def _too_large(overlay: Path, say: Say) -> AdvisorError:
    return AdvisorError(
        "overlay-too-large",
        say(
            "The code in {folder} is more than {megabytes} MB.",
            folder=overlay,
            megabytes=LARGEST_MEGABYTES,
        ),
        hint=say("keep only adapters, workloads and templates in probes/ and templates/"),
        exit_code=ExitCode.USAGE,
    )


def _unreadable(path: Path, refused: Refused, say: Say) -> AdvisorError:
    return AdvisorError(
        "overlay-unreadable",
        say("{file} cannot be read.", file=path),
        why=say(refused.told),
        exit_code=ExitCode.USAGE,
    )
