"""Values of facts that people write: a number, a size such as `64 GiB`, a list; each checked
against its name."""

from __future__ import annotations

import json
import re
from typing import Any

from advisor.model.fact_names import FactName
from advisor.model.machine import Value

SIZES = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "P": 2**50}


def typed(name: str, meaning: FactName, text: str) -> Value:
    """A value from one word of the command line.

    Raises:
        ValueError: saying what was expected.
    """
    text = text.strip()
    if meaning.kind in ("whole", "number"):
        return checked(name, meaning, _number(name, meaning, text))
    if meaning.kind == "flag":
        if text.lower() not in ("true", "false", "yes", "no"):
            raise ValueError(f"{name} is true or false, not {text!r}")
        return text.lower() in ("true", "yes")
    if meaning.kind == "text":
        return checked(name, meaning, text)
    if text[:1] in ("[", "{"):
        try:
            return checked(name, meaning, json.loads(text))
        except json.JSONDecodeError as error:
            raise ValueError(f"{name} is no JSON: {error}") from error
    if meaning.kind == "table":
        return checked(name, meaning, {"path": text} if text.startswith("/") else {"version": text})
    parts = [] if text == "none" else [part.strip() for part in text.split(",") if part.strip()]
    return checked(name, meaning, parts)


def _number(name: str, meaning: FactName, text: str) -> int | float:
    match = re.fullmatch(r"([0-9]{1,20}(?:\.[0-9]{1,9})?)\s*(?:([KMGTP])i?)?B?", text)
    if not match or (match.group(2) and meaning.unit != "B"):
        raise ValueError(
            f"{name} is a number{' such as `64 GiB`' if meaning.unit == 'B' else ''}, not {text!r}"
        )
    number = float(match.group(1)) * SIZES[match.group(2) or ""]
    return int(number) if number == int(number) else number


def checked(name: str, meaning: FactName, value: Any) -> Value:
    """The value if it is of the right kind.

    Raises:
        ValueError: saying what was expected.
    """
    kind = meaning.kind
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "text" and isinstance(value, str) and value.strip():
        if meaning.choices and value not in meaning.choices:
            raise ValueError(f"{name} is one of {', '.join(meaning.choices)}, not {value!r}")
        return value
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind == "whole" and isinstance(value, int) and number and value >= 0:
        return value
    if kind == "number" and number and 0 <= value < float("inf"):
        return value  # type: ignore[no-any-return]
    if (
        kind == "texts"
        and isinstance(value, (list, tuple))
        and all(isinstance(part, str) for part in value)
    ):
        return tuple(value)
    if kind == "tables" and isinstance(value, (list, tuple)):
        if name == "python.interpreters":
            return tuple(_interpreter(part) for part in value)
        if all(isinstance(part, dict) for part in value):
            return tuple(value)
    if kind == "table" and isinstance(value, dict):
        return value
    expected = {
        "text": "a word in quotation marks",
        "flag": "true or false",
        "whole": "a whole number from 0 up",
        "number": "a number from 0 up",
        "texts": "a list of words",
        "tables": "a list of tables",
        "table": "names with values",
    }[kind]
    raise ValueError(f"{name} is {expected}, not {value!r}")


def _interpreter(entry: Any) -> dict[str, Any]:
    """`3.11` or a table that has at least a version."""
    table = {"version": entry} if isinstance(entry, str) else entry
    if not isinstance(table, dict) or not re.fullmatch(
        r"\d+\.\d+(\.\d+)?", str(table.get("version", ""))
    ):
        raise ValueError(f"python.interpreters is a list of versions such as '3.11', not {entry!r}")
    return table
