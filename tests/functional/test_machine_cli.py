"""`machine` and `doctor` as people and scripts call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("fwadvisor"))


@pytest.fixture
def run(tmp_path: Path):
    environment = {
        **os.environ,
        "FWADVISOR_DATA": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    environment.pop("FWADVISOR_LANG", None)
    environment["LC_ALL"] = "C.UTF-8"

    def call(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            env={**environment, **more},
            cwd=tmp_path,
        )

    return call


def test_machine_prints_one_document_and_nothing_else(run) -> None:
    done = run("machine", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["schema"] == "fwadvisor.machine/1"
    assert len(document["fingerprint"]) == 16
    assert {"cpu.model", "memory.usable_bytes", "libc.version", "nvidia.gpus"} <= {
        fact["name"] for fact in document["facts"]
    }


def test_what_machine_prints_and_saves_can_be_given_back(run, tmp_path: Path) -> None:
    printed = json.loads(run("machine", "--json", "--save", "here.yaml").stdout)
    (tmp_path / "here.json").write_text(json.dumps(printed))
    for name in ("here.yaml", "here.json"):
        again = json.loads(run("machine", "--machine", name, "--json").stdout)
        assert again["fingerprint"] == printed["fingerprint"]
    assert str(Path.home()) not in (tmp_path / "here.yaml").read_text() or str(Path.home()) == "/"


def test_facts_are_listed_each_with_source_and_command(run) -> None:
    text = run("machine", "cpu").stdout
    assert "cpu.arch" in text
    assert "[uname]  $ uname -m" in text
    assert "memory.total_bytes" not in text


def test_a_correction_is_marked(run) -> None:
    text = run("machine", "cpu", "--fact", "cpu.cores_usable=3").stdout
    assert "cpu.cores_usable*" in text
    assert "* corrected by you (1)" in text


@pytest.mark.parametrize(
    ("arguments", "reference"),
    [
        (("machine", "--fact", "cpu.coresusable=3"), "bad-fact"),
        (("machine", "--machine", "nowhere.yaml"), "no-machine-file"),
        (("machine", "colour"), "unknown-fact"),
        (("doctor", "pytroch"), "unknown-framework"),
        (("machine", "--colour"), "wrong-usage"),
    ],
)
def test_wrong_usage_is_said_in_words_with_a_hint(
    run, arguments: tuple[str, ...], reference: str
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {reference}")
    assert "hint:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_script_for_other_machines_writes_a_file_that_is_read_back(run, tmp_path: Path) -> None:
    done = run("machine", "--script", "--save", "collect.sh")
    assert (done.returncode, done.stdout) == (0, "")
    assert "sh collect.sh > machine.yaml" in done.stderr
    assert run("machine", "--script").stdout == (tmp_path / "collect.sh").read_text()
    collected = subprocess.run(
        ["/bin/sh", "collect.sh", "--no-network"], capture_output=True, timeout=60, cwd=tmp_path
    )
    (tmp_path / "machine.yaml").write_bytes(collected.stdout)
    there = json.loads(run("machine", "--machine", "machine.yaml", "--json").stdout)
    here = json.loads(run("machine", "--json").stdout)

    def said(document: dict, name: str) -> object:
        return next(fact["value"] for fact in document["facts"] if fact["name"] == name)

    for name in ("os.id", "libc.version", "cpu.arch", "memory.total_bytes"):
        assert said(there, name) == said(here, name)


@pytest.mark.parametrize(
    ("options", "reference"),
    [
        (("--distro", "ubuntu@19.04"), "unknown-release"),
        (("--accelerator", "hygon_dcu", "--chip", "A100"), "unknown-chip"),
        (("--fact", "os.id=ubuntu", "--fact", "os.version_id=99"), "unknown-release"),
    ],
)
def test_a_place_that_cannot_be_is_said_with_what_can(
    run, options: tuple[str, ...], reference: str
) -> None:
    done = run("rank", *options)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {reference}")
    assert "hint: known: " in done.stderr


@pytest.mark.parametrize("written", ["ubuntu@20.04", "ubuntu:20.04", "ubuntu 20.04"])
def test_a_release_of_a_distribution_is_advised_for(run, written: str) -> None:
    done = run("rank", "--distro", written)
    assert done.returncode == 0
    assert "Ubuntu 20.04" in done.stdout


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_lost(run) -> None:
    done = run("machine", "--save", "/proc/nowhere/machine.yaml")
    assert done.returncode == 3
    assert done.stderr.startswith("error: cannot-write")


def test_doctor_names_every_framework_and_fits_into_a_report(run, tmp_path: Path) -> None:
    done = run("doctor", "--save", "doctor.txt")
    assert done.returncode == 0
    for name in ("This machine", "PyTorch", "Jittor", "MegEngine"):
        assert name in done.stdout
    saved = (tmp_path / "doctor.txt").read_text()
    assert all(len(section.encode()) < 16384 for section in saved.split("\n\n"))
    assert "\x1b" not in saved


def test_doctor_examines_an_example_machine(run) -> None:
    document = json.loads(
        run("doctor", "--machine", "kylin_kunpeng_ascend", "mindspore", "--json").stdout
    )
    assert document["schema"] == "fwadvisor.doctor/1"
    assert [section["id"] for section in document["sections"]] == ["machine", "mindspore"]
    plan = run("install-plan", "mindspore", "--machine", "kylin_kunpeng_ascend", "--json").stdout
    stack = json.loads(plan)["answers"]["mindspore"]
    told = document["sections"][1]["stack"]
    assert all(told[name] == stack[name] for name in ("version", "python", "kind", "grade"))


def test_a_reader_that_goes_away_is_no_error(run, tmp_path: Path) -> None:
    done = subprocess.run(
        f"{PROGRAM} machine | head -1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.stdout
    assert "Traceback" not in done.stderr
