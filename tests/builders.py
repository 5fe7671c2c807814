"""Valid things by default; a test overrides the one field that it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from advisor.evidence.hardware.alike import MachineHardware, Wanted
from advisor.evidence.situation import Choice, Situation
from advisor.model.criterion import Criterion, Logarithmic, MeasuredBy, Ordinal
from advisor.model.framework import AcceleratorSupport, Activity, Claim, Framework, Package, Release
from advisor.model.hardware import Hardware
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Fact, Machine
from advisor.model.run import Measure, Run
from advisor.model.source import Source
from advisor.model.stack import Target, Value
from advisor.model.surroundings import Accelerator, Industry, Task
from advisor.model.text import Text

DAY = date(2026, 11, 1)


def text(words: str) -> Text:
    return Text(en=words, zh=words)


def a_source(**changes: Any) -> Source:
    return replace(Source(title="a page", at="https://example.org/page", read=DAY), **changes)


def a_criterion(id: str = "docs", **changes: Any) -> Criterion:
    given = Criterion(
        id=id,
        group="people",
        label=text(id),
        question=text("how well?"),
        why=text("because"),
        misleads=text("sometimes"),
        scale=Ordinal(levels={"none": 0.0, "partial": 0.5, "full": 1.0}),
    )
    return replace(given, **changes)


def a_measured_criterion(id: str = "speed", workload: str = "matmul", **changes: Any) -> Criterion:
    return a_criterion(
        id,
        **{
            "scale": Logarithmic(worst=1.0, best=100.0),
            "unit": "GFLOP/s",
            "measured_by": MeasuredBy(workload=workload),
            **changes,
        },
    )


def a_claim(criterion: str = "docs", value: Any = "full", **changes: Any) -> Claim:
    given = Claim(
        criterion=criterion, value=value, grade="documented", checked=DAY, sources=("page",)
    )
    return replace(given, **changes)


def a_release(**changes: Any) -> Release:
    return replace(Release(version="2.0", date=date(2026, 9, 1), source="page"), **changes)


def some_activity(**changes: Any) -> Activity:
    return replace(Activity(commits_12_months=500, checked=DAY, sources=("page",)), **changes)


def a_package(**changes: Any) -> Package:
    given = Package(
        name="alpha",
        version="2.0",
        index="PyPI",
        kind="wheel",
        command="pip install alpha==2.0",
        accelerators=("cpu",),
        pythons=("3.11", "3.12"),
        archs=("x86_64",),
        glibc="2.28",
        checked=DAY,
        sources=("page",),
    )
    return replace(given, **changes)


def accelerator_support(**changes: Any) -> AcceleratorSupport:
    given = AcceleratorSupport(
        accelerator="cpu",
        how="built_in",
        state="supported",
        grade="documented",
        checked=DAY,
        sources=("page",),
    )
    return replace(given, **changes)


def a_framework(id: str = "alpha", **changes: Any) -> Framework:
    given = Framework(
        id=id,
        name=id.title(),
        summary=text(f"{id} in one line"),
        sources={"page": a_source()},
        releases=(a_release(),),
        activity=some_activity(),
        packages=(a_package(),),
        accelerators=(accelerator_support(),),
        claims=(a_claim(),),
    )
    return replace(given, **changes)


def some_knowledge(
    frameworks: tuple[Framework, ...] = (), criteria: tuple[Criterion, ...] = (), **changes: Any
) -> Knowledge:
    frameworks = frameworks or (
        a_framework("alpha"),
        a_framework("beta", claims=(a_claim(value="partial"),)),
    )
    criteria = criteria or (a_criterion("docs"),)
    given = Knowledge(
        version="2026.11.01",
        hash="0" * 64,
        frameworks={entry.id: entry for entry in frameworks},
        criteria={entry.id: entry for entry in criteria},
        accelerators={
            "cpu": Accelerator(id="cpu", name=text("CPU"), vendor="any", always=True),
            "npu": Accelerator(id="npu", name=text("NPU"), vendor="somebody"),
        },
        industries={
            "care": Industry(
                id="care",
                name=text("Care"),
                matters=text("people"),
                weights={"docs": 60, "speed": 40},
            )
        },
        tasks={"toy": Task(id="toy", name=text("Toy"), matters=text("fun"), weights={"docs": 1})},
    )
    return replace(given, **changes)


def a_machine(**facts: Any) -> Machine:
    known = {
        "cpu.arch": "x86_64",
        "cpu.cores_usable": 2,
        "os.pretty_name": "Some Linux 1",
        "libc.name": "glibc",
        "libc.version": "2.36",
        "python.interpreters": (
            {"path": "/usr/bin/python3.11", "version": "3.11.7", "arch": "x86_64"},
        ),
        **{name.replace("__", "."): value for name, value in facts.items()},
    }
    return Machine(
        facts=tuple(
            Fact(name=name, value=value, source="a test")
            if value is not None
            else Fact(name=name, missing="not looked for", source="a test")
            for name, value in known.items()
        ),
        fingerprint="here",
    )


def a_situation(**changes: Any) -> Situation:
    given = Situation(
        distro=Choice(id="", origin="unknown"),
        arch=Choice(id="x86_64", origin="machine"),
        accelerator=Choice(id="cpu", origin="machine"),
        glibc=Choice(id="2.36", origin="machine"),
        pythons=("3.11",),
        pythons_origin="machine",
    )
    return replace(given, **changes)


def a_target(where: Situation) -> Target:
    """What a situation decides of which versions run."""

    def value(choice: Choice) -> Value:
        return Value(value=choice.id, origin="given" if choice.id else "unknown")

    return Target(
        distro=value(where.distro),
        arch=value(where.arch),
        glibc=value(where.glibc),
        accelerator=value(where.accelerator),
        pythons=where.pythons,
        pythons_origin="given" if where.pythons_origin == "given" else "detected",
    )


SOME_PROCESSORS = Hardware(arch="x86_64", vendor="Maker", family="somelake", model="Maker 1")


def some_wanted(**changes: Any) -> Wanted:
    """Figures for the processors of the machine called here."""
    given = Wanted(
        hardware=SOME_PROCESSORS,
        fingerprint="here",
        machine="here",
        own=MachineHardware(processors=SOME_PROCESSORS),
    )
    return replace(given, **changes)


def a_run(**changes: Any) -> Run:
    given = Run(
        id="0123456789abcdef",
        framework="alpha",
        workload="matmul",
        outcome="ok",
        started="2026-11-01T10:00:00+00:00",
        measure=Measure(kind="rate", unit="GFLOP/s", scale=1e-9, work=2e9),
        samples=(0.1, 0.11, 0.09, 0.1, 0.1, 0.12, 0.1),
        environment="alpha lock",
        machine="here",
    )
    return replace(given, **changes)
