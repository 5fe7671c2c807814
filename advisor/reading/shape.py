"""Declared types, as the builder reads them: a struct's fields, a harmless value of a type, its
name for people."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import NODEFAULT, inspect

from advisor.messages import N_

_STAND_IN_DATE = date(2020, 1, 1)


@lru_cache
def shape(kind: type) -> inspect.StructType:
    """The declared shape of a struct."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return info


def stand_in(info: inspect.Type) -> Any:
    """A harmless value of that type."""
    match info:
        case inspect.UnionType():
            return (
                None
                if any(isinstance(kind, inspect.NoneType) for kind in info.types)
                else stand_in(info.types[0])
            )
        case inspect.StructType():
            return info.cls(
                **{
                    field.name: stand_in(field.type)
                    for field in info.fields
                    if field.default is NODEFAULT
                }
            )
        case inspect.VarTupleType():
            return ()
        case inspect.TupleType():
            return tuple(stand_in(kind) for kind in info.item_types)
        case inspect.DictType():
            return {}
        case inspect.LiteralType():
            return info.values[0]
        case inspect.DateType():
            return _STAND_IN_DATE
        case inspect.BoolType():
            return False
        case inspect.IntType() | inspect.FloatType():
            return 1
        case _:
            return ""


def wanted(info: inspect.Type) -> str:
    """What a scalar of that type is called in a sentence."""
    match info:
        case inspect.DateType():
            return N_("a date like 2026-11-22")
        case inspect.IntType():
            return N_("a whole number")
        case inspect.FloatType():
            return N_("a number")
        case inspect.BoolType():
            return N_("true or false")
        case _:
            return N_("text")
