"""Jittor ends its process when it has compiled its core anew, and asks to be run again."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

STAND_IN = """
import pathlib, sys, types
count = pathlib.Path(__file__).with_name("count")
times = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(times))
if times <= {exits}:
    sys.exit(0)
nn = types.SimpleNamespace(Module=object)
"""
"""Not Jittor: ends the process as `check_cache_compile` of Jittor 1.3.11 does, so many times."""


def import_adapter(folder: Path, *, exits: int) -> tuple[int, str, int]:
    """Exit code, what was printed, and how often the stand-in was imported."""
    (folder / "jittor.py").write_text(STAND_IN.format(exits=exits))
    ended = subprocess.run(
        [sys.executable, "-c", "import probes.frameworks.jittor; print('imported')"],
        env={"PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stdout, int((folder / "count").read_text())


def test_the_process_is_run_again_when_jittor_asks_for_it(tmp_path: Path) -> None:
    assert import_adapter(tmp_path, exits=1) == (0, "imported\n", 2)


def test_the_process_is_run_again_only_once(tmp_path: Path) -> None:
    code, said, times = import_adapter(tmp_path, exits=5)
    assert (code, said, times) == (0, "", 2)
