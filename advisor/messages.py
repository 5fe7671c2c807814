"""Every sentence for people passes here, so that a language is an argument and never a global.

A message is written in English where it is used, `say("{n} runs", n=3)`; the catalogue of the
language replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

LOCALE = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("en", "zh")


class Say(Protocol):
    """Turns an English message with named fields into the reader's language."""

    lang: str

    def __call__(self, message: str, /, **values: object) -> str: ...


class Told(str):
    """English text that remembers how it was made, so that who shows it can say it in another
    language."""

    message: str
    values: dict[str, object]


def told(message: str, /, **values: object) -> Told:
    """Say it in English where nobody knows the reader's language, as in an error; `say` of it
    translates."""
    text = Told(message.format(**values))
    text.message, text.values = message, values
    return text


class Words:
    """Say, backed by one gettext catalogue (English needs none)."""

    def __init__(self, lang: str, lookup: Callable[[str], str]) -> None:
        self.lang = lang
        self._lookup = lookup

    def __call__(self, message: str, /, **values: object) -> str:
        if isinstance(message, Told):
            said = {
                name: self(value) if isinstance(value, Told) else value
                for name, value in message.values.items()
            }
            return self(message.message, **said)
        text = self._lookup(message) if message else ""
        return text.format(**values) if values else text


@lru_cache
def words(lang: str) -> Words:
    """The words of one language; an unknown language, or one without a catalogue, speaks
    English."""
    if lang == "en":
        return Words("en", str)
    import gettext

    catalogue = gettext.translation("fwadvisor", LOCALE, [lang], fallback=True)
    return Words(lang, catalogue.gettext)


def N_(message: str) -> str:
    """Mark a message for the catalogue where it is declared, to be said later."""
    return message
