"""Finding CPythons among shims that point to nothing and programs that are none."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead
from advisor.lab.installing import interpreters
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.prerequisites import check, choose
from advisor.messages import words

SAY = words("en")


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_our_own_interpreter_is_found() -> None:
    found = interpreters.find()
    assert os.path.realpath(sys.executable) in [one.path for one in found]
    assert all(os.path.isabs(one.path) for one in found)
    assert [one.version for one in found] == sorted((one.version for one in found), reverse=True)


def test_a_shim_that_points_to_nothing_is_skipped(tmp_path: Path) -> None:
    shim = program(tmp_path / "bin/python3.10", "#!/bin/sh\nexit 127\n")
    assert str(shim) in interpreters.candidates({"PATH": str(tmp_path / "bin")}, tmp_path)
    assert interpreters.ask(str(shim)) is None
    assert interpreters.ask(str(tmp_path / "absent")) is None


def test_one_that_hangs_is_given_up_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreters, "PATIENCE", 0.3)
    hanging = program(tmp_path / "python3", "#!/bin/sh\nsleep 60 &\nsleep 60\n")
    began = time.monotonic()
    assert interpreters.ask(str(hanging)) is None
    assert time.monotonic() - began < 2


def test_what_lies_under_pyenv_conda_and_uv_is_a_candidate(tmp_path: Path) -> None:
    for place in (
        ".pyenv/versions/3.10.1",
        "miniconda3/envs/old",
        ".local/share/uv/python/cpython-3.12",
    ):
        program(tmp_path / place / "bin/python3", "")
    found = interpreters.candidates({}, tmp_path)
    assert sum(str(tmp_path) in path for path in found) == 3


def an_interpreter(text: str, *, config: str = "") -> Interpreter:
    version = tuple(map(int, text.split(".")))
    return Interpreter(
        path=f"/somewhere/{text}/bin/python3",
        version=version,  # type: ignore[arg-type]
        implementation="cpython",
        machine="x86_64",
        free_threaded=False,
        config=config,
    )


def a_head(**more: object) -> AdapterHead:
    fields: dict[str, object] = {
        "framework": "brightnet",
        "requires_python": ">=3.9,<3.12",
        "dependencies": ("brightnet",),
        "imports": ("brightnet",),
    }
    return AdapterHead(**{**fields, **more})  # type: ignore[arg-type]


FOUND = tuple(map(an_interpreter, ("3.13.0", "3.11.7", "3.10.13", "3.8.18")))


def test_the_preferred_version_is_taken_otherwise_the_newest_that_is_admitted() -> None:
    assert choose(a_head(), FOUND, say=SAY).text == "3.11.7"
    assert choose(a_head(preferred_python=("3.9", "3.10")), FOUND, say=SAY).text == "3.10.13"


def test_a_python_that_a_stack_wants_comes_first_even_outside_of_what_the_head_admits() -> None:
    assert choose(a_head(), FOUND, wanted="3.10", say=SAY).text == "3.10.13"
    assert choose(a_head(), FOUND, wanted="3.8", say=SAY).text == "3.8.18"
    assert choose(a_head(), FOUND, wanted="3.12", say=SAY).text == "3.11.7"
    too_old = an_interpreter("3.7.1")
    assert choose(a_head(), (*FOUND, too_old), wanted="3.7", say=SAY).text == "3.11.7"


def test_everything_that_is_missing_is_named_at_once() -> None:
    own = interpreters.ask(sys.executable)
    assert own is not None
    head = a_head(needs=("no-such-compiler", "nor-this"), libraries=("libnosuchthing.so.7",))
    with pytest.raises(AdvisorError) as caught:
        check(head, own, Path("/"), say=SAY)
    assert "no-such-compiler, nor-this, libnosuchthing.so.7" in caught.value.what
    assert caught.value.reference == "missing-program"
    assert "no-such-compiler nor-this libnosuchthing.so.7" in caught.value.hint


def test_without_a_fitting_python_the_reason_and_the_next_command_are_said() -> None:
    with pytest.raises(AdvisorError) as caught:
        choose(a_head(requires_python=">=3.9,<3.10", preferred_python=("3.9",)), FOUND, say=SAY)
    assert caught.value.reference == "no-python"
    assert "3.13" in caught.value.why
    assert "uv python install 3.9" in caught.value.hint


def test_one_that_can_compile_comes_before_a_preferred_one_that_cannot() -> None:
    with_config = an_interpreter("3.10.2", config="/somewhere/python3.10-config")
    head = a_head(needs=("python-config",), preferred_python=("3.11",))
    assert choose(head, (*FOUND, with_config), say=SAY).text == "3.10.2"
    with pytest.raises(AdvisorError) as caught:
        choose(head, FOUND, say=SAY)
    assert caught.value.reference == "missing-program"


def test_a_missing_program_library_or_room_is_said_before_anything_is_downloaded(
    tmp_path: Path,
) -> None:
    own = interpreters.ask(sys.executable)
    assert own is not None
    for change, reference in (
        ({"needs": ("no-such-compiler",)}, "missing-program"),
        ({"libraries": ("libnosuchthing.so.7",)}, "missing-library"),
        ({"disk_megabytes": 1e9}, "disk-full"),
    ):
        with pytest.raises(AdvisorError) as caught:
            check(a_head(**change), own, tmp_path / "not" / "there", say=SAY)
        assert caught.value.reference == reference
        assert caught.value.hint
