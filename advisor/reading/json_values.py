"""JSON that this program wrote and others handed on, such as a report: strictly, to plain values.

What people write themselves is read by json_nodes, which knows where everything stands and takes
twenty times as long.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from advisor.messages import N_
from advisor.reading.build import LARGEST_WHOLE
from advisor.reading.marked import DEEPEST, Report

_TOO_DEEP = N_("The nesting is too deep.")


class _Refused(Exception):
    def __init__(self, kind: str, message: str, **values: str) -> None:
        super().__init__(kind)
        self.kind, self.message, self.values = kind, message, values


def json_values(text: str, report: Report) -> Any:
    """The values of a document; None when something was reported, at its line where the parser
    tells one."""
    try:
        found = json.loads(
            text,
            object_pairs_hook=_mapping,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        report("syntax", N_("Not JSON: {found}."), error.lineno, error.colno, found=error.msg)
    except RecursionError:
        report("too-deep", _TOO_DEEP, 1, 1)
    except _Refused as refused:
        report(refused.kind, refused.message, *_first_place(text, refused), **refused.values)
    else:
        if not isinstance(found, (dict, list)) or not _too_deep(found):
            return found
        report("too-deep", _TOO_DEEP, 1, 1)
    return None


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) == len(pairs):
        return built
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    raise _Refused("duplicate-key", N_("The key {key} stands here a second time."), key=name)


def _whole(written: str) -> int:
    number = int(written) if len(written) <= 20 else LARGEST_WHOLE + 1
    if abs(number) > LARGEST_WHOLE:
        raise _Refused("too-large", N_("The number {found} is too large."), found=written)
    return number


def _number(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise _Refused("too-large", N_("The number {found} is too large."), found=written)
    return number


def _constant(written: str) -> float:
    raise _Refused("not-a-number", N_("{found} is no number of JSON."), found=written)


def _first_place(text: str, refused: _Refused) -> tuple[int, int]:
    """Where the name or number at fault stands, a name where it stands for the second time: the
    parser does not say where it was."""
    found = refused.values.get("found")
    word = found if found is not None else json.dumps(refused.values["key"], ensure_ascii=False)
    at = text.find(word)
    if found is None:
        at = text.find(word, at + 1)
    if at < 0:
        return 1, 1
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for above in level:
            inside = above.values() if isinstance(above, dict) else above
            below += [each for each in inside if isinstance(each, (dict, list))]
        if not below:
            return False
        level = below
    return True
