"""A folder that holds only the guest code, so that nothing else of ours can be imported in a
framework's process.

It is a copy under the data folder named by its contents: a running worker never sees an upgrade
half-way.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from advisor.lab.store import unwritable
from advisor.messages import Say

HOST_ONLY = "machine"
"""Runs under our own interpreter, not in a framework's."""
OVERLAID = ("frameworks", "workloads")
"""What a folder of the user's may add to."""


def stage(probes: Path, data: Path, *, overlaid: tuple[Path, ...] = (), say: Say) -> Path:
    """The folder to give a worker as its PYTHONPATH; made when it is not there yet.

    Args:
        overlaid: folders with adapters and workloads of somebody's own, to which they said yes;
            nothing else of them is taken.
    Raises:
        AdvisorError: `data-folder-not-writable`.
    """
    files = {
        file.relative_to(probes): file.read_bytes()
        for file in sorted(probes.rglob("*.py"))
        if _guest(probes, file)
    }
    for folder in overlaid:
        own = sorted(file for kind in OVERLAID for file in (folder / kind).glob("*.py"))
        files |= {file.relative_to(folder): file.read_bytes() for file in own}
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    staged = data.absolute() / "staging" / digest.hexdigest()[:16]
    if (staged / "probes").is_dir():
        return staged
    try:
        staged.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=staged.parent))
        for name, content in files.items():
            file = making / "probes" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        # Another process may have been first: then the rename fails, and its copy is as good as
        # ours.
        with contextlib.suppress(OSError):
            os.rename(making, staged)
        shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise unwritable(data, error.strerror or str(error), say) from error
    return staged


def _guest(probes: Path, file: Path) -> bool:
    return file.relative_to(probes).parts[0] != HOST_ONLY
