"""Find and end what is left of a tree whose supervisor was killed: each process carries a mark in
its environment."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "FWADVISOR_CHILD"


def marked(mark: str) -> list[int]:
    """The processes whose environment carries this mark."""
    tag = f"{MARK}={mark}".encode()
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                if tag in Path("/proc", name, "environ").read_bytes().split(b"\0"):
                    found.append(int(name))
    return found


def kill_marked(mark: str, *, seconds: float = 1.5) -> None:
    """End what is left of a tree whose supervisor was killed before it could."""
    until = time.monotonic() + seconds
    while (left := marked(mark)) and time.monotonic() < until:
        for pid in left:
            with contextlib.suppress(OSError):
                # A process descriptor stays with the process that it was opened for, unlike a
                # number.
                descriptor = os.pidfd_open(pid)
                try:
                    if pid in marked(mark):
                        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                finally:
                    os.close(descriptor)
        time.sleep(0.02)
