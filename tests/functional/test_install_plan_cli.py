"""`fwadvisor install-plan` for machines that are not this one."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.functional.program import run

SCHEMA = Path(__file__).parents[2] / "knowledge" / "schema" / "install_plan.json"


def plan(home: Path, *need: str) -> dict[str, Any]:
    ended = run("install-plan", "--json", *need, home=home)
    assert "Traceback" not in ended.stderr
    document: dict[str, Any] = json.loads(ended.stdout)
    return document


def answer(home: Path, framework: str, *need: str) -> dict[str, Any]:
    found: dict[str, Any] = plan(home, framework, *need)["answers"][framework]
    return found


def system(arch: str, glibc: str, python: str = "3.11") -> tuple[str, ...]:
    facts = ("--fact", f"libc.version={glibc}", "--fact", "libc.name=glibc")
    return (*facts, "--arch", arch, "--python", python, "--accelerator", "cpu")


KUNPENG = system("aarch64", "2.28")
LOONGARCH = system("loongarch64", "2.38")
CENTOS_7 = system("x86_64", "2.17")


@pytest.mark.parametrize(
    ("framework", "need", "version"),
    [
        ("mindspore", KUNPENG, r"2\.\d+\.\d+"),
        ("pytorch", KUNPENG, r"2\.\d+\.\d+"),
        ("tensorflow", CENTOS_7, r"2\.\d+\.\d+"),
        ("jittor", LOONGARCH, r"1\.3\.\d+\.\d+"),
    ],
)
def test_the_answer_fits_the_machine_that_is_named(
    framework: str, need: tuple[str, ...], version: str, tmp_path: Path
) -> None:
    found = answer(tmp_path, framework, *need)
    assert found["type"] == "stack"
    assert re.match(version, found["version"])


def test_what_has_code_for_another_architecture_alone_is_a_conflict(tmp_path: Path) -> None:
    found = answer(tmp_path, "mindspore", *LOONGARCH)
    assert (found["type"], found["culprits"]) == ("conflict", ["arch"])
    assert found["lifts"]


def test_a_server_without_a_network_gets_what_its_platform_is_documented_with(
    tmp_path: Path,
) -> None:
    found = answer(tmp_path, "pytorch", "--machine", "kylin_kunpeng_ascend")
    parts = {part["component"]: part["version"] for part in found["parts"]}
    assert (parts["torch"], parts["torch-npu"]) == ("2.4.0", "2.4.0.post2")
    assert (found["python"], found["python_from"]) == ("3.9", "target")
    assert found["grade"] == "documented"
    assert found["proof"][0]["at"].startswith("Ascend/pytorch")


@pytest.mark.parametrize("machine", ["kylin_kunpeng_ascend", "openeuler_a100"])
def test_everything_that_is_printed_is_a_script_of_a_plain_shell(
    machine: str, tmp_path: Path
) -> None:
    ended = run("install-plan", "--machine", machine, home=tmp_path)
    checked = subprocess.run(
        ["sh", "-n"], input=ended.stdout, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    typed = [line for line in ended.stdout.splitlines() if line and not line.startswith("#")]
    assert typed
    assert not any(line.startswith(("framework ", "PyTorch ", "deactivate")) for line in typed)


def test_the_document_is_what_its_schema_says(tmp_path: Path) -> None:
    document = plan(tmp_path, "--machine", "kylin_kunpeng_ascend")
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    kinds = {found["type"] for found in document["answers"].values()}
    assert kinds <= {"stack", "conflict", "no_way"}


def test_the_plan_gives_the_command_and_what_it_takes(tmp_path: Path) -> None:
    ended = run("install-plan", "jittor", "--accelerator", "cpu", home=tmp_path)
    assert ended.returncode == 0
    assert "pip install jittor" in ended.stdout
    assert "g++" in ended.stdout


def test_everything_that_is_not_to_be_typed_is_a_remark_to_the_shell(tmp_path: Path) -> None:
    ended = run("install-plan", "--machine", "kylin_kunpeng_ascend", home=tmp_path)
    _, _, blocks = ended.stdout.partition("\n\n")
    assert any(line and not line.startswith("#") for line in blocks.splitlines())
    read = subprocess.run(["bash", "-n"], input=blocks, text=True, capture_output=True)
    assert (read.returncode, read.stderr) == (0, "")
    remarks = [line for line in blocks.splitlines() if line.startswith("#")]
    assert all(len(line) <= 100 or len(line.split()) <= 2 for line in remarks)  # or one address


def test_versions_that_a_person_requires_are_kept_or_refused(tmp_path: Path) -> None:
    found = answer(tmp_path, "pytorch", *CENTOS_7, "--require", "torch==2.1.2")
    assert found["version"].startswith("2.1.2")
    ended = run("install-plan", "--require", "torch=>2", home=tmp_path)
    assert ended.returncode == 2
    assert "bad-requirement" in ended.stderr


def test_a_chip_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    need = ("--machine", "kylin_kunpeng_ascend", "--chip", "W9000")
    ended = run("install-plan", "pytorch", *need, home=tmp_path)
    assert ended.returncode == 2
    assert "unknown-chip" in ended.stderr


@pytest.mark.parametrize(
    ("need", "kind"),
    [
        (("--fact", "libc.version=banana"), "bad-fact"),
        (("--distro", "ubuntu@"), "wrong-usage"),
        (("--accelerator", "nvidia_cuda", "--fact", "ascend.cann=8.0.0"), "bad-fact"),
        (("--distro", "ubuntu@20.04@x"), "wrong-usage"),
        (("--fact", "nvidia.driver=-1"), "bad-fact"),
        (("--fact", "platform.cann=[1,2]"), "bad-fact"),
        (("--fact", "platform.nvidia_driver=5\n35"), "bad-fact"),
        (("--fact", "nvidia.driver=" + "9" * 5000), "bad-fact"),
        (("--fact", "nvidia.driver=\uff15\uff13\uff15"), "bad-fact"),
        (("--python", "banana"), "bad-python"),
        (("--python", "3"), "bad-python"),
    ],
)
def test_what_is_no_version_is_an_error(need: tuple[str, str], kind: str, tmp_path: Path) -> None:
    ended = run("install-plan", "pytorch", "--accelerator", "cpu", *need, home=tmp_path)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert kind in ended.stderr


def test_a_given_network_counts_for_a_machine_that_is_told_by_options(tmp_path: Path) -> None:
    kylin = ("--distro", "kylin_server_v10@SP1", "--arch", "aarch64", "--accelerator", "cpu")
    offline = ("--fact", "network.index_reachable=false")
    for found in plan(tmp_path, *kylin, *offline)["answers"].values():
        assert found.get("python_from") != "fetched"


def test_an_image_is_brought_to_a_machine_without_a_network(tmp_path: Path) -> None:
    old = ("--fact", "platform.cann=8.0.0", "--python", "3.7")
    offline = ("--fact", "network.index_reachable=false")
    found = answer(tmp_path, "pytorch", *ATLAS, *EULER, *old, *offline)
    assert found["kind"] == "image"
    assert "bring_image" in [step["kind"] for step in found["steps"]]


def test_a_plain_cpu_is_not_sent_to_cuda_packages_alone(tmp_path: Path) -> None:
    laptop = ("--distro", "ubuntu@24.04", "--arch", "x86_64", "--accelerator", "cpu")
    (command,) = answer(tmp_path, "pytorch", *laptop)["commands"]
    assert "download.pytorch.org/whl/cpu" in command


@pytest.mark.parametrize(
    ("chip", "driver", "expected"),
    [
        ("A100", "440.33.01", "conflict"),  # CUDA 10.2 knows no Ampere, and 11 wants 450
        ("V100", "440.33.01", "1.12.1"),
        ("A100", "470.82.01", "2.7.1+cu118"),
        ("A100", "535.104.05", "2.14.1+cu126"),
        ("RTX 5090", "570.133.07", "2.11.0+cu128"),
        ("P100", "580.65.06", "2.14.1+cu126"),
    ],
)
def test_a_card_gets_what_was_built_for_it_and_its_driver(
    chip: str, driver: str, expected: str, tmp_path: Path
) -> None:
    place = ("--distro", "ubuntu@22.04", "--arch", "x86_64", "--accelerator", "nvidia_cuda")
    found = answer(tmp_path, "pytorch", *place, "--chip", chip, "--fact", f"nvidia.driver={driver}")
    assert found.get("version", found["type"]) == expected


def test_a_jetson_with_its_own_cuda_is_not_given_a_servers_build(tmp_path: Path) -> None:
    place = ("--distro", "ubuntu@22.04", "--arch", "aarch64", "--accelerator", "nvidia_cuda")
    jetson = ("--chip", "Jetson AGX Orin", "--fact", "nvidia.driver=540.4.0")
    found = answer(tmp_path, "pytorch", *place, *jetson)
    assert found["type"] == "conflict"
    assert "nvidia_driver" in found["culprits"]
    assert all("aarch64" not in lift["any_of"] for lift in found["lifts"])


def test_what_is_not_known_and_decides_is_said_with_the_option_for_it(tmp_path: Path) -> None:
    ended = run("install-plan", "mindspore", "--brief", *ATLAS, *EULER, home=tmp_path)
    assert "--fact platform.cann=VERSION" in ended.stdout
    told = ("--fact", "platform.cann=8.5.0", "--fact", "platform.ascend_driver=25.5.0")
    ended = run("install-plan", "mindspore", "--brief", *ATLAS, *EULER, *told, home=tmp_path)
    assert "VERSION" not in ended.stdout


def test_a_release_that_is_only_begun_is_answered_with_how_it_goes_on(tmp_path: Path) -> None:
    ended = run("install-plan", "pytorch", "--distro", "uos_server@1070", home=tmp_path)
    assert ended.returncode == 2
    assert "1070e" in ended.stderr


ATLAS = ("--arch", "aarch64", "--accelerator", "ascend_npu", "--chip", "910B3")
EULER = ("--distro", "openeuler@22.03")


def test_a_driver_that_no_release_of_the_platform_takes_is_the_culprit(tmp_path: Path) -> None:
    old = ("--fact", "platform.cann=8.5.0", "--fact", "platform.ascend_driver=23.0.3")
    found = answer(tmp_path, "mindspore", *ATLAS, *EULER, *old, "--python", "3.10")
    assert (found["type"], found["culprits"]) == ("conflict", ["ascend_driver"])


def test_a_platform_release_takes_no_python_newer_than_itself(tmp_path: Path) -> None:
    need = ("--fact", "platform.cann=8.2.RC1", "--python", "3.12")
    found = answer(tmp_path, "mindspore", *ATLAS, *EULER, *need)
    assert found["type"] == "conflict"
    assert {"python", "cann"} == set(found["culprits"])


def test_nothing_that_installs_is_a_no(tmp_path: Path) -> None:
    ended = run("install-plan", "mindspore", *LOONGARCH, home=tmp_path)
    assert ended.returncode == 1
    assert "impossible" in ended.stdout


def test_a_matrix_varies_one_thing_and_keeps_the_rest(tmp_path: Path) -> None:
    document = plan(tmp_path, "--along", "arch", "--accelerator", "cpu")
    at = document["values"].index("riscv64")
    assert document["kinds"]["mindspore"][at] == "impossible"
    assert set(document["values"]) >= {"x86_64", "aarch64", "loongarch64", "riscv64", "sw_64"}
