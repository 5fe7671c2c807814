"""The worker under the oldest, the usual and the newest Python that a framework here asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from probes.data import fingerprint
from probes.workloads import matmul, simplenet_train


def interpreter(version: str) -> str | None:
    """A CPython of that version: on the path, or where pyenv and uv keep theirs."""
    found = shutil.which(f"python{version}")
    if (
        found
        and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0
    ):
        return found
    home = Path.home()
    for pattern in (f".pyenv/versions/{version}.*", f".local/share/uv/python/cpython-{version}.*"):
        for folder in sorted(home.glob(pattern)):
            if (folder / "bin" / "python").exists():
                return str(folder / "bin" / "python")
    return None


def with_numpy(version: str, cache: Path) -> str:
    """An environment with NumPy, made once and kept; skips the test with the reason when it cannot
    be."""
    python = cache / version / "bin" / "python"
    if python.exists():
        return str(python)
    base = interpreter(version)
    if base is None:
        pytest.skip(f"no CPython {version} found")
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    if not os.path.exists(uv):
        pytest.skip("no uv found")
    making = Path(tempfile.mkdtemp(dir=cache))
    for command in (
        [uv, "venv", "-q", "--clear", "--relocatable", "--python", base, str(making)],
        [uv, "pip", "install", "-q", "--python", str(making), "numpy"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            shutil.rmtree(making, ignore_errors=True)
            pytest.skip(
                f"NumPy cannot be installed for Python {version}: {done.stderr.strip()[-300:]}"
            )
    try:
        making.rename(cache / version)
    except OSError:  # Another test process was faster.
        shutil.rmtree(making, ignore_errors=True)
    return str(python)


@pytest.mark.parametrize("version", ["3.8", "3.11", "3.13"])
def test_the_worker_runs_and_its_data_are_the_same_bytes(work, version, pytestconfig):
    python = with_numpy(version, pytestconfig.cache.mkdir("guests"))

    answer = work("numpy_reference", "simplenet_train", "matmul", "cold_import", python=python)

    assert answer.of("started")[0]["python"].startswith(version + ".")
    assert [line["outcome"] for line in answer.of("finished")] == ["ok"] * 3, answer.output
    data = [line["conditions"].get("data") for line in answer.of("finished")]
    assert data[:2] == [fingerprint(simplenet_train.given()), fingerprint(matmul.given())]
