"""Files that were meant to break a reader, or were given by mistake."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

DEEP_YAML = "a: " + "[" * 100_000
DEEP_LINES = "\n".join("  " * depth + "a:" for depth in range(400))
DEEP_JSON = '{"a": ' * 50_000 + "1" + "}" * 50_000
DIGITS = "9" * 5000
BOMB = "\n".join(
    ['a0: &a0 ["lol", "lol"]']
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
)

WRITTEN: dict[str, str | bytes] = {
    "deep yaml": DEEP_YAML,
    "deep yaml, line by line": DEEP_LINES,
    "deep json": DEEP_JSON,
    "a key twice in yaml": "python: '3.11'\npython: '3.12'\n",
    "a key twice in json": '{"python": "3.11",\n "python": "3.12"}',
    "a day that is none": "as_of: 2026-13-45\n",
    "a day before the first": "as_of: 0000-00-00\n",
    "5,000 digits in yaml": f"seed: {DIGITS}\n",
    "5,000 digits in json": f'{{"seed": {DIGITS}}}',
    "5,000 digits of a float": f"weights: {{speed: {DIGITS}.5}}\n",
    "no number in yaml": "flops: .nan\nbytes: .inf\n",
    "no number in json": '{"flops": NaN, "bytes": -Infinity}',
    "a number beyond all": "flops: 1e999\n",
    "a list as key": "? [a, b]\n: 1\n",
    "a mapping as key": "? {a: b}\n: 1\n",
    "a bomb of aliases": BOMB,
    "an alias to itself": "a: &a [*a]\n",
    "a merge key": "base: &b {x: 1}\nmore:\n  <<: *b\n",
    "a tag that runs": "!!python/object/apply:os.system ['true']\n",
    "a set": "!!set {a, b}\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a tab": "a:\n\t- b\n",
    "cut off": 'schema: "fwadvisor.machine/1\nfacts: {',
    "json cut off": '{"schema": "fwadvisor.machine/1", "facts": {',
    "not utf-8": b"title: caf\xe9\n",
    "utf-16": "title: x\n".encode("utf-16"),
    "nothing but noughts": b"\0" * 4096,
    "a program": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
    "an escape": "industry: \x1b]0;gone\x07\n",
    "an escape spelt out": 'industry: "\\x1b]0;gone\\a"\n',
    "a turned direction": "industry: \u202egnp.exe\n",
    "half a character": '{"industry": "\\ud800"}',
    "just words": "just words\n",
    "a list": "- a\n- b\n",
    "a number": "1\n",
    "many lines": "a: 1\n" * 600_000,
    "many items": "a: [" + "1, " * 600_000 + "]\n",
    "a long line": "industry: " + "x" * 3_000_000 + "\nno: 1\n",
}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _large(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(50):
            file.write(b"a: 1\n" * 200_000)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


MADE: dict[str, Callable[[Path], None]] = {
    "a pipe": _pipe,
    "a device": _device,
    "a folder": _folder,
    "50 MB": _large,
    "a disk image": _sparse,
}

NAMES = (*MADE, *WRITTEN)


def make(name: str, path: Path) -> None:
    """Put that file there."""
    if name in MADE:
        MADE[name](path)
        return
    content = WRITTEN[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
