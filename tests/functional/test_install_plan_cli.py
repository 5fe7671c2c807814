"""`fwadvisor install-plan` for machines that are not this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.functional.program import run


def plan(home: Path, *need: str) -> dict[str, Any]:
    ended = run("install-plan", "--json", *need, home=home)
    assert "Traceback" not in ended.stderr
    document: dict[str, Any] = json.loads(ended.stdout)
    return document


def kind(home: Path, framework: str, *need: str) -> str:
    answer: str = plan(home, framework, *need)["routes"][framework][0]["kind"]
    return answer


KUNPENG = (
    "--fact",
    "libc.version=2.28",
    "--fact",
    "libc.name=glibc",
    "--arch",
    "aarch64",
    "--python",
    "3.11",
)
LOONGARCH = (
    "--fact",
    "libc.version=2.38",
    "--fact",
    "libc.name=glibc",
    "--arch",
    "loongarch64",
    "--python",
    "3.11",
)
CENTOS_7 = (
    "--fact",
    "libc.version=2.17",
    "--fact",
    "libc.name=glibc",
    "--arch",
    "x86_64",
    "--python",
    "3.11",
)


@pytest.mark.parametrize(
    ("framework", "need", "answer"),
    [
        ("mindspore", KUNPENG, "plain"),
        ("mindspore", LOONGARCH, "impossible"),
        ("pytorch", KUNPENG, "plain"),
        ("pytorch", (*KUNPENG, "--accelerator", "ascend_npu"), "plain"),
        ("tensorflow", CENTOS_7, "source"),
        ("jittor", LOONGARCH, "source"),
    ],
)
def test_the_answer_fits_the_machine_that_is_named(
    framework: str, need: tuple[str, ...], answer: str, tmp_path: Path
) -> None:
    assert kind(tmp_path, framework, "--accelerator", "cpu", *need) == answer


def test_the_plan_gives_the_command_and_what_it_takes(tmp_path: Path) -> None:
    ended = run("install-plan", "jittor", "--accelerator", "cpu", home=tmp_path)
    assert ended.returncode == 0
    assert "pip install jittor" in ended.stdout
    assert "g++" in ended.stdout


def test_nothing_that_installs_is_a_no(tmp_path: Path) -> None:
    ended = run("install-plan", "mindspore", "--accelerator", "cpu", *LOONGARCH, home=tmp_path)
    assert ended.returncode == 1
    assert "impossible" in ended.stdout


def test_a_matrix_varies_one_thing_and_keeps_the_rest(tmp_path: Path) -> None:
    document = plan(tmp_path, "--along", "arch", "--accelerator", "cpu")
    at = document["values"].index("riscv64")
    assert document["kinds"]["mindspore"][at] == "impossible"
    assert set(document["values"]) >= {"x86_64", "aarch64", "loongarch64", "riscv64", "sw_64"}
