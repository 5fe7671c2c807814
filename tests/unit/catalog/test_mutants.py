"""Files that a slip of the hand has changed: whatever it was, the reader reports or accepts, and
never fails."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from advisor.catalog.folder import yaml_files
from advisor.catalog.load import open_knowledge, problems
from advisor.errors import AdvisorError
from advisor.messages import words

BICYCLES = Path(__file__).parents[2] / "data" / "bicycles"
SLIPS = (
    "null", "~", "[]", "{}", '""', "3.10", "no", "2026-01-01", "-1", ".inf", "1e400", "&a", "*a",
    "!!str x", "- x", "? x", "|", ">", "[1, 2]", "{a: b}", '"', "\t", "：", "unknown", "\x00", "é",
    "%YAML", "---", "...", "<<: {}",
)  # fmt: skip


def slip(lines: list[str], chance: random.Random) -> None:
    """One change as hands make them: a line lost, doubled, moved in, a character lost, a word in
    the wrong place."""
    at = chance.randrange(len(lines))
    line = lines[at]
    match chance.randrange(6):
        case 0 if len(lines) > 1:
            lines.pop(at)
        case 1:
            lines.insert(at, line)
        case 2 if ":" in line:
            lines[at] = line.split(":", 1)[0] + ": " + chance.choice(SLIPS)
        case 3 if line:
            place = chance.randrange(len(line))
            lines[at] = line[:place] + line[place + 1 :]
        case 4 if line:
            place = chance.randrange(len(line))
            lines[at] = line[:place] + chance.choice(SLIPS) + line[place:]
        case _:
            lines[at] = " " * chance.randrange(1, 4) + line


@pytest.mark.parametrize("seed", range(8))
def test_no_slip_of_the_hand_makes_the_reader_fail(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    base = Path(shutil.copytree(BICYCLES, tmp_path / "base"))
    files = yaml_files(base)
    for _ in range(25):
        file = base / chance.choice(files)
        right = file.read_bytes()
        lines = right.decode().split("\n")
        for _ in range(chance.randint(1, 3)):
            slip(lines, chance)
        file.write_bytes("\n".join(lines).encode())
        found = problems(base, today=date(2026, 11, 24))
        for problem in found:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.text(words("en"))
        if found:
            with pytest.raises(AdvisorError):
                open_knowledge(base)
        else:
            first = open_knowledge(base, cache=tmp_path / "cache")
            assert open_knowledge(base, cache=tmp_path / "cache") == first
        file.write_bytes(right)
