"""A worker's lines become runs; garbage is counted and skipped."""

from __future__ import annotations

import json

from advisor.lab.wire import FIRST_STEP, Transcript
from advisor.model.event import Event, RunStarted, SampleTaken
from advisor.model.reason import Reason

NO = {"code": "not_implemented", "values": {"workload": "matmul"}}


def transcript(*lines: object) -> tuple[Transcript, list[Event]]:
    events: list[Event] = []
    made = Transcript("brightnet", events.append)
    for line in lines:
        made.hear(line if isinstance(line, bytes) else json.dumps(line).encode())
    return made, events


def say(kind: str, **fields: object) -> dict[str, object]:
    return {"v": 1, "kind": kind, **fields}


def test_lines_are_folded_into_what_was_heard_of_each_workload() -> None:
    made, events = transcript(
        say("started", pid=1, python="3.10.1"),
        say(
            "imported",
            framework="brightnet",
            seconds=0.5,
            versions={"brightnet": "1"},
            device="cpu",
        ),
        say("began", workload="matmul"),
        say("checked", workload="matmul", agreement=1e-7, tolerance=1e-5, left=9.0),
        say("warm_up", workload="matmul", seconds=0.2),
        say("sample", workload="matmul", index=0, value=0.1, at=7.5),
        say("finished", workload="matmul", outcome="ok", conditions={"threads": 2}),
        say("began", workload="hang"),
    )
    heard = made.heard["matmul"]
    assert (heard.samples, heard.ended, heard.warm_up, made.current) == (
        [0.1],
        [7.5],
        [0.2],
        "hang",
    )
    assert heard.finished is not None
    assert heard.finished.conditions == {"threads": 2}
    assert [type(event) for event in events] == [RunStarted, SampleTaken, RunStarted]


def test_garbage_is_counted_and_skipped() -> None:
    made, _ = transcript(
        b"Loading kernels ...",
        b"\xff\xfe",
        b"[1, 2]",
        {"v": 2, "kind": "began", "workload": "matmul"},
        say("unheard_of"),
        say("sample", workload="never began", index=0, value=1.0),
        say("began", workload="matmul"),
        say("sample", workload="matmul", index=0, value=-1.0),
        say("sample", workload="matmul", index=0, value="fast"),
        b'{"v":1,"kind":"sample","workload":"matmul","index":0,"value":NaN}',
        say("sample", workload="matmul", index=0, value=0.3),
    )
    assert made.garbage == 9
    assert made.heard["matmul"].samples == [0.3]


def test_what_is_said_after_the_end_of_a_workload_does_not_count() -> None:
    made, _ = transcript(
        say("began", workload="matmul"),
        say("finished", workload="matmul", outcome="unsupported", reason=NO),
        say("sample", workload="matmul", index=0, value=0.3),
    )
    assert made.heard["matmul"].samples == []
    assert made.garbage == 1


def test_a_reason_is_a_code_with_values() -> None:
    made, _ = transcript(
        say("began", workload="matmul"),
        say("finished", workload="matmul", outcome="unsupported", reason=NO),
        say("ended", outcome="ok"),
    )
    finished, over = made.heard["matmul"].finished, made.over
    assert finished is not None
    assert over is not None
    assert finished.reason == Reason(code="not_implemented", values={"workload": "matmul"})
    assert over.reason == Reason()


def at(seconds: list[float], *lines: dict[str, object]) -> Transcript:
    """What was heard when, by a clock that stands still in between."""
    moment = iter(seconds)
    made = Transcript("brightnet", lambda _event: None, clock=lambda: next(moment))
    for line in lines:
        made.hear(json.dumps(line).encode())
    return made


BEGAN, STEP = say("began", workload="matmul"), say("step", workload="matmul", left=60.0)
READY = say("ready", workload="matmul", left=10.0)


def stepped(seconds: float) -> dict[str, object]:
    return say("stepped", workload="matmul", seconds=seconds)


def test_a_first_step_that_does_not_end_bounds_a_step_unless_it_compiles() -> None:
    heard = at([1.0, 1.0], BEGAN, STEP).heard["matmul"]
    assert heard.bound(9.0, compiles=False) == 8.0 - FIRST_STEP
    assert heard.bound(9.0, compiles=True) is None


def test_a_first_step_may_take_a_while_longer_than_those_that_follow() -> None:
    assert at([1.0, 1.0], BEGAN, STEP).heard["matmul"].bound(5.9, compiles=False) is None
    heard = at([1.0, 1.0, 4.0, 4.0], BEGAN, STEP, stepped(3.0), STEP).heard["matmul"]
    assert heard.bound(4.5, compiles=False) == 0.5


def test_a_first_step_bounds_from_when_its_compiler_was_last_seen() -> None:
    made = at([1.0, 1.0, 1.5, 4.0, 4.5, 19.0], BEGAN, STEP)
    for others in (False, True, False, False):
        made.look(others=others)
    assert made.alive == 19.0
    assert made.heard["matmul"].bound(made.alive, compiles=True) == 15.0 - FIRST_STEP


def test_a_compiler_that_still_runs_leaves_nothing_to_say() -> None:
    made = at([1.0, 1.0, 9.0], BEGAN, STEP)
    made.look(others=True)
    assert made.heard["matmul"].bound(made.alive, compiles=True) is None


def test_after_a_first_step_that_compiled_the_second_bounds_by_how_long_it_runs_already() -> None:
    heard = at([1.0, 1.0, 31.0, 31.0], BEGAN, STEP, stepped(30.0), STEP).heard["matmul"]
    assert heard.bound(36.0, compiles=True) == 5.0
    assert heard.bound(36.0, compiles=False) == 30.0 - FIRST_STEP


def test_the_fastest_of_later_iterations_is_the_bound() -> None:
    warm = say("warm_up", workload="matmul", index=0, seconds=2.5)
    heard = at([1.0, 1.0, 4.0, 4.0], BEGAN, STEP, stepped(3.0), STEP, stepped(2.0), warm).heard[
        "matmul"
    ]
    assert heard.bound(50.0, compiles=True) == 2.0


def test_nothing_bounds_what_never_began_a_step() -> None:
    assert at([], BEGAN).heard["matmul"].bound(9.0, compiles=False) is None


def test_a_framework_is_due_only_while_it_is_its_turn() -> None:
    assert at([], BEGAN).heard["matmul"].due is None
    assert at([5.0], BEGAN, READY).heard["matmul"].due == 15.0
    assert at([5.0, 7.0, 7.0], BEGAN, READY, STEP).heard["matmul"].due == 67.0
    assert at([5.0, 7.0, 7.0], BEGAN, READY, STEP, stepped(3.0)).heard["matmul"].due is None


def test_of_many_samples_one_a_second_is_told_and_all_are_kept() -> None:
    events: list[Event] = []
    now = [0.0]
    made = Transcript("brightnet", events.append, clock=lambda: now[0])
    made.hear(json.dumps(BEGAN).encode())
    for index in range(100):
        now[0] = 100.0 + index * 0.05
        made.hear(json.dumps(say("sample", workload="matmul", index=index, value=0.05)).encode())
    assert len(made.heard["matmul"].samples) == 100
    assert sum(isinstance(event, SampleTaken) for event in events) == 5
