"""What the distribution's own repositories offer, asked only on request: a package manager may take
seconds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

SECONDS = 20.0
NAME = re.compile(r"^[a-z0-9][a-z0-9+.-]+$")


def offered(names: tuple[str, ...], family: str) -> dict[str, str] | None:
    """Version by package for those that are offered; None when no package manager could be asked.

    Args:
        family: `deb` or `rpm`.
    """
    wanted = [name for name in names if NAME.match(name)]
    for program, arguments in _commands(wanted, family):
        path = shutil.which(program)
        if path is None or not wanted:
            continue
        try:
            asked = subprocess.run(
                [path, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                env={**os.environ, "LC_ALL": "C"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if asked.returncode == 0:
            return parse_policy(asked.stdout) if family == "deb" else parse_query(asked.stdout)
    return None


def _commands(names: list[str], family: str) -> list[tuple[str, list[str]]]:
    query = ["--qf", "%{name} %{version}\\n", *names]
    if family == "deb":
        return [("apt-cache", ["policy", *names])]
    return [("dnf", ["-q", "repoquery", *query]), ("repoquery", ["-q", *query])]


def parse_policy(text: str) -> dict[str, str]:
    """`apt-cache policy`: the candidate of each package."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line and not line.startswith(" ") and line.endswith(":"):
            name = line[:-1]
        match = re.match(r"^  Candidate: (\S+)$", line)
        if match and name and match.group(1) != "(none)":
            found[name] = match.group(1)
    return found


def parse_query(text: str) -> dict[str, str]:
    """`dnf repoquery`: name and version in each line; the last of several is the newest."""
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and NAME.match(pair[0])}
