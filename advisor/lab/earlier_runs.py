"""Compatibility: runs kept before reasons were codes hold a sentence, in the language of whoever
measured. Where it is one of the catalogue's it becomes its code, on reading."""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter

from msgspec.structs import replace

from advisor.messages import words
from advisor.model.reason import OWN_WORDS, SENTENCES, Reason, in_words
from advisor.model.run import Run

ENGLISH = words("en")


def with_code(run: Run) -> Run:
    """The run, its reason as code and values; as it is where nothing in the catalogue says exactly
    the same."""
    if run.reason_code or not run.reason:
        return run
    lang = "en" if run.reason.isascii() else "zh"
    for code, sentence in _sentences(lang):
        if not run.reason.startswith(sentence.partition("{")[0]):
            continue
        found = _pattern(sentence).fullmatch(run.reason)
        if found is None:
            continue
        values = {name: _value(text) for name, text in found.groupdict().items()}
        reason = Reason(code=code, values=values)
        if in_words(reason, words(lang)) == run.reason:
            return with_reason(run, reason)
    return run


def with_reason(run: Run, reason: Reason) -> Run:
    """The run with this reason, in English beside."""
    return replace(
        run,
        reason=in_words(reason, ENGLISH),
        reason_code=reason.code,
        reason_values=dict(reason.values),
    )


@lru_cache
def _sentences(lang: str) -> tuple[tuple[str, str], ...]:
    """Of the codes that have one, the particular before the general, as in the catalogue."""
    say = words(lang)
    return tuple(
        (code, say(parts[0]))
        for code, parts in SENTENCES.items()
        if len(parts) == 1 and code != OWN_WORDS
    )


@lru_cache
def _pattern(sentence: str) -> re.Pattern[str]:
    text = ""
    for literal, name, _, _ in Formatter().parse(sentence):
        text += re.escape(literal)
        text += f"(?P<{name}>.+?)" if name else ""
    return re.compile(text, re.DOTALL)


def _value(text: str) -> str | float | int:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
