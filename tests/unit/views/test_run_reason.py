"""A run keeps the sentence of whoever measured; a reader of another language reads it in theirs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from advisor.messages import words
from advisor.views.measurements.run_reason import run_reason
from tests.unit.test_messages import ROOT

GUESTS = ("ahead", "compare", "contract", "measure", "process", "worker")
"""Of probes/: what speaks for no particular framework."""
SAYING = {"Unsupported", "WrongResult", "NotTried", "TooSlow"}


def sentences() -> Iterator[str]:
    """What these files raise for people, with sevens in the gaps."""
    for name in GUESTS:
        tree = ast.parse((ROOT / "probes" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                for text in ast.walk(node):
                    if (
                        isinstance(text, ast.Constant)
                        and isinstance(text.value, str)
                        and text.value.endswith(".")
                    ):
                        yield re.sub(r"%(?:\.\d)?[sdgr]", "7", text.value)


def test_what_a_probe_says_reads_in_chinese() -> None:
    found = sorted(set(sentences()))
    assert len(found) > 8
    assert not [text for text in found if run_reason(text, words("zh")) == text]


@pytest.mark.parametrize(
    "text", ["It was stopped after 8 s.", "It was stopped; a step takes at least 0.309 s."]
)
def test_a_reason_comes_back_the_same_from_the_other_language(text: str) -> None:
    chinese = run_reason(text, words("zh"))
    assert chinese != text
    assert re.findall(r"[\d.]*\d", chinese) == re.findall(r"[\d.]*\d", text)
    assert run_reason(chinese, words("en")) == text
    assert run_reason(text, words("en")) == text


def test_a_framework_s_own_words_stay_as_they_are() -> None:
    text = "RuntimeError: could not create a primitive"
    assert run_reason(text, words("zh")) == text
