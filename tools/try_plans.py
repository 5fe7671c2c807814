"""Type the printed plans of this machine into a clean shell; write docs/tried-plans.md.

For each framework the block that `fwadvisor install-plan` prints goes unedited into a shell
without any settings but those of the network, in a new folder with a new home. The plan's last line
verifies it; then its own lines undo it, and nothing may be left in the folder. What pip says that
it downloads is held against what the plan says.

    tools/try_plans.py [FRAMEWORK ...]    downloads what the plans say: gigabytes for some
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from advisor.lab.installing.indexes import pip_settings
from advisor.views.numbers import size

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "tried-plans.md"
KEPT = ROOT / ".work" / "tried-plans"
PASSED = re.compile(r"(?i)(https?|all|no)_proxy|SSL_CERT_FILE|LANG|LC_ALL|PIP_DEFAULT_TIMEOUT")
"""Variables that belong to the machine's network and language."""
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
DOWNLOADING = re.compile(r"Downloading \S+ \(([\d.]+) (bytes|kB|MB|GB)\)")
HEAD = """\
# Plans that were typed

What `fwadvisor install-plan` prints for a plain CPU, pasted unedited into a clean shell ({shell})
in a new folder with a new home, without any settings and from nothing, with PyPI as the only index
that is reached: the plan's own line verifies it, its own lines undo it. *Said* is what the plan
says that it downloads, *fetched* is what pip says that it downloaded. Written by `make try-plans`.

{machine}

"""
COLUMNS = (
    "framework",
    "versions",
    "Python",
    "said",
    "fetched",
    "apart",
    "seconds",
    "what the verification line printed",
    "left after undoing",
    "day",
)


class Tried(Struct, kw_only=True):
    """What became of one plan."""

    framework: str
    shell: str
    machine: str
    versions: str
    python: str
    said: int | None
    exact: bool
    fetched: int
    seconds: float
    ok: bool
    printed: str
    """The last line of the verification."""
    left: tuple[str, ...]
    day: date
    lighter: str = ""
    """What would be downloaded where an index with lighter files is reached."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frameworks", nargs="*", help="only these; all that have a plan otherwise")
    parser.add_argument("--shell", default="bash", help="the shell to type into")
    parser.add_argument("--table", action="store_true", help="only write the table again")
    given = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    plans = _plans(given.frameworks)
    for framework, plan in plans.items() if not given.table else ():
        if plan["type"] == "stack" and plan["kind"] == "index":
            tried = _try(framework, plan, given.shell)
            (KEPT / f"{framework}.json").write_bytes(msgspec.json.encode(tried))
            print(_row(tried), flush=True)
    every = [
        msgspec.json.decode(file.read_bytes(), type=Tried) for file in sorted(KEPT.glob("*.json"))
    ]
    if every:
        head = HEAD.format(shell=every[0].shell, machine=every[0].machine)
        titles = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
        lines = [*titles, *map(_row, every)]
        TABLE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0 if all(one.ok and not one.left for one in every) else 1


def _plans(frameworks: list[str]) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(_told(*frameworks, "--json"))["answers"]
    return {id: answers[id] for id in frameworks or answers}


def _block(framework: str) -> tuple[str, str]:
    """The target's line, and what is to be pasted: everything behind the table."""
    head, _, block = _told(framework).partition("\n\n")
    return head.splitlines()[0].removeprefix("# "), block


def _told(*arguments: str) -> str:
    """What the program prints, knowing nothing but what is shipped."""
    with tempfile.TemporaryDirectory() as data:
        ended = subprocess.run(
            [sys.executable, "-m", "advisor", "install-plan", *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "FWADVISOR_DATA": data},
            check=True,
        )
    return ended.stdout


def _try(framework: str, plan: Mapping[str, Any], shell: str) -> Tried:
    machine, block = _block(framework)
    with tempfile.TemporaryDirectory(prefix="tried-") as name:
        folder, home = Path(name) / "new", Path(name) / "home"
        folder.mkdir()
        home.mkdir()
        log = Path(name) / "pip.log"
        undo = "\n".join(plan["undo"])
        script = f"{block}\nverified=$?\n{undo}\nexit $verified\n"
        started = time.monotonic()
        ended = subprocess.run(
            [shutil.which(shell) or shell],
            input=script,
            capture_output=True,
            text=True,
            cwd=folder,
            env=_environment(home, log),
        )
        seconds = time.monotonic() - started
        (KEPT / f"{framework}.log").write_text(ended.stdout + ended.stderr, encoding="utf-8")
        fetched = _downloaded(log.read_text(errors="replace")) if log.exists() else 0
        left = tuple(sorted(path.name for path in folder.iterdir()))
    return Tried(
        framework=framework,
        shell=shell,
        machine=machine,
        versions=", ".join([*plan.get("pins", ()), *plan.get("besides", ())]),
        python=plan["python"],
        said=plan.get("bytes"),
        exact=plan.get("bytes_exact", False),
        fetched=fetched,
        seconds=seconds,
        ok=ended.returncode == 0,
        printed=_last(ended.stdout if ended.returncode == 0 else ended.stderr),
        left=left,
        day=date.today(),  # noqa: DTZ011
        lighter=_lighter(plan),
    )


def _lighter(plan: Mapping[str, Any]) -> str:
    about, at = plan.get("lighter_bytes"), plan.get("lighter_at", "")
    return f"; about {size(about)} where {at} is reached" if about and at else ""


def _environment(home: Path, log: Path) -> dict[str, str]:
    """A clean one: the machine's Pythons, its way to the network, and pip without a cache."""
    own = {name: value for name, value in os.environ.items() if PASSED.fullmatch(name)}
    settings = pip_settings()
    asked = {
        "PIP_INDEX_URL": settings.index,
        "PIP_CERT": settings.certificate,
        "PIP_PROXY": settings.proxy,
        "PIP_TRUSTED_HOST": " ".join(settings.trusted_hosts),
    }
    return {
        **own,
        **{name: value for name, value in asked.items() if value},
        "HOME": str(home),
        "PATH": os.pathsep.join([*_pythons(), "/usr/local/bin", "/usr/bin", "/bin"]),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_LOG": str(log),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def _pythons() -> list[str]:
    """The folders of the Pythons on PATH themselves: what stands before them may look into the
    home that is not there."""
    found = []
    for minor in range(6, 16):
        program = shutil.which(f"python3.{minor}")
        asked = [program, "-c", "import sys; print(sys.base_prefix)"]
        ended = subprocess.run(asked, capture_output=True, text=True) if program else None
        if ended is not None and ended.returncode == 0:
            found.append(f"{ended.stdout.strip()}/bin")
    return list(dict.fromkeys(found))


def _downloaded(log: str) -> int:
    """Bytes, as pip rounds them; a file's metadata alone counts too."""
    return round(sum(float(found[1]) * UNITS[found[2]] for found in DOWNLOADING.finditer(log)))


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _row(tried: Tried) -> str:
    said = "unknown" if tried.said is None else size(tried.said)
    least = "" if tried.exact or tried.said is None else "at least "
    apart = f"{100 * (tried.fetched / tried.said - 1):+.1f} %" if tried.said else ""
    cells = [
        tried.framework,
        tried.versions,
        tried.python,
        least + said + tried.lighter,
        size(tried.fetched),
        apart,
        f"{tried.seconds:.0f}",
        f"`{tried.printed}`" if tried.ok else f"FAILED: `{tried.printed}`",
        ", ".join(tried.left) or "nothing",
        tried.day.isoformat(),
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
