"""Proved starters are kept for the report, and nothing is lost where they cannot be."""

from __future__ import annotations

from pathlib import Path

from advisor.lab.verifications import keep, verifications
from advisor.messages import words
from advisor.model.need import Need
from advisor.model.verification import Verification, VerificationStep
from advisor.usecases.ranking.advise import advise
from advisor.views.report.starters import starters
from tests.builders import DAY, a_machine, some_knowledge


def proved(date: str = "2026-11-01T10:00Z", framework: str = "alpha") -> Verification:
    return Verification(
        framework=framework,
        package="mine",
        model="simplenet",
        ok=True,
        date=date,
        python="3.11.7",
        versions={"alpha": "2.0"},
        steps=(
            VerificationStep(name="install", ok=True, seconds=4.0),
            VerificationStep(name="train", ok=True, seconds=1.0),
        ),
        first_loss=9.0,
        last_loss=0.002,
    )


def test_the_newest_of_each_is_kept_and_damage_is_passed_over(tmp_path: Path) -> None:
    keep(tmp_path, proved())
    with (tmp_path / "verified-starters.jsonl").open("a") as file:
        file.write('{"half a line\n')
    keep(tmp_path, proved("2026-11-02T10:00Z"))
    keep(tmp_path, proved(framework="beta"))
    assert [(entry.framework, entry.date[:10]) for entry in verifications(tmp_path)] == [
        ("alpha", "2026-11-02"),
        ("beta", "2026-11-01"),
    ]


def test_nothing_proved_is_no_error(tmp_path: Path) -> None:
    assert verifications(tmp_path / "nowhere") == ()


def test_a_folder_that_cannot_be_written_does_not_undo_the_proof() -> None:
    keep(Path("/proc/nowhere"), proved())


def test_the_report_shows_steps_and_losses_or_what_to_type() -> None:
    say = words("en")
    shown = str(
        starters(advise(Need(as_of=DAY), some_knowledge(), a_machine(), (), (proved(),)), say)
    )
    assert "install, train" in shown
    assert "9 .. 0.002" in shown
    empty = str(starters(advise(Need(as_of=DAY), some_knowledge(), a_machine(), ()), say))
    assert "--verify" in empty
