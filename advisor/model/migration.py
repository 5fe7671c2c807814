"""What a project uses of a library, read from its syntax trees."""

from typing import Literal

from msgspec import Struct

Hindrance = Literal["syntax", "encoding", "too_large", "too_deep", "unreadable"]
Doubt = Literal["star_import", "looked_up", "too_many_files"]
"""Names that arrive unnamed; names put together while running; more files than are read."""


class Use(Struct, frozen=True, kw_only=True):
    """One place where a name is used; importing it is not using it."""

    name: str
    """As the library spells it, whatever the file calls it."""
    file: str
    """Relative to the project, with `/`."""
    line: int
    keywords: tuple[str, ...] = ()
    """Arguments that are given by name, where it is called."""


class Unread(Struct, frozen=True, kw_only=True):
    """A file that could not be read as Python."""

    file: str
    line: int = 0
    """Where it stops being Python; 0 when that is no matter of a line."""
    because: Hindrance
    detail: str = ""
    """Python's own words."""


class Doubtful(Struct, frozen=True, kw_only=True):
    """A place that hides names from a reader."""

    file: str
    line: int
    kind: Doubt
    about: str
    """The module that names come from."""


class Project(Struct, frozen=True, kw_only=True):
    """A whole folder, or one file."""

    files: int
    """Python files that were read."""
    uses: tuple[Use, ...]
    unread: tuple[Unread, ...] = ()
    doubts: tuple[Doubtful, ...] = ()
    companions: dict[str, int] = {}
    """Package that goes along with the library: how many files import it."""
    methods: int = 0
    """Calls of a method on a value of which the syntax does not tell what it is: some are the
    library's."""
