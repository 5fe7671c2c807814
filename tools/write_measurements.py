"""Write docs/measurements: every workload in every framework, stock and tuned, from the runs in the
store.

No cell is empty without its reason. The runs lie beside the table, so that `fwadvisor runs import`
takes them in and anybody can judge them again.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from advisor.benchmarking.plan import TRIAL
from advisor.benchmarking.trials import is_tried, is_worthwhile, trials_of_today
from advisor.benchmarking.turns import PlanStep
from advisor.cli.session import MeasuringSession
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.limit import limits_of
from advisor.evidence.results import Best, best_tuning
from advisor.lab.heads import WorkloadHead, adapters, workloads
from advisor.messages import words
from advisor.model.run import Run
from advisor.resources import probes_dir
from advisor.usecases.measuring.runs import FIRST_LINE
from advisor.usecases.ranking.gather import Gathered, gather
from advisor.views.measurements.peak import limit_line
from advisor.views.measurements.tables import OUTCOMES, share_text
from advisor.views.names import framework as name_of
from advisor.views.numbers import figure, percent
from advisor.views.remarks import sentence

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "measurements"
FACTS = (
    "cpu.model",
    "cpu.microarchitecture",
    "cpu.cores_usable",
    "memory.total_bytes",
    "os.pretty_name",
    "vm.kind",
)
PATHS = re.compile(r"(?<![\w.:])/[\w.@+-]+(?:/[\w.@+-]+)+")
"""Where something lay on the machine that measured is nobody's business."""
SAY = words("en")
NOT_RUN = "not run", "there is no run of it: it was not asked for, or the time of its plan was over"


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    gathered = gather(MeasuringSession().settings)
    machine = gathered.machine.fingerprint
    runs = tuple(run for run in gathered.runs if run.machine == machine)
    if not runs:
        print("Nothing was measured on this machine.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "README.md").write_text(page(gathered, runs), encoding="utf-8")
    lines = [msgspec.json.encode(FIRST_LINE), *(msgspec.json.encode(compact(run)) for run in runs)]
    (FOLDER / "runs.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    for file in ("README.md", "runs.jsonl"):
        print(f"docs/measurements/{file}  {(FOLDER / file).stat().st_size // 1024} KiB")
    return 0


def compact(run: Run) -> Run:
    """The run without its output, and with as many digits as a clock can tell."""
    return msgspec.structs.replace(
        run,
        tail="",
        reason=PATHS.sub("...", run.reason),
        reason_values={
            name: PATHS.sub("...", value) if isinstance(value, str) else value
            for name, value in run.reason_values.items()
        },
        samples=tuple(float(f"{sample:.6g}") for sample in run.samples),
        warm_up=tuple(float(f"{sample:.4g}") for sample in run.warm_up[-5:]),
    )


def page(gathered: Gathered, runs: tuple[Run, ...]) -> str:
    tasks = {id: task for id, task in workloads(probes_dir()).items() if not task.limit}
    heads = {id: head for id, head in adapters(probes_dir()).items() if not head.reference}
    limits = limits_of(runs)
    times = sorted(run.started[:16].replace("T", " ") for run in runs)
    facts = [
        f"{name} {gathered.machine.text(name)}" for name in FACTS if gathered.machine.text(name)
    ]
    threads = sorted(
        {
            str(run.conditions["threads_asked"])
            for run in runs
            if run.conditions.get("threads_asked")
        }
    )
    parts = [
        "# Every workload in every framework",
        f"Measured {times[0]} to {times[-1]} UTC on: {', '.join(facts)}. Threads asked of"
        f" all: {', '.join(threads)}. Written by `make measure-all`; the runs themselves are in"
        " [runs.jsonl](runs.jsonl), which `fwadvisor runs import` takes in.",
        "The speed of a machine that others use too changes with the hour: figures that are close "
        "can be compared where"
        " their runs are of one plan, which takes all frameworks in turn.",
        limit_line(limits, gathered.machine.fingerprint, SAY),
        "Medians; in brackets half of the 95 % interval and the share of what the machine can do. "
        "Stock and tuned are"
        " each the better of the modes. A cell without a figure has its reason below its table.",
    ]
    for id, task in tasks.items():
        parts += section(
            gathered, id, task, tuple(heads), tuple(run for run in runs if run.workload == id)
        )
    return "\n\n".join(parts) + "\n"


def section(
    gathered: Gathered,
    id: str,
    task: WorkloadHead,
    frameworks: tuple[str, ...],
    runs: tuple[Run, ...],
) -> list[str]:
    rows, notes = [], []
    for framework in frameworks:
        mine = tuple(run for run in runs if run.framework == framework)
        name = name_of(gathered.knowledge, framework, SAY)
        cells = []
        for tuned in (False, True):
            of_this = tuple(run for run in mine if (run.tuning != "stock") == tuned)
            text, note = cell(of_this, gathered) if of_this else NOT_RUN
            if not of_this and tuned:
                text, note = untuned(gathered, framework) or NOT_RUN
            cells.append(text)
            if note:
                notes.append(f"- {name}, {'tuned' if tuned else 'stock'}: {note}")
        agreements = [run.agreement for run in mine if run.agreement is not None]
        cells.append(
            f"{max(agreements):.1e}" if agreements else "-" if not task.timed else "not compared"
        )
        rows.append(f"| {name} | {' | '.join(cells)} |")
    table = [
        f"| framework | stock, {task.unit} | tuned, {task.unit} | differs from the reference by |",
        "|---|---|---|---|",
    ]
    return [
        f"## {id}",
        f"{task.title}.",
        "\n".join(table + rows),
        *(["\n".join(notes)] if notes else []),
    ]


def untuned(gathered: Gathered, framework: str) -> tuple[str, str] | None:
    """Why a framework was not tuned: it has nothing to tune, or a short kernel said that it does
    not pay here."""
    tunings = adapters(probes_dir())[framework].tunings
    if not tunings:
        return "no tuning", ""
    now = datetime.now(UTC)
    trials = [
        run
        for run in trials_of_today(gathered.runs, gathered.machine.fingerprint, now=now)
        if run.framework == framework
    ]
    steps = [
        PlanStep(framework=framework, mode="eager", tuning=one.name, workloads=(), seconds=0)
        for one in tunings
    ]
    lost = [
        step.tuning for step in steps if is_tried(step, trials) and not is_worthwhile(step, trials)
    ]
    if not lost or any(is_tried(step, trials) and is_worthwhile(step, trials) for step in steps):
        return None
    return (
        "does not pay",
        f"{TRIAL} is not faster with {', '.join(lost)}, so it was not measured further",
    )


def cell(runs: tuple[Run, ...], gathered: Gathered) -> tuple[str, str]:
    """The figure of the better mode and tuning, and what there is to say about it or instead of
    it."""
    found = best_tuning(runs, None, limits_of(gathered.runs))
    if found is None:
        newest = max(runs, key=lambda run: run.started)
        reason = PATHS.sub("...", newest.reason)
        if newest.bound is not None and f"at least {newest.bound:.3g} s" not in reason:
            reason = f"{reason.removesuffix('.')}; a step takes at least {newest.bound:.3g} s."
        return SAY(OUTCOMES[newest.outcome]), reason
    return told(found, gathered)


def told(one: Best, gathered: Gathered) -> tuple[str, str]:
    half = (
        (one.estimate.high - one.estimate.low) / 2 / one.estimate.middle
        if one.estimate.middle
        else 0.0
    )
    share = share_text(one.share, SAY)
    how = [part for part in (one.run.mode, one.run.tuning) if part not in ("eager", "stock")]
    inside = [f"±{percent(half, SAY)}", *([f"{share} of peak"] if share else []), *how]
    doubts = doubts_about_runs(one.estimate, one.runs, gathered.machine.fingerprint)
    return f"{figure(one.estimate.middle)} ({', '.join(inside)})", "; ".join(
        sentence(doubt, SAY) for doubt in doubts
    )


if __name__ == "__main__":
    sys.exit(main())
