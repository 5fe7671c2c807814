"""A report says nothing of whose machine it was made on, unless somebody asks for it."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest

from advisor.explanation.advice import Advice
from advisor.explanation.redaction import HIDDEN, redacted
from advisor.model.need import Need
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.export import FORMATS, render
from tests.builders import DAY, a_criterion, a_machine, a_measured_criterion, a_run, some_knowledge

SECRET = "/home/ada-lovelace/project"
TRACE = (
    f'File "{SECRET}/train.py", line 3, in ada-lovelace on analytical-engine: '
    "/usr/lib/libm.so is missing"
)


def some_advice() -> Advice:
    """A machine and a run that tell everything."""
    machine = a_machine(
        python__interpreters=(
            {"path": f"{SECRET}/bin/python3.11", "version": "3.11.7", "arch": "x86_64"},
        ),
        host__name="analytical-engine",
        user__home=SECRET,
        tools__gcc={"path": f"{SECRET}/gcc", "version": "12.2"},
        disk__mount=SECRET,
        os__kernel="6.1 built by ada-lovelace",
    )
    runs = (
        a_run(),
        a_run(
            id="f" * 16, framework="beta", outcome="crashed", reason=TRACE, samples=(), tail=TRACE
        ),
    )
    criteria = (a_criterion("docs"), a_measured_criterion("speed"))
    return advise(Need(as_of=DAY), some_knowledge((), criteria), machine, runs)


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "analytical-engine.example.org")
    monkeypatch.setattr(getpass, "getuser", lambda: "ada-lovelace")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada-lovelace"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".pdf"])
def test_no_form_holds_a_path_the_host_or_the_user(suffix: str, lang: str) -> None:
    advice = some_advice()
    document = render(advice, certainty_of(advice, samples=50), suffix, lang).decode()
    for secret in ("ada", "lovelace", "analytical-engine", "/home"):
        assert secret not in document, secret


def test_what_a_failure_says_otherwise_is_kept() -> None:
    advice = some_advice()
    document = render(advice, certainty_of(advice, samples=50), ".csv", "en").decode()
    assert (
        f'crashed: File ""{HIDDEN}"", line 3, in {HIDDEN} on {HIDDEN}: /usr/lib/libm.so is missing'
        in document
    )


def test_all_of_it_is_there_when_asked_for() -> None:
    advice = some_advice()
    document = render(
        advice, certainty_of(advice, samples=50), ".json", "en", private=True
    ).decode()
    assert SECRET in document


def test_a_name_that_is_a_word_of_the_text_hides_nothing() -> None:
    run = redacted(some_advice(), ("in",)).runs[1]
    assert "in ada-lovelace" in run.reason


def test_the_ranking_is_untouched() -> None:
    advice = some_advice()
    assert redacted(advice).ranking == advice.ranking
    assert redacted(advice).problem == advice.problem


def test_web_addresses_and_rates_are_no_paths() -> None:
    run = a_run(
        id="f" * 16,
        framework="beta",
        outcome="crashed",
        reason="see https://example.org/a/b at 3 GFLOP/s and/or 1/2",
    )
    advice = advise(Need(as_of=DAY), some_knowledge(), a_machine(), (run,))
    assert redacted(advice).runs[0].reason == run.reason
