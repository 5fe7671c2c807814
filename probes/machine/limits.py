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
    found: dict[str, list[tuple[float, str]]] = {"cpu": [], "memory": [], "cpuset": []}
    for mount in mounts(tree.text("/proc/self/mountinfo") or ""):
        if mount.version == 2:
            for folder in folders(mount, own.get("", "/")):
                _version_2(tree, folder, found)
            continue
        for controller in mount.controllers & set(own):
            for folder in folders(mount, own[controller]):
                _version_1(tree, folder, controller, found)
    return {name: smallest(limits) for name, limits in found.items()}


def _version_2(tree: Tree, folder: str, found: dict[str, list[tuple[float, str]]]) -> None:
    """The limits of one group, all in one folder."""
    quota, most = f"{folder}/cpu.max", f"{folder}/memory.max"
    cpus = f"{folder}/cpuset.cpus.effective"
    _add(found["cpu"], _quota(tree.word(quota).split()), quota)
    _add(found["memory"], _bytes(tree.word(most)), most)
    _add(found["cpuset"], _count(tree.word(cpus)), cpus)


def _version_1(
    tree: Tree, folder: str, controller: str, found: dict[str, list[tuple[float, str]]]
) -> None:
    """The limits of one group under one controller, which has folders of its own."""
    if controller == "cpu":
        quota, period = f"{folder}/cpu.cfs_quota_us", f"{folder}/cpu.cfs_period_us"
        _add(found["cpu"], _quota([tree.word(quota), tree.word(period)]), quota)
    elif controller == "memory":
        most, statistics = f"{folder}/memory.limit_in_bytes", f"{folder}/memory.stat"
        _add(found["memory"], _bytes(tree.word(most)), most)
        # Names limits of groups above the mount, which a container cannot see otherwise.
        _add(found["memory"], _hierarchical(tree.text(statistics) or ""), statistics)
    elif controller == "cpuset":
        for name in ("cpuset.effective_cpus", "cpuset.cpus"):
            cpus = f"{folder}/{name}"
            _add(found["cpuset"], _count(tree.word(cpus)), cpus)


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
    logical = others.get("cpu.cores_logical", {}).get("value")
    total = others.get("memory.total_bytes", {}).get("value")
    quota, source = limits["cpu"]
    if quota is None:
        why, source = "no limit is set", "/proc/self/cgroup"
        quota_fact = missing("cpu.quota_cores", why, source, f"cat {source}")
    else:
        quota_fact = known("cpu.quota_cores", quota, source, f"cat {source}")
    return [quota_fact, _cores(limits, affinity(tree), logical), *_memory(limits["memory"], total)]


def _cores(
    limits: dict[str, tuple[float | None, str]], allowed: int | None, logical: int | None
) -> dict:
    """The processors that may be used, and the narrowest of the limits that says so."""
    (quota, quota_source), (cpuset, cpuset_source) = limits["cpu"], limits["cpuset"]
    bounds = [bound for bound in (logical, allowed, cpuset, quota) if bound is not None]
    if not bounds:
        why = "neither the kernel nor a cgroup says"
        return missing("cpu.cores_usable", why, "/proc/self/status", "nproc")
    least = min(bounds)
    source, command = "sched_getaffinity", "nproc"
    if least == quota:
        source, command = quota_source, f"cat {quota_source}"
    elif least == cpuset and least != allowed:
        source, command = cpuset_source, f"cat {cpuset_source}"
    # A quota of one and a half processors is worth one thread: a second would only wait.
    return known("cpu.cores_usable", max(1, int(least)), source, command)


def _memory(limit: tuple[float | None, str], total: int | None) -> list[dict]:
    """The limit, where there is one below what the machine has, and what may be used."""
    most, source = limit
    if most is not None and (total is None or most < total):
        command = f"cat {source}"
        return [
            known("memory.limit_bytes", most, source, command, "B"),
            known("memory.usable_bytes", most, source, command, "B"),
        ]
    why, where = "no limit below the machine's memory", "/proc/self/cgroup"
    limit_fact = missing("memory.limit_bytes", why, where, f"cat {where}", "B")
    where = "/proc/meminfo"
    if total is None:
        usable = missing("memory.usable_bytes", f"{where} does not say", where, "free -b", "B")
    else:
        usable = known("memory.usable_bytes", total, where, f"cat {where}", "B")
    return [limit_fact, usable]
