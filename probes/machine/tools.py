"""Compilers and vendors' toolkits: where they are and which version they say."""

from __future__ import annotations

import os
import re

from probes.machine.fact import known, missing
from probes.machine.tree import Tree

SECONDS = 3.0

# name: (arguments that make it say its version, folders to look in besides PATH)
ASKED = {
    "gcc": (["-dumpfullversion", "-dumpversion"], ()),
    "g++": (["-dumpfullversion", "-dumpversion"], ()),
    "clang": (["--version"], ()),
    "make": (["--version"], ()),
    "git": (["--version"], ()),
    "nvcc": (["--version"], ("/usr/local/cuda/bin", "/opt/cuda/bin")),
    "hipcc": (["--version"], ("/opt/rocm/bin", "/opt/dtk/bin", "/opt/dtk/hip/bin")),
}

# Not asked for a version: they have none, or take seconds to say it.
FOUND = {
    "cmake": (),
    "docker": (),
    "podman": (),
    "uv": ("~/.local/bin", "~/.cargo/bin"),
    "nvidia-smi": ("/usr/lib/wsl/lib",),
    "npu-smi": ("/usr/local/sbin", "/usr/local/bin", "/usr/local/Ascend/driver/tools"),
    "xpu-smi": ("/usr/local/xpu/bin", "/usr/local/xpu/tools"),
    "xpu_smi": ("/usr/local/xpu/bin", "/usr/local/xpu/tools"),
    "hy-smi": ("/opt/hyhal/bin", "/opt/dtk/bin"),
    "rocm-smi": ("/opt/rocm/bin", "/opt/dtk/bin"),
    "amd-smi": ("/opt/rocm/bin",),
    "cnmon": ("/usr/local/neuware/bin",),
    "ixsmi": ("/usr/local/corex/bin",),
    "mthreads-gmi": ("/usr/local/musa/bin",),
    "mx-smi": ("/opt/mxdriver/bin", "/opt/maca/bin"),
    "efsmi": ("/usr/local/efsmi", "/opt/tops/bin"),
    "hl-smi": (),
}

# Toolkits that keep their version in a file: name, folder, file in it.
KITS = (
    ("cuda_toolkit", "/usr/local/cuda", "version.json"),
    ("cuda_toolkit", "/usr/local/cuda", "version.txt"),
    ("rocm", "/opt/rocm", ".info/version"),
    ("dtk", "/opt/dtk", ".info/version"),
    ("neuware", "/usr/local/neuware", "version.txt"),
    ("corex", "/usr/local/corex", "version"),
    ("musa", "/usr/local/musa", "version.json"),
    ("maca", "/opt/maca", "Version.txt"),
)


def where(name: str, tree: Tree, environment: dict[str, str], also: tuple[str, ...] = ()) -> str:
    """The first program of that name on the PATH or in the folders; empty when there is none."""
    home = os.path.expanduser("~")
    folders = [
        folder for folder in environment.get("PATH", "").split(":") if folder.startswith("/")
    ]
    folders += [home + folder[1:] if folder.startswith("~") else folder for folder in also]
    for folder in [*folders, "/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"]:
        path = f"{folder.rstrip('/')}/{name}"
        real = tree.path(path)
        if os.path.isfile(real) and os.access(real, os.X_OK):
            return path
    return ""


def version(text: str) -> str:
    """The first thing in a version message that looks like a version; empty when nothing does."""
    match = re.search(r"(?:release |version |^|\s|[vV])(\d{1,4}(?:\.\d{1,4}){1,3})\b", text[:4000])
    return match.group(1) if match else ""


def kit_version(text: str) -> str:
    """The version that a toolkit's own file names, as JSON of NVIDIA's or as plain text."""
    json_like = re.search(
        r'"(?:cuda|musa_toolkits?|version)"\s*:\s*\{?[^}]*?"version"\s*:\s*"(\d[\w.+-]{0,30})"',
        text,
        re.DOTALL,
    )
    if json_like:
        return json_like.group(1)
    match = re.search(r"(\d{1,4}(?:\.\d{1,5}){1,3})", text[:2000])
    return match.group(1) if match else ""


def locate(tree: Tree, environment: dict[str, str]) -> dict[str, str]:
    """Every program that is there, by name; called in a child: a folder of the PATH may lie on a
    dead network disk."""
    names = {**{name: also for name, (_arguments, also) in ASKED.items()}, **FOUND}
    found = {name: where(name, tree, environment, also) for name, also in names.items()}
    return {name: path for name, path in found.items() if path}


class Tools:
    """Asks the programs that have a version, all at once."""

    def __init__(self) -> None:
        self.answers: list[dict] = []

    def ask(self, children: object, programs: dict[str, str]) -> None:
        """Start what is there, and note what is not."""
        for name, (arguments, _also) in ASKED.items():
            if name in programs:
                self._ask(children, name, programs[name], arguments)
            else:
                self.answers.append(
                    missing(f"tools.{name}", "it is not on the PATH", "PATH", f"command -v {name}")
                )
        for name in FOUND:
            if name in programs:
                value = {"path": programs[name]}
                self.answers.append(known(f"tools.{name}", value, "PATH", f"command -v {name}"))

    def _ask(self, children: object, name: str, path: str, arguments: list[str]) -> None:
        command = f"{name} {arguments[0]}"

        def done(answer: object) -> None:
            found = version(answer.text) if not answer.error and answer.status == 0 else ""
            value = {"path": path, "version": found} if found else {"path": path}
            self.answers.append(known(f"tools.{name}", value, "PATH", command))

        children.run([path, *arguments], done, SECONDS)

    def facts(self) -> list[dict]:
        """One fact a tool, by name."""
        return sorted(self.answers, key=lambda fact: fact["name"])


def kits(tree: Tree) -> list[dict]:
    """Vendors' toolkits that lie in their usual folders; each also as platform software, under the
    name by which rows of versions speak of it."""
    found: dict[str, dict] = {}
    for name, folder, file in KITS:
        text = tree.text(f"{folder}/{file}")
        number = kit_version(text) if text else ""
        if number and f"tools.{name}" not in found:
            value = {"path": folder, "version": number}
            source, command = f"{folder}/{file}", f"cat {folder}/{file}"
            found[f"tools.{name}"] = known(f"tools.{name}", value, source, command)
            found[f"platform.{name}"] = known(f"platform.{name}", number, source, command)
    return list(found.values())


def libraries(tree: Tree, names: list[str], environment: dict[str, str]) -> list[dict]:
    """Whether the dynamic linker would find each of the libraries: in its cache, or on
    LD_LIBRARY_PATH."""
    cache = tree.bytes("/etc/ld.so.cache", 64 << 20) or b""
    folders = [
        folder
        for folder in environment.get("LD_LIBRARY_PATH", "").split(":")
        if folder.startswith("/")
    ]
    answers = []
    for name in names:
        # The cache shares the ends of its strings, so a name may stand there as the end of a path
        # only.
        listed = any(start + name.encode() + b"\0" in cache for start in (b"\0", b"/"))
        there = listed or any(tree.exists(f"{folder}/{name}") for folder in folders)
        answers.append(
            known(f"libraries.{name}", there, "/etc/ld.so.cache", f"ldconfig -p | grep {name}")
        )
    return answers
