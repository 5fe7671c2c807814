"""The script for machines without fwadvisor: what it prints under every shell at hand is read back
and says what the probe says."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.catalog.load import open_knowledge
from advisor.evidence.situation import situate
from advisor.intake.machine_file import parse_machine
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.usecases.machine.collector import collector
from probes.machine import accelerators, ascend, cpu, nvidia_smi, pci, tools, vendor_tools
from probes.machine.tree import Tree

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "probes" / "machine" / "collect.sh"
SHELLS = {"sh": ["sh"], "dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}
SHARED = (
    "os.id", "os.version_id", "os.name", "os.pretty_name", "os.release", "os.family", "os.kernel",
    "libc.name", "libc.version", "container.kind", "cpu.arch", "cpu.model", "cpu.extensions",
    "cpu.cores_logical", "memory.total_bytes", "pci.devices", "accelerators.nodes",
)  # fmt: skip
PLACES = " /usr/bin /usr/local/bin; do"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(ROOT / "knowledge", cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def script(knowledge: Knowledge) -> str:
    return collector(TEMPLATE, knowledge, program="fwadvisor test")


def run(
    text: str,
    folder: Path,
    *options: str,
    shell: str = "sh",
    environment: dict[str, str] | None = None,
) -> str:
    file = folder / "collect.sh"
    file.write_text(text, encoding="utf-8")
    program, *further = SHELLS[shell]
    command = [shutil.which(program) or program, *further, str(file), *options]
    given = environment or {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run(command, capture_output=True, timeout=120, env=given)
    assert done.stderr.decode() == ""
    assert done.returncode == 0
    return done.stdout.decode("utf-8")


def read(text: str) -> Machine:
    return parse_machine(text.encode(), Path("collected.yaml"))


def without_pythons(text: str) -> str:
    """The script as it runs where there is no Python at all: only the given PATH is looked at."""
    lines = [line for line in text.splitlines() if not line.startswith("PATH=")]
    return "\n".join(lines).replace(PLACES, "; do") + "\n"


def bare_path(folder: Path, **programs: str) -> dict[str, str]:
    """A PATH with the few programs that every system has, and the given fake ones."""
    place = folder / "bin"
    place.mkdir()
    for name in (
        "cat",
        "tr",
        "sed",
        "sleep",
        "mktemp",
        "rm",
        "mv",
        "uname",
        "getconf",
        "df",
        "date",
    ):
        found = shutil.which(name)
        if found:
            (place / name).symlink_to(found)
    for name, body in programs.items():
        file = place / name.replace("_", "-")
        file.write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return {"PATH": str(place), "HOME": str(folder), "TMPDIR": str(folder)}


def prints(folder: Path, name: str, text: str) -> str:
    """The body of a fake tool that prints a recording."""
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    return f"cat {file}\n"


@pytest.fixture(scope="module")
def probed() -> dict[str, Any]:
    command = [sys.executable, "-m", "probes.machine"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    facts = [json.loads(line) for line in done.stdout.splitlines()]
    return {fact["name"]: fact["value"] for fact in facts if "value" in fact}


@pytest.mark.parametrize("shell", SHELLS)
def test_it_says_what_the_probe_says_under_every_shell(
    shell: str, script: str, probed: dict[str, Any], tmp_path: Path
) -> None:
    if shutil.which(SHELLS[shell][0]) is None:
        pytest.skip(f"there is no {shell} here")
    machine = read(run(script, tmp_path, "--no-network", shell=shell))
    for name in SHARED:
        said, known = machine.get(name), probed.get(name)
        same = list(said) == known if isinstance(said, tuple) else said == known
        assert same, f"{name}: {said!r}, the probe says {known!r}"
    versions = {entry["version"] for entry in machine.get("python.interpreters") or ()}
    assert versions <= {entry["version"] for entry in probed["python.interpreters"]}
    assert versions


def test_it_runs_where_there_is_no_python(script: str, tmp_path: Path) -> None:
    text = run(without_pythons(script), tmp_path, environment=bare_path(tmp_path))
    machine = read(text)
    assert machine.get("python.interpreters") == ()
    assert machine.text("libc.name") == "glibc"
    assert "network" not in text
    assert str(tmp_path) not in text


@pytest.mark.parametrize("name", ["910b3_23.0.7", "310p3_25.5.1", "910c_two_chips", "910b4_24.1.1"])
def test_it_reads_npu_smi_as_the_probe_does(
    name: str, script: str, recorded: Callable[[str], str], tmp_path: Path
) -> None:
    text = recorded(f"npu-smi/{name}")
    environment = bare_path(tmp_path, npu_smi=prints(tmp_path, "npu", text))
    machine = read(run(without_pythons(script), tmp_path, "--no-network", environment=environment))
    version, chips = ascend.parse(text)
    assert [dict(chip) for chip in machine.get("ascend.devices") or ()] == chips
    if version:
        assert machine.text("ascend.driver") == version


@pytest.mark.parametrize("name", ["a100-sxm4-v12.xml", "tesla-t4.xml"])
def test_it_reads_nvidia_smi_as_the_probe_does(
    name: str, script: str, recorded: Callable[[str], str], tmp_path: Path
) -> None:
    told = nvidia_smi.parse(recorded(f"nvidia-smi-xml/{name}"))
    assert told is not None
    rows = [
        f"{gpu['index']}, {gpu['name']}, {gpu['memory_bytes'] >> 20}, 0000{gpu['address']}, "
        f"{told['driver']}, 8.0"
        for gpu in told["gpus"]
    ]
    (tmp_path / "rows.txt").write_text("\n".join(rows) + "\n")
    (tmp_path / "table.txt").write_text(f"| NVIDIA-SMI {told['driver']}  CUDA Version: 12.4 |\n")
    rows_or_table = f"*compute_cap*) cat {tmp_path}/rows.txt ;; *) cat {tmp_path}/table.txt ;;"
    fake = f'case "$*" in {rows_or_table} esac\n'
    environment = bare_path(tmp_path, nvidia_smi=fake)
    machine = read(run(without_pythons(script), tmp_path, "--no-network", environment=environment))
    assert machine.text("nvidia.driver") == told["driver"]
    assert machine.text("nvidia.cuda_driver") == "12.4"
    found = machine.get("nvidia.gpus")
    assert isinstance(found, tuple)
    for gpu, known in zip(found, told["gpus"], strict=True):
        assert gpu["compute_capability"] == "8.0"
        for key in ("index", "name", "memory_bytes", "address"):
            assert gpu[key] == known[key]


def test_an_old_nvidia_smi_that_knows_no_capability_still_tells_the_rest(
    script: str, tmp_path: Path
) -> None:
    fake = (
        'case "$*" in *compute_cap*) echo "Field compute_cap is not a valid field"; exit 2 ;;\n'
        "*query-gpu*) echo '0, Tesla V100-PCIE-32GB, 32510, 00000000:3B:00.0, 418.67' ;; esac\n"
    )
    environment = bare_path(tmp_path, nvidia_smi=fake)
    machine = read(run(without_pythons(script), tmp_path, "--no-network", environment=environment))
    (gpu,) = machine.get("nvidia.gpus") or ()
    assert gpu == {
        "index": 0,
        "name": "Tesla V100-PCIE-32GB",
        "memory_bytes": 32510 << 20,
        "address": "0000:3b:00.0",
    }
    assert machine.text("nvidia.driver") == "418.67"


CARDS = {
    "0000:39:00.0": ("cabc", "0370", "0x120000"),
    "0000:53:00.0": ("1d22", "3684", "0x078000"),
    "0000:65:00.0": ("1d94", "6320", "0x0b4000"),
    "0000:2a:00.0": ("1ed5", "0327", "0x030000"),
    "0000:01:00.0": ("1e36", "c035", "0x120000"),
    "0000:81:00.0": ("1234", "5678", "0x120000"),
    "0000:00:1f.0": ("8086", "a30e", "0x060100"),
    "0000:02:00.0": ("8086", "1533", "0x020000"),
}


def fake_bus(folder: Path) -> Path:
    """A copy of what the kernel shows of a bus with these cards."""
    devices = folder / "sys" / "bus" / "pci" / "devices"
    for address, (vendor, device, kind) in CARDS.items():
        place = devices / address
        place.mkdir(parents=True)
        (place / "vendor").write_text(f"0x{vendor}\n")
        (place / "device").write_text(f"0x{device}\n")
        (place / "class").write_text(f"{kind}\n")
    (devices / "0000:2a:00.0" / "boot_vga").write_text("1\n")
    driver = folder / "sys" / "bus" / "pci" / "drivers" / "hycu"
    driver.mkdir(parents=True)
    (devices / "0000:65:00.0" / "driver").symlink_to(driver)
    return devices


def test_it_lists_the_devices_that_the_probe_lists(
    script: str, knowledge: Knowledge, tmp_path: Path
) -> None:
    devices = fake_bus(tmp_path)
    text = without_pythons(script).replace("/sys/bus/pci/devices", str(devices))
    machine = read(run(text, tmp_path, "--no-network", environment=bare_path(tmp_path)))
    known = pci.devices(Tree(str(tmp_path)), accelerators.wanted)
    assert list(machine.get("pci.devices") or ()) == known
    found = situate(Need(), machine, knowledge)
    assert {found.accelerator.id, *found.others} == {
        "cambricon_mlu",
        "enflame",
        "hygon_dcu",
        "kunlun_xpu",
        "moore_threads",
    }
    assert found.strangers == ("1234:5678",)


@pytest.mark.parametrize(
    ("kind", "program", "name"),
    [
        ("cambricon_mlu", "cnmon", "cnmon/mlu370-x8_5.10.13"),
        ("kunlun_xpu", "xpu_smi", "xpu_smi/r300_4.31"),
        ("moore_threads", "mthreads_gmi", "mthreads-gmi/s5000_2.3.2"),
        ("enflame", "efsmi", "efsmi/s60_1.2.0.301"),
    ],
)
def test_it_reads_the_driver_that_other_vendors_tools_print(
    kind: str,
    program: str,
    name: str,
    script: str,
    recorded: Callable[[str], str],
    tmp_path: Path,
) -> None:
    devices = fake_bus(tmp_path)
    told = recorded(name)
    environment = bare_path(tmp_path, **{program: prints(tmp_path, "told", told)})
    if program == "xpu_smi":
        (tmp_path / "bin" / "xpu-smi").rename(tmp_path / "bin" / "xpu_smi")
    text = without_pythons(script).replace("/sys/bus/pci/devices", str(devices))
    machine = read(run(text, tmp_path, "--no-network", environment=environment))
    driver, _cards = vendor_tools.TOOLS[kind][2](told)
    assert machine.text(f"platform.{kind}_driver") == driver.partition("-")[0]


def test_it_reads_versions_of_toolkits_from_their_files(script: str, tmp_path: Path) -> None:
    for folder, file, content in (
        ("dtk", ".info/version", "25.04.2\n"),
        ("musa", "version.json", '{"musa_toolkits": {"name": "x", "version": "4.3.0"}}\n'),
        ("maca", "Version.txt", "Version:3.2.1.10\n"),
    ):
        place = tmp_path / folder / file
        place.parent.mkdir(parents=True)
        place.write_text(content)
    text = without_pythons(script)
    for path, folder in (("/opt/dtk", "dtk"), ("/usr/local/musa", "musa"), ("/opt/maca", "maca")):
        text = text.replace(f"{folder} {path} ", f"{folder} {tmp_path}/{folder} ")
    machine = read(run(text, tmp_path, "--no-network", environment=bare_path(tmp_path)))
    assert machine.text("platform.dtk") == "25.04.2"
    assert machine.text("platform.musa") == "4.3.0"
    assert machine.text("platform.maca") == "3.2.1.10"


def test_a_tool_that_hangs_is_left_behind(script: str, tmp_path: Path) -> None:
    fakes = {"npu_smi": "exec sleep 300\n", "nvidia_smi": "exec sleep 300\n"}
    text = without_pythons(script).replace("limited 10 ", "limited 1 ")
    started = time.monotonic()
    machine = read(run(text, tmp_path, "--no-network", environment=bare_path(tmp_path, **fakes)))
    assert time.monotonic() - started < 100, "the tools would have slept for 300 s each"
    assert machine.get("ascend.devices") is None
    assert machine.text("cpu.arch")


def test_what_a_tool_prints_cannot_break_the_file(script: str, tmp_path: Path) -> None:
    name = "Evil' : {x: [1]} # \x1b[31m\"`$(touch pwned)` & *a"
    (tmp_path / "row.txt").write_text(f"0, {name}, 100, 00000000:3B:00.0, 1.2.3, 8.0\n")
    environment = bare_path(tmp_path, nvidia_smi=f"cat {tmp_path}/row.txt\n")
    machine = read(run(without_pythons(script), tmp_path, "--no-network", environment=environment))
    (gpu,) = machine.get("nvidia.gpus") or ()
    assert gpu["name"] == name.replace("\x1b", "")
    assert not (tmp_path / "pwned").exists()


def test_paths_below_the_home_folder_are_written_without_it(script: str, tmp_path: Path) -> None:
    environment = bare_path(tmp_path, docker="exit 0\n")
    text = run(without_pythons(script), tmp_path, "--no-network", environment=environment)
    assert read(text).get("tools.docker") == {"path": "~/bin/docker"}
    assert str(tmp_path) not in text
    assert os.uname().nodename not in text


def test_an_unknown_option_is_refused(script: str, tmp_path: Path) -> None:
    file = tmp_path / "collect.sh"
    file.write_text(script)
    done = subprocess.run(["sh", str(file), "--colour"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-network" in done.stderr


def test_its_lists_are_those_of_the_probe(script: str) -> None:
    text = script.replace("\\\n", " ")
    listed = text[text.index("for name in sse4_2") :].split(";")[0].split()[3:]
    assert tuple(word for word in listed if word != "do") == cpu.EXTENSIONS
    for kit in tools.KITS:
        assert "\n" + " ".join(kit) + "\n" in script
    assert "@" not in script.replace("$@", "").replace('"$@"', "")


def test_what_it_saw_on_the_bus_is_known_where_it_is_read(knowledge: Knowledge) -> None:
    text = (
        "schema: fwadvisor.machine/1\nfacts:\n  pci.devices:\n"
        "    - {address: '0000:65:00.0', vendor: '1d94', device: '6210', class: '0b40'}\n"
    )
    found = situate(Need(), read(text), knowledge)
    assert (found.accelerator.id, found.chip.id) == ("hygon_dcu", "K100_AI")
