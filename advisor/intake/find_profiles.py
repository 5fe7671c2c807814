"""Find profiles near: files in a folder, and in the folders right below it, that read as a need."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import AdvisorError
from advisor.intake.profile import read_profile
from advisor.model.need import Need

SUFFIXES = (".yaml", ".yml")
LARGEST = 65536
"""Bytes: a profile that a person wrote is far smaller."""
MOST = 300
"""So many files are opened at most: a home folder may hold any number."""


def find_profiles(folder: Path) -> dict[Path, Need]:
    """Each file that is a profile and asks for something, by its path as it was reached from there,
    in order."""
    found = {}
    for file in sorted(_candidates(folder))[:MOST]:
        try:
            need = read_profile(str(file), folder)
        except AdvisorError:
            continue
        if need != Need():
            found[file] = need
    return found


def _candidates(folder: Path) -> list[Path]:
    files = [
        *_listed(folder),
        *(file for below in _listed(folder) if below.is_dir() for file in _listed(below)),
    ]
    return [file for file in files if file.suffix in SUFFIXES and _small(file)]


def _listed(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []


def _small(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size <= LARGEST
    except OSError:
        return False
