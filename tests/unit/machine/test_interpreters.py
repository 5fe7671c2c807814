"""Pythons found in the places where people have them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from probes.machine import interpreters
from probes.machine.children import Children
from probes.machine.tree import Tree


def program(path: Path, text: str = "") -> None:
    """A link to the running Python, or a script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if text:
        path.write_text(text)
        path.chmod(0o755)
    else:
        path.symlink_to(os.path.realpath(sys.executable))


def ask(home: Path, environment: dict[str, str]) -> dict[str, dict]:
    children, found = Children(), interpreters.Interpreters()
    found.ask(children, interpreters.candidates(Tree(), str(home), environment))
    children.wait()
    return {fact["name"]: fact for fact in found.facts(os.uname().machine)}


def test_pythons_of_pyenv_uv_and_conda_are_found_and_shims_and_environments_are_not(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(interpreters, "places", limited(interpreters.places, tmp_path))
    program(tmp_path / ".pyenv/shims/python3.10", "#!/bin/sh\nexec pyenv exec python3.10\n")
    copy = tmp_path / ".pyenv/versions/3.11.0/bin/python3.11"
    program(copy)
    program(tmp_path / "project/.venv/bin/python3.11")
    (tmp_path / "project/.venv/pyvenv.cfg").write_text("home = /usr/bin\n")
    path = f"{tmp_path}/.pyenv/shims:{tmp_path}/project/.venv/bin"
    facts = ask(tmp_path, {"PATH": path})
    found = facts["python.interpreters"]["value"]
    assert [entry["path"] for entry in found] == [str(copy)]
    assert found[0]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert found[0]["origin"] == "pyenv"


def limited(places, home: Path):
    return lambda *arguments: [
        entry for entry in places(*arguments) if entry[0].startswith(str(home))
    ]


def test_a_python_that_does_not_run_is_named_with_its_reason(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(interpreters, "places", limited(interpreters.places, tmp_path))
    broken = tmp_path / ".local/share/uv/python/cpython-3.12/bin/python3.12"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"\x7fELF\x02\x01" + bytes(58))
    broken.chmod(0o755)
    facts = ask(tmp_path, {})
    assert facts["python.interpreters"]["value"] == []
    assert facts["python.broken"]["value"][0]["path"] == str(broken)
    assert facts["python.broken"]["value"][0]["why"]


@pytest.mark.parametrize(
    ("folder", "library", "size", "expected"),
    [
        (".pyenv/versions/3.9.18", "libpython3.9.so.1.0", 20_000, "3.9.18"),
        (".pyenv/versions/3.9.18", "", 6_000_000, "3.9.18"),
        (".local/share/uv/python/cpython-3.9.18-linux-x86_64-gnu", "", 6_000_000, "3.9.18"),
        (".pyenv/versions/3.9.18", "", 20_000, "started"),
        (".pyenv/versions/3.9.18rc1", "", 6_000_000, "started"),
        (".pyenv/versions/mine", "", 6_000_000, "started"),
    ],
)
def test_a_version_that_its_managers_folder_names_is_believed_when_nothing_is_missing(
    folder, library, size, expected, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(interpreters, "places", limited(interpreters.places, tmp_path))
    binary = tmp_path / folder / "bin/python3.9"
    binary.parent.mkdir(parents=True)
    with binary.open("wb") as file:
        # No real program: whoever starts it finds it broken.
        file.write(Path(sys.executable).resolve().read_bytes()[:20])
        file.truncate(size)
    binary.chmod(0o755)
    (tmp_path / folder / "lib/python3.9").mkdir(parents=True)
    (tmp_path / folder / "lib/python3.9/os.py").write_text("")
    if library:
        (tmp_path / folder / "lib" / library).write_text("")
    facts = ask(tmp_path, {})
    found = [entry["version"] for entry in facts["python.interpreters"]["value"]]
    assert found == ([] if expected == "started" else [expected])
    assert ("python.broken" in facts) == (expected == "started")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.11.4|final|cpython||1\n", "3.11.4"),
        ("3.14.0|candidate|cpython||0\n", "3.14.0"),
        ("Traceback (most recent call last):\n", None),
        ("pyenv: python3.10: command not found\n3.11.4|final|cpython||1", None),
        ("", None),
    ],
)
def test_only_an_answer_to_our_question_counts(text, expected) -> None:
    found = interpreters.parse(text)
    assert (found and found["version"]) == expected


def test_the_architecture_is_read_from_the_program() -> None:
    assert (
        interpreters.elf_machine(Path(sys.executable).resolve().read_bytes()[:20])
        == os.uname().machine
    )
    assert interpreters.elf_machine(b"#!/bin/sh\nexec something") == ""
    head = bytes([0x7F, 0x45, 0x4C, 0x46, 2, 1]) + bytes(12) + (258).to_bytes(2, "little")
    assert interpreters.elf_machine(head) == "loongarch64"
