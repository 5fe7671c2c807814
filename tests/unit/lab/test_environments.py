"""What a framework's process gets, what counts as an environment, and what uv's failures mean."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead, Tuning
from advisor.lab.installing import uv as lab_uv
from advisor.lab.installing.environments import (
    Info,
    complete,
    instead,
    outdated,
    place,
    read_info,
    worker_variables,
)
from advisor.lab.installing.folder import write_info
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.process import Ended
from advisor.lab.staging import stage
from advisor.messages import words
from advisor.model.environment import AdvisedPackages
from advisor.model.reason import Reason
from advisor.resources import probes_dir

SAY = words("en")
HEAD = AdapterHead(
    framework="brightnet",
    requires_python=">=3.8",
    dependencies=("brightnet",),
    imports=("brightnet",),
    environment={"CONFIG": "{python_config}", "CACHE": "{home}/cache", "LIBS": "{site}/libs"},
)


def test_a_worker_gets_exactly_what_its_head_and_its_tuning_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/device/lib")
    where = place(tmp_path, "brightnet")
    (where.venv / "lib/python3.10/site-packages").mkdir(parents=True)
    tuning = Tuning(name="two", environment={"OMP_NUM_THREADS": "2", "CACHE": "elsewhere"})
    given = worker_variables(
        where, HEAD, str(where.python), "/usr/bin/python3.10-config", tuning=tuning
    )
    assert given["CONFIG"] == "/usr/bin/python3.10-config"
    assert given["LIBS"] == str(where.venv / "lib/python3.10/site-packages/libs")
    assert given["CACHE"] == "elsewhere"
    assert given["OMP_NUM_THREADS"] == "2"
    assert given["HOME"] == str(where.home)
    assert given["LD_LIBRARY_PATH"] == "/opt/device/lib"
    assert given["PATH"].startswith(str(where.venv / "bin") + os.pathsep)
    assert not {"PYTHONPATH", "SECRET_TOKEN"} & set(given)


def test_an_environment_is_there_when_its_record_is_and_its_python_starts(tmp_path: Path) -> None:
    where = place(tmp_path, "brightnet", "cuda")
    where.venv.mkdir(parents=True)
    assert read_info(where) is None
    write_info(
        where,
        Info(framework="brightnet", variant="cuda", python=sys.executable, python_version="3.11.7"),
    )
    assert list(complete(tmp_path)) == ["brightnet-cuda"]
    write_info(where, Info(framework="brightnet", python="/gone/python", python_version="3.11.7"))
    assert complete(tmp_path) == {}
    where.info.write_text("{")
    assert complete(tmp_path) == {}


def test_the_staging_folder_holds_the_guest_code_and_nothing_of_the_host(tmp_path: Path) -> None:
    staged = stage(probes_dir(), tmp_path, say=SAY)
    assert os.listdir(staged) == ["probes"]
    assert (staged / "probes" / "worker.py").is_file()
    assert not (staged / "probes" / "machine").exists()
    assert stage(probes_dir(), tmp_path, say=SAY) == staged
    assert os.listdir(staged.parent) == [staged.name]


def test_another_adapter_is_another_staging_folder(tmp_path: Path) -> None:
    probes = tmp_path / "probes"
    (probes / "frameworks").mkdir(parents=True)
    (probes / "frameworks" / "brightnet.py").write_text("one = 1\n")
    first = stage(probes, tmp_path / "data", say=SAY)
    (probes / "frameworks" / "brightnet.py").write_text("one = 2\n")
    second = stage(probes, tmp_path / "data", say=SAY)
    assert first != second
    assert (first / "probes/frameworks/brightnet.py").read_text() == "one = 1\n"


@pytest.mark.parametrize(
    ("said", "offline", "reference"),
    [
        ("error: Failed to write: No space left on device (os error 28)", False, "disk-full"),
        (
            "error: Hash mismatch for `brightnet==1.0`\n\nExpected:\n  sha256:00",
            False,
            "hash-mismatch",
        ),
        (
            "× No solution found: brightnet was not found in the cache ... the network was "
            "disabled",
            True,
            "offline",
        ),
        ("error: Failed to fetch: `https://x`\n Caused by: dns error", False, "no-network"),
        (
            "× No solution found when resolving dependencies:\n ╰─▶ Because brightnet has no "
            "wheels",
            False,
            "no-package",
        ),
        ("error: something quite new", False, "install-failed"),
    ],
)
def test_what_uv_says_becomes_an_error_with_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, offline: bool, reference: str
) -> None:
    monkeypatch.setattr(
        lab_uv, "run", lambda *_a, **_k: Ended(why="exited", code=1, seconds=1.0, tail=said)
    )
    uv = lab_uv.Uv(
        program="uv",
        data=tmp_path,
        indexes=IndexSettings(),
        framework="brightnet",
        offline=offline,
        say=SAY,
    )
    with pytest.raises(AdvisorError) as caught:
        uv("pip", "sync", folder=tmp_path, cancelled=lambda: False)
    assert caught.value.reference == reference
    assert caught.value.hint
    assert "╰" not in caught.value.why


def test_uvs_cache_is_the_users_where_links_work_and_ours_where_they_do_not(tmp_path: Path) -> None:
    assert lab_uv.cache_folder(tmp_path, {"UV_CACHE_DIR": "/given"}) == Path("/given")
    (tmp_path / "cache/uv").mkdir(parents=True)
    assert (
        lab_uv.cache_folder(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache")})
        == tmp_path / "cache/uv"
    )
    assert lab_uv.cache_folder(tmp_path, {"XDG_CACHE_HOME": "/dev/shm"}) == tmp_path / "uv-cache"


ADVISED = AdvisedPackages(versions={"brightnet": "2.0"}, python="3.11", pins=("brightnet==2.0",))


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, False),
        ({"head": "another request"}, True),
        ({"advised": replace(ADVISED, versions={"brightnet": "1.9"})}, True),
        ({"advised": replace(ADVISED, python="3.10")}, True),
        ({"advised": replace(ADVISED, versions={"brightnet": "1.9"}), "named": True}, False),
        ({"advised": replace(ADVISED, versions={"brightnet": "1.9"}), "adopted": True}, False),
        # An older program wrote down no advice: what is there tells.
        ({"advised": None}, False),
        ({"advised": None, "versions": {"Brightnet": "2.0+cpu"}}, False),
        ({"advised": None, "versions": {"brightnet": "1.9"}}, True),
        ({"advised": None, "python_version": "3.10.1"}, True),
    ],
)
def test_an_environment_is_out_of_date_when_the_stack_changed(
    change: dict[str, object], wanted: bool
) -> None:
    fields = {
        "framework": "brightnet",
        "python": sys.executable,
        "python_version": "3.11.7",
        "versions": {"brightnet": "2.0"},
        "head": HEAD.digest(""),
        "advised": ADVISED,
    }
    info = Info(**{**fields, **change})  # type: ignore[arg-type]
    assert outdated(info, HEAD, "", ADVISED) is wanted
    nobody_knows = "head" in change and not info.adopted
    assert outdated(info, HEAD, "", None) is nobody_knows


def test_a_cache_that_is_not_there_yet_counts_by_the_disk_that_it_will_lie_on(
    tmp_path: Path,
) -> None:
    found = lab_uv.cache_folder(tmp_path / "data", {"XDG_CACHE_HOME": str(tmp_path / "new")})
    assert found == tmp_path / "new" / "uv"
    assert not found.exists()


def test_a_record_says_what_was_advised_instead_and_why() -> None:
    info = Info(
        framework="brightnet", python=sys.executable, python_version="3.11.7", advised=ADVISED
    )
    assert instead(info) == ""
    why = Reason(code="not_on_index", values={"index": "light.example"})
    assert instead(replace(info, why_not=why)) == (
        "brightnet 2.0, Python 3.11 (light.example does not have it)"
    )
