"""The shape of knowledge/apis/<framework>.yaml: which names of another library have a counterpart
there."""

from typing import Literal

from msgspec import Struct

from advisor.model.source import Source
from advisor.model.surroundings import SourcedSentence
from advisor.model.text import Text

Answer = Literal["same", "differs", "missing"]
"""The same meaning under another name; a counterpart that bites somewhere; none."""


class Origin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What projects come from. One table of a base has it: the table of the framework that they are
    written for."""

    package: str
    """The name that is imported; names in every table begin with it."""
    companions: tuple[str, ...] = ()
    """Packages that go along with it and stand in no table."""
    aliases: dict[str, str] = {}
    """The beginning of a dotted name, and how the tables spell it."""


class Tool(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that brings code over, or runs it as it is."""

    name: str
    says: Text
    command: str = ""
    """What to type, where there is something to type."""
    sources: tuple[str, ...]


class Bite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A difference that a changed name does not show."""

    says: Text
    sources: tuple[str, ...]


class Counterpart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one name becomes."""

    kind: Answer
    here: str = ""
    """Its dotted name there; empty exactly when it is missing."""
    renamed: dict[str, str] = {}
    """argument: what it is called there."""
    lacks: tuple[str, ...] = ()
    """Arguments that it does not take."""
    defaults: dict[str, str] = {}
    """argument, by its name there: its default there, where that is another one."""
    bites: tuple[str, ...] = ()
    """Keys of the table's own `bites`."""


class ApiTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One framework's answers."""

    id: str
    basis: SourcedSentence
    """How the table was made and what it holds for."""
    sources: dict[str, Source]
    origin: Origin | None = None
    tools: tuple[Tool, ...] = ()
    bites: dict[str, Bite] = {}
    names: dict[str, Counterpart] = {}
    """Dotted name, as the origin spells it: its counterpart. What is not here is unknown."""


class Apis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What knowledge/apis says: no score rests on it, so it is opened only by those who bring code
    over."""

    hash: str
    tables: dict[str, ApiTable]
    """By framework, in id order."""
