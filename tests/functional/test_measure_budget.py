"""Measuring within a budget: what is too slow has its bound, and nothing is waited for that cannot
come."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from tests.functional.lab import Lab, workers


def test_a_budget_gives_slow_ones_their_bound_and_is_kept(lab: Lab) -> None:
    lab(
        "measure", "numpy_reference", "--workload", "matmul", "--fast"
    )  # the machine's limits are known then
    began = time.monotonic()
    done = lab(
        "measure", "crawling", "well", "--workload", "matmul", "--budget", "20s", "--json", code=1
    )
    runs = {run["framework"]: run for run in json.loads(done.stdout)["runs"]}
    assert runs["crawling"]["outcome"] == "too_slow"
    assert 0.5 < runs["crawling"]["bound"] < 20
    assert runs["well"]["outcome"] == "ok"
    assert time.monotonic() - began < 60


def test_within_a_budget_all_are_imported_before_anything_is_timed_and_a_failure_costs_only_itself(
    lab: Lab,
) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    asked = ("punctual", "exiting", "prompt", "--workload", "matmul", "--budget", "8s", "--json")
    runs = {
        run["framework"]: run
        for run in json.loads(lab("measure", *asked, code=1).stdout)["runs"]
        if run["round"] == 1
    }
    assert {framework: run["outcome"] for framework, run in runs.items()} == {
        "punctual": "ok",
        "exiting": "import_failed",
        "prompt": "ok",
    }
    (order,) = lab.data.glob("staging/*/order")
    before, _, after = order.read_text().partition("step")
    assert sorted(before.split()) == ["import", "import", "prepare", "prepare"]
    assert "prepare" not in after.partition("import")[0], (
        "what was prepared before its turn is not prepared again"
    )
    assert not workers(lab.data, "")


def test_killing_the_program_leaves_none_of_those_that_wait_for_their_turn(lab: Lab) -> None:
    process = lab.start(
        "measure", "well", "wrong", "hanging", "--workload", "matmul", "--budget", "60s"
    )
    until = time.monotonic() + 60
    while (
        not any(_stands_still(pid) for pid in workers(lab.data, "wrong"))
        and time.monotonic() < until
    ):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert time.monotonic() < until, "one of them stood still"
    until = time.monotonic() + 2
    while workers(lab.data, "") and time.monotonic() < until:
        time.sleep(0.02)
    assert not workers(lab.data, "")


def _stands_still(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


def test_within_a_budget_a_slow_part_tells_how_slow_the_whole_is(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    asked = ("--workload", "resnet50_infer", "--workload", "resnet50_train")
    done = lab("measure", "parted", *asked, "--budget", "15s", "--json", code=1)
    runs = {run["workload"]: run for run in json.loads(done.stdout)["runs"]}
    assert runs["conv2d"]["outcome"] == "ok"
    part = min([*runs["conv2d"]["warm_up"], *runs["conv2d"]["samples"]])
    assert part > 1
    assert runs["resnet50_infer"]["outcome"] == runs["resnet50_train"]["outcome"] == "too_slow"
    assert 10 < runs["resnet50_infer"]["bound"] <= 10 * part, "each iteration sleeps for a second"
    assert runs["resnet50_train"]["bound"] == pytest.approx(2.5 * runs["resnet50_infer"]["bound"])


def test_a_part_that_never_ends_tells_as_well_and_nothing_more_is_begun(lab: Lab) -> None:
    lab("measure", "numpy_reference", "--workload", "matmul", "--fast")
    began = time.monotonic()
    asked = ("--workload", "resnet50_infer", "--workload", "resnet50_train")
    done = lab("measure", "stuck", *asked, "--budget", "15s", "--json", code=1)
    runs = {run["workload"]: run for run in json.loads(done.stdout)["runs"]}
    assert {run["outcome"] for run in runs.values()} == {"too_slow"}
    bound = runs["conv2d"]["bound"]
    assert 3 < bound < 15
    assert runs["resnet50_infer"]["bound"] == pytest.approx(10 * bound)
    assert runs["resnet50_train"]["bound"] == pytest.approx(25 * bound)
    assert "its parts take" in runs["resnet50_infer"]["reason"]
    assert time.monotonic() - began < 40
