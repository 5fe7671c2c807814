"""What a container or a service manager leaves of the machine: cgroup v1, v2 and both at once,
cpusets and affinity.

Every limit is looked for in the process's own group and in each group above it, because the
smallest wins.
"""

from __future__ import annotations

import os

from probes.machine.fact import known, missing
from probes.machine.tree import Tree, ranges, whole

UNLIMITED = 1 << 60  # cgroup v1 writes 2^63 rounded down to a page for "no limit"


class Mount:
    """One mounted cgroup hierarchy."""

    def __init__(self, root: str, point: str, version: int, controllers: set[str]) -> None:
        self.root = root
        self.point = point
        self.version = version
        self.controllers = controllers


def mounts(mountinfo: str) -> list[Mount]:
    """The cgroup hierarchies of /proc/self/mountinfo."""
    found = []
    for line in mountinfo.splitlines():
        left, dash, right = line.partition(" - ")
        before, after = left.split(), right.split()
        if not dash or len(before) < 5 or len(after) < 1 or after[0] not in ("cgroup", "cgroup2"):
            continue
        root, point = (unescaped(part) for part in before[3:5])
        controllers = set(after[2].split(",")) if len(after) > 2 else set()
        found.append(Mount(root, point, 2 if after[0] == "cgroup2" else 1, controllers))
    return found


def unescaped(path: str) -> str:
    """The kernel writes a space in a mount point as \\040."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        path = path.replace(code, letter)
    return path


def groups(text: str) -> dict[str, str]:
    """/proc/self/cgroup: the path in each controller's hierarchy, "" being version 2."""
    found = {}
    for line in text.splitlines():
        parts = line.split(":", 2)
        if len(parts) == 3 and parts[2].startswith("/"):
            for controller in parts[1].split(","):
                found.setdefault(controller, parts[2])
    return found


def folders(mount: Mount, path: str) -> list[str]:
    """The group's folder and every folder above it up to the mount point, innermost first."""
    if mount.root not in ("", "/"):
        # A container without a namespace of its own sees the host's path, and its group mounted as
        # the root.
        inside = (
            path[len(mount.root) :]
            if path == mount.root or path.startswith(mount.root + "/")
            else ""
        )
    else:
        inside = path
    if "/.." in inside:
        inside = ""
    parts = [part for part in inside.split("/") if part]
    return [
        mount.point.rstrip("/") + "".join("/" + part for part in parts[:end])
        for end in range(len(parts), -1, -1)
    ]


def smallest(found: list[tuple[float, str]]) -> tuple[float | None, str]:
    """The smallest limit and the file that sets it."""
    return min(found) if found else (None, "")


def cgroup_limits(tree: Tree) -> dict[str, tuple[float | None, str]]:
    """`cpu` in processors, `memory` in bytes and `cpuset` in processors, each with the file that
    sets it."""
    own = groups(tree.text("/proc/self/cgroup") or "")
    cpu: list[tuple[float, str]] = []
    memory: list[tuple[float, str]] = []
    cpuset: list[tuple[float, str]] = []
    for mount in mounts(tree.text("/proc/self/mountinfo") or ""):
        if mount.version == 2:
            for folder in folders(mount, own.get("", "/")):
                _add(cpu, _quota(tree.word(f"{folder}/cpu.max").split()), f"{folder}/cpu.max")
                _add(memory, _bytes(tree.word(f"{folder}/memory.max")), f"{folder}/memory.max")
                _add(
                    cpuset,
                    _count(tree.word(f"{folder}/cpuset.cpus.effective")),
                    f"{folder}/cpuset.cpus.effective",
                )
            continue
        for controller in mount.controllers & set(own):
            for folder in folders(mount, own[controller]):
                if controller == "cpu":
                    words = [
                        tree.word(f"{folder}/cpu.cfs_quota_us"),
                        tree.word(f"{folder}/cpu.cfs_period_us"),
                    ]
                    _add(cpu, _quota(words), f"{folder}/cpu.cfs_quota_us")
                if controller == "memory":
                    _add(
                        memory,
                        _bytes(tree.word(f"{folder}/memory.limit_in_bytes")),
                        f"{folder}/memory.limit_in_bytes",
                    )
                    # Names limits of groups above the mount, which a container cannot see
                    # otherwise.
                    _add(
                        memory,
                        _hierarchical(tree.text(f"{folder}/memory.stat") or ""),
                        f"{folder}/memory.stat",
                    )
                if controller == "cpuset":
                    for name in ("cpuset.effective_cpus", "cpuset.cpus"):
                        _add(cpuset, _count(tree.word(f"{folder}/{name}")), f"{folder}/{name}")
    return {"cpu": smallest(cpu), "memory": smallest(memory), "cpuset": smallest(cpuset)}


def _add(found: list[tuple[float, str]], value: float | None, source: str) -> None:
    if value is not None:
        found.append((value, source))


def _quota(words: list[str]) -> float | None:
    """`max 100000`, `150000 100000` or the two files of version 1, as a number of processors."""
    if len(words) != 2:
        return None
    quota, period = whole(words[0]), whole(words[1])
    if quota is None or period is None or quota <= 0 or period <= 0:
        return None
    return round(quota / period, 3) or None


def _bytes(word: str) -> int | None:
    number = whole(word)
    return number if number is not None and 0 < number < UNLIMITED else None


def _hierarchical(text: str) -> int | None:
    for line in text.splitlines():
        name, _space, number = line.partition(" ")
        if name == "hierarchical_memory_limit":
            return _bytes(number.strip())
    return None


def _count(word: str) -> int | None:
    numbers = ranges(word) if word else None
    return len(numbers) if numbers else None


def affinity(tree: Tree) -> int | None:
    """How many processors this process may run on."""
    if tree.live:
        return len(os.sched_getaffinity(0))
    for line in (tree.text("/proc/self/status") or "").splitlines():
        if line.startswith("Cpus_allowed_list:"):
            return _count(line.partition(":")[2].strip())
    return None


def facts(tree: Tree, others: dict[str, dict]) -> list[dict]:
    """Cores and memory that may be used here. `others` are the facts of cpu and memory, by name."""
    limits = cgroup_limits(tree)
    quota, quota_source = limits["cpu"]
    memory, memory_source = limits["memory"]
    allowed = affinity(tree)
    logical = others.get("cpu.cores_logical", {}).get("value")
    answers = [
        known("cpu.quota_cores", quota, quota_source, f"cat {quota_source}")
        if quota is not None
        else missing(
            "cpu.quota_cores", "no limit is set", "/proc/self/cgroup", "cat /proc/self/cgroup"
        )
    ]
    bounds = [
        bound for bound in (logical, allowed, limits["cpuset"][0], quota) if bound is not None
    ]
    if bounds:
        # A quota of one and a half processors is worth one thread: a second would only wait.
        least = min(bounds)
        source = "sched_getaffinity"
        command = "nproc"
        if quota is not None and least == quota:
            source, command = quota_source, f"cat {quota_source}"
        elif limits["cpuset"][0] == least and allowed != least:
            source, command = limits["cpuset"][1], f"cat {limits['cpuset'][1]}"
        answers.append(known("cpu.cores_usable", max(1, int(least)), source, command))
    else:
        answers.append(
            missing(
                "cpu.cores_usable",
                "neither the kernel nor a cgroup says",
                "/proc/self/status",
                "nproc",
            )
        )
    total = others.get("memory.total_bytes", {}).get("value")
    if memory is not None and (total is None or memory < total):
        answers.append(
            known("memory.limit_bytes", memory, memory_source, f"cat {memory_source}", "B")
        )
    else:
        answers.append(
            missing(
                "memory.limit_bytes",
                "no limit below the machine's memory",
                "/proc/self/cgroup",
                "cat /proc/self/cgroup",
                "B",
            )
        )
        memory = None
    if total is not None or memory is not None:
        usable = min(bound for bound in (total, memory) if bound is not None)
        where = memory_source if usable == memory else "/proc/meminfo"
        answers.append(known("memory.usable_bytes", usable, where, f"cat {where}", "B"))
    else:
        answers.append(
            missing(
                "memory.usable_bytes", "/proc/meminfo does not say", "/proc/meminfo", "free -b", "B"
            )
        )
    return answers
