"""Runs kept before reasons were codes are read as if they had been."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from advisor.lab.earlier_runs import with_code
from advisor.lab.store import NAME, Store, read_run, read_runs
from advisor.messages import words
from advisor.views.measurements.run_reason import run_reason
from tests.unit.lab.test_store import a_run

FILE = Path(__file__).parents[3] / "docs" / "measurements" / "runs.jsonl"


@pytest.mark.parametrize(
    ("sentence", "code", "values"),
    [
        ("It was stopped.", "stopped", {}),
        ("It was stopped after 8 s.", "stopped_after", {"seconds": 8}),
        ("它在 8 秒后被停止。", "stopped_after", {"seconds": 8}),
        (
            "It was stopped; a step takes at least 0.309 s.",
            "stopped_with_bound",
            {"seconds": 0.309},
        ),
        (
            "It ended by SIGILL (signal 4) while it was being imported.",
            "signal_at_import",
            {"name": "SIGILL", "number": 4},
        ),
        ("It ended with exit code 3.", "exit_code", {"code": 3}),
    ],
)
def test_a_sentence_of_the_catalogue_becomes_its_code(
    sentence: str, code: str, values: dict[str, object]
) -> None:
    run = with_code(a_run(outcome="crashed", reason=sentence))
    assert (run.reason_code, run.reason_values) == (code, values)
    lang = "en" if sentence.isascii() else "zh"
    assert run_reason(run, words(lang)) == sentence
    assert run.reason == run_reason(run, words("en"))


@pytest.mark.parametrize(
    "sentence",
    [
        "RuntimeError: could not create a primitive",
        "It was stopped; a step takes at least some s.",
        "It was stopped; a step takes at least 0.30912 s.",
    ],
)
def test_anything_else_stays_as_it_is(sentence: str) -> None:
    run = a_run(outcome="crashed", reason=sentence)
    assert with_code(run) == run


def test_the_published_runs_read_in_chinese_but_for_a_framework_s_own_words() -> None:
    lines = FILE.read_bytes().splitlines()[1:]
    before = [msgspec.json.decode(line)["reason"] for line in lines]
    runs = [read_run(line) for line in lines]
    assert [run_reason(run, words("en")) for run in runs] == before
    english = {run.outcome for run in runs if run.reason and not run.reason_code}
    assert english == {"unsupported"}
    chinese = {run_reason(run, words("zh")) for run in runs if run.reason_code}
    assert len(chinese) > 40
    assert not [text for text in chinese if text.isascii()]


def test_a_store_of_before_is_read_with_codes_and_left_as_it_is(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([a_run(outcome="timed_out", reason="It was stopped after 8 s.")])
    drop = "UPDATE run SET document = json_remove(document, '$.reason_code', '$.reason_values')"
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute(drop)
    connection.close()
    before = (tmp_path / NAME).read_bytes()
    (run,) = read_runs(tmp_path)
    assert run.reason_code == "stopped_after"
    assert (tmp_path / NAME).read_bytes() == before
