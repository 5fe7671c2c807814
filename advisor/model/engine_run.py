"""What starts the engine of a stack, tries it and stops it, as lines to type."""

from msgspec import Struct

from advisor.model.stack import Statement
from advisor.model.text import Text

MODEL = "$MODEL"
"""Stands for the model where none is named: a variable of the shell."""


class WentWrong(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known to go wrong with the version of a stack."""

    what: Text
    thread: str
    fixed_in: str = ""


class EngineRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines to type once a stack is installed; with an image, inside its container."""

    engine: str
    """Its name."""
    purpose: str
    model: str
    """Empty where none is named; then the lines say `$MODEL`."""
    steps: tuple[str, ...] = ()
    command: str = ""
    """Empty where nothing tells how it is started."""
    test: str = ""
    stop: str = ""
    source: Statement | None = None
    known_bad: tuple[WentWrong, ...] = ()
