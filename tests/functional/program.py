"""The real program in a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run(
    *arguments: str, home: Path, timeout: float = 60, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `fwadvisor ARGUMENTS`; nothing of the person's own configuration leaks in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "SSL_CERT_FILE", "TMPDIR")
    }
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**kept, "HOME": str(home), "LANG": "C.UTF-8", **environment},
    )
