"""The whole probe on this machine, as the program starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from advisor.errors import AdvisorError, Cancelled
from advisor.lab import machine as lab
from advisor.model.fact_names import fact_name
from advisor.usecases.machine.look_around import last_known, look_around
from advisor.usecases.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        knowledge=ROOT / "knowledge", overlay=None, data=tmp_path / "data", cache=tmp_path / "cache"
    )


def lines(*before: str, **environment: str) -> dict[str, dict]:
    process = subprocess.run(
        [
            *before,
            sys.executable,
            "-m",
            "probes.machine",
            "--library",
            "libc.so.6",
            "--library",
            "libnone.so.9",
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.stderr == ""
    return {fact["name"]: fact for fact in map(json.loads, process.stdout.splitlines())}


def test_every_fact_has_a_known_name_a_source_and_a_command_and_none_is_there_twice() -> None:
    found = lines()
    assert len(found) > 45
    for name, fact in found.items():
        assert fact_name(name) is not None, f"{name} is not in advisor/model/fact_names.py"
        assert ("value" in fact) != ("missing" in fact)
        assert fact["source"]
        assert fact["command"]
    assert found["cpu.arch"]["value"] == os.uname().machine
    assert found["cpu.cores_usable"]["value"] <= len(os.sched_getaffinity(0))
    assert found["libraries.libc.so.6"]["value"] is True
    assert found["libraries.libnone.so.9"]["value"] is False
    assert not [name for name in found if name.startswith("probe.")], "a source failed"


@pytest.mark.skipif(shutil.which("taskset") is None, reason="not run: no taskset")
def test_under_taskset_the_cores_are_the_ones_that_are_left() -> None:
    core = min(os.sched_getaffinity(0))
    assert lines("taskset", "-c", str(core))["cpu.cores_usable"]["value"] == 1


def test_a_vendors_tool_that_hangs_costs_its_limit_and_the_rest_is_there_at_once(
    tmp_path: Path,
) -> None:
    tool = tmp_path / "npu-smi"
    tool.write_text("#!/bin/sh\nsleep 600\n")
    tool.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "probes.machine"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    started = time.monotonic()
    seen = {}
    for line in process.stdout:
        fact = json.loads(line)
        seen[fact["name"]] = time.monotonic() - started
        if fact["name"] == "os.kernel":
            break
    assert seen["memory.total_bytes"] < 7
    process.terminate()
    process.wait(5)
    process.stdout.close()


def test_a_tool_that_answers_gives_devices(tmp_path: Path) -> None:
    recording = ROOT / "tests/data/machines/recorded/npu-smi/910b3_23.0.7"
    tool = tmp_path / "npu-smi"
    tool.write_text(f"#!/bin/sh\ncat {recording}\n")
    tool.chmod(0o755)
    found = lines(PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert [chip["name"] for chip in found["ascend.devices"]["value"]] == ["910B3", "910B3"]
    assert found["ascend.driver"]["value"] == "23.0.7"


def test_looking_around_is_kept_for_the_next_first_paint(settings: Settings) -> None:
    assert last_known(settings) is None
    names: list[str] = []
    machine = look_around(
        settings=settings,
        on_event=lambda event: names.append(event.message),
        cancelled=lambda: False,
    )
    assert machine.here
    assert "cpu.model" in names
    assert last_known(settings) == machine
    (settings.cache / lab.LAST).write_text("{")
    assert last_known(settings) is None


def test_a_cache_that_cannot_be_written_is_no_error(settings: Settings) -> None:
    settings.cache.parent.mkdir(parents=True, exist_ok=True)
    settings.cache.write_text("a file where the folder should be")
    look_around(settings=settings, on_event=lambda _event: None, cancelled=lambda: False)
    assert last_known(settings) is None


def test_stopping_ends_the_probe(settings: Settings) -> None:
    before = threading.active_count()
    with pytest.raises(Cancelled):
        look_around(settings=settings, on_event=lambda _event: None, cancelled=lambda: True)
    assert threading.active_count() == before


def test_a_probe_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "probes").mkdir()
    (tmp_path / "probes" / "__init__.py").write_text("")
    child = lab.start(tmp_path / "probes", data=tmp_path, cache=tmp_path)
    with pytest.raises(AdvisorError) as caught:
        lab.listen(child, on_fact=lambda _fact: None, cancelled=lambda: False)
    assert caught.value.reference == "machine-not-read"
    assert caught.value.hint
