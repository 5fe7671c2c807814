"""The isolated environments as people see them."""

from typing import Literal

from msgspec import Struct

from advisor.model.reason import Reason

State = Literal["ready", "adopted", "out of date", "absent", "not needed"]
"""`not needed`: our own interpreter can run it."""


class AdvisedPackages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the stack of this machine holds, as an environment is built from it."""

    versions: dict[str, str]
    """By package; the framework's own first."""
    python: str = ""
    """The minor version."""
    pins: tuple[str, ...] = ()
    """Exact requirements; empty where pip does not take them from an index."""
    overrides: tuple[str, ...] = ()
    """Of these, what counts although metadata forbids it."""
    besides: tuple[str, ...] = ()
    """Requirements that decide nothing."""
    indexes: tuple[str, ...] = ()
    """Addresses that are asked besides the primary index."""
    build: str = ""
    """The local version label of the build for this accelerator, `cpu`."""
    only_there: bool = False
    """The indexes must be reached: the primary one has another build under the same version."""
    kind: str = "index"
    """Of the stack: whatever is not `index` makes no environment here."""
    bytes: int = 0
    """The least that is fetched: where a lighter build may be reached, that one; all files where uv
    resolved them before, otherwise those that decide."""

    def same(self, other: "AdvisedPackages") -> bool:
        """Whether both ask for the same environment; what is taken along decides nothing, and is
        told exactly only once uv has been asked."""
        return (
            self.versions == other.versions
            and self.python == other.python
            and self.indexes == other.indexes
        )


class Obstacle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What keeps an environment from being built here."""

    reference: str
    """Of the error."""
    what: str
    why: str = ""
    hint: str = ""
    """The next command to type."""
    reason: Reason | None = None
    """What and why as data, where they will be the same at the next try."""


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
    at_least: bool = False
    """The sizes are the least that it can be: nobody has asked an index."""
    variants: tuple[str, ...] = ()
    advised: dict[str, str] = {}
    """What this machine's stack holds, by package; empty where it has none or nobody knows."""
    advised_python: str = ""
    chosen: dict[str, str] = {}
    """What would be built, where that was found out; by package."""
    chosen_python: str = ""
    why_not: Reason = Reason()
    """Why what is here, or would be built, is not what is advised."""
    obstacle: Obstacle | None = None
    """Why it cannot be built here; None where nothing is known to speak against it."""


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
    advised: dict[str, str] = {}
    advised_python: str = ""
    why_not: Reason = Reason()
    """Why it is not what is advised."""
    reference: str = ""
    what: str = ""
    why: str = ""
    hint: str = ""
    reason: Reason | None = None
    """What and why as data, where they will be the same at the next try."""
