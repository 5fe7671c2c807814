"""Recordings count only with an origin that a sceptic can open."""

import re
from pathlib import Path

import yaml

DATA = Path(__file__).parents[2] / "data" / "machines"
ORIGIN = re.compile(r"[\w.-]+/[\w.-]+ \S+@[0-9a-f]{40}|https://\S+")


def test_every_recording_names_where_it_comes_from() -> None:
    origins = yaml.safe_load((DATA / "ORIGINS.yaml").read_text(encoding="utf-8"))
    files = {
        str(file.relative_to(DATA / "recorded"))
        for file in (DATA / "recorded").rglob("*")
        if file.is_file()
    }
    assert files == set(origins)
    assert len(files) >= 25
    for name, entry in origins.items():
        assert ORIGIN.fullmatch(entry["origin"]), name


def test_every_recording_is_used_by_a_test() -> None:
    tests = "".join(
        file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")
    )
    folders = {file.parent.name for file in (DATA / "recorded").rglob("*") if file.is_file()}
    for folder in folders:
        assert f"{folder}/" in tests or f'"{folder}"' in tests, (
            f"no test reads tests/data/machines/recorded/{folder}"
        )
