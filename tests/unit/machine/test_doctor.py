"""What works, what does not, and the next command to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.diagnosis import Check, Diagnosis, DiagnosisSection
from advisor.usecases.installing.doctor import doctor
from advisor.usecases.settings import Settings
from advisor.views.installing.diagnosis import (
    LONGEST_SECTION,
    diagnosis_text,
    next_steps,
    section_text,
)

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
    assert "not for loongarch64" in texts(found["mindspore"])


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
