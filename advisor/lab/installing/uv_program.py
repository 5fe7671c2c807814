"""Where uv lies."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from pathlib import Path


@cache
def uv_program() -> str:
    """The path of the uv that came with the program, otherwise of the one on PATH; empty where
    there is none."""
    # Where installers put it. The package knows, too, but reads a description of the whole
    # interpreter first, which a start need not wait for.
    beside = Path(sys.executable).parent / "uv"
    if os.access(beside, os.X_OK):
        return str(beside)
    try:
        import uv

        return str(uv.find_uv_bin())
    except (ImportError, FileNotFoundError):
        return shutil.which("uv") or ""
