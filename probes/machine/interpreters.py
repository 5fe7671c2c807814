"""The Pythons of this machine, found by ourselves: uv does not look into pyenv's folder and stops
at a broken shim.

A file counts when it is a program (a shim is a script), and when it runs and says its version.
Where a manager's folder names the version, and the standard library and the library that the
program loads are there, it is believed without being started. Environments made from another Python
do not count: they vanish with it.
"""

from __future__ import annotations

import os
import re

from probes.machine.disk import shown
from probes.machine.fact import known
from probes.machine.tree import Tree

NAME = re.compile(r"^python3(\.\d{1,2}t?)?$")
SOURCE = "each of them, or the folder that its manager named"
SECONDS = 2.0

# Bytes above which the program holds the interpreter itself; otherwise it is a few kB that load
# libpython.
STANDS_ALONE = 1 << 20

# Folders that pyenv, asdf, mise and uv name after a released CPython; `3.14.0rc1` and `3.13.0t` are
# none of these.
NAMED = re.compile(r"^(?:cpython-)?(3\.\d{1,2}\.\d{1,2})(?:-linux-[a-z0-9_]+-(?:gnu|musl))?$")
MOST = 24  # what a well-used development machine has; each costs a process of 10 ms

# ELF machine numbers of the architectures we know.
MACHINES = {
    62: "x86_64",
    183: "aarch64",
    258: "loongarch64",
    243: "riscv64",
    0x9916: "sw_64",
    3: "i686",
    40: "armv7l",
}

QUESTION = (
    "import sys,os;v=sys.version_info;"
    "abi=getattr(sys,'abiflags','');"
    "inc=os.path.join(sys.base_prefix,'include','python%d.%d%s'%(v[0],v[1],abi),'Python.h');"
    "print('%d.%d.%d|%s|%s|%s|%d'%(v[0],v[1],v[2],v[3],sys.implementation.name,abi,"
    "os.path.exists(inc)))"
)


def places(home: str, environment: dict[str, str]) -> list[tuple[str, str]]:
    """Folders that may hold a `python3.x`, with who put it there; `*` stands for one name."""
    pyenv = environment.get("PYENV_ROOT") or f"{home}/.pyenv"
    uv = environment.get("UV_PYTHON_INSTALL_DIR") or (
        (environment.get("XDG_DATA_HOME") or f"{home}/.local/share") + "/uv/python"
    )
    found = [
        (folder, "path")
        for folder in environment.get("PATH", "").split(":")
        if folder.startswith("/")
    ]
    found += [(folder, "system") for folder in ("/usr/bin", "/usr/local/bin", "/usr/libexec")]
    found += [(f"{pyenv}/versions/*/bin", "pyenv"), (f"{uv}/*/bin", "uv")]
    found += [
        (f"{home}/.asdf/installs/python/*/bin", "asdf"),
        (f"{home}/.local/share/mise/installs/python/*/bin", "mise"),
    ]
    found += [(f"{home}/.rye/py/*/bin", "rye")]
    if environment.get("CONDA_PREFIX"):
        found += [(environment["CONDA_PREFIX"] + "/bin", "conda")]
    for base in (home, "/opt", "/usr/local", "/root"):
        for name in (
            "miniconda3",
            "anaconda3",
            "miniforge3",
            "mambaforge",
            "micromamba",
            "conda",
            "archiconda3",
        ):
            found += [(f"{base}/{name}/bin", "conda"), (f"{base}/{name}/envs/*/bin", "conda")]
    found += [
        ("/opt/*/bin", "opt"),
        ("/opt/python/*/bin", "opt"),
        ("/opt/rh/*/root/usr/bin", "opt"),
    ]
    return found


def expanded(tree: Tree, pattern: str) -> list[str]:
    """The folders that a pattern with single `*` names."""
    folders = [""]
    for part in pattern.strip("/").split("/"):
        if part == "*":
            folders = [
                f"{folder}/{name}" for folder in folders for name in tree.names(folder or "/")
            ]
        else:
            folders = [f"{folder}/{part}" for folder in folders]
    return folders


def elf_machine(head: bytes) -> str:
    """The architecture that a program was built for; empty when the bytes are no ELF program."""
    if len(head) < 20 or head[:4] != b"\x7fELF" or head[5] not in (1, 2):
        return ""
    number = int.from_bytes(head[18:20], "little" if head[5] == 1 else "big")
    return MACHINES.get(number, f"machine {number}")


def candidates(tree: Tree, home: str, environment: dict[str, str]) -> list[dict]:
    """Every distinct program called python3 or python3.x, in the order of trust of the places.

    Called in a child: a home folder may lie on a network disk that hangs.
    """
    found: dict[str, dict] = {}
    for pattern, origin in places(home, environment):
        for folder in expanded(tree, pattern):
            if tree.exists(f"{os.path.dirname(folder)}/pyvenv.cfg"):
                continue
            names = [name for name in tree.names(folder) if NAME.match(name)]
            # The longest name says most: `python3` is usually a link to `python3.11`.
            for name in sorted(names, key=len, reverse=True):
                path = f"{folder}/{name}"
                real = os.path.realpath(tree.path(path))
                if real in found:
                    if found[real]["origin"] == "path":
                        found[real]["origin"] = origin
                    continue
                machine = elf_machine(tree.bytes(path, 20) or b"")
                if machine:
                    found[real] = {"path": path, "arch": machine, "origin": origin}
                    found[real].update(_config(tree, folder, path))
                    found[real].update(told_by_folder(tree, folder, name, origin))
    return list(found.values())[:MOST]


def _config(tree: Tree, folder: str, path: str) -> dict:
    """Its python-config; empty when it has none."""
    for config in (f"{path}-config", f"{folder}/python3-config"):
        if tree.exists(config):
            return {"config": config}
    return {}


def told_by_folder(tree: Tree, folder: str, name: str, origin: str) -> dict:
    """Version and headers of a Python that needs not be started; empty when its folder does not
    tell."""
    base = os.path.dirname(folder)
    match = (
        NAMED.match(os.path.basename(base)) if origin in ("pyenv", "asdf", "mise", "uv") else None
    )
    minor = ".".join(match.group(1).split(".")[:2]) if match else ""
    if not match or name != f"python{minor}" or not tree.exists(f"{base}/lib/python{minor}/os.py"):
        return {}
    try:
        alone = os.stat(tree.path(f"{folder}/{name}")).st_size > STANDS_ALONE
    except OSError:
        return {}
    if not alone and not tree.exists(f"{base}/lib/libpython{minor}.so.1.0"):
        # The library that it needs is gone, or elsewhere: only starting it tells.
        return {}
    return {
        "version": match.group(1),
        "headers": tree.exists(f"{base}/include/python{minor}/Python.h"),
    }


def parse(text: str) -> dict | None:
    """What an interpreter answered to our question; None when it is not that."""
    match = re.match(
        r"^(\d{1,2}\.\d{1,3}\.\d{1,3})\|(alpha|beta|candidate|final)"
        r"\|([a-z]{2,20})\|([a-z]{0,4})\|([01])\s*$",
        text,
    )
    if not match:
        return None
    return {
        "version": match.group(1),
        "stable": match.group(2) == "final",
        "implementation": match.group(3),
        "free_threaded": "t" in match.group(4),
        "headers": match.group(5) == "1",
    }


class Interpreters:
    """Asks every candidate at once and keeps those that answer."""

    def __init__(self) -> None:
        self.found: list[dict] = []
        self.others: list[dict] = []
        self.broken: list[dict] = []

    def ask(self, children: object, entries: list[dict]) -> None:
        """Start every candidate."""
        for entry in entries:
            if "version" in entry:
                self.found.append(entry)
            else:
                self._ask(children, entry)

    def _ask(self, children: object, entry: dict) -> None:
        def done(answer: object) -> None:
            said = parse(answer.text)
            if (
                said
                and said["implementation"] == "cpython"
                and said["stable"]
                and not said["free_threaded"]
            ):
                self.found.append(dict(entry, version=said["version"], headers=said["headers"]))
            elif said:
                self.others.append(dict(entry, **said))
            else:
                lines = answer.text.strip().splitlines()
                why = answer.error or (lines[-1][:200] if lines else f"exit status {answer.status}")
                self.broken.append({"path": entry["path"], "why": why})

        children.run([entry["path"], "-I", "-S", "-c", QUESTION], done, SECONDS)

    def facts(self, arch: str) -> list[dict]:
        """The Pythons by version, and those that do not run. `arch` is the machine's own."""
        # A 32-bit Python on a 64-bit machine finds no wheel of any framework.
        self.others += [entry for entry in self.found if entry["arch"] != arch]
        self.found = [entry for entry in self.found if entry["arch"] == arch]

        def order(entry: dict) -> tuple:
            return tuple(int(part) for part in entry["version"].split(".")), entry["path"]

        command = "ls /usr/bin/python3* /usr/local/bin/python3* ~/.pyenv/versions"
        answers = [known("python.interpreters", sorted(self.found, key=order), SOURCE, command)]
        if self.others:
            # PyPy, free-threaded builds and pre-releases: no framework has wheels for them.
            answers.append(known("python.others", sorted(self.others, key=order), SOURCE, command))
        if self.broken:
            broken = sorted(self.broken, key=lambda entry: entry["path"])
            paths = " ".join(shown(entry["path"]) for entry in broken)
            answers.append(known("python.broken", broken, SOURCE, f"ls -l {paths}"))
        return answers
