"""Write docs/starter-matrix.md: what each framework's starter does on this machine, from projects
as a user gets them.

Four projects for each framework, SimpleNet first: it builds the environment, the others are
installed into it, because one framework compiles itself anew in every environment. A framework that
is done is not done again: what was found lies in .work/starter-matrix, and `--again ID` forgets it.
`--environment` takes one where the framework has compiled itself before, and the table says so.
`--write` only writes the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from advisor.cli.session import Session
from advisor.errors import AdvisorError
from advisor.lab.heads import adapters
from advisor.messages import words
from advisor.model.event import Event, Progressed
from advisor.resources import probes_dir
from advisor.starter.template import available, read_template
from advisor.usecases.starter.request import StarterRequest
from advisor.usecases.starter.start_project import start_project
from advisor.usecases.starter.verify_starter import VerifyRequest, verify_starter

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work" / "starter-matrix"
TABLE = ROOT / "docs" / "starter-matrix.md"
PROJECTS = ("simplenet", "parity", "mlp", "cnn")
DIGITS = ("mlp", "cnn")
ACCURACY = 0.95
"""What every digits project must reach on the held-out fifth (split seed 0)."""
SAY = words("en")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", nargs="*", default=list(available()))
    parser.add_argument(
        "--again", action="append", default=[], metavar="ID", help="forget what was found"
    )
    parser.add_argument(
        "--environment", type=Path, help="a virtual environment to install all projects into"
    )
    parser.add_argument("--write", action="store_true", help="only write the table")
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    # Threads that wait for each other burn time on a machine that is shared; the networks are tiny.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for framework in given.again:
        shutil.rmtree(WORK / framework, ignore_errors=True)
    if not given.write:
        for framework in given.framework:
            for project in PROJECTS:
                _prove(framework, project, given.environment)
    TABLE.write_text(table(), encoding="utf-8")
    print(f"{TABLE.relative_to(ROOT)}")
    return 0


def _prove(framework: str, project: str, environment: Path | None) -> None:
    """Write one project and verify it, unless that was done."""
    folder = WORK / framework / project
    result = WORK / framework / f"{project}.json"
    if result.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    model = "simplenet" if project == "parity" else project
    name = f"hello-{project}"
    request = StarterRequest(
        framework=framework, destination=folder, name=name, model=model, parity=project == "parity"
    )
    settings = Session().settings
    start_project(request, settings=settings, on_event=lambda _event: None, cancelled=lambda: False)
    first = environment or WORK / framework / PROJECTS[0] / ".venv"
    wanted = VerifyRequest(
        path=folder,
        environment=first if environment or project != PROJECTS[0] else None,
        without=("tests",) if project in DIGITS else (),
        tests=("tests/test_parity.py",) if project == "parity" else (),
    )

    def tell(event: Event) -> None:
        if isinstance(event, Progressed):
            print(f"{time.strftime('%H:%M:%S')} {framework} {project}: {event.message}", flush=True)

    found: dict[str, Any]
    try:
        found = to_builtins(
            verify_starter(wanted, settings=settings, on_event=tell, cancelled=lambda: False)
        )
    except AdvisorError as error:
        found = {"failed": f"{error.what} {error.why}".strip()}
        if (folder / "verification.json").exists():
            found = {
                **json.loads((folder / "verification.json").read_text(encoding="utf-8")),
                **found,
            }
    found["older_environment"] = environment is not None
    result.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")


def _found(framework: str, project: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(
            (WORK / framework / f"{project}.json").read_text(encoding="utf-8")
        )
    except OSError:
        return {}
    return loaded


def _step(found: dict[str, Any], *names: str) -> str:
    """Seconds of the steps when all passed, otherwise how the one that did not ended."""
    steps = {step["name"]: step for step in found.get("steps", ())}
    seconds = 0.0
    for name in names:
        if name not in steps:
            return "not run"
        if not steps[name]["ok"]:
            return "FAILED"
        seconds += steps[name]["seconds"]
    return f"{seconds:.0f} s"


def _figure(found: dict[str, Any], name: str) -> str:
    figures = found.get("figures", {})
    return f"{figures[name]:.1e}" if name in figures else "not run"


def _rows(framework: str) -> list[str]:
    """The cells of one framework, in the order of the columns."""
    simple, parity = _found(framework, "simplenet"), _found(framework, "parity")
    template = read_template(framework, SAY)
    exported = {
        name[7:]: value
        for name, value in simple.get("figures", {}).items()
        if name.startswith("export ")
    }
    native = [
        f"{name} {value:.0e}" for name, value in exported.items() if not name.endswith(".onnx")
    ]
    onnx = [f"{value:.0e}" for name, value in exported.items() if name.endswith(".onnx")]
    losses = [simple.get("first_loss"), simple.get("last_loss")]
    accuracies = [_found(framework, model).get("held_out", {}).get("accuracy") for model in DIGITS]
    lower = [
        f"{name.split()[0]} {value:.4f}"
        for name, value in simple.get("figures", {}).items()
        if name.endswith(" loss")
    ]
    parallel = _figure(simple, "data parallel")
    if parallel == "not run" and not template.parallel.on_cpu:
        parallel = "no: " + template.parallel.reason["en"]
    return [
        template.title,
        simple.get("versions", {}).get(_main(framework), "") or "not run",
        simple.get("python", "not run"),
        _step(simple, "install")
        + (", into an older one" if simple.get("older_environment") else ""),
        "passed"
        if _step(simple, "lint", "format").endswith(" s")
        else _step(simple, "lint", "format"),
        _step(simple, "tests"),
        f"{losses[0]:.3f} .. {losses[1]:.5f}" if None not in losses else "not run",
        *(f"{value:.3f}" if value is not None else "not run" for value in accuracies),
        _figure(simple, "resume"),
        ", ".join(native) or "not run",
        ", ".join(onnx) or ("not run" if template.export else "no exporter"),
        _figure(simple, "http"),
        parallel,
        _figure(parity, "parity"),
        ", ".join(lower) or ("not run" if len(template.precision.cpu) > 1 else "none on a CPU"),
    ]


def _main(framework: str) -> str:
    """The framework's own package among its dependencies: the first."""
    return adapters(probes_dir())[framework].dependencies[0].split("==")[0]


COLUMNS = (
    "framework",
    "version",
    "Python",
    "install",
    "lint, format",
    "tests",
    "SimpleNet loss, first and last",
    "digits, MLP",
    "digits, CNN",
    "resume",
    "export",
    "ONNX",
    "HTTP",
    "two processes on the CPU",
    "parity",
    "lower precision on the CPU: last loss",
)


def table() -> str:
    """The page, from what lies in .work/starter-matrix."""
    rows = [_rows(framework) for framework in available()]
    failures = []
    for framework in available():
        for project in PROJECTS:
            found = _found(framework, project)
            if "failed" in found:
                failures.append(f"- {framework}, {project}: {found['failed'].splitlines()[0]}")
            accuracy = found.get("held_out", {}).get("accuracy")
            if accuracy is not None and accuracy < ACCURACY:
                failures.append(
                    f"- {framework}, {project}: accuracy {accuracy:.3f} is below {ACCURACY}"
                )
    skipped = [
        f"- {framework}, {project}: {name.replace('_', ' ')}: {reason}"
        for framework in available()
        for project in PROJECTS
        for name, reason in _found(framework, project).get("skipped", {}).items()
    ]
    dates = sorted(
        found["date"]
        for each in available()
        for p in PROJECTS
        if "date" in (found := _found(each, p))
    )
    when = f"{dates[0]} to {dates[-1]}" if dates else datetime.now(UTC).strftime("%Y-%m-%d")
    lines = [
        "# The starters, proved",
        "",
        "`make starter-matrix` writes this page: four projects for each framework (SimpleNet, "
        "SimpleNet with",
        "`--parity`, an MLP and a small convolutional net on scikit-learn's digits) as `fwadvisor "
        "starter` writes",
        "them, in an environment built from the SimpleNet project's own pyproject, verified as "
        "`--verify` does.",
        "",
        f"Measured {when} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores, no "
        f"accelerator,",
        "OMP_NUM_THREADS=1, while other work ran: seconds say what was waited, not how fast a "
        "framework is.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + "---|" * len(COLUMNS),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        "- install: from its pyproject into a new environment; downloads may come from the cache "
        "of the installer.",
        "  Into an older one: an environment where the framework had compiled itself before.",
        "- tests: all of the SimpleNet project's own, and the one of parity; the digits projects "
        "are linted, trained,",
        "  evaluated and exported.",
        f"- digits: accuracy on the fifth that was held out (split seed 0); at least {ACCURACY} "
        f"is asked.",
        "- resume: largest relative difference of a parameter between a training that was "
        "interrupted and one that was",
        "  not, after the same number of epochs; at most 1e-6 is asked.",
        "- export, ONNX: largest absolute difference from the trained model's answers on the "
        "held-out rows, in the",
        "  framework's own inference format and in ONNX Runtime.",
        "- HTTP: largest absolute difference of the service's answers from the model's.",
        "- two processes: largest absolute difference of a parameter after two epochs from one "
        "process with batches",
        "  twice as large, started by the framework's own launcher.",
        "- parity: largest relative difference of the first 20 losses from the measuring "
        "workload's float64 reference;",
        "  at most 1e-5 is asked.",
        "- lower precision: the framework's own mixed precision, as far as it has it on a CPU.",
        "",
    ]
    if failures:
        lines += ["## What failed", "", *failures, ""]
    if skipped:
        lines += ["## What did not run", "", *skipped, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
