"""What a worker said becomes a run; its conditions keep the keys that stored runs have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.benchmarking.ending import OK, Ending, judged
from advisor.benchmarking.front_end import FrontEnd
from advisor.benchmarking.history import History
from advisor.benchmarking.interference import InterferenceMonitor
from advisor.benchmarking.record import Circumstances, make_run, runs_without_environment
from advisor.benchmarking.setup import Guest, MeasuredMachine, PlaceInPlan, Setup, WorkerJob
from advisor.benchmarking.stopping import EFFORT, StoppingRule, hurried_rule
from advisor.benchmarking.turns import PlanStep
from advisor.evidence.hardware.alike import MachineHardware
from advisor.evidence.limit import Limit
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.lab.wire import Transcript
from advisor.messages import words
from advisor.model.environment import Installed
from advisor.model.run import FASTEST_LOOP, IN_A_HURRY, USUAL_SLOWNESS, Outcome, Run
from tests.builders import SOME_PROCESSORS

MATMUL = WorkloadHead(id="matmul", title="matmul", kind="time", unit="s", tolerance=1e-5, flops=1e9)
HURRIED = hurried_rule(sampling_seconds=0.5, timeout_seconds=9.0)
NORMAL = EFFORT["normal"].rule


MACHINE = MeasuredMachine(
    fingerprint="here",
    ceiling=Limit(flops_per_second=1e12, bytes_per_second=1e12),
    hardware=MachineHardware(
        processors=SOME_PROCESSORS,
        devices=(
            replace(SOME_PROCESSORS, accelerator="npu", chip="N1"),
            replace(SOME_PROCESSORS, accelerator="gpu", chip="G80"),
        ),
    ),
)


def a_job(monitor: InterferenceMonitor | None = None) -> WorkerJob:
    head = AdapterHead(framework="brightnet", requires_python=">=3.8", dependencies=(), imports=())
    return WorkerJob(
        setup=Setup(
            head=head,
            mode="eager",
            tuning="stock",
            environment="brightnet@lock",
            workloads={"matmul": MATMUL},
        ),
        guest=Guest(
            python="python",
            variables={"OMP_NUM_THREADS": "2"},
            staged=Path("staged"),
            time_limit=None,
            memory_limit=None,
        ),
        machine=MACHINE,
        place=PlaceInPlan(plan="a plan", round=2),
        rules=lambda _names: {},
        keep=lambda _run: None,
        monitor=monitor or InterferenceMonitor(),
        front=FrontEnd(say=words("en"), on_event=lambda _event: None, cancelled=lambda: False),
    )


def heard(*lines: dict[str, object]) -> Transcript:
    made = Transcript("brightnet", lambda _event: None, clock=lambda: 100.0)
    imported = {"kind": "imported", "framework": "brightnet", "seconds": 0.5, "threads": 2}
    for line in (imported, {"kind": "began", "workload": "matmul"}, *lines):
        made.hear(json.dumps({"v": 1, "workload": "matmul", **line}).encode())
    return made


CHECKED: dict[str, object] = {"kind": "checked", "agreement": 1e-7, "tolerance": 1e-5, "left": 9.0}
STEPPED: dict[str, object] = {"kind": "stepped", "seconds": 3.0}


def sample(seconds: float, at: float | None = None) -> dict[str, object]:
    return {"kind": "sample", "index": 0, "value": seconds, "at": at}


def run_of(
    transcript: Transcript,
    ending: Ending = OK,
    rule: StoppingRule = NORMAL,
    job: WorkerJob | None = None,
) -> Run:
    job = job or a_job()
    ending = judged(ending, job, transcript, "matmul", rule)
    circumstances = Circumstances(started="2026-11-29T12:00:00.000+00:00", load_per_core=0.25)
    return make_run("matmul", ending, transcript, job=job, rule=rule, circumstances=circumstances)


def test_a_run_says_where_it_belongs_and_what_was_asked() -> None:
    run = run_of(heard(STEPPED, CHECKED, sample(0.5)))
    assert (run.outcome, run.samples, run.plan, run.round) == ("ok", (0.5,), "a plan", 2)
    assert (run.environment, run.machine, run.agreement) == ("brightnet@lock", "here", 1e-7)
    assert run.conditions == {
        "load_per_core_before": 0.25,
        "first_step_seconds": 3.0,
        "seconds_asked": 0.8,
        "threads": 2,
        "threads_asked": "2",
    }


@pytest.mark.parametrize(
    ("device", "accelerator", "chip"),
    [("cpu", "", ""), ("Maker G80-PCIE", "gpu", "G80"), ("npu:0", "npu", "N1")],
)
def test_a_run_says_on_which_hardware_it_was_taken(
    device: str, accelerator: str, chip: str
) -> None:
    imported = {"kind": "imported", "framework": "brightnet", "seconds": 0.5, "device": device}
    run = run_of(heard(imported, sample(0.5)))
    assert run.hardware == replace(SOME_PROCESSORS, accelerator=accelerator, chip=chip)


def test_conditions_keep_the_keys_that_stored_runs_have() -> None:
    assert (FASTEST_LOOP, USUAL_SLOWNESS, IN_A_HURRY) == (
        "fastest_pulse_seconds",
        "usual_slowness",
        "in_a_hurry",
    )
    monitor = InterferenceMonitor(fastest=7e-5)
    run = run_of(heard(CHECKED, sample(0.5)), rule=HURRIED, job=a_job(monitor))
    assert run.conditions["fastest_pulse_seconds"] == 7e-5
    assert run.conditions["in_a_hurry"] == 1


def test_a_sample_is_as_slow_as_the_readings_beside_it_unless_one_is_missing() -> None:
    monitor = InterferenceMonitor(fastest=1e-4)
    monitor.readings.append((50.0, 1.5e-4))
    job = a_job(monitor)
    assert run_of(heard(sample(0.1, at=50.1)), job=job).slowness == (1.5,)
    assert run_of(heard(sample(0.1, at=50.1), sample(0.1, at=90.0)), job=job).slowness == ()
    assert run_of(heard(sample(0.1)), job=job).slowness == ()


def test_what_no_processor_can_do_is_implausible() -> None:
    run = run_of(heard(CHECKED, sample(1e-4)))
    assert (run.outcome, run.reason_code) == ("implausible", "faster_than_processors")
    assert run.samples == (1e-4,), "it is kept all the same"


def test_in_a_hurry_an_iteration_that_was_seen_is_a_sample() -> None:
    late = heard(STEPPED, {"kind": "stepped", "seconds": 2.0}, CHECKED)
    too_slow = Ending(outcome="too_slow")
    run = run_of(late, too_slow, HURRIED)
    assert (run.outcome, run.samples, run.conditions["warm_up"]) == ("ok", (2.0,), "none")
    patient = run_of(late, too_slow)
    assert (patient.outcome, patient.samples, patient.bound, patient.at_most) == (
        "too_slow",
        (),
        2.0,
        2.0,
    )


@pytest.mark.parametrize(
    ("reference", "outcome"),
    [("no-python", "no_environment"), ("import-failed", "import_failed")],
)
def test_a_framework_that_could_not_be_built_has_a_run_for_each_workload(
    reference: str, outcome: Outcome
) -> None:
    failure = Installed(id="brightnet", ok=False, reference=reference, what="It is not there.")
    step = PlanStep(
        framework="brightnet", mode="eager", tuning="stock", workloads=("matmul",), seconds=1.0
    )
    other = PlanStep(
        framework="well", mode="eager", tuning="stock", workloads=("matmul",), seconds=1.0
    )

    def missing(history: History) -> list[Run]:
        return runs_without_environment(
            (step, other),
            {"brightnet": failure},
            history,
            {"matmul": MATMUL},
            plan="a plan",
            machine=MACHINE,
        )

    (run,) = missing(History())
    assert (run.framework, run.outcome, run.round) == ("brightnet", outcome, 1)
    assert (run.machine, run.hardware) == ("here", SOME_PROCESSORS)
    assert missing(History.of([run])) == [], "a plan that goes on does not say it again"
