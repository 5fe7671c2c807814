"""A fact is one JSON object: name, value or the reason why there is none, where it was read, how to
see the same."""

from __future__ import annotations


def known(name: str, value: object, source: str, command: str, unit: str = "") -> dict:
    """A fact that was read."""
    return {"name": name, "value": value, "unit": unit, "source": source, "command": command}


def missing(name: str, reason: str, source: str, command: str, unit: str = "") -> dict:
    """A fact that could not be read; `reason` is one sentence for a person."""
    return {"name": name, "missing": reason, "unit": unit, "source": source, "command": command}


def either(
    name: str, value: object, reason: str, source: str, command: str, unit: str = ""
) -> dict:
    """Known when there is a value, missing with the reason when it is None, empty text or an empty
    collection."""
    if value is None or value == "" or value == [] or value == {}:
        return missing(name, reason, source, command, unit)
    return known(name, value, source, command, unit)
