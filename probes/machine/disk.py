"""Free space where environments go, and whether the cache shares their file system (uv then links
instead of copying).

A network file system that hangs blocks here, so this runs in a child.
"""

from __future__ import annotations

import os

from probes.machine.fact import known, missing

# Package files are linked from uv's cache into each environment only within one file system.
NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "ceph",
    "glusterfs",
    "lustre",
    "9p",
    "fuse.sshfs",
    "gpfs",
    "beegfs",
    "afs",
}


def existing(path: str) -> str:
    """The path itself, or the nearest folder above it that is there."""
    path = os.path.abspath(path)
    while not os.path.exists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path


def file_system(mountinfo: str, path: str) -> str:
    """The type of the file system that holds `path`: of the mount points above it the longest, the
    last mounted."""
    best, kind = "", ""
    for line in mountinfo.splitlines():
        left, dash, right = line.partition(" - ")
        before, after = left.split(), right.split()
        if not dash or len(before) < 5 or not after:
            continue
        point = before[4].replace("\\040", " ")
        inside = point == "/" or path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after[0]
    return kind


def shown(path: str) -> str:
    """The path with the home folder as `~`: facts are pasted into bug reports."""
    home = os.path.expanduser("~")
    return "~" + path[len(home) :] if home != "/" and (path + "/").startswith(home + "/") else path


def read(data: str, cache: str) -> dict:
    """What the two folders' file systems say; called in a child."""
    data, cache = existing(data), existing(cache)
    space = os.statvfs(data)
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
        kind = file_system(file.read(), os.path.realpath(data))
    return {
        "path": shown(data),
        "cache": shown(cache),
        "free": space.f_bavail * space.f_frsize,
        "total": space.f_blocks * space.f_frsize,
        "kind": kind,
        "same": os.stat(data).st_dev == os.stat(cache).st_dev,
        "writable": os.access(data, os.W_OK),
    }


def facts(answer: dict | None, error: str, data: str) -> list[dict]:
    """Facts from what `read` returned, or from why it did not."""
    names = (
        "disk.free_bytes",
        "disk.total_bytes",
        "disk.filesystem",
        "disk.same_filesystem",
        "disk.writable",
    )
    if answer is None:
        path = shown(os.path.abspath(data))
        return [
            missing(name, f"the file system did not tell: {error}", "statvfs", f"df -B1 {path}")
            for name in names
        ]
    path, cache = answer["path"], answer["cache"]
    kind = answer["kind"]
    return [
        known("disk.free_bytes", answer["free"], "statvfs", f"df -B1 {path}", "B"),
        known("disk.total_bytes", answer["total"], "statvfs", f"df -B1 {path}", "B"),
        known("disk.filesystem", kind, "/proc/self/mountinfo", f"findmnt -T {path}")
        if kind
        else missing(
            "disk.filesystem",
            "no mount point was found",
            "/proc/self/mountinfo",
            f"findmnt -T {path}",
        ),
        known("disk.network", kind in NETWORK, "/proc/self/mountinfo", f"findmnt -T {path}"),
        known("disk.same_filesystem", answer["same"], "stat", f"stat -c %d {path} {cache}"),
        known("disk.writable", answer["writable"], "access", f"test -w {path} && echo yes"),
    ]
