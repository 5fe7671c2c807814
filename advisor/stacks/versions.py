"""Versions as vendors write them, in one order: numbers by value, alpha before beta before rc
before the release before what was patched onto it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

Token = tuple[int, int, str]
Key = tuple[Token, ...]

_BEFORE = {
    "dev": 0,
    "nightly": 0,
    "alpha": 1,
    "a": 1,
    "beta": 2,
    "b": 2,
    "rc": 3,
    "c": 3,
    "pre": 3,
    "preview": 3,
}
_AFTER = {"post": 0, "rev": 0, "r": 0}
_PRE, _END, _POST, _NUMBER = range(4)
"""What stands at a place, in order: a word for what comes before a release, nothing, a word for
what was patched onto one, a further number."""
_ENDING: Token = (_END, 0, "")
_PART = re.compile(r"(\d+)|([a-z]+)|([^a-z0-9]+)")
_OPERATORS = ("===", "==", ">=", "<=", "!=", "~=", ">", "<")


@lru_cache(maxsize=16384)
def key(version: str) -> Key:
    """Something that compares as the versions do; a total order, equal for `8.0` and `8.0.0`.

    Agrees with PEP 440 on every version without an epoch, local labels left aside, and takes what
    vendors write besides: `8.0.RC2.alpha002`, `24.1.rc3.3`, `R580`, `25.04.2`, `23.0.3.B060`.
    """
    public = version.strip().lower().partition("+")[0]
    tokens: list[Token] = []
    zeros: list[Token] = []
    separated = True
    for number, word, _ in _PART.findall(public):
        if number:
            token = (_NUMBER, int(number), "")
            if token[1] == 0:
                zeros.append(token)  # counts only when another number follows
            else:
                tokens += [*zeros, token]
                zeros = []
            separated = False
        elif word:
            if not tokens and not zeros:
                continue  # the letter of `v1.2` and `R580`
            zeros = []
            tokens.append(_word(word, separated))
            separated = False
        else:
            separated = True
    return (*tokens, _ENDING)


def _word(word: str, separated: bool) -> Token:
    """A single letter is a stage only when it is glued to its number: `1.0b2`, but not `.B060`."""
    if word in _BEFORE and not (separated and len(word) == 1):
        return (_PRE, _BEFORE[word], "")
    if word in _AFTER:
        return (_POST, _AFTER[word], "")
    return (_POST, 1, word)


def is_stable(version: str) -> bool:
    """Whether it is a release, or something patched onto one, and not what came before."""
    return all(token[0] != _PRE for token in key(version))


def major(version: str) -> int:
    """The first number: 3 of `3.0.0.dev2025`; 0 where it begins with none."""
    return next(iter(_numbers(version)), 0)


def newest(versions: Iterable[str]) -> str:
    """The highest of some versions; empty when there is none."""
    return max(versions, key=key, default="")


@lru_cache(maxsize=8192)
def _clauses(specifier: str) -> tuple[tuple[str, str, Key, str], ...]:
    """Each clause as operator, version, its key and its local label.

    Raises:
        ValueError: something in it is no version.
    """
    clauses = []
    for written in specifier.split(","):
        text = written.strip()
        operator = next((sign for sign in _OPERATORS if text.startswith(sign)), "")
        version = text.removeprefix(operator).strip()
        if version == "*" and operator in ("", "=="):
            continue
        if not re.search(r"\d", version) or re.search(r"[\s<>=!~]", version):
            raise ValueError(text)
        if version.endswith(".*"):
            operator += "*"
            version = version.removesuffix(".*")
        if operator not in ("", "*", "==*", "!=*", *_OPERATORS):
            raise ValueError(text)
        clauses.append((operator, version, key(version), version.partition("+")[2].lower()))
    return tuple(clauses)


def is_specifier(text: str) -> bool:
    """Whether it can be read: `8.0.0`, `>=8.1,<9`, `2.1.*`, `*`."""
    try:
        _clauses(text)
    except ValueError:
        return False
    return bool(text.strip())


def is_bare(text: str) -> bool:
    """Whether it names one version or all that begin with one: `8.0.0`, `8.2.*`."""
    return bool(re.fullmatch(r"[\w.+-]*\d[\w.+-]*(\.\*)?", text))


def mentioned(specifier: str) -> tuple[str, ...]:
    """The versions that stand in it."""
    return tuple(clause[1] for clause in _clauses(specifier))


@lru_cache(maxsize=65536)
def holds(version: str, specifier: str) -> bool:
    """Whether a version is one that a specifier means; a bare version means exactly itself.

    Raises:
        ValueError: the specifier cannot be read.
    """
    own = key(version)
    return all(_clause_holds(version, own, clause) for clause in _clauses(specifier))


def _clause_holds(version: str, own: Key, clause: tuple[str, str, Key, str]) -> bool:
    operator, text, wanted, label = clause
    if operator in ("", "==", "==="):
        return own == wanted and (not label or version.lower().partition("+")[2] == label)
    if operator in ("*", "==*"):
        return _begins(version, text)
    if operator == "!=*":
        return not _begins(version, text)
    if operator == "!=":
        return own != wanted
    if operator == ">=":
        return own >= wanted
    if operator == "<=":
        return own <= wanted
    if operator == "~=":
        return own >= wanted and _begins(version, text.rpartition(".")[0])
    if operator == ">":
        # As PEP 440 has it: what was patched onto a version is not newer than it.
        return own > wanted and not _extends(own, wanted, _POST)
    return own < wanted and not _extends(own, wanted, _PRE)


def _extends(own: Key, wanted: Key, by: int) -> bool:
    """Whether it is the other with a word of that kind behind it."""
    bare = wanted[:-1]
    return len(own) > len(bare) and own[: len(bare)] == bare and own[len(bare)][0] == by


def _begins(version: str, start: str) -> bool:
    """Whether its numbers begin with those: `2.1.0.post3` with `2.1`."""
    own, wanted = _numbers(version), _numbers(start)
    padded = own + (0,) * (len(wanted) - len(own))
    return padded[: len(wanted)] == wanted


@lru_cache(maxsize=8192)
def _numbers(version: str) -> tuple[int, ...]:
    """The numbers before the first word."""
    numbers: list[int] = []
    for number, word, _ in _PART.findall(version.strip().lower().partition("+")[0]):
        if number:
            numbers.append(int(number))
        elif word and numbers:
            break
    return tuple(numbers)
