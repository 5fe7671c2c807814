"""The isolated environments as people see them."""

from typing import Literal

from msgspec import Struct

from advisor.model.reason import Reason

State = Literal["ready", "adopted", "out of date", "absent", "not needed"]
"""`not needed`: our own interpreter can run it."""


class EnvironmentRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One framework that can have an environment."""

    id: str
    framework: str
    variant: str = ""
    state: State
    python: str = ""
    python_version: str = ""
    versions: dict[str, str] = {}
    bytes: int = 0
    seconds: float = 0.0
    import_seconds: float = 0.0
    built: str = ""
    kept_bytes: int = 0
    """What a removed environment left for the next time."""
    download_megabytes: float = 0.0
    """0 when the adapter's head does not know it."""
    disk_megabytes: float = 0.0
    install_seconds: float = 0.0
    """First import included."""
    variants: tuple[str, ...] = ()


class Installed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of one framework."""

    id: str
    ok: bool
    seconds: float = 0.0
    """Of the build; 0 for one that was there."""
    import_seconds: float = 0.0
    bytes: int = 0
    versions: dict[str, str] = {}
    python_version: str = ""
    reference: str = ""
    what: str = ""
    why: str = ""
    hint: str = ""
    reason: Reason | None = None
    """What and why as data, where they will be the same at the next try."""
