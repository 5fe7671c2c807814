"""What works, what does not, and the next command to type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.intake.machine_file import read_machine
from advisor.lab.heads import AdapterHead
from advisor.lab.installing.interpreters import Interpreter
from advisor.messages import words
from advisor.model.diagnosis import Check, Diagnosis, DiagnosisSection
from advisor.model.environment import EnvironmentRow
from advisor.model.need import Need
from advisor.model.reason import Reason
from advisor.usecases.installing.doctor import doctor
from advisor.usecases.installing.environment_checks import environment_checks
from advisor.usecases.installing.stacks import open_stock, plan_stacks
from advisor.usecases.knowledge.browse import open_base
from advisor.usecases.settings import Settings
from advisor.views.installing.diagnosis import (
    LONGEST_SECTION,
    diagnosis_document,
    diagnosis_text,
    next_steps,
    section_text,
)
from advisor.views.installing.document import DoctorDocument
from advisor.views.installing.named_stack import stack_text

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "knowledge" / "machines"
SAY = words("en")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        knowledge=ROOT / "knowledge", overlay=None, data=tmp_path / "data", cache=tmp_path / "cache"
    )


def examined(settings: Settings, name: str, *ids: str) -> dict[str, DiagnosisSection]:
    found = doctor(
        ids,
        machine=read_machine(name, EXAMPLES),
        settings=settings,
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )
    return {section.id: section for section in found.sections}


def texts(section: DiagnosisSection) -> str:
    return "\n".join(f"{check.state} {check.about}: {check.text}" for check in section.checks)


def test_a_described_machine_is_examined_without_looking_at_this_one(settings: Settings) -> None:
    found = examined(settings, "kylin_kunpeng_ascend", "mindspore", "jittor")
    assert list(found) == ["machine", "mindspore", "jittor"]
    assert "detection: real output" in texts(found["machine"])
    assert "Ascend" in texts(found["mindspore"])
    assert "environment" not in texts(found["mindspore"])


def test_an_architecture_without_a_package_fails_with_its_reason(settings: Settings) -> None:
    found = examined(settings, "deepin_loongson", "mindspore")
    assert found["mindspore"].state == "fails"
    assert "architecture here: loongarch64 (detected)" in texts(found["mindspore"])
    assert "2.10.0 would run if architecture were aarch64 or x86_64" in texts(found["mindspore"])


def test_a_framework_without_any_known_way_is_no_failure(settings: Settings) -> None:
    found = examined(settings, "kylin_kunpeng_ascend", "oneflow")
    package = found["oneflow"].checks[0]
    assert package.state == "unknown"
    assert package.text.startswith("no way known; looked for in: ")


def test_the_commands_of_a_described_machine_speak_of_it(settings: Settings) -> None:
    found = doctor(
        ("pytorch",),
        machine=read_machine("kylin_kunpeng_ascend", EXAMPLES),
        machine_file="my machines/kylin.yaml",
        settings=settings,
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )
    package = found.sections[1].checks[0]
    assert package.next == "fwadvisor install-plan pytorch --machine 'my machines/kylin.yaml'"


@pytest.mark.parametrize("name", sorted(file.stem for file in EXAMPLES.glob("*.yaml")))
def test_the_packages_are_those_of_the_plan(settings: Settings, name: str) -> None:
    machine = read_machine(name, EXAMPLES)
    stock = open_stock(settings, open_base(settings))
    plan = plan_stacks(Need(), stock, machine)
    found = examined(settings, name)
    for id, answer in plan.answers.items():
        assert found[id].answer == answer
        assert found[id].checks[0].text.startswith(stack_text(answer, SAY))


def test_the_document_is_of_its_published_shape(settings: Settings) -> None:
    found = doctor(
        machine=read_machine("deepin_loongson", EXAMPLES),
        settings=settings,
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )
    document = msgspec.to_builtins(diagnosis_document(found))
    told = msgspec.to_builtins(msgspec.convert(document, DoctorDocument))
    for section, shaped in zip(document["sections"], told["sections"], strict=True):
        assert set(section) <= set(shaped)
        nothing_runs = section.get("stack") is None and section["id"] in found_in(document)
        assert bool(shaped["instead"]) == nothing_runs


def found_in(document: dict[str, Any]) -> set[str]:
    """The frameworks of which something was resolved."""
    return {section["id"] for section in document["sections"] if "stack" in section}


def a_head(**changes: Any) -> AdapterHead:
    given = AdapterHead(
        framework="fw", requires_python=">=3.8,<3.11", dependencies=("fw",), imports=("fw",)
    )
    return replace(given, **changes)


def an_interpreter(version: str) -> Interpreter:
    major, minor, patch = (int(part) for part in version.split("."))
    return Interpreter(
        path=f"/usr/bin/python{version}",
        version=(major, minor, patch),
        implementation="cpython",
        machine="x86_64",
        free_threaded=False,
        config="",
    )


def a_row(**changes: Any) -> EnvironmentRow:
    given = EnvironmentRow(
        id="fw", framework="fw", state="absent", advised={"fw": "2.0"}, advised_python="3.9"
    )
    return replace(given, **changes)


HERE = tuple(map(an_interpreter, ("3.7.9", "3.8.1", "3.9.2", "3.10.4")))


def prepared(settings: Settings, row: EnvironmentRow, head: AdapterHead | None = None) -> list:
    return environment_checks(head or a_head(), row, HERE, settings, SAY)


def test_the_interpreter_is_that_of_the_stack(settings: Settings) -> None:
    _, interpreter = prepared(settings, a_row())
    assert (interpreter.state, interpreter.text) == ("works", "Python 3.9.2, /usr/bin/python3.9.2")


@pytest.mark.parametrize(
    ("wanted", "requires", "reason", "following"),
    [
        ("3.7", ">=3.8,<3.10", "the adapter is known to work with CPython >=3.8,<3.10", ""),
        ("3.12", ">=3.8", "Python 3.12 is not on this machine", "python install 3.12"),
    ],
)
def test_another_interpreter_stands_beside_that_of_the_stack_with_the_reason(
    settings: Settings, wanted: str, requires: str, reason: str, following: str
) -> None:
    head = a_head(requires_python=requires)
    _, interpreter = prepared(settings, a_row(advised_python=wanted), head)
    assert interpreter.state == "costs"
    assert interpreter.text.startswith(f"advised: Python {wanted}; here: Python 3.")
    assert f"({reason})" in interpreter.text
    assert interpreter.next.endswith(following)


def test_advice_that_is_no_command_is_not_to_be_typed(settings: Settings) -> None:
    *_, disk = prepared(settings, a_row(disk_megabytes=1e9))
    assert (disk.about, disk.state, disk.next) == ("disk", "fails", "")
    assert disk.text.endswith("give a folder on another disk with --data DIR")
    *_, missing = prepared(settings, a_row(advised_python="3.12"), a_head(requires_python=">=3.20"))
    assert missing.next.endswith("uv python install 3.12")
    sections = (DiagnosisSection(id="fw", title="Fw", checks=(disk, missing)),)
    assert next_steps(Diagnosis(fingerprint="", sections=sections)) == [missing.next]


def test_an_environment_says_what_it_has_beside_what_is_advised(settings: Settings) -> None:
    there = a_row(
        state="ready",
        versions={"fw": "1.9+cpu"},
        python_version="3.9.2",
        why_not=Reason(code="not_on_index", values={"index": "example.org"}),
    )
    environment, *_ = prepared(settings, there)
    assert (environment.state, environment.text) == (
        "works",
        "ready, Python 3.9.2; advised: fw 2.0; here: fw 1.9+cpu (example.org does not have it)",
    )
    environment, *_ = prepared(settings, replace(there, versions={"fw": "2.0"}, why_not=Reason()))
    assert environment.text == "ready, Python 3.9.2"


def test_this_machine_has_interpreter_programs_and_disk(settings: Settings) -> None:
    found = doctor(
        ("jittor",), settings=settings, on_event=lambda _event: None, cancelled=lambda: False
    )
    abouts = [check.about for check in found.sections[1].checks]
    assert abouts[:3] == ["package", "environment", "interpreter"]
    assert found.sections[0].checks[0].about == "distribution"
    text = diagnosis_text(found, SAY)
    assert "-> fwadvisor env install jittor" in text
    assert str(Path.home()) not in text or str(Path.home()) == "/"


def test_an_unknown_framework_is_an_error_with_what_is_near(settings: Settings) -> None:
    with pytest.raises(AdvisorError) as caught:
        examined(settings, "ubuntu_laptop", "pytroch")
    assert "pytorch" in caught.value.hint


def check(state: str, next: str = "") -> Check:
    return Check(about="x", state=state, text="y", next=next)


def test_packages_of_one_manager_are_one_command() -> None:
    sections = tuple(
        DiagnosisSection(id=str(number), title="x", checks=(check("fails", command),))
        for number, command in enumerate(
            [
                "sudo apt-get install g++",
                "sudo apt-get install libgl1",
                "sudo apt-get install g++",
                "uv python install 3.10",
            ]
        )
    )
    assert next_steps(Diagnosis(fingerprint="x", sections=sections)) == [
        "sudo apt-get install g++ libgl1",
        "uv python install 3.10",
    ]


def test_a_section_is_short_enough_to_paste() -> None:
    long = Check(about="driver", state="fails", text="瓶颈 " * 4000, next="cat /proc/x")
    section = DiagnosisSection(id="x", title="X", checks=(long,) * 200)
    assert len(section_text(section, SAY).encode()) < LONGEST_SECTION + 384


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["works", "unknown"], "works"),
        (["works", "costs"], "costs"),
        (["costs", "fails"], "fails"),
        ([], "unknown"),
    ],
)
def test_a_section_is_as_good_as_its_worst_certain_check(states: list[str], expected: str) -> None:
    assert (
        DiagnosisSection(id="x", title="x", checks=tuple(check(state) for state in states)).state
        == expected
    )
