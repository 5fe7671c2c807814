"""Where a use-case finds things; both front ends fill it in, nothing below reads the
environment."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Settings(Struct, frozen=True, kw_only=True):
    """The global options of the command line."""

    knowledge: Path
    overlay: Path | None
    data: Path
    cache: Path
    trust_overlay: bool = False
    """The person said yes to the code in the overlay; the yes is kept for what lies there now."""
    lang: str = "en"
    lang_given: bool = False
    """The person named the language, so the one that the app remembers does not matter."""
    offline: bool = False
    ascii: bool = False
    """Lines, blocks and typographic signs are spelled in ASCII."""
