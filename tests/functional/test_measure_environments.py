"""Building environments with the real uv, from wheels made here: no network, the whole path."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

HEAD = """# /// script
# requires-python = ">=3.8"
# dependencies = ["brightnet{pin}"]
# [tool.fwadvisor]
# framework = "brightnet"
# imports = ["brightnet"]
# environment = {{BRIGHT_HOME = "{{home}}", BRIGHT_SITE = "{{site}}"}}
# download_megabytes = 1
# disk_megabytes = {disk}
# install_seconds = 2
# first_import_seconds = 1
# ///
"""
WELL = (
    "import os, pathlib\n"
    "home = pathlib.Path(os.environ['BRIGHT_HOME'])\n"
    "assert pathlib.Path.home() == home and os.environ['BRIGHT_SITE'].endswith('site-packages')\n"
    "(home / 'compiled').touch()\n"
)


def wheel(folder: Path, code: str = WELL, version: str = "1.0") -> Path:
    """A wheel of one module."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"brightnet-{version}.dist-info"
    files = {
        "brightnet.py": code,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: brightnet\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: "
        "py3-none-any\n",
    }
    record = ""
    for name, text in files.items():
        digest = (
            base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        )
        record += f"{name},sha256={digest},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    made = folder / f"brightnet-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made


class Lab:
    """The program, a framework of our own, and pip set up to look into one folder only."""

    def __init__(self, tmp_path: Path) -> None:
        self.data, self.wheels = tmp_path / "data", tmp_path / "wheels"
        self.folder = self.data / "envs" / "brightnet"
        self.probes = tmp_path / "probes"
        (self.probes / "frameworks").mkdir(parents=True)
        self.head()
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("FWADVISOR_", "PIP_", "UV_"))
            },
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "FWADVISOR_DATA": str(self.data),
            "FWADVISOR_PROBES": str(self.probes),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }

    def head(self, pin: str = "", disk: float = 1) -> None:
        (self.probes / "frameworks" / "brightnet.py").write_text(HEAD.format(pin=pin, disk=disk))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "advisor", "env", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        assert process.returncode == code, (process.returncode, out, err)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def install(self, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return self("install", "brightnet", "--yes", *more, code=code)

    def state(self) -> dict[str, object]:
        rows = json.loads(self("list", "--json").stdout)["environments"]
        return {row["id"]: row for row in rows}["brightnet"]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_an_environment_is_built_recorded_with_hashes_and_without_hosts(lab: Lab) -> None:
    wheel(lab.wheels)
    done = lab.install()
    assert "brightnet 1.0" in done.stdout
    lock = (lab.folder / "lock.txt").read_text()
    assert "brightnet==1.0" in lock
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert str(lab.wheels) not in lock
    assert (lab.folder / "home" / "compiled").exists()
    row = lab.state()
    assert row["state"] == "ready"
    assert int(str(row["bytes"])) > 0
    assert "was there" in lab.install().stdout


def test_another_package_under_the_same_name_and_version_is_refused(lab: Lab) -> None:
    wheel(lab.wheels)
    lab.install()
    lab("remove", "brightnet", "--yes")
    wheel(lab.wheels, WELL + "print('changed')\n")
    lab.environment["UV_CACHE_DIR"] = str(lab.data / "another-cache")
    done = lab.install(code=3)
    assert "error: hash-mismatch" in done.stderr
    assert lab.state()["state"] == "absent"
    assert (lab.folder / "lock.txt").exists()
    lab.install("--relock")
    assert lab.state()["state"] == "ready"


def test_what_was_compiled_survives_removing_and_installing_again(lab: Lab) -> None:
    wheel(lab.wheels)
    lab.install()
    (lab.folder / "home" / "kernels").write_text("minutes of work")
    assert "kept" in lab("remove", "--all", "--yes").stdout
    assert not (lab.folder / "venv").exists()
    lab.install()
    assert (lab.folder / "home" / "kernels").exists()
    lab("remove", "brightnet", "--yes", "--purge")
    assert not lab.folder.exists()


def test_another_pin_makes_it_out_of_date_and_the_next_installation_renews_it(lab: Lab) -> None:
    wheel(lab.wheels)
    wheel(lab.wheels, version="2.0")
    lab.head("<2")
    lab.install()
    lab.head("==2.0")
    assert lab.state()["state"] == "out of date"
    assert "brightnet 2.0" in lab.install().stdout
    assert lab.state()["state"] == "ready"


@pytest.mark.parametrize(
    ("code", "pin", "disk", "reference"),
    [
        (
            "raise ImportError('libmissing.so.1: cannot open shared object file')",
            "",
            1,
            "import-failed",
        ),
        ("import os; os.abort()", "", 1, "import-failed"),
        (WELL, "==9.9", 1, "no-package"),
        (WELL, "", 1e9, "disk-full"),
    ],
)
def test_a_failed_build_leaves_nothing_half_made_and_says_why(
    lab: Lab, code: str, pin: str, disk: float, reference: str
) -> None:
    wheel(lab.wheels, code)
    lab.head(pin, disk)
    done = lab.install(code=3)
    assert f"error: {reference}" in done.stderr
    assert "hint: " in done.stderr
    assert not lab.folder.exists()


def test_without_network_the_reason_and_the_next_command_are_said(lab: Lab) -> None:
    lab.environment |= {
        "PIP_NO_INDEX": "0",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "UV_HTTP_RETRIES": "0",
    }
    done = lab.install(code=3)
    assert "error: no-network" in done.stderr
    assert "fwadvisor env install brightnet" in done.stderr
    offline = lab.install("--offline", code=3)
    assert "error: offline" in offline.stderr


def test_a_python_that_does_not_fit_is_refused(lab: Lab) -> None:
    wheel(lab.wheels)
    done = lab.install("--python", "/bin/sh", code=3)
    assert "error: no-python" in done.stderr
    assert "/bin/sh" in done.stderr
    lab.install("--python", sys.executable)
    assert lab.state()["python_version"] == sys.version.split()[0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_build_is_never_seen_and_the_next_one_starts_clean(
    lab: Lab, number: int
) -> None:
    wheel(
        lab.wheels,
        "import pathlib, time\n(pathlib.Path.home() / 'half').touch()\ntime.sleep(600)\n",
    )
    process = lab.start("install", "brightnet", "--yes")
    until = time.monotonic() + 60
    while not (lab.folder / "home" / "half").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert (lab.folder / "home" / "half").exists()
    process.send_signal(number)
    process.communicate(timeout=20)
    assert lab.state()["state"] == "absent"
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert not lab.folder.exists()
    wheel(lab.wheels, version="1.1")
    lab.install("--relock")
    assert not (lab.folder / "home" / "half").exists()
    assert lab.state()["state"] == "ready"


def test_a_dry_run_shows_size_and_time_and_builds_nothing(lab: Lab) -> None:
    done = lab("install", "brightnet", "--dry-run")
    assert "download 1 MB" in done.stdout
    assert not lab.data.exists()
    refused = lab("install", "brightnet", code=2)
    assert "error: needs-consent" in refused.stderr


def test_a_dry_run_lets_uv_say_what_would_be_fetched_and_builds_nothing(lab: Lab) -> None:
    wheel(lab.wheels)
    done = lab("install", "brightnet", "--dry-run")
    assert "nothing to download" in done.stdout, "its file lies on this machine"
    assert not lab.data.exists()
    (row,) = json.loads(lab("install", "brightnet", "--dry-run", "--json").stdout)["builds"]
    assert row["chosen"] == {"brightnet": "1.0"}
    assert (row["at_least"], row["obstacle"]) == (False, None)


def test_what_cannot_be_built_is_asked_about_in_no_sum_and_said_once(lab: Lab) -> None:
    wheel(lab.wheels)
    text = (lab.probes / "frameworks" / "brightnet.py").read_text()
    imports = 'imports = ["brightnet"]'
    needy = text.replace(imports, f'{imports}\n# needs = ["nor", "neither"]')
    (lab.probes / "frameworks" / "brightnet.py").write_text(needy)
    done = lab("install", "brightnet", code=3)
    assert "needs nor, neither" in done.stderr, "all that is missing at once"
    assert "needs-consent" not in done.stderr
    assert done.stderr.count("hint: ") == 1
