"""What a workload contains bounds how long it takes; both worlds go by one table."""

from __future__ import annotations

import json

import msgspec

from advisor.benchmarking.parts import bound, contained
from advisor.benchmarking.setup import Setup
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.lab.wire import Transcript


def a_task(id: str, part: str = "", parts: float = 0.0) -> WorkloadHead:
    return WorkloadHead(
        id=id, title=id, kind="time", unit="s", tolerance=1e-5, part=part, parts=parts
    )


TASKS = {
    "kernel": a_task("kernel"),
    "infer": a_task("infer", "kernel", 10.0),
    "train": a_task("train", "infer", 2.5),
}
HEAD = AdapterHead(framework="brightnet", requires_python=">=3.8", dependencies=(), imports=())
SETUP = Setup(
    head=HEAD, mode="eager", tuning="stock", environment="brightnet@lock", workloads=TASKS
)


def heard(*lines: dict[str, object], known: dict[str, float] | None = None) -> Transcript:
    made = Transcript("brightnet", lambda _event: None, known=known, clock=lambda: 100.0)
    for line in lines:
        made.hear(json.dumps({"v": 1, **line}).encode())
    return made


def warm_up(workload: str, seconds: float) -> tuple[dict[str, object], ...]:
    return (
        {"kind": "began", "workload": workload},
        {"kind": "warm_up", "workload": workload, "index": 0, "seconds": seconds},
    )


def first_step(workload: str, seconds: float) -> tuple[dict[str, object], ...]:
    return (
        {"kind": "began", "workload": workload},
        {"kind": "step", "workload": workload, "left": 60.0},
        {"kind": "stepped", "workload": workload, "seconds": seconds},
    )


def test_a_part_of_a_part_counts_as_often_as_both_say() -> None:
    assert contained("train", TASKS, "eager") == {"infer": 2.5, "kernel": 25.0}
    assert contained("kernel", TASKS, "eager") == {}


def test_what_is_compiled_as_a_whole_may_be_faster_than_its_parts() -> None:
    assert contained("train", TASKS, "graph") == {}


def test_parts_that_contain_one_another_have_an_end() -> None:
    tasks = {"one": a_task("one", "other", 2.0), "other": a_task("other", "one", 2.0)}
    assert contained("one", tasks, "eager") == {"other": 2.0, "one": 4.0}


def test_the_largest_part_that_was_measured_bounds_the_whole() -> None:
    transcript = heard(*warm_up("kernel", 1.0), *warm_up("infer", 30.0))
    assert bound(SETUP, transcript, "train") == 2.5 * 30.0
    assert bound(SETUP, heard(*warm_up("kernel", 1.0)), "train") == 25.0
    assert bound(SETUP, heard(known={"kernel": 2.0}), "train") == 50.0
    assert bound(SETUP, heard(), "train") is None


def test_a_part_whose_first_step_alone_was_seen_bounds_by_what_it_took_beyond_loading() -> None:
    assert bound(SETUP, heard(*first_step("kernel", 9.0)), "infer") == 10 * (9.0 - 5.0)


def test_an_iteration_that_was_seen_is_its_own_bound() -> None:
    transcript = heard(*warm_up("kernel", 1.0), *warm_up("infer", 4.0))
    assert bound(SETUP, transcript, "infer") == 4.0


def test_a_bound_is_never_more_than_a_first_step_took() -> None:
    transcript = heard(*warm_up("kernel", 1.0), *first_step("infer", 8.0))
    assert bound(SETUP, transcript, "infer") == 8.0


def test_in_a_graph_only_its_own_iterations_bound_it() -> None:
    graph = msgspec.structs.replace(SETUP, mode="graph")
    assert bound(graph, heard(*warm_up("kernel", 1.0)), "infer") is None
