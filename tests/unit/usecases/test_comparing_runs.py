"""Runs of an older version of an environment are kept apart, and can be laid beside those of the
new one."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.cli.session import Session
from advisor.lab.store import Store
from advisor.usecases.measuring.runs import compare_runs
from advisor.usecases.settings import Settings
from tests.builders import a_run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with Store(tmp_path) as store:
        store.add(
            [
                a_run(id="1" * 16, environment="alpha@old1", started="2026-11-01T10:00:00+00:00"),
                a_run(id="2" * 16, environment="alpha@new2", started="2026-11-01T12:00:00+00:00"),
                a_run(id="3" * 16, environment="alpha@new2", started="2026-11-01T12:01:00+00:00"),
            ]
        )
    return replace(Session().settings, data=tmp_path)


def ids(name: str, settings: Settings) -> list[str]:
    return [run.id[0] for run in compare_runs(name, name, settings=settings)[0]]


def test_a_framework_is_its_newest_environment(settings: Settings) -> None:
    assert ids("alpha", settings) == ["2", "3"]


def test_an_older_environment_is_named_as_its_runs_name_it(settings: Settings) -> None:
    assert ids("alpha@old1", settings) == ["1"]
    assert ids("alpha@new", settings) == ["2", "3"]
