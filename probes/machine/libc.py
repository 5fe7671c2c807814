"""The C library that programs run with here: it decides which wheels install."""

from __future__ import annotations

import os
import re

from probes.machine.fact import either, known, missing
from probes.machine.tree import Tree

COMMAND = "getconf GNU_LIBC_VERSION"


def parse(text: str) -> tuple[str, str]:
    """Name and version from `glibc 2.36`, `ldd (GNU libc) 2.28` or musl's own words; empty when it
    is neither."""
    musl = re.search(r"musl libc.*?Version (\d+\.\d+(?:\.\d+)?)", text, re.DOTALL)
    if musl:
        return "musl", musl.group(1)
    glibc = re.search(
        r"(?:glibc|GLIBC|GNU libc|Free Software)\S*\s.*?(\d\.\d{1,3})\b", text.split("\n", 1)[0]
    )
    return ("glibc", glibc.group(1)) if glibc else ("", "")


def facts(tree: Tree) -> list[dict]:
    """Name and version of the running library; a recording keeps what `ldd --version` printed."""
    if tree.live:
        source, text = "confstr", ""
        try:
            text = os.confstr("CS_GNU_LIBC_VERSION") or ""
        except (ValueError, OSError):
            if any(name.startswith("ld-musl-") for name in tree.names("/lib")):
                return [
                    known("libc.name", "musl", "/lib/ld-musl-*", "ldd --version"),
                    missing(
                        "libc.version",
                        "musl has no call that tells its version",
                        "confstr",
                        "ldd --version",
                    ),
                ]
    else:
        source, text = "ldd --version", tree.text("/ldd--version") or ""
    name, version = parse(text)
    none = "the C library does not say"
    return [
        either("libc.name", name, none, source, COMMAND),
        either("libc.version", version, none, source, COMMAND),
    ]
