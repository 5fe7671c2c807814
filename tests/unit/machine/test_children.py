"""Whatever hangs costs its own limit and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

from probes.machine.children import Children


def test_a_child_that_hangs_costs_its_limit_and_the_others_nothing() -> None:
    children, said = Children(), {}
    started = time.monotonic()
    children.call(lambda: time.sleep(60), lambda answer: said.setdefault("slow", answer), 0.5)
    children.call(
        lambda: {"a": [1, "x"]},
        lambda answer: said.setdefault("quick", (answer, time.monotonic())),
        5,
    )
    children.wait()
    assert time.monotonic() - started < 2
    assert said["slow"].error == "no answer within 0.5 s"
    assert said["quick"][0].value() == {"a": [1, "x"]}
    assert said["quick"][1] - started < 0.4


def test_a_program_that_starts_others_is_ended_with_them(tmp_path) -> None:
    children, said = Children(), []
    pid = tmp_path / "pid"
    children.run(["/bin/sh", "-c", f"sleep 60 & echo $! > {pid}; wait"], said.append, 0.5)
    children.wait()
    assert said[0].error
    time.sleep(0.1)
    state = Path(f"/proc/{pid.read_text().strip()}/stat")
    assert not state.exists() or ") Z" in state.read_text()


def test_a_child_that_crashes_is_an_answer_too() -> None:
    children, said = Children(), []
    children.call(lambda: os.kill(os.getpid(), 11), said.append, 5)
    children.call(lambda: 1 / 0, said.append, 5)
    children.run(["/nonexistent/tool"], said.append, 5)
    children.run(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], said.append, 5)
    children.wait()
    by_status = {answer.status: answer for answer in said}
    assert by_status[-11].error == "it was ended by signal 11"
    assert by_status[3].text == "out\nerr\n"
    assert sum(1 for answer in said if answer.status == 126) == 2


def test_an_answer_may_start_a_further_child() -> None:
    children, said = Children(), []
    children.call(lambda: 1, lambda answer: children.call(lambda: 2, said.append, 5), 5)
    children.wait()
    assert said[0].value() == 2


def test_what_a_library_prints_does_not_reach_the_answer() -> None:
    children, said = Children(), []

    def chatty() -> str:
        os.write(1, b"noise")
        os.write(2, b"more noise")
        return "ok"

    children.call(chatty, said.append, 5)
    children.wait()
    assert said[0].value() == "ok"


def test_endless_output_is_cut_off_and_ends() -> None:
    children, said = Children(), []
    children.run(["/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"], said.append, 10)
    children.wait()
    assert 2**20 <= len(said[0].text) < 2**20 + 2**17
