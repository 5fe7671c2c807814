"""The project appears whole or not at all, and nothing that was there before is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.usecases.settings import Settings
from advisor.usecases.starter.request import StarterRequest, StarterResult
from advisor.usecases.starter.start_project import preview, start_project


def settings(tmp_path: Path) -> Settings:
    nowhere = tmp_path / "nowhere"
    return Settings(knowledge=nowhere, overlay=None, data=nowhere, cache=nowhere)


def start(
    destination: Path, name: str | None = "hello", *, cancelled: bool = False
) -> StarterResult:
    return start_project(
        StarterRequest(framework="pytorch", destination=destination, name=name),
        settings=settings(destination.parent),
        on_event=lambda _event: None,
        cancelled=lambda: cancelled,
    )


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture(autouse=True)
def temporary_files_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_project_is_written_into_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    result = start(tmp_path / "deep" / "er" / "hello", name=None)
    assert result.name == "hello"
    assert set(everything(result.path)) >= set(result.files)
    assert (result.path / "src" / "hello" / "train.py").is_file()


def test_nothing_is_left_outside_the_destination(
    tmp_path: Path, temporary_files_of_its_own: Path
) -> None:
    start(tmp_path / "hello")
    assert [each.name for each in tmp_path.iterdir()] == ["hello"]
    assert list(temporary_files_of_its_own.iterdir()) == []


def test_the_folder_may_be_entered_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        result = start(tmp_path / "hello")
    finally:
        os.umask(before)
    assert result.path.stat().st_mode & 0o777 == 0o750


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "hello").mkdir()
    number = (tmp_path / "hello").stat().st_ino
    start(tmp_path / "hello")
    assert (tmp_path / "hello").stat().st_ino == number
    assert (tmp_path / "hello" / "pyproject.toml").is_file()


def look(destination: Path) -> StarterResult:
    return preview(
        StarterRequest(framework="pytorch", destination=destination),
        settings=settings(destination.parent),
    )


@pytest.mark.parametrize("act", [start, look])
def test_a_folder_that_holds_something_is_refused_and_stays_as_it_is(
    tmp_path: Path, act: Callable[[Path], StarterResult]
) -> None:
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    before = everything(tmp_path)
    with pytest.raises(AdvisorError) as caught:
        act(folder)
    assert caught.value.reference == "destination-taken"
    assert caught.value.exit_code == ExitCode.USAGE
    assert str(tmp_path / "hello-2") in caught.value.hint
    assert everything(tmp_path) == before


def test_a_file_and_a_dangling_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    for name in ("file", "link"):
        with pytest.raises(AdvisorError, match="cannot take a new project"):
            start(tmp_path / name)
    assert not (tmp_path / "gone").exists()


def test_a_refused_name_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError, match="cannot be called"):
        start(tmp_path / "a b", name=None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_any_name_takes_a_project_that_has_a_name_of_its_own(tmp_path: Path) -> None:
    for odd in ("a b", "深度", "it's", "{{ x }}", "{% if %}"):
        assert (start(tmp_path / odd).path / "pyproject.toml").is_file()


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        start(tmp_path / "hello", cancelled=True)
    assert list(tmp_path.iterdir()) == []


def test_a_preview_lists_what_would_be_written_and_writes_nothing(
    tmp_path: Path, temporary_files_of_its_own: Path
) -> None:
    request = StarterRequest(framework="pytorch", destination=tmp_path / "hello")
    shown = preview(request, settings=settings(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert list(temporary_files_of_its_own.iterdir()) == []
    assert shown.files == start(tmp_path / "hello").files
    assert not shown.written


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_where_nothing_may_be_written_is_an_error_with_the_next_step(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(AdvisorError) as caught:
            start(tmp_path / "hello")
    finally:
        tmp_path.chmod(0o700)
    assert caught.value.reference == "destination-not-writable"


def test_a_parent_that_is_a_file_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AdvisorError) as caught:
        start(tmp_path / "file" / "hello")
    assert caught.value.reference == "destination-not-writable"


def test_a_framework_without_a_template_is_named_with_those_that_have_one(tmp_path: Path) -> None:
    request = StarterRequest(framework="pytorhc", destination=tmp_path / "hello")
    with pytest.raises(AdvisorError) as caught:
        preview(request, settings=settings(tmp_path))
    assert caught.value.reference == "unknown-framework"
    assert "pytorch" in caught.value.hint
    assert "jittor" in caught.value.why
