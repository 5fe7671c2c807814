"""Opening knowledge: fast when nothing changed, read again when something did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.catalog import compiled, read
from advisor.catalog.folder import content_hash
from advisor.catalog.load import open_knowledge, problems
from advisor.errors import AdvisorError, ExitCode

DATA = Path(__file__).parents[2] / "data"
BICYCLES = DATA / "bicycles"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BICYCLES, tmp_path / "bicycles"))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The directories that were read from YAML."""
    seen: list[Path] = []
    real = read.read_base

    def counting(directory: Path, overlay: Path | None = None, **given: object) -> object:
        seen.append(directory)
        return real(directory, overlay, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(read, "read_base", counting)
    return seen


def test_a_quite_different_subject_opens_through_the_same_code() -> None:
    knowledge = open_knowledge(BICYCLES)
    assert list(knowledge.frameworks) == ["city", "folder", "racer"]
    assert len(knowledge.criteria) == 4
    assert knowledge.distros == {}
    assert knowledge.article is None
    assert knowledge.version == "2026.10.01"


def test_the_second_opening_reads_no_yaml(base: Path, tmp_path: Path, readings: list[Path]) -> None:
    first = open_knowledge(base, cache=tmp_path / "cache")
    second = open_knowledge(base, cache=tmp_path / "cache")
    assert second == first
    assert len(readings) == 1


def test_a_changed_word_is_seen_at_the_next_opening(
    base: Path, tmp_path: Path, readings: list[Path]
) -> None:
    before = open_knowledge(base, cache=tmp_path / "cache")
    file = base / "frameworks" / "city.yaml"
    stamp = file.stat()
    file.write_text(file.read_text("utf-8").replace("City bike", "Town bike"), encoding="utf-8")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = open_knowledge(base, cache=tmp_path / "cache")
    assert after.frameworks["city"].name == "Town bike"
    assert after.hash != before.hash
    assert len(readings) == 2


def test_a_new_file_is_seen_and_a_removed_one_is_missed(base: Path, tmp_path: Path) -> None:
    open_knowledge(base, cache=tmp_path / "cache")
    (base / "frameworks" / "racer.yaml").unlink()
    assert "racer" not in open_knowledge(base, cache=tmp_path / "cache").frameworks


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\xff\xfe", None])
def test_a_damaged_cache_is_made_again(base: Path, tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    first = open_knowledge(base, cache=cache)
    file = compiled.cache_file(cache, base, None)
    file.write_bytes(file.read_bytes()[:200] if damage is None else damage)
    assert open_knowledge(base, cache=cache) == first
    assert len(file.read_bytes()) > 200


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(base: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert open_knowledge(base, cache=tmp_path / "file" / "below").frameworks


def test_the_compiled_form_of_a_wheel_is_used_while_the_yaml_beside_it_is_the_same(
    base: Path, readings: list[Path]
) -> None:
    knowledge = open_knowledge(base)
    compiled.save(base / compiled.SHIPPED, knowledge)
    readings.clear()
    assert open_knowledge(base) == knowledge
    assert readings == []
    (base / "criteria" / "price.yaml").write_text(
        (base / "criteria" / "price.yaml").read_text("utf-8").replace("4000", "5000"),
        encoding="utf-8",
    )
    assert open_knowledge(base) != knowledge
    assert len(readings) == 1


def test_the_hash_does_not_depend_on_where_the_files_lie(base: Path) -> None:
    assert content_hash(base) == content_hash(BICYCLES)


def test_a_file_that_lies_where_nothing_is_read_is_a_problem_but_stops_nobody(base: Path) -> None:
    (base / "framework").mkdir()
    (base / "city.yml").write_text("id: city\n")
    assert [problem.kind for problem in problems(base)] == ["not-read", "not-read"]
    assert open_knowledge(base).frameworks


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError) as caught:
        open_knowledge(tmp_path / "nowhere")
    assert (caught.value.reference, caught.value.exit_code) == ("knowledge-missing", ExitCode.USAGE)


def test_a_wrong_base_names_the_first_problems_and_their_number() -> None:
    with pytest.raises(AdvisorError) as caught:
        open_knowledge(DATA / "broken_knowledge")
    error = caught.value
    assert (error.reference, error.exit_code) == ("knowledge-invalid", ExitCode.NO)
    assert "problems in" in error.what
    assert "accelerators/wrong.yaml:5:17: 10DE is not a PCI number" in error.what
    assert "knowledge validate" in error.hint


def test_no_yaml_parser_is_imported_while_the_compiled_form_is_current(
    base: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    open_knowledge(base, cache=cache)
    script = (
        "import sys; from pathlib import Path; from advisor.catalog.load import open_knowledge; "
        f"open_knowledge(Path({str(base)!r}), cache=Path({str(cache)!r})); "
        "print([name for name in ('yaml', 'advisor.reading.build', 'difflib') if name in "
        "sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout.strip() == "[]"
