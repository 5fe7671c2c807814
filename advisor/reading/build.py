"""A tree of nodes to frozen structs, led by their declared types: every misfit is reported, nothing
is guessed.

What cannot be built is replaced by a stand-in of its type, so that the rules of check.py can go on
with the rest of the file; a file with any problem is never used.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any

import yaml
from msgspec import inspect

from advisor.messages import N_
from advisor.reading.characters import acting
from advisor.reading.marked import Report
from advisor.reading.node import Mark, found, mark, short
from advisor.reading.problem import nearest
from advisor.reading.shape import stand_in, wanted

LARGEST_WHOLE = 2**63 - 1
"""What a file, a database and another program hold without loss."""
EARLIEST, LATEST = date(101, 1, 1), date(2199, 12, 31)
"""Days that can be reckoned with: a century before them was a day too."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


class Builder:
    """Builds one file; remembers where each field of each struct was written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.marks: dict[tuple[int, str, object], Mark] = {}
        self.spoilt: set[tuple[int, str]] = set()
        """Fields in which something was reported already."""
        self.clean = True

    def at(self, thing: object, name: str = "", item: object = None) -> Mark | None:
        """Line and column of a field (or of one item or key in it); None when it was absent or
        could not be read."""
        return self.marks.get((id(thing), name, item))

    def struct(self, node: yaml.Node, info: inspect.StructType) -> Any:
        """Build a struct; unknown, missing and repeated keys are reported at their place."""
        fields = {field.encode_name: field for field in info.fields}
        required = [name for name, field in fields.items() if field.required]
        if not isinstance(node, yaml.MappingNode):
            expected = ", ".join(required or fields)
            self._wrong(
                node, N_("Expected a mapping with {wanted}; found {found}."), wanted=expected
            )
            return None
        known = list(fields) + ([info.tag_field] if info.tag_field else [])
        values: dict[str, Any] = {}
        places: list[tuple[str, object, Mark]] = []
        seen: set[str] = set()
        spoilt: list[str] = []
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self._problem(
                    key,
                    "unknown-key",
                    N_("There is no key {key} here; known are {known}."),
                    meant=nearest(name, known),
                    key=name or "?",
                    known=", ".join(known),
                )
                continue
            if name in seen:
                self._problem(
                    key, "duplicate-key", N_("The key {key} stands here a second time."), key=name
                )
                continue
            seen.add(name)
            if name == info.tag_field:
                continue
            before = self.clean
            self.clean = True
            inner: list[tuple[object, Mark]] = []
            value = self.value(child, fields[name].type, inner)
            if self.clean:
                places.append((name, None, mark(child)))
                values[name] = value
            else:
                spoilt.append(name)
                if value is not None:
                    values[name] = value
            self.clean = before and self.clean
            places.extend((name, item, where) for item, where in inner)
        for name, field in fields.items():
            if field.required and name not in values:
                if name not in seen:
                    self._problem(node, "missing-key", N_("The key {key} is missing."), key=name)
                values[name] = stand_in(field.type)
        built = info.cls(**values)
        for name, item, where in places:
            self.marks[id(built), name, item] = where
        self.marks[id(built), "", None] = mark(node)
        self.spoilt.update((id(built), name) for name in spoilt)
        return built

    def value(self, node: yaml.Node, info: inspect.Type, inner: list[tuple[object, Mark]]) -> Any:
        """Build any value; positions of items and keys are appended to `inner`. None when it could
        not be read."""
        if not isinstance(node, yaml.ScalarNode) and not node.tag.endswith((":map", ":seq")):
            self._problem(
                node, "tag", N_("Tags such as {tag} are not used here."), tag=short(node.tag)
            )
            return None
        match info:
            case inspect.UnionType():
                return self._union(node, info, inner)
            case inspect.StructType():
                return (
                    self.struct(node, info) if not info.tag_field else self._tagged(node, (info,))
                )
            case inspect.VarTupleType():
                return self._list(node, info, inner)
            case inspect.TupleType():
                return self._pair(node, info)
            case inspect.DictType():
                return self._dict(node, info, inner)
            case inspect.LiteralType():
                return self._literal(node, info)
            case _:
                return self._scalar(node, info)

    def _union(
        self, node: yaml.Node, info: inspect.UnionType, inner: list[tuple[object, Mark]]
    ) -> Any:
        types = [kind for kind in info.types if not isinstance(kind, inspect.NoneType)]
        if (
            len(types) < len(info.types)
            and isinstance(node, yaml.ScalarNode)
            and node.tag.endswith(":null")
        ):
            return None
        if len(types) == 1:
            return self.value(node, types[0], inner)
        structs = tuple(kind for kind in types if isinstance(kind, inspect.StructType))
        if structs:
            return self._tagged(node, structs)
        lists = [
            kind for kind in types if isinstance(kind, (inspect.VarTupleType, inspect.TupleType))
        ]
        if lists and isinstance(node, yaml.SequenceNode):
            return self.value(node, lists[0], inner)
        numeric = any(isinstance(kind, inspect.FloatType) for kind in types)
        if (
            numeric
            and isinstance(node, yaml.ScalarNode)
            and not node.style
            and node.tag.endswith((":float", ":int"))
        ):
            return self._scalar(node, inspect.FloatType())
        texts = any(isinstance(kind, inspect.StrType) for kind in types)
        return self._scalar(node, inspect.StrType() if texts else types[0])

    def _tagged(self, node: yaml.Node, structs: tuple[inspect.StructType, ...]) -> Any:
        field = structs[0].tag_field or "type"
        by_tag = {str(kind.tag): kind for kind in structs}
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, N_("Expected a mapping with {wanted}; found {found}."), wanted=field)
            return None
        for key, child in node.value:
            if key.value == field:
                tag = str(child.value) if isinstance(child, yaml.ScalarNode) else "?"
                if tag in by_tag:
                    return self.struct(node, by_tag[tag])
                self._not_one_of(child, tag, by_tag)
                return None
        self._problem(node, "missing-key", N_("The key {key} is missing."), key=field)
        return None

    def _list(
        self, node: yaml.Node, info: inspect.VarTupleType, inner: list[tuple[object, Mark]]
    ) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(
                node, N_("Expected a list, found {found}: write each item as '- item', or [a, b].")
            )
            return None
        built: list[Any] = []
        for child in node.value:
            item = self.value(child, info.item_type, [])
            if item is not None:
                inner.append((len(built), mark(child)))
                built.append(item)
        return tuple(built)

    def _pair(self, node: yaml.Node, info: inspect.TupleType) -> Any:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) != len(info.item_types):
            count = str(len(info.item_types))
            self._wrong(
                node, N_("Expected a list of exactly {count} items, found {found}."), count=count
            )
            return None
        built = [
            self.value(child, kind, [])
            for child, kind in zip(node.value, info.item_types, strict=True)
        ]
        return None if None in built else tuple(built)

    def _dict(
        self, node: yaml.Node, info: inspect.DictType, inner: list[tuple[object, Mark]]
    ) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, N_("Expected a mapping of names to values, found {found}."))
            return None
        built: dict[str, Any] = {}
        for key, child in node.value:
            name = self._scalar(key, inspect.StrType())
            if name is None:
                continue
            if name in built:
                self._problem(
                    key, "duplicate-key", N_("The key {key} stands here a second time."), key=name
                )
                continue
            item = self.value(child, info.value_type, [])
            inner.append((name, mark(key)))
            built[name] = stand_in(info.value_type) if item is None else item
        return built

    def _literal(self, node: yaml.Node, info: inspect.LiteralType) -> Any:
        name = self._scalar(node, inspect.StrType())
        if name is None or name in info.values:
            return name
        self._not_one_of(node, name, [str(value) for value in info.values])
        return None

    def _not_one_of(self, node: yaml.Node, name: str, known: Any) -> None:
        self._problem(
            node,
            "not-one-of",
            N_("{found} is not one of {known}."),
            meant=nearest(name, known),
            found=name,
            known=", ".join(known),
        )

    def _scalar(self, node: yaml.Node, info: inspect.Type) -> Any:
        expected = wanted(info)
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, N_("Expected {wanted}, found {found}."), wanted=expected)
            return None
        kind, written, plain = short(node.tag), str(node.value), not node.style
        if kind not in ("str", "int", "float", "bool", "null", "timestamp"):
            self._problem(node, "tag", N_("Tags such as {tag} are not used here."), tag=kind)
            return None
        if plain and kind == "null":
            self._problem(
                node, "empty-value", N_("Expected {wanted}, found nothing."), wanted=expected
            )
            return None
        if self._acts(node, written):
            return None
        if isinstance(info, inspect.StrType):
            return self._text(node, kind, written) if plain else written
        if isinstance(info, inspect.DateType):
            return self._date(node, written)
        if isinstance(info, inspect.BoolType):
            if plain and written in ("true", "false"):
                return written == "true"
            self._wrong(node, N_("Expected true or false, found {found}."))
            return None
        if not plain and _NUMBER.fullmatch(written):
            self._problem(
                node,
                "quoted-number",
                N_("Expected a number; {found} is text because of its quotes."),
                found=written,
            )
            return None
        if not plain or not _NUMBER.fullmatch(written) or not isfinite(float(written)):
            self._wrong(node, N_("Expected {wanted}, found {found}."), wanted=expected)
            return None
        if isinstance(info, inspect.IntType):
            if "." in written or "e" in written.lower():
                self._wrong(node, N_("Expected {wanted}, found {found}."), wanted=expected)
                return None
            if abs(int(written)) > LARGEST_WHOLE:
                self._problem(
                    node, "too-large", N_("The number {found} is too large."), found=written
                )
                return None
            return int(written)
        return float(written)

    def _acts(self, node: yaml.Node, written: str) -> bool:
        """Whether a text holds a character that acts; the file spelt it out, or decoding had met
        it."""
        found = acting(written)
        if found:
            message = N_("The text holds {found}, a character that acts instead of being read.")
            self._problem(node, "control-character", message, found=found)
        return bool(found)

    def _date(self, node: yaml.Node, written: str) -> date | None:
        try:
            day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
        except ValueError:
            day = None
        if day is None:
            message = N_("{found} is not a date like 2026-11-22.")
            self._problem(node, "bad-date", message, found=written)
        elif not EARLIEST <= day <= LATEST:
            message = N_("The date {found} is out of reach: is it a slip of the pen?")
            self._problem(node, "bad-date", message, found=written)
            day = None
        return day

    def _text(self, node: yaml.Node, kind: str, written: str) -> str | None:
        if kind == "str":
            return written
        if kind == "bool":
            message = N_('Without quotes {found} is read as true or false; write "{found}".')
        elif kind == "timestamp":
            message = N_('Without quotes {found} is read as a date; write "{found}".')
        else:
            message = N_(
                'Without quotes {found} is read as a number (3.10 becomes 3.1); write "{found}".'
            )
        name = {"bool": "unquoted-boolean", "timestamp": "unquoted-date"}.get(
            kind, "unquoted-number"
        )
        self._problem(node, name, message, found=written)
        return None

    def _wrong(self, node: yaml.Node, message: str, **values: str) -> None:
        self._problem(node, "wrong-type", message, found=found(node), **values)

    def _problem(
        self, node: yaml.Node, kind: str, message: str, *, meant: str = "", **values: str
    ) -> None:
        self.clean = False
        line, column = mark(node)
        self.report(kind, message, line, column, meant=meant, **values)
