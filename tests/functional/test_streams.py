"""Output that cannot be written, and options that no number fits, are errors of a person's, in
words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.program import run

RANK = ("rank", "--machine", "kylin_kunpeng_ascend")


def shell(command: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a shell, as `$FW`."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**kept, "FW": f"{sys.executable} -m advisor", **environment},
    )


@pytest.mark.parametrize("more", ["", "--json"])
def test_a_full_disk_is_said_so(more: str, tmp_path: Path) -> None:
    done = shell(f"$FW {' '.join(RANK)} {more} >/dev/full", tmp_path)
    assert done.returncode == 3
    assert "error: cannot-write" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("more", ["", "--json"])
def test_output_that_was_closed_is_not_missed(more: str, tmp_path: Path) -> None:
    done = shell(f"$FW {' '.join(RANK)} {more} >&-", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_chinese_on_a_terminal_that_knows_ascii_only_is_no_crash(tmp_path: Path) -> None:
    done = shell(
        f"$FW --lang zh {' '.join(RANK)}",
        tmp_path,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    "arguments",
    [
        (*RANK, "--seed", "-5"),
        (*RANK, "--weight", "licence=nan"),
        (*RANK, "--weight", "licence=-3"),
        ("measure", "--until-sure", "nan", "--dry-run"),
        ("measure", "--budget", "9" * 400, "--dry-run"),
        ("starter", "pytorch", ""),
        ("starter", "pytorch", "."),
    ],
)
def test_what_no_number_or_folder_fits_is_wrong_usage(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "something").touch()
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    root = Path(__file__).parents[2]
    done = run(*arguments, home=home, PYTHONPATH=str(root))
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("error: ")
    assert "\nhint: " in done.stderr
