"""One file, read: what it says and where it says it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from advisor.reading.build import Builder
from advisor.reading.json_nodes import compose_json
from advisor.reading.marked import compose, decode, too_many_pieces
from advisor.reading.node import cut
from advisor.reading.problem import Problem, nearest
from advisor.reading.regular import Refused, read_regular
from advisor.reading.shape import shape

MOST = 200
"""Problems of one file that are looked for; a file of millions is not worth the minutes."""
LONGEST = 300
"""Characters of a value that a problem quotes."""


class Enough(Exception):
    """So many problems that reading on would tell nobody anything."""


class Document:
    """A file, its value (None when not even a stand-in could be made) and its problems."""

    def __init__(self, file: str, kind: str) -> None:
        self.file = file
        self.kind = kind
        """What it is: of a base the folder it lies in, or `article`."""
        self.value: Any = None
        self.problems: list[Problem] = []
        self.missing = False
        """There is no such file."""
        self.builder = Builder(self.report_while_reading)

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
                values=tuple(sorted((name, cut(value, LONGEST)) for name, value in values.items())),
                meant=meant,
            )
        )

    def report_while_reading(self, *place: Any, **values: Any) -> None:
        """Add a problem, or end the reading of a file that has nothing but problems.

        Raises:
            Enough: the file has MOST of them.
        """
        self.report(*place, **values)
        if len(self.problems) >= MOST:
            raise Enough

    def at(self, thing: object, name: str = "", item: object = None) -> tuple[int, int] | None:
        """Where a field was written; None when it was absent or already reported."""
        return self.builder.at(thing, name, item)

    def spoilt(self, thing: object, name: str) -> bool:
        """True when something in that field was reported already."""
        return (id(thing), name) in self.builder.spoilt

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


def read(
    directory: Path, file: str, kind: str, shape_of: type, *, by_hand: bool = False
) -> Document:
    """Read one file as that struct; everything wrong in it is among its problems.

    Args:
        by_hand: it is somebody's own file, not one of a base: it may be JSON, begin with a byte
            order mark, or be empty, which leaves the value None without a problem.
    """
    document = Document(file, kind)
    root = read_node(document, directory, by_hand=by_hand)
    if root is not None:
        with suppress(Enough):
            document.value = document.builder.struct(root, shape(shape_of))
    return document


def read_node(document: Document, directory: Path, *, by_hand: bool = False) -> yaml.Node | None:
    """The root of a file's tree; None when there is none, with the reasons among the problems of
    the document."""
    try:
        raw = read_regular(directory / document.file)
    except Refused as refused:
        document.missing = refused.missing
        document.report(refused.kind, refused.message, 1, 1, **refused.values)
        return None
    return compose_node(document, raw, by_hand=by_hand)


def compose_node(document: Document, raw: bytes, *, by_hand: bool = False) -> yaml.Node | None:
    """The same of bytes that are here already."""
    with suppress(Enough):
        text = decode(raw, document.report_while_reading, signed=by_hand)
        if text is None or too_many_pieces(text, document.report_while_reading):
            return None
        if by_hand and text.lstrip().startswith("{"):
            return compose_json(text, document.report_while_reading)
        return compose(text, document.report_while_reading, may_be_empty=by_hand)
    return None
