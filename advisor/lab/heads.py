"""The heads of adapters and workloads, read as text: nothing is imported to know which frameworks
there are.

An adapter's head is inline script metadata (PEP 723) with a table [tool.fwadvisor]; a workload's
has the same form under the name `workload`. The list of frameworks is the list of these files, and
no code names one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, Say
from advisor.model.run import Demand, Measure
from advisor.reading.regular import Refused, read_regular

_BLOCK = re.compile(r"(?m)^# /// (?P<name>[a-z]+)$\s(?P<body>(?:^#(?:| .*)$\s)+)^# ///$")
OWN_DEPENDENCY = "numpy"
"""What our own interpreter always has: an adapter that needs nothing else needs no environment."""


KINDS = {
    "framework": N_("framework"),
    "workload": N_("workload"),
    "mode": N_("mode"),
    "variant": N_("variant"),
}


def package_name(requirement: str) -> str:
    """The package of a requirement, as it is written there."""
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0]


class Tuning(Struct, frozen=True, kw_only=True):
    """A named set of environment variables that makes a framework faster on some machines."""

    name: str
    environment: dict[str, str] = {}
    why: str = ""
    modes: tuple[str, ...] = ()
    workloads: str = ""
    """With what the names of those begin that it touches; empty: all."""


class Variant(Struct, frozen=True, kw_only=True):
    """Another build of the framework, for a device."""

    dependencies: tuple[str, ...]
    index: str = ""
    why: str = ""
    download_megabytes: float | None = None
    disk_megabytes: float | None = None


class SystemPackage(Struct, frozen=True, kw_only=True):
    """A distribution's package, as the two families call it."""

    deb: str
    rpm: str


class AdapterHead(Struct, frozen=True, kw_only=True):
    """What a framework needs, as its adapter's head says."""

    framework: str
    requires_python: str
    dependencies: tuple[str, ...]
    imports: tuple[str, ...]
    preferred_python: tuple[str, ...] = ()
    """Tried first, in this order; otherwise the newest that is admitted."""
    modes: tuple[str, ...] = ("eager",)
    compiles: tuple[str, ...] = ("graph", "engine")
    """Modes whose first step compiles, so that it says nothing about how long a step takes."""
    compiler_apart: bool = False
    """Its compiler is a program of its own: while nothing that it started is busy, a first step
    computes."""
    reference: bool = False
    """True for the one that finds out the machine's limits."""
    environment: dict[str, str] = {}
    """Environment variables; `{home}`, `{site}` and `{python_config}` are filled in."""
    needs: tuple[str, ...] = ()
    """Programs: `g++`, `python-config`."""
    libraries: tuple[str, ...] = ()
    """Shared libraries of the system."""
    packages: dict[str, SystemPackage] = {}
    """Which package of a distribution has a program or library, where its name does not say so."""
    admits: dict[str, str] = {}
    """By name of a dependency: the versions that the adapter is expected to work with, `>=2.10,<3`;
    without, those that `dependencies` says, which are the ones that it was verified with."""
    reasons: dict[str, str] = {}
    """Why a dependency is written the way it is, by its name; a starter's pyproject says it too."""
    download_megabytes: float = 0.0
    disk_megabytes: float = 0.0
    install_seconds: float = 0.0
    first_import_seconds: float = 0.0
    tunings: tuple[Tuning, ...] = ()
    variants: dict[str, Variant] = {}

    @property
    def embedded(self) -> bool:
        """True when our own interpreter can run it: the embedded default, measured within
        seconds."""
        return all(package_name(need).lower() == OWN_DEPENDENCY for need in self.dependencies)

    @property
    def own(self) -> str:
        """The framework's own package: the first dependency."""
        return package_name(self.dependencies[0]) if self.dependencies else ""

    @property
    def admitted(self) -> str:
        """Which versions of its own package the adapter admits, as a specifier; empty for any."""
        if not self.dependencies:
            return ""
        named = self.dependencies[0].partition(";")[0]
        written = re.sub(r"\[.*?\]", "", named)[len(self.own) :].strip()
        return self.admits.get(self.own, written)

    def asked(self, variant: str) -> tuple[str, ...]:
        """What is to be installed."""
        return self.variants[variant].dependencies if variant else self.dependencies

    def disk_of(self, variant: str) -> float:
        """Megabytes that an environment took, 0 where nobody knows."""
        return (self.variants[variant].disk_megabytes or 0.0) if variant else self.disk_megabytes

    def download_of(self, variant: str) -> float:
        """Megabytes that were downloaded for it, 0 where nobody knows."""
        if variant:
            return self.variants[variant].download_megabytes or 0.0
        return self.download_megabytes

    def digest(self, variant: str) -> str:
        """Of what is to be installed: another one means that an environment is out of date."""
        return hashlib.sha256(
            msgspec.json.encode([self.requires_python, self.asked(variant)])
        ).hexdigest()[:16]


class WorkloadHead(Struct, frozen=True, kw_only=True):
    """What a workload measures and costs."""

    id: str
    title: str
    kind: str
    unit: str
    scale: float = 1.0
    family: str = ""
    """Workloads that differ in their batch only share it, for the picture over batch sizes."""
    batch: int = 0
    modes: str = "eager graph"
    """In which of a framework's modes it makes sense, with spaces between."""
    moment: str = ""
    """`import`: known right after the import, at no further cost."""
    work: float = 0.0
    bytes: float = 0.0
    flops: float = 0.0
    """Of one iteration, where `work` counts something else or prediction needs it; 0: it has no
    part in prediction."""
    convolutions: float = 0.0
    """Those of `flops` that are in convolutions: libraries have kernels of their own for them."""
    operations: float = 0.0
    """Dispatches in one iteration: some 120 for each layer that is trained, bookkeeping and update
    included."""
    traffic: float = 0.0
    """Bytes that really move, where passes over the same numbers make it more than `bytes`."""
    parameters: float = 0.0
    activations: float = 0.0
    """Numbers that a training step keeps, for the memory of somebody's own model."""
    tolerance: float | None = None
    cost_seconds: float = 5.0
    direction: str = "min"
    limit: Literal["", "flops", "bytes"] = ""
    """Set where it finds out a limit of the machine instead of comparing frameworks."""
    least_flops: float = 0.0
    """What the fastest known algorithm needs, where that is less than what is counted (Winograd's
    convolutions)."""
    precision: str = "float32"
    part: str = ""
    """Another workload that it contains."""
    parts: float = 0.0
    """It takes at least so many times as long, unless it is compiled as a whole: by its operations,
    with a margin below the least that any framework was seen to take."""

    @property
    def measure(self) -> Measure:
        return msgspec.convert(
            {"kind": self.kind, "unit": self.unit, "scale": self.scale, "work": self.work},
            type=Measure,
        )

    @property
    def demand(self) -> Demand:
        return Demand(
            flops=self.flops,
            bytes=self.bytes,
            limit=self.limit,
            family=self.family,
            batch=self.batch,
        )

    @property
    def timed(self) -> bool:
        """False for a fact of the process itself, which gives one sample a process and has no
        answer to check."""
        return self.tolerance is not None


def adapters(*probes: Path) -> dict[str, AdapterHead]:
    """Every framework that can be measured, by id.

    Args:
        probes: folders of guest code; a file of a later one replaces its namesake.
    Raises:
        AdvisorError: `bad-head`, naming the file.
    """
    return {file.stem: _adapter(file) for file in _files(probes, "frameworks")}


def workloads(*probes: Path) -> dict[str, WorkloadHead]:
    """Every workload, by id.

    Args:
        probes: folders of guest code; a file of a later one replaces its namesake.
    Raises:
        AdvisorError: `bad-head`, naming the file.
    """
    return {
        file.stem: _convert(file, {**_toml(file, "workload"), "id": file.stem}, WorkloadHead)
        for file in _files(probes, "workloads")
    }


def known(kind: str, id: str, among: Mapping[str, object], *, say: Say) -> None:
    """Check that an id exists.

    Raises:
        AdvisorError: `unknown-framework` or `unknown-workload`, with the nearest one there is.
    """
    if id in among:
        return
    from difflib import get_close_matches

    near = get_close_matches(id, among, n=1, cutoff=0.4)
    raise AdvisorError(
        f"unknown-{kind}",
        say("There is no {kind} called {id}.", kind=say(KINDS[kind]), id=repr(id)),
        why=say("There are: {names}.", names=", ".join(among)),
        hint=say("did you mean `{near}`?", near=near[0])
        if near
        else say("take one of these: {names}", names=", ".join(among)),
        exit_code=ExitCode.USAGE,
    )


def _files(probes: tuple[Path, ...], kind: str) -> list[Path]:
    found: dict[str, Path] = {}
    for folder in probes:
        for file in (folder / kind).glob("*.py"):
            if not file.name.startswith("_"):
                found[file.stem] = file
    return [found[stem] for stem in sorted(found)]


def _adapter(file: Path) -> AdapterHead:
    script = _toml(file, "script")
    ours = {
        key.replace("-", "_"): value
        for key, value in script.get("tool", {}).get("fwadvisor", {}).items()
    }
    preferred = ours.get("preferred_python", ())
    fields = {
        **ours,
        "preferred_python": [preferred] if isinstance(preferred, str) else preferred,
        "requires_python": script.get("requires-python"),
        "dependencies": script.get("dependencies"),
    }
    head = _convert(file, fields, AdapterHead)
    if head.framework != file.stem:
        raise _bad(
            file, f"it calls its framework {head.framework!r}; the file's name says {file.stem!r}"
        )
    return head


def _toml(file: Path, name: str) -> dict[str, Any]:
    import tomllib

    try:
        text = read_regular(file).decode()
    except Refused as refused:
        raise _bad(file, str(refused.told)) from refused
    except UnicodeDecodeError as error:
        raise _bad(file, "it is not UTF-8 text") from error
    blocks = [match for match in _BLOCK.finditer(text) if match["name"] == name]
    if len(blocks) != 1:
        raise _bad(file, f"it has {len(blocks) or 'no'} `# /// {name}` blocks; one is expected")
    body = "".join(
        line[2:] if line.startswith("# ") else line[1:]
        for line in blocks[0]["body"].splitlines(True)
    )
    try:
        return tomllib.loads(body)
    except tomllib.TOMLDecodeError as error:
        raise _bad(file, f"its head is not TOML: {error}") from error


H = TypeVar("H")


def _convert(file: Path, fields: dict[str, Any], to: type[H]) -> H:
    try:
        return msgspec.convert(fields, type=to)
    except msgspec.ValidationError as error:
        raise _bad(file, f"its head is wrong: {error}") from error


def _bad(file: Path, why: str) -> AdvisorError:
    return AdvisorError(
        "bad-head",
        f"{file} cannot be used.",
        why=why[0].upper() + why[1:] + ".",
        hint=f"mend the head of {file}",
    )
