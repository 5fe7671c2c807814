"""Where knowledge/ and probes/ lie (a checkout's come before the wheel's), and where data and
caches go."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    checkout = PACKAGE.parent / name
    if checkout.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    return PACKAGE / "_data" / name


def knowledge_dir() -> Path:
    """The shipped knowledge base; `FWADVISOR_KNOWLEDGE` replaces it."""
    given = os.environ.get("FWADVISOR_KNOWLEDGE")
    return Path(given) if given else _shipped("knowledge")


def probes_dir() -> Path:
    """The guest code, as a folder that can be copied into a staging area; `FWADVISOR_PROBES`
    replaces it."""
    given = os.environ.get("FWADVISOR_PROBES")
    return Path(given) if given else _shipped("probes")


def data_dir() -> Path:
    """Environments, runs and saved needs; `FWADVISOR_DATA` replaces it."""
    given = os.environ.get("FWADVISOR_DATA")
    if given:
        return Path(given)
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(
        os.path.expanduser("~"), ".local", "share"
    )
    return Path(base) / "fwadvisor"


def cache_dir() -> Path:
    """What can be made again: the compiled knowledge, the last known machine facts."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "fwadvisor"
