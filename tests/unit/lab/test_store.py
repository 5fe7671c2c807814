"""The store keeps what it said it kept, whatever happens."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.lab.store import NAME, Store, read_runs
from advisor.model.run import Measure, Run


def a_run(id: str = "1", **more: object) -> Run:
    fields: dict[str, object] = {
        "id": id,
        "framework": "someone",
        "workload": "matmul",
        "outcome": "ok",
        "started": "2026-01-02T03:04:05.678+00:00",
        "measure": Measure(kind="rate", unit="GFLOP/s", scale=1e-9, work=2e9),
        "samples": (0.011, 0.012, 0.1 + 0.2),
        "agreement": 3e-7,
        "conditions": {"threads": 2, "load_per_core_before": 0.25, "warm_up": "settled"},
    }
    return Run(**{**fields, **more})  # type: ignore[arg-type]


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert store.add([a_run()]) == 1
    assert read_runs(tmp_path) == (a_run(),)
    assert os.listdir(tmp_path) == [NAME]


def test_a_store_that_was_only_begun_holds_no_run(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    assert read_runs(tmp_path) == ()


def test_nothing_measured_yet_is_no_run_and_makes_no_file(tmp_path: Path) -> None:
    assert read_runs(tmp_path / "absent") == ()
    assert not (tmp_path / "absent").exists()


def test_runs_come_oldest_first(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add(
            [
                a_run("b", started="2026-01-03"),
                a_run("a", started="2026-01-01"),
                a_run("c", started="2026-01-02"),
            ]
        )
    assert [run.id for run in read_runs(tmp_path)] == ["a", "c", "b"]


def test_a_known_run_stays_as_it_is(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([a_run()])
        assert store.add([a_run(reason="changed"), a_run("2")]) == 1
    assert [run.reason for run in read_runs(tmp_path)] == ["", ""]


def test_reading_works_while_somebody_writes(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([a_run()])
        assert len(read_runs(tmp_path)) == 1


def test_every_acknowledged_run_survives_a_killed_writer(tmp_path: Path) -> None:
    program = (
        "import sys, msgspec\nfrom pathlib import Path\nfrom advisor.lab.store import Store\n"
        "from advisor.model.run import Run\n"
        "run = msgspec.json.decode(sys.argv[2], type=Run)\nstore = "
        "Store(Path(sys.argv[1]))\nnumber = 0\n"
        "while True:\n"
        "    store.add([msgspec.structs.replace(run, id=f'{sys.argv[3]}-{number}')])\n"
        "    number += 1\n    print(number, flush=True)\n"
    )
    import msgspec

    document = msgspec.json.encode(a_run(samples=tuple(float(i) for i in range(1, 200)))).decode()
    acknowledged = 0
    for round_number in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), document, str(round_number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.05 + 0.06 * round_number)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.stdout.close()
        writer.wait()
        acknowledged += int(rest[-1]) if rest else 1
        runs = read_runs(tmp_path)
        assert len(runs) >= acknowledged
        acknowledged = len(runs)
        assert all(len(run.samples) == 199 for run in runs)
    with sqlite3.connect(tmp_path / NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


FIFTY_KILLS = """
import msgspec, os, random, signal, sys, time
from pathlib import Path
from advisor.lab.store import Store
from advisor.model.run import Run

run = msgspec.json.decode(sys.argv[2], type=Run)
moments = random.Random(int(sys.argv[3]))
for writer in range(50):
    heard, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with Store(Path(sys.argv[1])) as store:
            for number in range(10**6):
                store.add([msgspec.structs.replace(run, id=f"{writer}-{number}")])
                os.write(tell, b"+")
    os.close(tell)
    time.sleep(moments.uniform(0.0, 0.12))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = 0
    while more := os.read(heard, 65536):
        acknowledged += len(more)
    os.close(heard)
    print(writer, acknowledged, flush=True)
"""


def test_fifty_kills_at_random_moments_lose_no_acknowledged_run(tmp_path: Path) -> None:
    import msgspec

    document = msgspec.json.encode(a_run(samples=tuple(float(i) for i in range(1, 200)))).decode()
    told = subprocess.run(
        [sys.executable, "-c", FIFTY_KILLS, str(tmp_path), document, "7"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.split("\n")
    kept = {run.id for run in read_runs(tmp_path)}
    acknowledged = {
        f"{writer}-{number}"
        for writer, count in map(str.split, told[:-1])
        for number in range(int(count))
    }
    assert len(told[:-1]) == 50
    assert len(acknowledged) > 50, "the writers came to write"
    assert acknowledged <= kept
    with sqlite3.connect(tmp_path / NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_file_that_is_no_store_is_said_so(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database, " * 100)
    with pytest.raises(AdvisorError) as caught:
        read_runs(tmp_path)
    assert caught.value.reference == "store-unreadable"
    with pytest.raises(AdvisorError) as caught:
        Store(tmp_path)
    assert caught.value.reference == "store-unreadable"


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("PRAGMA user_version=99")
    connection.commit()
    connection.close()
    for attempt in (read_runs, Store):
        with pytest.raises(AdvisorError) as caught:
            attempt(tmp_path)
        assert caught.value.reference == "store-too-new"


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AdvisorError) as caught:
        Store(tmp_path / "file" / "data")
    assert caught.value.reference == "data-folder-not-writable"
    assert "--data" in caught.value.hint


def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([a_run()])
    program = (
        "import sys\nfrom pathlib import Path\nfrom advisor.errors import AdvisorError\n"
        "from advisor.lab.store import Store, read_runs\n"
        "data = Path(sys.argv[1])\nprint(len(read_runs(data)))\n"
        "try:\n    Store(data)\nexcept AdvisorError as error:\n    print(error.reference)\n"
    )
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare is not there to make a folder read-only for root too")
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", script, "sh", str(tmp_path), sys.executable, program],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no mount namespace: {done.stderr.strip()}")
    assert done.stdout.split() == ["1", "data-folder-not-writable"], done.stderr


def test_reading_imports_no_heavy_module(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([a_run()])
    program = (
        "import sys, json\nfrom pathlib import Path\nfrom advisor.lab.store import read_runs\n"
        f"read_runs(Path({str(tmp_path)!r}))\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    names = json.loads(
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    )
    assert not {"numpy", "click", "rich", "yaml", "packaging", "asyncio"} & set(names)


def test_where_write_ahead_logging_is_refused_the_store_works_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoSharedMemory(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql.endswith("journal_mode=WAL"):
                raise sqlite3.OperationalError("locking protocol")
            return super().execute(sql, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *a, **k: connect(*a, factory=NoSharedMemory, **k)
    )
    with Store(tmp_path) as store:
        store.add([a_run()])
    assert read_runs(tmp_path) == (a_run(),)
    assert os.listdir(tmp_path) == [NAME]
