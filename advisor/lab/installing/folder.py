"""What happens to the folder of an environment: one builder at a time, nothing half-made, there
from one moment on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator

import msgspec

from advisor.errors import Cancelled
from advisor.lab.installing.environments import EnvironmentPlace, Info
from advisor.lab.store import unwritable
from advisor.messages import Say


@contextlib.contextmanager
def alone(
    where: EnvironmentPlace, say: Say, cancelled: Callable[[], bool], *, shared: bool = False
) -> Iterator[None]:
    """Nobody else builds or removes this environment meanwhile.

    Args:
        shared: for those who only use it, several at a time.
    """
    try:
        where.busy.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(where.busy, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(where.folder.parent.parent, error.strerror or str(error), say) from error
    try:
        while True:
            try:
                fcntl.flock(
                    descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
                )
                break
            except BlockingIOError:
                if cancelled():
                    raise Cancelled from None
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)


def clear(where: EnvironmentPlace) -> None:
    """Remove the environment; its lock stays, and its home when that is whole."""
    where.info.unlink(missing_ok=True)
    shutil.rmtree(where.venv, ignore_errors=True)
    if not where.home_complete.exists():
        shutil.rmtree(where.home, ignore_errors=True)


def tidy(where: EnvironmentPlace) -> None:
    """Leave no folder of an environment that never was."""
    if not where.home_complete.exists() and not where.info.exists():
        shutil.rmtree(where.folder, ignore_errors=True)


def write_info(where: EnvironmentPlace, info: Info) -> None:
    """The environment is there from this moment on."""
    making = where.folder / "info.json.making"
    with making.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    making.rename(where.info)
