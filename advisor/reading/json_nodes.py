"""JSON to the same tree of nodes as YAML, so that one builder and one way of saying where serve
both."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, decoder
from typing import Any, NamedTuple

import yaml

from advisor.messages import N_
from advisor.reading.marked import DEEPEST, Report

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false|null", re.ASCII)
_scanstring: Any = decoder.scanstring  # type: ignore[attr-defined]  # not in its stubs
_TAG = "tag:yaml.org,2002:"


class _Mark(NamedTuple):
    """Where something starts, counted from 0."""

    line: int
    column: int


class _Wrong(Exception):
    def __init__(self, offset: int, kind: str, message: str, **values: str) -> None:
        super().__init__(kind)
        self.offset, self.kind, self.message, self.values = offset, kind, message, values


def compose_json(text: str, report: Report) -> yaml.Node | None:
    """The root node, or None with the reason reported: the first place that is no JSON."""
    reader = _Reader(text)
    root: yaml.Node
    try:
        root, end = reader.value(reader.after_space(0), 0)
        end = reader.after_space(end)
        if end < len(text):
            raise reader.expected(end, N_("the end of the file"))
    except _Wrong as wrong:
        mark = reader.mark(wrong.offset)
        report(wrong.kind, wrong.message, mark.line + 1, mark.column + 1, **wrong.values)
        return None
    return root


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def mark(self, offset: int) -> Any:  # of a node, whose own kind is a parser's
        line = bisect_right(self._lines, offset) - 1
        return _Mark(line, offset - self._lines[line])

    def after_space(self, offset: int) -> int:
        found = _SPACE.match(self.text, offset)
        return found.end() if found else offset

    def expected(self, offset: int, wanted: str) -> _Wrong:
        message = N_("Not JSON: expected {wanted} here.")
        return _Wrong(offset, "syntax", message, wanted=wanted)

    def value(self, offset: int, depth: int) -> tuple[Any, int]:
        """The value that starts here, and where it ends."""
        if depth > DEEPEST:
            raise _Wrong(offset, "too-deep", N_("The nesting is too deep."))
        opening = self.text[offset : offset + 1]
        if opening == "{":
            return self._mapping(offset, depth)
        if opening == "[":
            return self._sequence(offset, depth)
        if opening == '"':
            return self._string(offset)
        word = _WORD.match(self.text, offset)
        if word is None:
            raise self.expected(offset, N_("a value"))
        return self._scalar(_kind(word), word[0], offset), word.end()

    def _mapping(self, start: int, depth: int) -> tuple[Any, int]:
        pairs: list[tuple[Any, Any]] = []
        offset = self.after_space(start + 1)
        closed = self.text.startswith("}", offset)
        while not closed:
            if not self.text.startswith('"', offset):
                raise self.expected(offset, N_("a name in quotation marks"))
            key, offset = self._string(offset)
            offset = self._past(self.after_space(offset), ":")
            child, offset = self.value(offset, depth + 1)
            pairs.append((key, child))
            offset, closed = self._next(offset, "}")
        mark = self.mark(start)
        return yaml.MappingNode(f"{_TAG}map", pairs, mark), offset + (not pairs)

    def _sequence(self, start: int, depth: int) -> tuple[Any, int]:
        children: list[Any] = []
        offset = self.after_space(start + 1)
        closed = self.text.startswith("]", offset)
        while not closed:
            child, offset = self.value(offset, depth + 1)
            children.append(child)
            offset, closed = self._next(offset, "]")
        mark = self.mark(start)
        return yaml.SequenceNode(f"{_TAG}seq", children, mark), offset + (not children)

    def _next(self, offset: int, closing: str) -> tuple[int, bool]:
        """Past the comma or the closing bracket, and which of the two it was."""
        offset = self.after_space(offset)
        if self.text.startswith(closing, offset):
            return offset + 1, True
        return self._past(offset, ","), False

    def _past(self, offset: int, sign: str) -> int:
        if not self.text.startswith(sign, offset):
            raise self.expected(offset, f"'{sign}'")
        return self.after_space(offset + 1)

    def _string(self, offset: int) -> tuple[Any, int]:
        try:
            written, end = _scanstring(self.text, offset + 1, True)
        except JSONDecodeError as error:
            message = N_("Not JSON: {found}.")
            raise _Wrong(error.pos, "syntax", message, found=error.msg) from None
        return self._scalar("str", written, offset, style='"'), end

    def _scalar(self, kind: str, written: str, offset: int, style: str | None = None) -> Any:
        mark = self.mark(offset)
        return yaml.ScalarNode(_TAG + kind, written, mark, style=style)


def _kind(word: re.Match[str]) -> str:
    if word[0] == "null":
        return "null"
    if word[0] in ("true", "false"):
        return "bool"
    return "float" if word[1] or word[2] else "int"
