"""Asks `python -m probes.machine` about this machine and keeps the answer for the next first
paint."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Cancelled

if TYPE_CHECKING:
    from advisor.model.machine import Fact, Machine

LAST = "machine.json"
SECONDS = 20.0
"""The probe's own longest limit is half of this; beyond it something is wrong with the machine."""


def last_known(cache: Path) -> Machine | None:
    """What was found here last time, or None; reads one small file and starts nothing."""
    from advisor.model.machine import Machine
    from advisor.reading.kept import read_kept

    return read_kept(cache / LAST, Machine)


def keep(cache: Path, machine: Machine) -> None:
    """Remember a machine for `last_known`; a cache that cannot be written is no error."""
    import msgspec

    temporary = cache / f".{LAST}-{os.getpid()}"
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(msgspec.json.encode(machine))
            os.replace(temporary, cache / LAST)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def package_cache(data: Path) -> Path:
    """Where uv keeps what it downloaded; when that lies on another disk than `data`, files are
    copied."""
    given = os.environ.get("UV_CACHE_DIR")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "uv"


def start(
    probes: Path, *, data: Path, cache: Path, libraries: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start the probe.

    Args:
        probes: the folder `probes`, whose parent becomes the import path of the child.
        data: where environments go; its disk is asked.
        cache: uv's cache; whether it shares the disk is asked.
        libraries: names such as `libGL.so.1` that the dynamic linker is asked for.
    Raises:
        AdvisorError: it could not be started.
    """
    command = [sys.executable, "-m", "probes.machine", "--data", str(data), "--cache", str(cache)]
    for library in libraries:
        command += ["--library", library]
    environment = {
        **os.environ,
        "PYTHONPATH": str(probes.parent),
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
    }
    environment.pop("PYTHONHOME", None)
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=probes.parent,
        )
    except OSError as error:
        raise _failed(str(error)) from error


def listen(
    child: subprocess.Popen[bytes],
    *,
    on_fact: Callable[[Fact], None],
    cancelled: Callable[[], bool],
) -> tuple[Fact, ...]:
    """Every fact, in the order in which they are found.

    Raises:
        AdvisorError: the probe failed or did not end.
        Cancelled: `cancelled` became true.
    """
    try:
        return _read(child, on_fact, cancelled)
    finally:
        if child.poll() is None:
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
            child.kill()
        for stream in (child.stdout, child.stderr):
            if stream is not None:
                stream.close()


def _read(
    child: subprocess.Popen[bytes], on_fact: Callable[[Fact], None], cancelled: Callable[[], bool]
) -> tuple[Fact, ...]:
    import select
    import time

    assert child.stdout is not None
    assert child.stderr is not None
    facts: list[Fact] = []
    waiting = b""
    complaint = b""
    until = time.monotonic() + SECONDS
    open_streams = [child.stdout, child.stderr]
    while open_streams:
        if cancelled():
            raise Cancelled
        if time.monotonic() > until:
            raise _failed(f"it did not end within {SECONDS:g} seconds")
        for stream in select.select(open_streams, [], [], 0.1)[0]:
            piece = os.read(stream.fileno(), 1 << 16)
            if not piece:
                open_streams.remove(stream)
            elif stream is child.stderr:
                complaint = (complaint + piece)[-4000:]
            else:
                *lines, waiting = (waiting + piece).split(b"\n")
                for line in lines:
                    fact = _fact(line)
                    facts.append(fact)
                    on_fact(fact)
    if child.wait(5) != 0 or not facts:
        last = complaint.decode("utf-8", "replace").strip().splitlines()
        raise _failed(last[-1] if last else f"exit status {child.returncode}")
    return tuple(facts)


def _fact(line: bytes) -> Fact:
    import msgspec

    from advisor.model.machine import Fact

    try:
        return msgspec.json.decode(line, type=Fact)
    except msgspec.DecodeError as error:
        raise _failed(f"it wrote a line that is no fact: {error}") from error


def _failed(why: str) -> AdvisorError:
    return AdvisorError(
        "machine-not-read",
        "The facts of this machine could not be read.",
        why=why[0].upper() + why[1:] + ".",
        hint="describe it in a file and use `--machine FILE`; `fwadvisor machine --help` shows how",
    )
