"""Predict: time and memory of somebody's own model in each framework, from what was measured on
this machine."""

from __future__ import annotations

from statistics import median

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.intake.model_file import ModelFile
from advisor.lab.heads import WorkloadHead, workloads
from advisor.messages import told
from advisor.model.run import Run
from advisor.resources import probes_dir
from advisor.scoring.prediction.predict_memory import Footprint, Peak, predict_memory
from advisor.scoring.prediction.predict_time import predict_time
from advisor.scoring.prediction.prediction import Load, Prediction, Timing, either

FEWEST = 2
"""Different workloads that a prediction needs at all: from one alone no cost of the machine can be
told apart."""

LEAST_BYTES = 8 * 2**20
"""Workloads that must keep less say nothing about memory: there it is what a library sets up once
that decides."""


class Predicted(Struct, frozen=True, kw_only=True):
    """Both, for each framework, quickest first; memory only where what it rests on was measured."""

    model: ModelFile
    seconds: tuple[Prediction, ...]
    bytes: tuple[Prediction, ...]
    measured: int
    """Different workloads that it rests on."""


def predict(
    model: ModelFile,
    frameworks: tuple[str, ...],
    runs: tuple[Run, ...],
    fingerprint: str,
    *,
    tuned: bool = False,
) -> Predicted:
    """Predict for these frameworks; none means all that were measured here.

    Args:
        tuned: time from the best mode and tuning of each workload; otherwise as a tutorial writes
            it, and as it ships.

    Raises:
        AdvisorError: too little was measured on this machine.
    """
    tasks = workloads(probes_dir())
    newest = _newest(runs, fingerprint, tasks)
    timings = [
        Timing(framework=framework, load=load_of(tasks[workload]), seconds=median(run.samples))
        for (framework, workload), run in sorted(
            (_quickest(runs, fingerprint, tasks) if tuned else newest).items()
        )
        if tasks[workload].flops > 0
    ]
    different = {timing.load.id for timing in timings}
    if len(different) < FEWEST:
        raise AdvisorError(
            "nothing-measured",
            "Too little was measured on this machine to predict anything.",
            why=told(
                "{count} workloads that bear on it were measured, and at least {FEWEST} are "
                "needed.",
                count=len(different),
                FEWEST=FEWEST,
            ),
            hint="`fwadvisor measure --fast` measures every framework briefly",
            exit_code=ExitCode.NO,
        )
    asked = frameworks or tuple(sorted({timing.framework for timing in timings}))
    seconds = _time(model, timings, asked)
    return Predicted(
        model=model,
        seconds=tuple(sorted(seconds, key=lambda entry: (entry.central, entry.framework))),
        bytes=_memory(model, asked, newest, tasks),
        measured=len(different),
    )


def _newest(
    runs: tuple[Run, ...], fingerprint: str, tasks: dict[str, WorkloadHead]
) -> dict[tuple[str, str], Run]:
    """The newest good stock run of each framework and workload on this machine."""
    found = _newest_of_each_way(runs, fingerprint, tasks)
    return {
        (run.framework, run.workload): run
        for run in found
        if (run.mode, run.tuning) == ("eager", "stock")
    }


def _quickest(
    runs: tuple[Run, ...], fingerprint: str, tasks: dict[str, WorkloadHead]
) -> dict[tuple[str, str], Run]:
    """The same of every mode and tuning: the quickest of their newest."""
    found: dict[tuple[str, str], Run] = {}
    for run in _newest_of_each_way(runs, fingerprint, tasks):
        best = found.get((run.framework, run.workload))
        if best is None or median(run.samples) < median(best.samples):
            found[run.framework, run.workload] = run
    return found


def _newest_of_each_way(
    runs: tuple[Run, ...], fingerprint: str, tasks: dict[str, WorkloadHead]
) -> tuple[Run, ...]:
    found = {}
    for run in sorted(runs, key=lambda run: run.started):
        if (
            run.outcome == "ok"
            and run.samples
            and run.machine == fingerprint
            and run.workload in tasks
        ):
            found[run.framework, run.workload, run.mode, run.tuning] = run
    return tuple(found.values())


def load_of(head: WorkloadHead) -> Load:
    """What one iteration of a workload asks of a machine."""
    return Load(
        id=head.id,
        flops=head.flops,
        bytes=head.traffic or head.bytes,
        operations=head.operations,
        convolutions=head.convolutions,
        family=head.family,
    )


def _time(
    model: ModelFile, timings: list[Timing], asked: tuple[str, ...]
) -> tuple[Prediction, ...]:
    """Where the model does not say how much of it is convolutions, the interval holds all and
    nothing."""
    parts = (0.0, model.flops) if model.convolutions is None else (model.convolutions,)
    found = [
        predict_time(
            timings,
            Load(
                id=model.name,
                flops=model.flops,
                bytes=model.bytes,
                operations=model.operations,
                convolutions=part,
            ),
            asked,
        )
        for part in parts
    ]
    return tuple(either(ways) for ways in zip(*found, strict=True))


def _memory(
    model: ModelFile,
    asked: tuple[str, ...],
    newest: dict[tuple[str, str], Run],
    tasks: dict[str, WorkloadHead],
) -> tuple[Prediction, ...]:
    imported = {
        framework: median(run.samples)
        for (framework, workload), run in newest.items()
        if tasks[workload].kind == "size" and tasks[workload].moment == "import"
    }
    if not imported or model.parameters <= 0:
        return ()
    peaks = [
        Peak(
            framework=framework,
            footprint=Footprint(
                id=workload,
                parameters=tasks[workload].parameters,
                activations=tasks[workload].activations,
            ),
            bytes=float(run.peak_bytes) - imported[framework],
        )
        for (framework, workload), run in sorted(newest.items())
        if tasks[workload].parameters > 0
        and framework in imported
        and run.peak_bytes is not None
        and run.peak_bytes > imported[framework]
    ]
    peaks = [peak for peak in peaks if peak.footprint.bytes >= LEAST_BYTES]
    footprint = Footprint(
        id=model.name,
        parameters=model.parameters,
        activations=model.activations,
        copies=model.copies,
    )
    found = predict_memory(peaks, imported, footprint, asked)
    return tuple(sorted(found, key=lambda entry: (entry.central, entry.framework)))
