"""Keep a need as a profile: a file that a person can read, edit, and hand to a team."""

from __future__ import annotations

from pathlib import Path

from advisor.intake.profile import profile_text
from advisor.model.need import Need
from advisor.reports.write import write_whole


def save_profile(need: Need, path: Path, *, force: bool = False) -> Path:
    """Write it and return where it is.

    Raises:
        AdvisorError: `file-exists`, unless `force` replaces it, or `cannot-write`.
    """
    write_whole(path, profile_text(need).encode(), force=force)
    return path
