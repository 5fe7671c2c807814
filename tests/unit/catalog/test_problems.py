"""A folder of broken files: each problem at its line, nothing else."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from advisor.catalog.load import problems
from advisor.messages import words
from advisor.reading.problem import Problem

BROKEN = Path(__file__).parents[2] / "data" / "broken_knowledge"
TODAY = date(2026, 11, 24)

UNMARKED = {
    ("frameworks/utf16.yaml", 1, "not-utf8"),
    ("frameworks/gb18030.yaml", 2, "not-utf8"),
    ("frameworks/bom.yaml", 1, "byte-order-mark"),
    ("frameworks/control.yaml", 2, "control-character"),
    ("frameworks/empty.yaml", 1, "empty"),
    ("frameworks/ending.yml", 1, "not-read"),
    ("framworks", 1, "not-read"),
    ("loose.yaml", 1, "not-read"),
    ("releases/plugin.json", 3, "bad-tag"),
    ("releases/plugin.json", 4, "not-newest-first"),
    ("releases/plugin.json", 4, "future-date"),
    ("releases/torn.json", 2, "syntax"),
    ("releases/typed.json", 4, "wrong-type"),
}
"""What cannot be marked with `# <- kind` on its own line."""


def expected() -> set[tuple[str, int, str]]:
    """The marks in the files: `# <- kind` stands on the line where the problem must be found."""
    found = set(UNMARKED)
    for file in BROKEN.rglob("*.yaml"):
        for number, line in enumerate(file.read_bytes().decode("utf-8", "replace").split("\n"), 1):
            if marked := re.search(r"# <- (.*)$", line):
                found |= {
                    (str(file.relative_to(BROKEN)), number, kind) for kind in marked[1].split()
                }
    return found


@pytest.fixture(scope="module")
def found() -> tuple[Problem, ...]:
    return problems(BROKEN, today=TODAY)


def test_every_problem_of_every_file_is_found_at_its_line_and_nothing_else(
    found: tuple[Problem, ...],
) -> None:
    assert {(problem.file, problem.line, problem.kind) for problem in found} == expected()


def test_at_least_forty_files_are_broken(found: tuple[Problem, ...]) -> None:
    assert len({problem.file for problem in found}) >= 40


def test_problems_are_listed_in_the_order_of_files_and_lines(found: tuple[Problem, ...]) -> None:
    places = [(problem.file, problem.line, problem.column) for problem in found]
    assert places == sorted(places)


def test_a_problem_reads_like_a_compilers(found: tuple[Problem, ...]) -> None:
    problem = next(
        problem
        for problem in found
        if problem.kind == "unknown-criterion" and "sped" in str(problem.values)
    )
    assert problem.listed(words("en")) == (
        "frameworks/unknown_criterion.yaml:7:17: There is no criterion called sped. Did you mean "
        "speed?"
    )


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("unknown-key", "licence"),
        ("not-one-of", "documented"),
        ("unknown-level", "soft"),
        ("unknown-source", "page"),
        ("unknown-accelerator", "motor"),
        ("unknown-arch", "aarch64"),
        ("unknown-arch", "x86_64"),
        ("unknown-framework", "good"),
        ("bad-field", "ID"),
        ("not-read", "frameworks"),
        ("id-not-stem", "stem"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(
    found: tuple[Problem, ...], kind: str, meant: str
) -> None:
    assert meant in {problem.meant for problem in found if problem.kind == kind}


def test_the_clock_is_asked_only_when_a_day_is_given() -> None:
    kinds = {problem.kind for problem in problems(BROKEN)}
    assert "future-date" not in kinds
    assert "old-date" in kinds


def test_every_message_takes_its_values(found: tuple[Problem, ...]) -> None:
    for problem in found:
        assert "{" not in problem.text(words("en")).replace("{...}", "").replace("{'", "")


def test_a_bomb_of_aliases_is_refused_before_it_is_expanded(tmp_path: Path) -> None:
    lines = ['a0: &a0 ["lol", "lol"]'] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "bomb.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert {problem.kind for problem in problems(tmp_path)} == {"alias"}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000 + "x", "? " * 50_000]
)
def test_nesting_beyond_reason_is_a_problem_and_not_a_crash(tmp_path: Path, text: str) -> None:
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "deep.yaml").write_text(text, encoding="utf-8")
    assert {problem.kind for problem in problems(tmp_path)} == {"too-deep"}


def test_a_file_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "huge.yaml").write_bytes(b"# " + b"x" * (5 << 20))
    assert "too-large" in {problem.kind for problem in problems(tmp_path)}


def test_a_folder_named_like_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "frameworks" / "folder.yaml").mkdir(parents=True)
    assert {problem.kind for problem in problems(tmp_path)} == {"unreadable"}


def test_a_pipe_with_nobody_behind_it_does_not_keep_anybody_waiting(tmp_path: Path) -> None:
    (tmp_path / "frameworks").mkdir()
    os.mkfifo(tmp_path / "frameworks" / "pipe.yaml")
    assert [problem.kind for problem in problems(tmp_path)] == ["unreadable"]


def test_a_link_to_nowhere_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "link.yaml").symlink_to("nowhere")
    assert [problem.kind for problem in problems(tmp_path)] == ["unreadable"]


def test_a_base_without_frameworks_is_a_problem(tmp_path: Path) -> None:
    assert [problem.kind for problem in problems(tmp_path)] == ["no-frameworks"]
