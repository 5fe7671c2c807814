"""A tree of nodes to plain values, for what has no declared type: YAML without its surprises.

No key twice, no dates, no numbers to the base of 60, `no` is a word.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

import yaml

from advisor.messages import N_
from advisor.reading.build import LARGEST_WHOLE
from advisor.reading.characters import acting
from advisor.reading.marked import Report
from advisor.reading.node import Mark, found, mark, short

_WHOLE = re.compile("-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?|-?[0-9]+[eE][-+]?[0-9]+")
_NOTHING = ("", "~", "null")
KINDS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")


def plain(node: yaml.Node, report: Report) -> Any:
    """Dictionaries, lists, text, numbers, True, False and None; None too where something was
    reported."""
    where = mark(node)
    if short(node.tag) not in KINDS:
        message = N_("Tags such as {tag} are not used here.")
        report("tag", message, *where, tag=short(node.tag))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, report)
    if isinstance(node, yaml.SequenceNode):
        return [plain(child, report) for child in node.value]
    quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
    return _scalar(str(node.value), quoted, where, report)


def places(node: yaml.Node) -> dict[object, Mark]:
    """Where each key of a mapping, or each item of a list, was written."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): mark(key) for key, _ in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {index: mark(child) for index, child in enumerate(node.value)}
    return {}


def _mapping(node: yaml.MappingNode, report: Report) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            message = N_("Expected {wanted}, found {found}.")
            report("wrong-type", message, *mark(key), wanted=N_("text"), found=found(key))
            continue
        name = str(key.value)
        if name in built:
            message = N_("The key {key} stands here a second time.")
            report("duplicate-key", message, *mark(key), key=name)
            continue
        _text(name, mark(key), report)
        built[name] = plain(child, report)
    return built


def _scalar(written: str, quoted: bool, where: Mark, report: Report) -> Any:
    if quoted:
        return _text(written, where, report)
    if written in _NOTHING:
        return None
    if written in ("true", "false"):
        return written == "true"
    number: int | float | None = None
    if _WHOLE.fullmatch(written):
        number = int(written) if len(written) < 20 else LARGEST_WHOLE + 1
    elif _NUMBER.fullmatch(written):
        number = float(written)
    if number is None:
        return _text(written, where, report)
    if (abs(number) > LARGEST_WHOLE and isinstance(number, int)) or not isfinite(number):
        report("too-large", N_("The number {found} is too large."), *where, found=written)
        return None
    return number


def _text(written: str, where: Mark, report: Report) -> str:
    act = acting(written)
    if act:
        message = N_("The text holds {found}, a character that acts instead of being read.")
        report("control-character", message, *where, found=act)
    return written
