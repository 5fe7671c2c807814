"""One measured process at a time, and a lock that no crash can leave behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.errors import AdvisorError, Cancelled
from advisor.lab.lock import held, holder

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom advisor.lab.lock import held\n"
    "with held(Path(sys.argv[1]), what='brightnet is measured'):\n    print('held', flush=True)\n "
    "   time.sleep(60)\n"
)


def test_nobody_holds_what_is_free(tmp_path: Path) -> None:
    assert holder(tmp_path / "lock") == ""
    with held(tmp_path / "lock", what="something"):
        assert "something" in holder(tmp_path / "lock")
    assert holder(tmp_path / "lock") == ""


def test_who_waits_is_told_who_holds_it_and_a_killed_holder_frees_it(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    told: list[str] = []

    def waiting(who: str) -> None:
        told.append(who)
        other.kill()

    with held(file, what="mine", on_wait=waiting):
        pass
    other.wait()
    other.stdout.close()
    assert told == [f"brightnet is measured (process {other.pid})"]


def test_waiting_can_be_cancelled(tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        held(tmp_path / "lock", what="first"),
        pytest.raises(Cancelled),
        held(tmp_path / "lock", what="second", cancelled=lambda: time.monotonic() - began > 0.3),
    ):
        pass
    assert time.monotonic() - began < 2


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AdvisorError) as caught, held(tmp_path / "lock", what="x"):
        pass
    assert caught.value.reference == "lock-unusable"
    assert not (tmp_path / "elsewhere").exists()
