"""The CPythons of this machine, found by ourselves: a framework that ends at Python 3.10 needs one.

uv is not asked to look: it misses pyenv's versions, and fails on shims that point to nothing. Each
candidate is started once, all at the same time and with a time limit; what does not answer is not
there.
"""

from __future__ import annotations

import contextlib
import glob
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

PATIENCE = 5.0
AT_ONCE = 8
PROBE = """
import json, os, platform, sys, sysconfig
name = "python%d.%d-config" % sys.version_info[:2]
config = os.path.join(sysconfig.get_config_var("BINDIR") or "", name)
print(json.dumps({
    "path": os.path.realpath(sys.executable),
    "version": list(sys.version_info[:3]),
    "implementation": sys.implementation.name,
    "machine": platform.machine(),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "config": config if os.access(config, os.X_OK) else "",
}))
"""


class Interpreter(Struct, frozen=True, kw_only=True):
    """A Python that answered."""

    path: str
    """Absolute, links resolved."""
    version: tuple[int, int, int]
    implementation: str
    machine: str
    free_threaded: bool
    config: str
    """Its python-config, which C++ extensions are compiled with; empty when it has none."""

    @property
    def minor(self) -> str:
        """`3.10`"""
        return f"{self.version[0]}.{self.version[1]}"

    @property
    def text(self) -> str:
        """`3.10.13`"""
        return ".".join(map(str, self.version))


def candidates(environment: Mapping[str, str], home: Path) -> list[str]:
    """Where a Python may lie, each place once, links resolved; whether it works is another
    question."""
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    pyenv = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    condas = [
        home / name for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda")
    ]
    condas += [Path("/opt/conda"), Path("/opt/miniconda3"), Path("/opt/anaconda3")]
    if "CONDA_EXE" in environment:
        condas.append(Path(environment["CONDA_EXE"]).parent.parent)
    numbered = "python3.[0-9]*"
    patterns = [
        pyenv / "versions/*/bin/python3",
        Path(environment.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python") / "*/bin/python3",
        *(conda / "bin/python3" for conda in condas),
        *(conda / "envs/*/bin/python3" for conda in condas),
        home / ".local/bin" / numbered,
        Path("/usr/bin") / numbered,
        Path("/usr/local/bin") / numbered,
        Path("/usr/libexec/platform-python"),
        Path("/opt/*/bin/python3"),
        Path("/opt/python/*/bin/python3"),
    ]
    # Modules systems and home-made installations put theirs on PATH. Shims only forward to what is
    # found anyway.
    for folder in environment.get("PATH", "").split(os.pathsep):
        if os.path.isabs(folder) and os.path.basename(folder) != "shims":
            patterns.append(Path(folder) / numbered)
    found = {os.path.realpath(sys.executable): None}
    for pattern in patterns:
        for path in glob.glob(str(pattern)):
            if path.rpartition("-")[2] != "config" and os.access(path, os.X_OK):
                found[os.path.realpath(path)] = None
    return list(found)


_ANSWERS: dict[tuple[str, int], Interpreter] = {}
"""What answered before, by path and the time of its last change: asking starts a process."""


def find(
    environment: Mapping[str, str] | None = None, home: Path | None = None
) -> tuple[Interpreter, ...]:
    """Every CPython 3 with a GIL that answered, newest first."""
    places = candidates(os.environ if environment is None else environment, home or Path.home())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [found for found in pool.map(_ask_once, places) if found is not None]
    fitting = {
        found.path: found
        for found in answers
        if found.implementation == "cpython" and found.version[0] == 3 and not found.free_threaded
    }
    return tuple(sorted(fitting.values(), key=lambda found: found.version, reverse=True))


def _ask_once(path: str) -> Interpreter | None:
    try:
        version = path, os.stat(path).st_mtime_ns
    except OSError:
        return None
    if version not in _ANSWERS:
        answer = ask(path)
        if answer is None:
            return None
        _ANSWERS[version] = answer
    return _ANSWERS[version]


def ask(path: str) -> Interpreter | None:
    """What this interpreter says about itself; None when it does not answer in time, or is none."""
    try:
        process = subprocess.Popen(
            [path, "-I", "-S", "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        answer, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    try:
        return msgspec.json.decode(answer, type=Interpreter)
    except msgspec.MsgspecError:
        return None
