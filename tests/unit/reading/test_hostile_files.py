"""Whatever file is handed in: whoever reads it answers soon, in words, as for a user's error."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.catalog.load import open_knowledge, open_stacks, problems
from advisor.errors import AdvisorError, ExitCode
from advisor.intake.find_profiles import find_profiles
from advisor.intake.last_use import read_last_use
from advisor.intake.machine_file import read_machine
from advisor.intake.model_file import read_model, read_onnx
from advisor.intake.policy import read_policy
from advisor.intake.profile import read_profile
from advisor.intake.report_file import read_report
from advisor.lab.machine import last_known
from advisor.lab.store import read_runs
from advisor.lab.verifications import verifications
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.usecases.measuring.runs import import_runs
from advisor.usecases.settings import Settings
from advisor.usecases.team.people import read_people
from tests.unit.reading import hostile

SECONDS = 3.0
"""Of the processor; most take a hundredth."""
BICYCLES = Path(__file__).parents[2] / "data" / "bicycles"
KNOWLEDGE = open_knowledge(knowledge_dir())


def a_settings(data: Path) -> Settings:
    return Settings(
        knowledge=knowledge_dir(), overlay=None, data=data, cache=data / "cache", lang="en"
    )


def _onnx(file: Path) -> object:
    pytest.importorskip("onnx")
    return read_onnx(file, batch=1, training=False)


def _overlay(file: Path) -> object:
    folder = file.parent / "overlay"
    (folder / "industries").mkdir(parents=True)
    file.rename(folder / "industries" / "given.yaml")
    return open_knowledge(BICYCLES, overlay=folder)


def _base(file: Path) -> object:
    folder = file.parent / "base"
    (folder / "frameworks").mkdir(parents=True)
    file.rename(folder / "frameworks" / "given.yaml")
    return open_knowledge(folder)


def _releases(file: Path) -> object:
    folder = file.parent / "overlay"
    (folder / "releases").mkdir(parents=True)
    file.rename(folder / "releases" / "given.yaml.json")
    return open_stacks(BICYCLES, overlay=folder)


LOADERS: dict[str, Callable[[Path], object]] = {
    "profile": lambda file: read_profile(str(file), file.parent),
    "vote": lambda file: read_people([str(file)], file.parent),
    "policy": lambda file: read_policy(file, KNOWLEDGE),
    "machine": read_machine,
    "model": read_model,
    "onnx": _onnx,
    "report": read_report,
    "runs": lambda file: import_runs(file, settings=a_settings(file.parent / "data")),
    "overlay": _overlay,
    "knowledge": _base,
    "releases": _releases,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", hostile.NAMES)
@pytest.mark.parametrize("loader", LOADERS)
def test_a_hostile_file_is_refused_in_words_and_soon(
    loader: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "given.yaml"
    hostile.make(name, file)
    began = time.process_time()
    with pytest.raises(AdvisorError) as caught:
        LOADERS[loader](file)
    assert time.process_time() - began < SECONDS
    error = caught.value
    assert error.exit_code in (ExitCode.USAGE, ExitCode.NO)
    assert "given.yaml" in f"{error.what} {error.why}"
    assert error.hint
    assert len(error.what) + len(error.why) < 6000


PLACED = [name for name in hostile.WRITTEN if name not in ("utf-16", "many lines", "many items")]


@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize("loader", ["profile", "policy", "machine", "model", "report"])
def test_the_error_says_in_which_line(loader: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "given.yaml"
    hostile.make(name, file)
    with pytest.raises(AdvisorError) as caught:
        LOADERS[loader](file)
    if loader == "report" and "report" in caught.value.what and not caught.value.why:
        return  # a whole JSON document, of another kind: no line is at fault
    assert f"{file}:" in caught.value.why, f"{caught.value.what} {caught.value.why}"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_stray_file_in_the_folder_ends_nothing(name: str, tmp_path: Path) -> None:
    hostile.make(name, tmp_path / "stray.yaml")
    (tmp_path / "ana.yaml").write_text("industry: healthcare\n", encoding="utf-8")
    began = time.process_time()
    assert find_profiles(tmp_path) == {tmp_path / "ana.yaml": Need(industry="healthcare")}
    assert time.process_time() - began < SECONDS


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", hostile.NAMES)
def test_what_the_program_keeps_for_itself_is_forgotten_when_it_is_damaged(
    name: str, tmp_path: Path
) -> None:
    for kept in ("app.json", "machine.json", "verified-starters.jsonl"):
        hostile.make(name, tmp_path / kept)
    began = time.process_time()
    assert read_last_use(tmp_path).need is None
    assert last_known(tmp_path) is None
    assert verifications(tmp_path) == ()
    assert time.process_time() - began < SECONDS


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_store_that_is_none_is_said_so_or_passed_over(name: str, tmp_path: Path) -> None:
    hostile.make(name, tmp_path / "runs.sqlite")
    reference = ""
    try:
        assert read_runs(tmp_path) == ()
    except AdvisorError as error:
        reference = error.reference
    assert reference in ("", "store-unreadable")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", hostile.NAMES)
def test_every_problem_of_a_hostile_base_has_its_place(name: str, tmp_path: Path) -> None:
    (tmp_path / "frameworks").mkdir()
    hostile.make(name, tmp_path / "frameworks" / "given.yaml")
    found = problems(tmp_path)
    assert found
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found)


PIECES = st.sampled_from(
    [
        b"industry: ",
        b"weights: {",
        b"as_of: ",
        b"rules:\n- ",
        b'{"',
        b'": ',
        b"[",
        b"]",
        b"}",
        b"\n",
        b"  ",
        b"- ",
        b"? ",
        b": ",
        b"&a ",
        b"*a",
        b"!!set ",
        b"2026-11-22",
        b"1e999",
        b".nan",
        b"\x1b",
        b"\xe2\x80\xae",
        b"\\ud800",
        b"schema: fwadvisor.machine/1\nfacts:\n",
        b"fwadvisor.runs/1",
        b"%YAML 1.1\n",
        b"|\n",
        b"'",
        b'"',
        b"#",
        b"\xff",
        b"\0",
        b"\t",
        b"99999999999999999999999",
        b"null",
        b"~",
    ]
)
HANDED_IN = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join))


@pytest.mark.parametrize("loader", [name for name in LOADERS if name not in ("onnx", "runs")])
@given(content=HANDED_IN)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_read_or_refused_in_words(
    loader: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "given.yaml"
    file.write_bytes(content)
    code = ExitCode.DONE
    try:
        LOADERS[loader](file)
    except AdvisorError as error:
        code = error.exit_code
    assert code in (ExitCode.DONE, ExitCode.USAGE, ExitCode.NO)


@pytest.mark.parametrize("loader", ["onnx", "runs"])
@given(content=HANDED_IN)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_no_model_of_onnx_and_no_runs(
    loader: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "given.yaml"
    file.write_bytes(content)
    with pytest.raises(AdvisorError):
        LOADERS[loader](file)
