"""What the kernel counts around a run: how busy others are, and whom it ended because memory ran
out."""

from __future__ import annotations

import os
import time
from pathlib import Path

LOOK_AT_OTHERS = 0.15


def busy_per_core() -> float:
    """How busy others keep the processors just now, from 0 to 1. The load average would count our
    own last run."""
    before = _processor_times()
    time.sleep(LOOK_AT_OTHERS)
    idle, total = (after - then for after, then in zip(_processor_times(), before, strict=True))
    return round(1 - idle / total, 2) if total > 0 else 0.0


def _processor_times() -> tuple[int, int]:
    """(idle, all) in clock ticks since the start of the machine."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
    except (OSError, ValueError):
        return 0, 0
    return ticks[3] + ticks[4], sum(ticks)


def available_bytes() -> int | None:
    """Memory that can be had without swapping, at most what our container may have; None where
    nobody says."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            free = next(
                int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")
            )
    except (OSError, StopIteration, ValueError, IndexError):
        return None
    try:
        own = Path(_own_group())
        limit = int((own / "memory.max").read_text(encoding="ascii"))
        return max(0, min(free, limit - int((own / "memory.current").read_text(encoding="ascii"))))
    except (OSError, ValueError):  # No such group, or its limit is `max`.
        return free


def killed_for_memory() -> int:
    """How many processes the kernel has ended so far because memory ran out, on the machine or in
    our container."""
    total = 0
    for file, word in (("/proc/vmstat", "oom_kill"), (_own_group() + "/memory.events", "oom_kill")):
        try:
            with open(file, encoding="ascii") as lines:
                total += sum(int(line.split()[1]) for line in lines if line.split()[0] == word)
        except (OSError, ValueError, IndexError):
            continue
    return total


def has_busy_children(pid: int) -> bool:
    """Whether something that a process started, itself or through others, computes just now.

    True where the kernel does not say.
    """
    try:
        lists = [
            path.read_text(encoding="ascii")
            for path in Path(f"/proc/{pid}/task").glob("*/children")
        ]
        children = [int(child) for text in lists for child in text.split()]
        return not lists or any(_computes(child) or has_busy_children(child) for child in children)
    except OSError:
        return True


def _computes(pid: int) -> bool:
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        return file.read().rpartition(")")[2].split()[0] in "RD"


def _own_group() -> str:
    try:
        with open("/proc/self/cgroup", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("0::"):
                    return os.path.join("/sys/fs/cgroup", line.strip()[3:].lstrip("/"))
    except OSError:
        pass
    return "/sys/fs/cgroup"
