"""Starts the guest worker as the host does: a process of its own, with the lines on a channel of
their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from advisor.benchmarking.stopping import StoppingRule

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a worker said, and how it went."""

    lines: tuple[dict[str, Any], ...]
    code: int
    output: str

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["kind"] == kind]

    def outcome(self, workload: str) -> tuple[str, dict[str, Any] | None]:
        (line,) = [line for line in self.of("finished") if line["workload"] == workload]
        return line["outcome"], line.get("reason")


def stopping_rule(
    *, sampling_seconds: float = 0.02, min_samples: int = 5, **fields: float
) -> dict[str, Any]:
    """A rule as the host sends it."""
    usual = {
        "max_sampling_seconds": sampling_seconds,
        "min_samples_at_timeout": min_samples,
        "timeout_seconds": 300.0,
    }
    rule = StoppingRule(
        sampling_seconds=sampling_seconds, min_samples=min_samples, **{**usual, **fields}
    )
    return msgspec.to_builtins(rule)


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """A folder with a copy of the guest code, to which a test adds adapters and workloads of its
    own."""
    shutil.copytree(
        ROOT / "probes",
        tmp_path / "probes",
        ignore=shutil.ignore_patterns("machine", "__pycache__"),
    )
    return tmp_path


@pytest.fixture
def work(staging: Path) -> Callable[..., Answer]:
    """Run the worker; `adapter` and `workload` are sources of extra files called `guest`."""

    def run(
        framework: str,
        *workloads: str,
        python: str = sys.executable,
        adapter: str = "",
        workload: str = "",
        options: tuple[str, ...] = (),
        known: dict[str, float] | None = None,
        parts: dict[str, dict[str, float]] | None = None,
        **rule: float,
    ) -> Answer:
        if adapter:
            (staging / "probes" / "frameworks" / "guest.py").write_text(adapter, encoding="utf-8")
        if workload:
            (staging / "probes" / "workloads" / "guest.py").write_text(workload, encoding="utf-8")
        reader, writer = os.pipe()
        orders = {
            "rules": dict.fromkeys(workloads, stopping_rule(**rule)),
            "known": known or {},
            "parts": parts or {},
        }
        command = [
            python,
            "-m",
            "probes.worker",
            "--framework",
            framework,
            "--channel",
            str(writer),
            *options,
        ]
        command += ["--orders", json.dumps(orders)]
        for name in workloads:
            command += ["--workload", name]
        with open(reader, "rb") as channel:
            process = subprocess.Popen(
                command,
                cwd=staging,
                env={
                    "PATH": os.defpath,
                    "PYTHONPATH": str(staging),
                    "LANG": "C.UTF-8",
                    "OMP_NUM_THREADS": "1",
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(writer,),
            )
            os.close(writer)
            said = channel.read()
            output, _ = process.communicate(timeout=60)
        lines = tuple(json.loads(line) for line in said.splitlines())
        return Answer(
            lines=lines, code=process.returncode, output=output.decode("utf-8", "replace")
        )

    return run
