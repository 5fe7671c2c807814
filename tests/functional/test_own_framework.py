"""A team adds a framework of its own in a folder of its own: ranked, measured and started, and its
code runs only after a yes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.functional.program import run
from tests.functional.terminal import Terminal

MEASURE = ("measure", "toy", "--workload", "elementwise", "--fast")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy framework on NumPy, as the program writes it."""
    home = tmp_path_factory.mktemp("team")
    folder = home / "ours"
    ended = run("framework", "new", "toy", "--name", "Toy", "--overlay", str(folder), home=home)
    assert ended.returncode == 0, ended.stderr
    assert "probes/frameworks/toy.py" in ended.stdout
    return folder


@pytest.fixture
def overlay(written: Path, tmp_path: Path) -> Path:
    """A copy, to change at will."""
    return shutil.copytree(written, tmp_path / "ours")


def test_it_is_ranked_by_its_claims_alone_without_a_yes(overlay: Path, tmp_path: Path) -> None:
    shutil.rmtree(overlay / "probes")
    shutil.rmtree(overlay / "templates")
    for arguments in (("rank", "--json"), ("knowledge", "show", "toy"), ("explain", "toy")):
        ended = run(*arguments, "--overlay", str(overlay), home=tmp_path)
        assert ended.returncode == 0, ended.stderr
        assert "toy" in ended.stdout.lower()
    ended = run("knowledge", "validate", "--overlay", str(overlay), home=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")


def test_what_would_be_measured_is_told_without_a_yes(overlay: Path, tmp_path: Path) -> None:
    ended = run(*MEASURE, "--dry-run", "--overlay", str(overlay), home=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "toy" in ended.stdout


@pytest.mark.parametrize(
    "arguments", [MEASURE, ("starter", "toy", "project"), ("measure", "--until-sure", "0.9")]
)
def test_its_code_does_not_run_before_somebody_says_yes(
    arguments: tuple[str, ...], overlay: Path, tmp_path: Path
) -> None:
    ended = run(*arguments, "--overlay", str(overlay), home=tmp_path)
    assert ended.returncode == 2
    assert "error: overlay-not-trusted" in ended.stderr
    assert "--trust-overlay" in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / ".local" / "share" / "fwadvisor" / "staging").exists()


def test_after_a_yes_it_is_measured_and_the_yes_holds_until_a_file_changes(
    overlay: Path, tmp_path: Path
) -> None:
    ours = ("--overlay", str(overlay))
    first = run(*MEASURE, "--trust-overlay", "--json", *ours, home=tmp_path, timeout=120)
    assert first.returncode == 0, first.stderr
    runs = [each for each in json.loads(first.stdout)["runs"] if each["framework"] == "toy"]
    assert {(each["workload"], each["outcome"]) for each in runs} == {("elementwise", "ok")}
    assert all(each["agreement"] <= each["tolerance"] for each in runs)

    again = run("starter", "toy", str(tmp_path / "project"), *ours, home=tmp_path)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "project" / "src" / "project" / "train.py").is_file()

    adapter = overlay / "probes" / "frameworks" / "toy.py"
    adapter.write_text(adapter.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    changed = run("starter", "toy", str(tmp_path / "other"), *ours, home=tmp_path)
    assert changed.returncode == 2
    assert "error: overlay-not-trusted" in changed.stderr


def test_a_shipped_starter_needs_no_yes(overlay: Path, tmp_path: Path) -> None:
    destination = str(tmp_path / "hello")
    ended = run("starter", "pytorch", destination, "--overlay", str(overlay), home=tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_a_workload_of_ones_own_is_measured_in_a_shipped_framework_too(
    overlay: Path, tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    source = (root / "probes" / "workloads" / "matmul.py").read_text(encoding="utf-8")
    own = overlay / "probes" / "workloads" / "little_matmul.py"
    own.parent.mkdir()
    small = source.replace("SIZE = 1024", "SIZE = 64")
    small = small.replace("2147483648", str(2 * 64**3)).replace("12582912", str(3 * 64 * 64 * 4))
    own.write_text(small, encoding="utf-8")
    adapter = overlay / "probes" / "frameworks" / "toy.py"
    text = adapter.read_text(encoding="utf-8")
    adapter.write_text(
        text.replace("def matmul(self, given):", "def little_matmul(self, given):"),
        encoding="utf-8",
    )
    ended = run(
        *("measure", "toy", "numpy_reference", "--workload", "little_matmul", "--fast", "--json"),
        *("--overlay", str(overlay), "--trust-overlay"),
        home=tmp_path,
        timeout=120,
    )
    outcomes = {
        each["framework"]: each["outcome"]
        for each in json.loads(ended.stdout)["runs"]
        if each["workload"] == "little_matmul"
    }
    # The one that has no such method answers that it does not support it.
    assert outcomes == {"toy": "ok", "numpy_reference": "unsupported"}


@pytest.mark.parametrize(("answer", "measured"), [("n", False), ("y", True)])
def test_on_a_terminal_it_is_asked(
    answer: str, measured: bool, overlay: Path, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path, *MEASURE, "--overlay", str(overlay), columns=200)
    try:
        terminal.wait_for("It can do whatever you can", seconds=30)
        terminal.press(answer, "enter")
        terminal.wait_for("toy elementwise" if measured else "Stopped", seconds=60)
    finally:
        terminal.kill()
    agreed = tmp_path / ".local" / "share" / "fwadvisor" / "agreed-overlays"
    assert agreed.is_dir() == measured


def test_a_name_that_is_taken_or_no_name_is_refused(overlay: Path, tmp_path: Path) -> None:
    for id, reference in (("toy", "framework-is-there"), ("My Toy", "bad-id"), ("for", "bad-id")):
        ended = run("framework", "new", id, "--overlay", str(overlay), home=tmp_path)
        assert ended.returncode == 2
        assert f"error: {reference}" in ended.stderr
        assert "hint: " in ended.stderr


def test_the_app_opens_after_a_no_on_the_claims_alone(overlay: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--overlay", str(overlay), columns=160, rows=40)
    try:
        terminal.wait_for("It can do whatever you can", seconds=30)
        terminal.press("n", "enter")
        terminal.wait_for("Toy", seconds=60)
    finally:
        terminal.kill()
    assert not (tmp_path / ".local" / "share" / "fwadvisor" / "agreed-overlays").exists()
