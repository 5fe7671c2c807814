"""Nothing that people read is left in English for a Chinese reader, and no column is shifted by a
glyph."""

from __future__ import annotations

import importlib.util
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from babel.messages.pofile import read_po

from advisor.catalog.load import open_knowledge
from advisor.cli.help_text import wrap
from advisor.messages import told, words
from advisor.model.text import Text
from tests.functional.program import run

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "advisor" / "locale" / "zh" / "LC_MESSAGES" / "fwadvisor.po"


def collector() -> ModuleType:
    """tools/ is no package: its scripts are loaded by their path."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def messages() -> dict[str, str]:
    found: dict[str, str] = collector().collect(ROOT / "advisor")
    return found


@pytest.fixture(scope="module")
def translations() -> dict[str, str]:
    with PLACE.open("rb") as stream:
        return {
            str(entry.id): str(entry.string) for entry in read_po(stream, locale="zh") if entry.id
        }


def fields(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted(
        (name, spec, conversion)
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    )


def test_every_sentence_has_a_translation(
    messages: dict[str, str], translations: dict[str, str]
) -> None:
    assert len(messages) > 1000
    lacking = [
        f"{file}: {message!r}"
        for message, file in messages.items()
        if not translations.get(message)
    ]
    assert not lacking, "make messages, then translate in advisor/locale:\n" + "\n".join(lacking)


def test_no_translation_is_kept_for_a_sentence_that_is_gone(
    messages: dict[str, str], translations: dict[str, str]
) -> None:
    assert set(translations) <= set(messages), "make messages"


def test_a_translation_has_the_fields_of_its_sentence(translations: dict[str, str]) -> None:
    for message, text in translations.items():
        assert fields(message) == fields(text), message


def test_a_translation_keeps_the_commands_of_its_sentence(translations: dict[str, str]) -> None:
    for message, text in translations.items():
        assert sorted(message.split("`")[1::2]) == sorted(text.split("`")[1::2]), message


def test_no_translation_holds_a_glyph_whose_width_depends_on_the_terminal(
    translations: dict[str, str],
) -> None:
    for message, text in translations.items():
        doubtful = [glyph for glyph in text if unicodedata.east_asian_width(glyph) == "A"]
        assert not doubtful, f"{message!r}: {doubtful}"


def texts(thing: Any, where: str) -> Iterator[tuple[str, Text]]:
    """Every Text inside of a struct, with the way to it."""
    if isinstance(thing, Text):
        yield where, thing
    elif isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from texts(getattr(thing, name), f"{where}.{name}")
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts(value, f"{where}.{key}")
    elif isinstance(thing, tuple | list):
        for at, value in enumerate(thing):
            yield from texts(value, f"{where}[{at}]")


def test_every_text_of_the_knowledge_base_is_in_chinese_too() -> None:
    found = list(texts(open_knowledge(ROOT / "knowledge"), "knowledge"))
    assert len(found) > 200
    assert not [where for where, text in found if not text.zh.strip()]


def telling(message: str) -> str:
    """The longest piece between fields, if it is English enough to be recognised."""
    pieces = [literal for literal, *_ in string.Formatter().parse(message) if literal]
    longest = max(pieces, key=len, default="").strip()
    return (
        longest
        if longest.count(" ") >= 2 and sum(letter.isalpha() for letter in longest) >= 12
        else ""
    )


def english_in(said: str, translations: dict[str, str]) -> list[str]:
    """Sentences that stand there in English although they have a translation."""
    return [
        message
        for message, text in translations.items()
        if text != message and (piece := telling(message)) and piece in said
    ]


COMMANDS = (
    ("rank", "--industry", "healthcare"),
    ("rank", "--json", "--weight", "maintained=x"),
    ("rank", "--industry", "health"),
    ("explain", "pytorch"),
    ("compare", "pytorch", "paddlepaddle"),
    ("install-plan",),
    ("machine",),
    ("knowledge", "coverage"),
    ("knowledge", "show", "maintained"),
    ("measure", "--dry-run", "numpy_reference"),
    ("env", "list"),
    ("runs", "list"),
    ("frobnicate",),
    ("--help",),
    ("env", "--help"),
    ("rank", "--help"),
    ("measure", "--help"),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_says_nothing_in_english_that_it_knows_in_chinese(
    arguments: tuple[str, ...], translations: dict[str, str], tmp_path: Path
) -> None:
    shown = run("--lang", "zh", "--offline", *arguments, home=tmp_path)
    said = shown.stdout + shown.stderr
    assert any(unicodedata.east_asian_width(glyph) == "W" for glyph in said), said
    assert not english_in(said, translations), said


def test_a_report_is_in_chinese(translations: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    shown = run("--lang", "zh", "--offline", "report", "-o", str(file), home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    said = file.read_text(encoding="utf-8")
    assert not english_in(said, translations)


def test_an_error_made_in_english_is_said_in_chinese_with_its_fields() -> None:
    error = told("There is no {kind} called {id!r}.", kind=told("framework"), id="torch")
    assert error == "There is no framework called 'torch'."
    assert words("en")(error) == error
    assert words("zh")(error) == "没有名为 'torch' 的框架。"


def test_a_help_wraps_by_cells_and_starts_no_line_with_a_comma() -> None:
    assert wrap("按需求为框架排名，并说明 `--waive maintained` 的用处", 20) == (
        "按需求为框架排名，并",
        "说明 `--waive",
        "maintained` 的用处",
    )
