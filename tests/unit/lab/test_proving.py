"""Letting uv resolve exactly one set: what it is asked, what is kept, what is refused and why."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor.lab.installing import proofs, proving
from advisor.lab.installing.indexes import IndexSettings
from advisor.messages import words
from advisor.model.stack import Stack, Target, Value
from advisor.stacks.resolve import resolve
from tests.unit.stacks.made_up import releases, stock, target, wheels

DAY = date(2026, 11, 2)
UV = """#!/bin/sh
printf '%s\\n' "$@" > {asked}
for word in "$@"; do
  case $before in --output-file) out=$word;; compile) list=$word;; esac
  before=$word
done
cat "$list" >> {asked}
{work}
"""

FOUND = """cat > "$out" <<END
lock-version = "1.0"
[[packages]]
name = "fw"
version = "2.1.0"
wheels = [{ url = "https://example.org/fw-2.1.0-cp310-cp310-linux_x86_64.whl", size = 1000 }]
[[packages]]
name = "numpy"
version = "2.3.5"
wheels = [{ url = "https://example.org/numpy-2.3.5-cp310-cp310-linux_x86_64.whl", size = 2500 }]
END"""


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A uv that writes down what it is asked and does what a test says."""
    asked = tmp_path / "asked"

    def made(work: str) -> Path:
        program = tmp_path / "uv"
        program.write_text(UV.format(asked=asked, work=work))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(proving, "find_uv", lambda _say: str(program))
        return asked

    return made


def stack(**parts: Any) -> tuple[Stack, Target]:
    snapshot = releases("fw", {"version": "2.1.0", "files": wheels("310")})
    machine = target(**parts)
    found = resolve(machine, "fw", stock(snapshot))
    assert isinstance(found, Stack)
    return found, machine


def prove(found: Stack, machine: Target, data: Path) -> proving.Proof | proving.Refusal:
    return proving.prove(
        found,
        machine,
        data=data,
        indexes=IndexSettings(),
        offline=False,
        today=DAY,
        say=words("en"),
        cancelled=lambda: False,
    )


def test_uv_is_asked_for_exactly_the_set_and_its_lock_is_kept(uv: Any, tmp_path: Path) -> None:
    asked = uv(FOUND)
    found, machine = stack()
    proof = prove(found, machine, tmp_path / "data")
    assert isinstance(proof, proving.Proof)
    assert proof.lock == "fw==2.1.0\nnumpy==2.3.5\n"
    assert (proof.files, proof.bytes, proof.exact) == (2, 3500, True)
    words_said = asked.read_text().split("\n")
    assert words_said[words_said.index("--python-platform") + 1] == "x86_64-manylinux_2_28"
    assert words_said[words_said.index("--python-version") + 1] == "3.10"
    assert words_said[-2] == "fw==2.1.0"
    snapshot = releases("fw", {"version": "2.1.0", "files": wheels("310")})
    again = resolve(machine, "fw", stock(snapshot, proofs=proofs.proofs(tmp_path / "data")))
    assert isinstance(again, Stack)
    assert (again.grade, again.resolved) == ("resolved", DAY)
    assert (again.bytes, again.bytes_exact, again.files) == (3500, True, 2)


def test_a_file_without_a_size_makes_the_sum_the_least_that_it_can_be(
    uv: Any, tmp_path: Path
) -> None:
    uv(FOUND.replace(", size = 2500", ""))
    found, machine = stack()
    proof = prove(found, machine, tmp_path)
    assert isinstance(proof, proving.Proof)
    assert (proof.bytes, proof.exact) == (1000, False)


def test_another_python_is_not_proved_by_it(uv: Any, tmp_path: Path) -> None:
    uv(FOUND)
    found, machine = stack()
    prove(found, machine, tmp_path)
    snapshot = releases("fw", {"version": "2.1.0", "files": wheels("310", "311")})
    base = stock(snapshot, proofs=proofs.proofs(tmp_path))
    other = resolve(target(pythons=("3.11",)), "fw", base)
    assert isinstance(other, Stack)
    assert other.grade == "metadata"


def test_what_uv_cannot_solve_is_refused_with_its_words(uv: Any, tmp_path: Path) -> None:
    uv('echo "No solution found: fw needs x" >&2; exit 1')
    found, machine = stack()
    refusal = prove(found, machine, tmp_path)
    assert isinstance(refusal, proving.Refusal)
    assert refusal.kind == "uv"
    assert "fw needs x" in refusal.said
    assert proofs.proofs(tmp_path) == {}


@pytest.mark.parametrize(
    ("arch", "libc", "glibc", "name"),
    [
        ("x86_64", "glibc", "2.17", "x86_64-manylinux_2_17"),
        ("aarch64", "glibc", "2.30", "aarch64-manylinux_2_28"),
        ("x86_64", "glibc", "2.43", "x86_64-manylinux_2_40"),
        ("x86_64", "glibc", "2.12", ""),
        ("x86_64", "glibc", "", ""),
        ("aarch64", "musl", "", "aarch64-unknown-linux-musl"),
        ("riscv64", "glibc", "2.39", "riscv64-unknown-linux"),
        ("loongarch64", "glibc", "2.38", ""),
    ],
)
def test_targets_are_called_as_uv_calls_them(arch: str, libc: str, glibc: str, name: str) -> None:
    machine = Target(
        arch=Value(value=arch, origin="given"),
        libc=libc,
        glibc=Value(value=glibc, origin="given" if glibc else "unknown"),
    )
    assert proving.platform_of(machine) == name


def test_a_platform_that_uv_does_not_know_is_said(tmp_path: Path) -> None:
    snapshot = releases("fw", {"version": "2.1.0", "files": [["py3-none-any", 1]]})
    machine = target(arch="loongarch64")
    found = resolve(machine, "fw", stock(snapshot))
    assert isinstance(found, Stack)
    refusal = prove(found, machine, tmp_path)
    assert isinstance(refusal, proving.Refusal)
    assert (refusal.kind, refusal.said) == ("no_platform", "loongarch64")
