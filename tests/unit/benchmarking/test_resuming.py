"""A plan is remembered while it is measured, and forgotten when it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.resuming import NAME, Unfinished, kept, take_up, unfinished
from advisor.errors import AdvisorError, Cancelled
from advisor.lab.store import Store
from advisor.messages import words
from tests.builders import a_run

SAY = words("en")
PLAN = Unfinished(id="a plan", request=MeasureRequest(ids=("brightnet",), budget=90.0))


def test_what_came_to_its_end_is_forgotten(tmp_path: Path) -> None:
    with kept(PLAN, tmp_path):
        assert (tmp_path / NAME).exists()
    assert unfinished(tmp_path, say=SAY) is None
    with pytest.raises(AdvisorError) as caught:
        take_up(tmp_path, say=SAY)
    assert caught.value.reference == "nothing-to-resume"


def test_what_was_stopped_is_taken_up_with_its_own_runs(tmp_path: Path) -> None:
    own = a_run(id="20261129-120000-000001", plan="a plan")
    with Store(tmp_path) as store:
        store.add([own, a_run(id="20261129-120000-000002", plan="another")])
    with pytest.raises(Cancelled), kept(PLAN, tmp_path):
        raise Cancelled
    found = take_up(tmp_path, say=SAY)
    assert (found.id, found.request) == (PLAN.id, PLAN.request)
    assert [run.id for run in found.runs] == [own.id]


def test_what_goes_on_just_now_was_not_stopped(tmp_path: Path) -> None:
    with kept(PLAN, tmp_path):
        assert unfinished(tmp_path, say=SAY) is None
        with pytest.raises(AdvisorError, match="is being measured just now, by fwadvisor"):
            take_up(tmp_path, say=SAY)


def test_a_plan_of_before_is_read(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"id":"old","request":{"ids":["brightnet"],"care":"fast"}}')
    found = unfinished(tmp_path, say=SAY)
    assert found is not None
    assert found.request == MeasureRequest(ids=("brightnet",), care="fast")


def test_a_file_that_is_none_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{")
    assert unfinished(tmp_path, say=SAY) is None
