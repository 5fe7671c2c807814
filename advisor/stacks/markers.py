"""Environment markers (PEP 508), read without `packaging`, whose import costs more than resolving a
target does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from advisor.stacks import versions

Truth = Callable[[Mapping[str, str]], bool]
_TOKEN = re.compile(
    r"""\s*(?:(\(|\))|(===|==|~=|!=|<=|>=|<|>)|'([^']*)'|"([^"]*)"|([A-Za-z_.]+))"""
)
VERSIONS = ("python_version", "python_full_version", "implementation_version")
"""Compared as versions; everything else is text."""


def holds(marker: str, environment: Mapping[str, str]) -> bool:
    """Whether a marker holds in an environment, without extras.

    Raises:
        ValueError: it is no marker.
    """
    return _parsed(marker)(environment)


@lru_cache(maxsize=1024)
def _parsed(marker: str) -> Truth:
    tokens = _tokens(marker)
    found = _either(tokens)
    if tokens:
        raise ValueError(marker)
    return found


def _tokens(marker: str) -> list[tuple[str, str]]:
    """Kinds and texts, in order; taken from the front while parsing."""
    tokens = []
    at = 0
    while marker[at:].strip():
        found = _TOKEN.match(marker, at)
        if found is None:
            raise ValueError(marker)
        bracket, operator, single, double, name = found.groups()
        if bracket:
            tokens.append(("bracket", bracket))
        elif operator:
            tokens.append(("operator", operator))
        elif name:
            tokens.append(("name", name))
        else:
            tokens.append(("text", single if single is not None else double or ""))
        at = found.end()
    return tokens


def _either(tokens: list[tuple[str, str]]) -> Truth:
    parts = [_both(tokens)]
    while tokens[:1] == [("name", "or")]:
        tokens.pop(0)
        parts.append(_both(tokens))
    return lambda environment: any(part(environment) for part in parts)


def _both(tokens: list[tuple[str, str]]) -> Truth:
    parts = [_one(tokens)]
    while tokens[:1] == [("name", "and")]:
        tokens.pop(0)
        parts.append(_one(tokens))
    return lambda environment: all(part(environment) for part in parts)


def _one(tokens: list[tuple[str, str]]) -> Truth:
    if tokens[:1] == [("bracket", "(")]:
        tokens.pop(0)
        inside = _either(tokens)
        if tokens[:1] != [("bracket", ")")]:
            raise ValueError("a bracket is not closed")
        tokens.pop(0)
        return inside
    left, operator, right = _value(tokens), _operator(tokens), _value(tokens)
    return lambda environment: _compared(
        _said(left, environment),
        operator,
        _said(right, environment),
        as_versions=left[1] in VERSIONS or right[1] in VERSIONS,
    )


def _value(tokens: list[tuple[str, str]]) -> tuple[str, str]:
    if not tokens or tokens[0][0] not in ("name", "text"):
        raise ValueError("a value is missing")
    return tokens.pop(0)


def _operator(tokens: list[tuple[str, str]]) -> str:
    if tokens[:1] == [("name", "in")]:
        tokens.pop(0)
        return "in"
    if tokens[:2] == [("name", "not"), ("name", "in")]:
        del tokens[:2]
        return "not in"
    if not tokens or tokens[0][0] != "operator":
        raise ValueError("an operator is missing")
    return tokens.pop(0)[1]


def _said(value: tuple[str, str], environment: Mapping[str, str]) -> str:
    kind, text = value
    if kind == "text":
        return text
    if text not in environment:
        raise ValueError(text)
    return environment[text]


def _compared(left: str, operator: str, right: str, *, as_versions: bool) -> bool:
    if operator == "in":
        return left in right
    if operator == "not in":
        return left not in right
    if as_versions:
        if not right[:1].isdigit() or not left[:1].isdigit():
            raise ValueError(right)
        return versions.holds(left, f"{operator}{right}")
    if operator in ("==", "==="):
        return left == right
    if operator == "!=":
        return left != right
    # Other texts have no order that means anything; PEP 508 compares their letters.
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[
        operator
    ]
