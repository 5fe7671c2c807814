"""What happened to a run is a code with values; a reader of any language reads it in theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from advisor.messages import words
from advisor.model.reason import OWN_WORDS, SENTENCES, Reason, gaps, in_words
from advisor.views.measurements.run_reason import run_reason
from tests.unit.lab.test_store import a_run
from tests.unit.test_messages import ROOT

NUMBERS = {
    "seconds",
    "step",
    "most",
    "held_gib",
    "wanted_gib",
    "there_gib",
    "apart",
    "allowed",
}


def calls(folder: str, maker: str) -> Iterator[ast.Call]:
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == maker:
                yield node


def needed(code: str) -> set[str]:
    return {name for part in SENTENCES[code] for name in gaps(part)}


def test_what_a_guest_says_has_a_sentence_with_its_values() -> None:
    said = {
        (node.args[0].value, frozenset(keyword.arg for keyword in node.keywords))
        for node in calls("probes", "because")
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(said) > 8
    assert not [code for code, values in said if needed(code) != values]


def test_every_sentence_has_somebody_who_says_it() -> None:
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in ("probes", "advisor/lab", "advisor/benchmarking", "advisor/usecases")
        for file in (ROOT / folder).rglob("*.py")
    )
    built = {"signal_at_import": '"_at_import"', "exit_code_at_import": '"_at_import"'}
    built |= {"signal": 'f"signal{when}"', "exit_code": 'f"exit_code{when}"'}
    built |= {code: 'f"{why.code}_other_build"' for code in SENTENCES if "_other_build" in code}
    assert not [code for code in SENTENCES if built.get(code, f'"{code}"') not in text]


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_reads_in_both_languages(code: str) -> None:
    values = {name: 7.0 if name in NUMBERS else "x" for name in needed(code)}
    english = in_words(Reason(code=code, values=values), words("en"))
    chinese = in_words(Reason(code=code, values=values), words("zh"))
    assert "{" not in english + chinese
    assert (english == chinese) == (code == OWN_WORDS)


def test_numbers_are_rounded_where_they_are_read() -> None:
    reason = Reason(code="stopped_with_bound", values={"seconds": 0.30912})
    assert in_words(reason, words("en")) == "It was stopped; a step takes at least 0.309 s."
    assert in_words(reason, words("zh")) == "已停止；一步至少要 0.309 秒。"


def test_a_code_of_a_newer_program_is_shown_with_its_values() -> None:
    reason = Reason(code="lost_its_way", values={"after": 8, "near": "Jinan"})
    assert in_words(reason, words("zh")) == "lost its way (after 8, near Jinan)"
    assert in_words(Reason(code="lost_its_way"), words("en")) == "lost its way"


@pytest.mark.parametrize("values", [{}, {"seconds": "long"}, {"hours": 1}])
def test_a_known_code_with_other_values_is_shown_with_them(values: dict[str, str]) -> None:
    said = in_words(Reason(code="stopped_with_bound", values=values), words("en"))
    assert said.startswith("stopped with bound")
    assert all(str(value) in said for value in values.values())


def test_a_sentence_without_anything_to_say_is_left_out() -> None:
    values = {"framework": "brightnet", "range": ">=3.12", "found": ""}
    said = in_words(Reason(code="no_python", values=values), words("en"))
    assert said == "brightnet needs CPython >=3.12, and none was found."


def test_a_framework_s_own_words_stay_as_they_are() -> None:
    text = "RuntimeError: could not create a {primitive}"
    run = a_run(reason=text, reason_code=OWN_WORDS, reason_values={"text": text})
    assert run_reason(run, words("zh")) == text


def test_a_run_without_a_code_shows_its_sentence() -> None:
    assert run_reason(a_run(reason="It fell over."), words("zh")) == "It fell over."
    assert run_reason(a_run(), words("zh")) == ""
