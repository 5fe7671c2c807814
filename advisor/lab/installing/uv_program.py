"""Where uv lies."""

from __future__ import annotations

import shutil


def uv_program() -> str:
    """The path of the uv that came with the program, otherwise of the one on PATH; empty where
    there is none."""
    try:
        import uv

        return str(uv.find_uv_bin())
    except (ImportError, FileNotFoundError):
        return shutil.which("uv") or ""
