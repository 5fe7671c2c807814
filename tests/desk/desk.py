"""What is on this desk; a test that lacks something says which."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".work" / "desk" / "node_modules"

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that asks nobody for anything."""


def program(*names: str) -> str:
    """The first of these programs; without one the test says what is missing."""
    for name in names:
        if found := shutil.which(name):
            return found
    print(f"not run: no {names[0]}")
    pytest.skip(f"not run: no {names[0]}")


def node_module(name: str) -> Path:
    """A package from npm; without it the test says what is missing."""
    path = NODE / name
    if not path.exists():
        print(f"not run: no {name} from npm")
        pytest.skip(f"not run: no {name} from npm")
    return path


def picture(page: Path, target: Path, profile: Path, *more: str) -> None:
    """Take a picture of a page with the real browser."""
    subprocess.run(
        [
            program(*BROWSERS),
            *QUIET,
            f"--user-data-dir={profile}",
            *more,
            f"--screenshot={target}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
