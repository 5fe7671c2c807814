"""Any record as indented lines, in the reader's language: for looking at a whole entry of the
knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.messages import Say

INDENT = "  "


def outline(record: dict[str, Any], say: Say, depth: int = 1) -> Iterator[str]:
    """Fields that hold something, one a line; texts in one language, short lists on one line."""
    pad = INDENT * depth
    for name, value in record.items():
        if value in (None, "", [], {}, ()):
            continue
        if _is_text(value):
            yield f"{pad}{name}: {_said(value, say)}"
        elif isinstance(value, dict):
            yield f"{pad}{name}:"
            yield from outline(value, say, depth + 1)
        elif isinstance(value, list | tuple) and any(
            isinstance(item, dict | list | tuple) for item in value
        ):
            yield f"{pad}{name}:"
            for item in value:
                yield from _item(item, say, depth + 1)
        elif isinstance(value, list | tuple):
            yield f"{pad}{name}: {', '.join(str(item) for item in value)}"
        else:
            yield f"{pad}{name}: {value}"


def _item(item: Any, say: Say, depth: int) -> Iterator[str]:
    """One entry of a list: its plain fields on one line, the others below."""
    pad = INDENT * depth
    if not isinstance(item, dict):
        text = ", ".join(map(str, item)) if isinstance(item, list | tuple) else str(item)
        yield f"{pad}- {text}"
        return
    plain = {
        name: value
        for name, value in item.items()
        if not isinstance(value, dict) and value not in (None, "", [], ())
    }
    parts = (
        f"{name} {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in plain.items()
    )
    yield f"{pad}- " + "; ".join(parts)
    yield from outline(
        {name: value for name, value in item.items() if name not in plain}, say, depth + 2
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"en", "zh"}


def _said(value: dict[str, str], say: Say) -> str:
    return value["zh"] if say.lang == "zh" and value["zh"] else value["en"]
