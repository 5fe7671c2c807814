"""One winner: what `prefer` and `vote` announce is what `rank` says on what they save.

`python -m tools.one_winner` asks for three hundred.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.one_winner import Cases, differences

SEED = 4
SAMPLE = 10


def test_what_is_announced_is_what_is_ranked_on_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FWADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("FWADVISOR_OVERLAY", raising=False)
    cases = Cases(tmp_path, SEED)
    assert differences(cases, SAMPLE) == []
    assert cases.asked["questions"]
    assert cases.asked["teams"]
