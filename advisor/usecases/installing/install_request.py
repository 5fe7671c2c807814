"""What somebody asks to have installed."""

from __future__ import annotations

from msgspec import Struct


class InstallRequest(Struct, frozen=True, kw_only=True):
    """What to install."""

    ids: tuple[str, ...]
    variant: str = ""
    index: str = ""
    python: str = ""
    again: bool = False
    relock: bool = False

    @property
    def of_the_stack(self) -> bool:
        """Whether what this machine's stack advises is asked for: no build and no index was
        named."""
        return not self.variant and not self.index
