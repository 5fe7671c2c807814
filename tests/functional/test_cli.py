"""The command line as scripts use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.version import __version__
from tests.functional.program import run


def refused(result: subprocess.CompletedProcess[str], reference: str, code: int) -> str:
    """An error as it must be: no data, no traceback, a reference, a hint and the code."""
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    assert f"error: {reference}" in result.stderr
    assert "hint: " in result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_the_version_is_one_line(tmp_path: Path) -> None:
    result = run("--version", home=tmp_path)
    assert (result.returncode, result.stdout) == (0, f"fwadvisor {__version__}\n")


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    from advisor.cli.main import COMMANDS

    for name in COMMANDS:
        result = run(name, "--help", home=tmp_path)
        assert result.returncode == 0, result.stderr
        assert f"fwadvisor {name}" in result.stdout, name


def test_the_ranking_is_the_same_bytes_twice(tmp_path: Path) -> None:
    arguments = ("rank", "--json", "--as-of", "2026-11-30", "--seed", "7")
    first, second = run(*arguments, home=tmp_path), run(*arguments, home=tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    document = json.loads(first.stdout)
    assert document["schema"] == "fwadvisor.rank/1"
    assert sum(entry["weight"] for entry in document["criteria"]) == pytest.approx(1, abs=1e-7)
    for entry in document["ranking"]:
        assert sum(entry["contributions"].values()) == pytest.approx(entry["score"], abs=1e-7)
    assert all(entry["because"] for entry in document["excluded"])


def test_unmaintained_frameworks_are_out_and_the_waiver_lets_them_in(tmp_path: Path) -> None:
    document = json.loads(run("rank", "--json", home=tmp_path).stdout)
    out = {
        entry["id"]: [gate["lifted_by"] for gate in entry["because"]]
        for entry in document["excluded"]
    }
    assert "--waive maintained" in out["megengine"]
    waived = json.loads(run("rank", "--json", "--waive", "maintained", home=tmp_path).stdout)
    assert "megengine" in {entry["id"] for entry in waived["ranking"]}


def test_when_everything_is_excluded_the_answer_is_no_and_each_row_names_a_way_in(
    tmp_path: Path,
) -> None:
    cells = json.loads(run("knowledge", "list", "--json", home=tmp_path).stdout)["cells"]
    # Of a framework of which it is unknown it may yet be true: it would stay in.
    known = [
        cell["framework"]
        for cell in cells
        if cell["criterion"] == "federated_privacy" and cell["state"] == "claimed"
    ]
    among = [word for id in known for word in ("--among", id)]
    result = run("rank", "--must", "federated_privacy=full", *among, home=tmp_path)
    assert result.returncode == 1
    assert "Nothing is left" in result.stdout
    assert result.stdout.count("[--waive federated_privacy]") >= 5


@pytest.mark.parametrize(
    ("arguments", "reference"),
    [
        (("rank", "--industry", "helthcare"), "unknown-industry"),
        (("rank", "--among", "pytroch"), "unknown-framework"),
        (("explain", "paddle"), "unknown-framework"),
        (("rank", "--weight", "security"), "wrong-usage"),
        (("rank", "--weight", "security=much"), "wrong-usage"),
        (("rank", "--as-of", "yesterday"), "wrong-usage"),
        (("rank", "--nonsense"), "wrong-usage"),
        (("rnak",), "unknown-command"),
        (("rank", "--profile", "last"), "no-profile"),
        (("report", "-o", "report.doc"), "unknown-format"),
    ],
)
def test_wrong_usage_is_said_with_the_next_command(
    arguments: tuple[str, ...], reference: str, tmp_path: Path
) -> None:
    refused(run(*arguments, home=tmp_path), reference, 2)


def test_an_existing_report_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("mine")
    refused(run("report", "-o", str(path), home=tmp_path), "file-exists", 2)
    assert path.read_text() == "mine"
    assert run("report", "-o", str(path), "--force", home=tmp_path).returncode == 0
    assert path.read_text().startswith("# ")
    assert [entry.name for entry in tmp_path.iterdir() if "report" in entry.name] == ["report.md"]


def test_a_report_into_no_folder_is_a_clear_error(tmp_path: Path) -> None:
    refused(
        run("report", "-o", str(tmp_path / "no" / "report.md"), home=tmp_path), "cannot-write", 3
    )


def test_unreadable_knowledge_names_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    (folder / "criteria").mkdir(parents=True)
    (folder / "frameworks").mkdir()
    (folder / "criteria" / "docs.yaml").write_text("id: docs\n  group: [oops\n")
    error = refused(run("--knowledge", str(folder), "rank", home=tmp_path), "knowledge-invalid", 1)
    assert "docs.yaml:2" in error


def test_a_reader_who_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m advisor rank | head -1"
    result = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    assert "Traceback" not in result.stderr
    assert "Broken" not in result.stderr


def test_without_a_terminal_the_bare_command_prints_the_ranking(tmp_path: Path) -> None:
    bare, rank = run(home=tmp_path), run("rank", home=tmp_path)
    assert bare.returncode == 0
    assert bare.stdout == rank.stdout


def test_read_only_folders_do_not_stop_reading_commands(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    result = run(
        "rank", home=tmp_path, FWADVISOR_DATA=str(tmp_path / "data"), XDG_CACHE_HOME="/proc/none"
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(shell: str, tmp_path: Path) -> None:
    result = run("completion", shell, home=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "_FWADVISOR_COMPLETE" in result.stdout


def test_completion_knows_commands_and_options(tmp_path: Path) -> None:
    asked = {
        "_FWADVISOR_COMPLETE": "bash_complete",
        "COMP_WORDS": "fwadvisor rank --indus",
        "COMP_CWORD": "2",
    }
    assert "--industry" in run(home=tmp_path, **asked).stdout


HEAVY = (
    "scipy",
    "sklearn",
    "yaml",
    "textual",
    "copier",
    "jinja2",
    "packaging.metadata",
    "pydantic",
)


def test_ranking_imports_nothing_heavy(tmp_path: Path) -> None:
    run("rank", home=tmp_path)  # compiles the knowledge
    code = (
        "import sys; from advisor.cli.main import run; code = run(['rank', '--json']); "
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; "
        "sys.stderr.write(' '.join(loaded)); sys.exit(bool(loaded))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    assert result.returncode == 0, result.stderr


def test_the_version_imports_no_library(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['fwadvisor', '--version']; from advisor.__main__ import main; "
        "main(); "
        "sys.exit(any(name in sys.modules for name in ('click', 'msgspec', 'numpy', 'textual')))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 0


def test_a_team_s_vote_is_kept_as_a_profile_and_written_as_a_report(tmp_path: Path) -> None:
    for name, text in {"ana": "industry: healthcare", "ben": "task: edge_inference"}.items():
        (tmp_path / f"{name}.yaml").write_text(text + "\n", encoding="utf-8")
    profiles = [str(tmp_path / f"{name}.yaml") for name in ("ana", "ben")]
    team, report = tmp_path / "team.yaml", tmp_path / "report.md"
    voted = run("vote", *profiles, "--save", str(team), "-o", str(report), "--json", home=tmp_path)
    assert voted.returncode == 0, voted.stderr
    ranked = run("rank", "--profile", str(team), "--json", home=tmp_path)
    assert [entry["id"] for entry in json.loads(ranked.stdout)["ranking"]] == [
        entry["id"] for entry in json.loads(voted.stdout)["ranking"]
    ]
    text = report.read_text(encoding="utf-8")
    assert "## The team" in text
    assert "| ben |" in text
    refused(run("vote", *profiles, "--save", str(team), home=tmp_path), "file-exists", 2)
