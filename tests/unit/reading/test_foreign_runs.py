"""Runs from elsewhere: what nothing can have measured is not taken in, and not reckoned with."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from advisor.cli.main import run
from advisor.errors import AdvisorError
from advisor.lab.store import Store, read_runs
from advisor.reading.characters import ACTING
from advisor.resources import knowledge_dir
from advisor.usecases.measuring.runs import FIRST_LINE, export_runs, import_runs
from advisor.usecases.settings import Settings
from tests import small_world

GOOD = msgspec.to_builtins(small_world.run("alpha", 0.1))


def bring(tmp_path: Path, *lines: object) -> Path:
    file = tmp_path / "runs.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join([json.dumps(FIRST_LINE), *texts, ""]), encoding="utf-8")
    return file


def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    return Settings(knowledge=knowledge_dir(), overlay=None, data=data, cache=data, lang="en")


@pytest.mark.parametrize(
    "change",
    [
        {"samples": [0.0, 0.0]},
        {"samples": [-0.1, 0.1]},
        {"samples": [5e-324]},
        {"samples": [1e300]},
        {"samples": []},
        {"samples": [0.1] * 20_000},
        {"started": "garbage"},
        {"started": "2026-11-23T08:00:00"},
        {"started": "0001-01-01T00:00:00+00:00"},
        {"bound": -1.0},
        {"at_most": 0.0},
        {"slowness": [0.0]},
        {"measure": {"kind": "rate", "unit": "x", "work": 0.0}},
        {"measure": {"kind": "time", "unit": "s", "scale": 0.0}},
        {"demand": {"flops": -1.0}},
        {"conditions": {"load": 1e300}},
        {"id": ""},
        {"hardware": {"model": "\x1b[2J"}},
        {"hardware": {"colour": "red"}},
        {"id": "\x1b[2J"},
        {"framework": "x" * 10_000},
        {"tail": "x" * 1_000_000},
        {"colour": "red"},
    ],
)
def test_what_nothing_can_have_measured_is_refused_at_its_line(
    change: dict[str, object], tmp_path: Path
) -> None:
    file = bring(tmp_path, GOOD, GOOD | {"id": "other"} | change)
    with pytest.raises(AdvisorError) as caught:
        import_runs(file, settings=settings(tmp_path))
    assert caught.value.reference == "not-runs"
    assert f"{file}:3" in caught.value.what
    assert read_runs(tmp_path / "data") == ()


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(GOOD)[:-1] + ', "id": "twice"}',
        json.dumps(GOOD).replace("0.1", "1e999", 1),
        json.dumps(GOOD).replace("0.1", "NaN", 1),
        '{"a": ' * 5000,
        "[]",
        "\ufeff{}",
    ],
)
def test_a_line_that_is_no_run_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(AdvisorError) as caught:
        import_runs(bring(tmp_path, line), settings=settings(tmp_path))
    assert f"{tmp_path / 'runs.jsonl'}:2" in caught.value.what


def test_good_ones_are_taken_in_once(tmp_path: Path) -> None:
    file = bring(tmp_path, GOOD, GOOD | {"id": "other"})
    first = import_runs(file, settings=settings(tmp_path))
    again = import_runs(file, settings=settings(tmp_path))
    assert (first.new, first.known, again.new, again.known) == (2, 0, 0, 2)


def test_a_run_keeps_its_hardware_on_the_way_to_another_machine(tmp_path: Path) -> None:
    hardware = {"arch": "aarch64", "vendor": "Somebody", "accelerator": "npu", "chip": "N1"}
    older = {key: value for key, value in GOOD.items() if key != "hardware"} | {"id": "older"}
    import_runs(bring(tmp_path, GOOD | {"hardware": hardware}, older), settings=settings(tmp_path))
    export_runs(tmp_path / "again.jsonl", settings=settings(tmp_path))
    first, *lines = (tmp_path / "again.jsonl").read_text().splitlines()
    there = {run["id"]: run["hardware"] for run in map(json.loads, lines)}
    known = {key: value for key, value in (there[GOOD["id"]] or {}).items() if value}
    assert (json.loads(first), known, there["older"]) == (FIRST_LINE, hardware, None)


def test_what_an_older_program_let_in_is_passed_over(tmp_path: Path) -> None:
    good = small_world.run("alpha", 0.1)
    impossible = msgspec.structs.replace(good, id="impossible", samples=(0.0, 0.0))
    with Store(tmp_path) as store:
        store.add([good, impossible])
    assert read_runs(tmp_path) == (good,)


@pytest.mark.parametrize(
    "arguments",
    [("runs", "list"), ("runs", "show", "evil"), ("runs", "show", "evil", "--json")],
)
def test_what_a_framework_said_last_never_acts_on_the_terminal(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    said = "\x1b]0;owned\x07\x1b[2J\u202egpj\x9b31m"
    evil = GOOD | {
        "id": "evil",
        "outcome": "crashed",
        "reason": said,
        "reason_code": "own_words",
        "reason_values": {"words": said, "text": said},
        "samples": [],
        "tail": said,
        "versions": {"alpha": said},
        "conditions": {"load": said},
    }
    monkeypatch.setenv("FWADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["runs", "import", str(bring(tmp_path, evil))]) == 0
    assert run(list(arguments)) == 0
    out = capsysbinary.readouterr().out.decode()
    assert "owned" in out or arguments == ("runs", "list")
    assert not ACTING.search(out)
