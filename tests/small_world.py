"""A small world for the app's tests: four frameworks, seven criteria, one machine, frozen in
time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from advisor.intake.last_use import LastUse
from advisor.model.environment import EnvironmentRow
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Fact, Machine
from advisor.model.need import Need
from advisor.model.run import Measure, Run
from advisor.model.surroundings import Accelerator, Industry, Task
from advisor.model.text import Text
from advisor.tui.opening import Opened, Opening
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.settings import Settings
from tests.builders import (
    a_claim,
    a_criterion,
    a_framework,
    a_measured_criterion,
    a_package,
    a_release,
    some_activity,
    some_knowledge,
)

DAY = date(2026, 11, 23)
MACHINE = Machine(
    fingerprint="0123456789abcdef",
    facts=(
        Fact(name="cpu.arch", value="x86_64", source="uname", command="uname -m"),
        Fact(
            name="cpu.model",
            value="A processor",
            source="/proc/cpuinfo",
            command="lscpu | grep 'Model name'",
        ),
        Fact(name="cpu.cores_usable", value=2, source="sched_getaffinity", command="nproc"),
        Fact(
            name="memory.total_bytes",
            value=8589934592,
            unit="bytes",
            source="/proc/meminfo",
            command="free -b",
        ),
        Fact(name="os.id", value="debian", source="/etc/os-release", command="cat /etc/os-release"),
        Fact(
            name="os.pretty_name",
            value="Debian 12",
            source="/etc/os-release",
            command="cat /etc/os-release",
        ),
        Fact(name="libc.name", value="glibc", source="ldd", command="ldd --version"),
        Fact(name="libc.version", value="2.36", source="ldd", command="ldd --version"),
        Fact(
            name="python.interpreters",
            value=({"version": "3.11.7", "path": "/usr/bin/python3.11"},),
            source="PATH",
        ),
        Fact(
            name="nvidia.gpus",
            missing="there is no NVIDIA driver",
            source="NVML",
            command="nvidia-smi -q",
        ),
    ),
)
"""What the tests advise for, whatever they run on."""


def labelled(id: str, en: str, zh: str, question: str) -> dict[str, object]:
    return {
        "label": Text(en=en, zh=zh),
        "question": Text(en=question, zh=zh + "如何？"),
        "why": Text(en="It decides how far a team gets in a week.", zh="决定团队一周的进展。"),
        "misleads": Text(en="A page that exists may be out of date.", zh="页面可能过时。"),
    }


def knowledge() -> Knowledge:
    """Alpha leads; beta is close; gamma is half unknown; delta is not maintained."""
    criteria = (
        a_criterion(
            "docs", **labelled("docs", "Documentation", "文档", "How well is it documented?")
        ),
        a_criterion(
            "edge", **labelled("edge", "Edge runtime", "端侧运行", "Does it run on small devices?")
        ),
        a_criterion(
            "eager",
            **labelled("eager", "Eager execution", "动态图执行", "Does it run line by line?"),
        ),
        a_criterion("onnx", **labelled("onnx", "ONNX export", "ONNX 导出", "Can models leave it?")),
        a_measured_criterion(
            "matmul_speed",
            **labelled("matmul_speed", "Matrix product", "矩阵乘法", "How fast is a product?"),
        ),
        a_criterion(
            "maintained",
            derived_by="maintained",
            must="yes",
            scale=a_criterion().scale.__class__(levels={"no": 0.0, "yes": 1.0}),
            **labelled("maintained", "Maintained", "持续维护", "Is anybody working on it?"),
        ),
    )
    names = {
        "pytorch": ("PyTorch", ("full", "full", "full", "full")),
        "paddlepaddle": ("PaddlePaddle", ("full", "full", "partial", "full")),
        "jittor": ("Jittor", ("partial", None, "full", None)),
        "megengine": ("MegEngine", ("partial", "full", "full", "partial")),
    }
    frameworks = []
    for id, (name, values) in names.items():
        claims = tuple(
            a_claim(criterion, value) if value else a_claim(criterion, None, grade="unknown")
            for criterion, value in zip(("docs", "edge", "eager", "onnx"), values, strict=True)
        )
        alive = id != "megengine"
        frameworks.append(
            a_framework(
                id,
                name=name,
                claims=claims,
                releases=(
                    a_release(date=date(2026, 9, 1) if alive else date(2024, 4, 11), version="2.0"),
                ),
                activity=some_activity(commits_12_months=500 if alive else 0),
                packages=(a_package(name=id, command=f"pip install {id}==2.0"),),
            )
        )
    return some_knowledge(
        tuple(frameworks),
        criteria,
        version="2026.11.23",
        accelerators={
            "cpu": Accelerator(
                id="cpu", name=Text(en="Plain CPU", zh="纯 CPU"), vendor="any", always=True
            ),
        },
        industries={
            "healthcare": Industry(
                id="healthcare",
                name=Text(en="Healthcare", zh="医疗"),
                matters=Text(en="Documentation and devices at the bedside.", zh="文档与床边设备。"),
                weights={"docs": 50, "edge": 40, "onnx": 10},
            ),
            "research": Industry(
                id="research",
                name=Text(en="Education and research", zh="教育与科研"),
                matters=Text(en="Seeing what happens, line by line.", zh="逐行观察。"),
                weights={"eager": 70, "docs": 30},
            ),
        },
        tasks={
            "teaching": Task(
                id="teaching",
                name=Text(en="Teaching", zh="教学"),
                matters=Text(en="A class that follows.", zh="让学生跟得上。"),
                weights={"eager": 60, "docs": 40},
            )
        },
    )


def run(framework: str, seconds: float, **changes: object) -> Run:
    """A matrix product of that many seconds."""
    given = Run(
        id=f"run-{framework}",
        framework=framework,
        workload="matmul",
        outcome="ok",
        started="2026-11-23T08:00:00+00:00",
        measure=Measure(kind="rate", unit="GFLOP/s", scale=1e-9, work=2e9),
        samples=tuple(seconds * factor for factor in (1.0, 1.02, 0.98, 1.01, 0.99)),
        agreement=1e-7,
        environment=f"{framework}@lock",
        machine=MACHINE.fingerprint,
    )
    return replace(given, **changes)


RUNS = (
    run("pytorch", 0.05),
    run("paddlepaddle", 0.04),
    run("jittor", 1.0, outcome="crashed", reason="It ended with signal 11.", samples=()),
)

ENVIRONMENTS = (
    EnvironmentRow(
        id="jittor",
        framework="jittor",
        state="absent",
        download_megabytes=40,
        disk_megabytes=430,
        install_seconds=240,
    ),
    EnvironmentRow(id="numpy_reference", framework="numpy_reference", state="not needed"),
    EnvironmentRow(
        id="pytorch",
        framework="pytorch",
        state="ready",
        python_version="3.11.7",
        bytes=810_000_000,
        seconds=16.0,
        versions={"torch": "2.15.0"},
    ),
)


def settings(folder: Path, lang: str = "en") -> Settings:
    return Settings(
        knowledge=folder / "knowledge",
        overlay=None,
        data=folder / "data",
        cache=folder / "cache",
        lang=lang,
        lang_given=True,
    )


def gathered(runs: tuple[Run, ...] = (), base: Knowledge | None = None) -> Gathered:
    return Gathered(knowledge=base or knowledge(), machine=MACHINE, runs=runs)


def opening(world: Gathered, need: Need | None = None) -> Opening:
    """The state in which the app appears, without a disk."""
    asked = need or Need()

    def work() -> Opened:
        advice = advise_on(asked, world)
        return Opened(gathered=world, last=LastUse(need=need), need=asked, advice=advice)

    return Opening(work)
