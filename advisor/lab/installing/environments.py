"""Where each framework's environment lies, what is known of it, and the variables that its
processes get.

An environment is there when its `info.json` is: written last, and removed first. Environments are
built in place and never renamed, because what is inside them holds absolute paths (a compiler cache
in a home that was moved hangs).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from advisor.lab.heads import AdapterHead, Tuning
from advisor.messages import words
from advisor.model.environment import AdvisedPackages
from advisor.model.reason import Reason, in_words
from advisor.reading.kept import read_kept
from advisor.stacks.requirements import normal
from advisor.stacks.versions import key

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
HANDED_ON = ("TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME")
HANDED_ON_PREFIXES = ("ASCEND_",)
"""Vendors' set-up scripts put these into a shell; without them a device's libraries are not
found."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Info(Struct, frozen=True, kw_only=True):
    """What is known of a complete environment."""

    framework: str
    variant: str = ""
    python: str
    """The interpreter to start."""
    config: str = ""
    """The python-config of the interpreter it was made from."""
    python_version: str
    versions: dict[str, str] = {}
    """What the head names, as installed."""
    head: str = ""
    """Digest of what was asked for; another one means that the environment is out of date."""
    lock: str = ""
    """Digest of what was installed."""
    bytes: int = 0
    seconds: float = 0.0
    import_seconds: float = 0.0
    built: str = ""
    adopted: bool = False
    """True when it is somebody else's, put to use with `env use`."""
    named: bool = False
    """Its Python, its index or its build was named by the person."""
    advised: AdvisedPackages | None = None
    """What this machine's stack had when it was built; None where nothing was advised, or an older
    program built it."""
    why_not: Reason = Reason()
    """Why it is not that."""


def as_advised(advised: AdvisedPackages, versions: Mapping[str, str], python: str) -> bool:
    """Whether versions of packages and of Python are those that are advised; of which build they
    are does not matter.

    Args:
        python: `3.11` or `3.11.7`.
    """
    here = {normal(name): version for name, version in versions.items()}
    same_python = not advised.python or python.split(".")[:2] == advised.python.split(".")
    return same_python and all(
        normal(name) in here and key(here[normal(name)]) == key(version)
        for name, version in advised.versions.items()
    )


def instead(info: Info) -> str:
    """What was advised instead of what is there, with the reason; English, for a record. Empty
    where it is what is advised, or nobody knows."""
    advised = info.advised
    if advised is None or not info.why_not.code:
        return ""
    named = [f"{name} {version}" for name, version in advised.versions.items()]
    python = [f"Python {advised.python}"] if advised.python else []
    return f"{', '.join([*named, *python])} ({in_words(info.why_not, words('en'))})"


def outdated(info: Info, head: AdapterHead, variant: str, advised: AdvisedPackages | None) -> bool:
    """Whether an environment is no longer what would be built.

    Args:
        advised: by the machine's stack of today; None where nobody knows.
    """
    if info.adopted:
        return False
    if info.head != head.digest(variant):
        return True
    if variant or info.named or advised is None or advised.kind != "index":
        return False
    if info.advised is None:
        return not as_advised(advised, info.versions, info.python_version)
    return not info.advised.same(advised)


class EnvironmentPlace(Struct, frozen=True, kw_only=True):
    """The folder of one environment."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def venv(self) -> Path:
        return self.folder / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def home(self) -> Path:
        """Permanent: kept when the environment is removed or built again."""
        return self.folder / "home"

    @property
    def home_complete(self) -> Path:
        return self.folder / "home.complete"

    @property
    def lock(self) -> Path:
        return self.folder / "lock.txt"

    @property
    def info(self) -> Path:
        return self.folder / "info.json"

    @property
    def busy(self) -> Path:
        """Locked while somebody builds or removes here."""
        return self.folder.parent / f".{self.id}.lock"


def place(data: Path, framework: str, variant: str = "") -> EnvironmentPlace:
    """Where this environment lies, whether it is there or not; a folder that is a link counts as
    where it leads."""
    return EnvironmentPlace(
        folder=(data.absolute() / "envs").resolve()
        / (f"{framework}-{variant}" if variant else framework)
    )


def read_info(where: EnvironmentPlace) -> Info | None:
    """What is known of it; None when it is not there, or only half-made."""
    info = read_kept(where.info, Info)
    if info is None:
        return None
    return info if os.access(info.python, os.X_OK) else None


def complete(data: Path) -> dict[str, Info]:
    """Every environment that can be used, by its id."""
    found = {}
    for file in sorted((data / "envs").glob("*/info.json")):
        where = EnvironmentPlace(folder=file.parent)
        info = read_info(where)
        if info is not None:
            found[where.id] = info
    return found


def processors() -> int:
    """How many processors we may run on, a container's share included."""
    count = len(os.sched_getaffinity(0))
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        if quota != "max":
            count = min(count, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass
    return count


def variables(
    head: AdapterHead,
    *,
    home: Path,
    config: str = "",
    site: str = "",
    first_on_path: tuple[str, ...] = (),
    tuning: Tuning | None = None,
    user_site: bool = False,
    environment: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Exactly what a process of this framework gets.

    Args:
        user_site: True for our own interpreter, whose packages may lie there.
    """
    environment = os.environ if environment is None else environment
    folders = list(first_on_path)
    for program in head.needs:
        found = shutil.which(program, path=environment.get("PATH"))
        if found:
            folders.append(os.path.dirname(found))
    known = {"home": str(home), "python_config": config, "site": site}
    threads = str(processors())
    given = {
        name: value
        for name, value in environment.items()
        if name in HANDED_ON or name.startswith(HANDED_ON_PREFIXES)
    }
    given.update(
        PATH=os.pathsep.join(dict.fromkeys([*folders, *SYSTEM_PATH.split(":")])),
        HOME=str(home),
        LANG="C.UTF-8",
        **dict.fromkeys(THREADS, threads),
    )
    if not user_site:
        given["PYTHONNOUSERSITE"] = "1"
    for table in (head.environment, tuning.environment if tuning else {}):
        given.update({name: _fill(value, known) for name, value in table.items()})
    return given


def worker_variables(
    where: EnvironmentPlace,
    head: AdapterHead,
    python: str,
    config: str,
    *,
    tuning: Tuning | None = None,
) -> dict[str, str]:
    """The variables of a process that runs this environment's interpreter."""
    folder = Path(python).parent
    sites = sorted(folder.parent.glob("lib/python3*/site-packages"))
    return variables(
        head,
        home=where.home,
        config=config,
        site=str(sites[0]) if sites else "",
        first_on_path=(str(folder),),
        tuning=tuning,
    )


def _fill(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def bytes_on_disk(folder: Path) -> int:
    """What the files below take, as if none were shared with uv's cache."""
    total = 0
    for root, _, files in os.walk(folder):
        for file in files:
            try:
                total += os.lstat(os.path.join(root, file)).st_blocks * 512
            except OSError:
                continue
    return total
