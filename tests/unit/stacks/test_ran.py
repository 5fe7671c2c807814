"""A stack ran here when a run of the same versions came out right on the same machine."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.model.run import Measure, Run
from advisor.model.stack import Stack
from advisor.stacks.ran import with_runs
from advisor.stacks.resolve import resolve
from tests.unit.stacks.made_up import releases, stock, target, wheels

SNAPSHOT = releases("fw", {"version": "2.1.0", "files": wheels("310")})


def run(**parts: Any) -> Run:
    return Run(
        **{
            "id": "1",
            "framework": "fw",
            "workload": "matmul",
            "outcome": "ok",
            "started": "2026-11-01T00:00:00",
            "measure": Measure(kind="time", unit="s"),
            "python": "3.10.4",
            "versions": {"FW": "2.1.0+cpu"},
            "machine": "this",
            **parts,
        }
    )


def graded(found: Run, *, fingerprint: str = "this", plain: bool = True) -> str:
    answer = resolve(target(), "fw", stock(SNAPSHOT))
    judged = with_runs(answer, [found], fingerprint=fingerprint, plain=plain)
    assert isinstance(judged, Stack)
    return judged.grade


def test_the_same_versions_on_the_same_machine_ran() -> None:
    assert graded(run()) == "ran"


@pytest.mark.parametrize(
    "other",
    [
        {"outcome": "wrong_result"},
        {"machine": "another"},
        {"versions": {"fw": "2.0.0"}},
        {"python": "3.11.2"},
        {"device": "cuda"},
        {"framework": "other"},
    ],
)
def test_anything_else_did_not(other: dict[str, Any]) -> None:
    assert graded(run(**other)) == "metadata"


def test_another_machine_was_not_run_on() -> None:
    assert graded(run(), fingerprint="") == "metadata"
