"""The program with a data folder of its own, as people and scripts start it, and the processes that
it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


class Lab:
    """The program with a data folder, a lock and probes of its own."""

    def __init__(self, tmp_path: Path, probes: Path) -> None:
        self.data = tmp_path / "data"
        self.home = tmp_path
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith("FWADVISOR_")
            },
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "FWADVISOR_DATA": str(self.data),
            "FWADVISOR_PROBES": str(probes),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "advisor", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err or "tail" in out, err
        assert process.returncode == code, (process.returncode, out, err)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def measured(self, *arguments: str, code: int = 0) -> dict[tuple[str, str], dict[str, object]]:
        document = json.loads(self("measure", "--json", "--fast", *arguments, code=code).stdout)
        assert document["schema"] == "fwadvisor.measure/1"
        return {(run["framework"], run["workload"]): run for run in document["runs"]}


def workers(data: Path, framework: str) -> list[int]:
    """The processes that measure from this data folder."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and os.readlink(folder / "cwd").startswith(str(data)):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if framework.encode() in words or not framework:
                    found.append(int(folder.name))
        except OSError:
            continue
    return found
