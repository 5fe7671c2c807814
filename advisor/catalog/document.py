"""One file of knowledge, read: what it says and where it says it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor.catalog.build import Builder
from advisor.catalog.marked import compose, decode
from advisor.catalog.problem import Problem, nearest
from advisor.catalog.shape import shape
from advisor.messages import N_


class Document:
    """A file, its value (None when not even a stand-in could be made) and its problems."""

    def __init__(self, file: str, kind: str) -> None:
        self.file = file
        self.kind = kind
        """The folder it lies in, or `article`."""
        self.value: Any = None
        self.problems: list[Problem] = []
        self._builder = Builder(self.report)

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return Path(self.file).stem

    def report(
        self, kind: str, message: str, line: int, column: int, *, meant: str = "", **values: str
    ) -> None:
        """Add a problem at a place."""
        self.problems.append(
            Problem(
                file=self.file,
                line=line,
                column=column,
                kind=kind,
                message=message,
                values=tuple(sorted(values.items())),
                meant=meant,
            )
        )

    def at(self, thing: object, name: str = "", item: object = None) -> tuple[int, int] | None:
        """Where a field was written; None when it was absent or already reported."""
        return self._builder.at(thing, name, item)

    def spoilt(self, thing: object, name: str) -> bool:
        """True when something in that field was reported already."""
        return (id(thing), name) in self._builder.spoilt

    def fault(
        self,
        thing: object,
        name: str,
        kind: str,
        message: str,
        *,
        item: object = None,
        known: Any = (),
        found: str = "",
        **values: str,
    ) -> None:
        """Report something about a field, at its place or else at its owner's; silent where the
        field is spoilt.

        Args:
            known: the names that would do; the nearest to `found` is offered.
        """
        if self.spoilt(thing, name):
            return
        line, column = (
            self.at(thing, name, item) or self.at(thing, name) or self.at(thing) or (1, 1)
        )
        self.report(
            kind,
            message,
            line,
            column,
            meant=nearest(found, known) if found else "",
            found=found,
            **values,
        )


def read(directory: Path, file: str, kind: str, shape_of: type) -> Document:
    """Read one file as that struct; everything wrong in it is among its problems."""
    document = Document(file, kind)
    try:
        if not stat.S_ISREG(os.stat(directory / file).st_mode):
            message = N_("The file cannot be read: {reason}.")
            document.report("unreadable", message, 1, 1, reason="it is not a regular file")
            return document
        raw = (directory / file).read_bytes()
    except OSError as error:
        message = N_("The file cannot be read: {reason}.")
        document.report("unreadable", message, 1, 1, reason=(error.strerror or str(error)).lower())
        return document
    _fill(document, raw, lambda builder, node: builder.struct(node, shape(shape_of)))
    return document


def _fill(document: Document, raw: bytes, build: Callable[[Builder, Any], Any]) -> None:
    text = decode(raw, document.report)
    if text is None:
        return
    node = compose(text, document.report)
    if node is not None:
        document.value = build(document._builder, node)
