"""One measured process at a time on a machine, whoever starts it: two would measure each other.

A lock of the kernel on a file, so that it is free again whatever happens to its holder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.errors import AdvisorError, Cancelled
from advisor.messages import Say, words

LOOK_AGAIN = 0.1
ENGLISH = words("en")


def machine_lock() -> Path:
    """The file that everyone on this machine who measures locks."""
    return Path(tempfile.gettempdir()) / "fwadvisor-measuring.lock"


def holder(file: Path) -> str:
    """What the holder wrote about itself; empty when nobody holds it, or nothing is known."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return ""
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def held(
    file: Path,
    *,
    what: str,
    on_wait: Callable[[str], None] = lambda _holder: None,
    cancelled: Callable[[], bool] = lambda: False,
    say: Say = ENGLISH,
) -> Iterator[None]:
    """Hold the lock, waiting for it if need be.

    Args:
        what: what the holder is doing, for those who wait.
        on_wait: told once who holds it.
        cancelled: asked while waiting.

    Raises:
        Cancelled: while waiting.
        AdvisorError: `lock-unusable`, when the file can be neither made nor opened.
    """
    descriptor = _open(file, say)
    try:
        told = False
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    told = True
                    on_wait(holder(file))
                if cancelled():
                    raise Cancelled from None
                time.sleep(LOOK_AGAIN)
        _write(descriptor, what)
        yield
    finally:
        os.close(descriptor)


def take(file: Path, *, what: str) -> int | None:
    """Hold the lock without waiting: the descriptor that holds it until it is closed; None where
    another has it, or it can be neither made nor opened.

    Args:
        what: what the holder is doing, for those who ask.
    """
    try:
        descriptor = _open(file, ENGLISH)
    except AdvisorError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    _write(descriptor, what)
    return descriptor


def _write(descriptor: int, what: str) -> None:
    with contextlib.suppress(OSError):
        # Not ours to write when another user made it; the lock holds all the same.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{what} (process {os.getpid()})\n".encode(), 0)


def _open(file: Path, say: Say) -> int:
    """Open the file, first without making it: sticky folders refuse O_CREAT on what another user
    made."""
    problem: OSError | None = None
    for flags in (os.O_RDWR, os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        try:
            descriptor = os.open(file, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        except OSError as error:
            problem = problem or error
            continue
        if flags & os.O_CREAT:
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, 0o666)
        return descriptor
    raise AdvisorError(
        "lock-unusable",
        say("The lock {file} can be neither made nor opened.", file=file),
        why=f"{problem.strerror}." if problem is not None else "",
        hint=say("set TMPDIR to a folder that you can write"),
    )
