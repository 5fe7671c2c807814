"""What all commands have in common: examples, JSON, a place in the manual; and how they get into
shell and desktop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from advisor.cli.main import COMMANDS, fwadvisor
from advisor.cli.man_page import man_page
from advisor.messages import words
from advisor.usecases.installing.launcher import desktop_entry, quoted
from advisor.views.ascii import as_ascii
from tests.functional.program import run

PRINT_NO_DATA = {"fwadvisor completion", "fwadvisor man"}
"""A script for a shell and a page for man are what they are."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its whole name."""
    waiting: list[tuple[str, click.Command]] = [("fwadvisor", fwadvisor)]
    while waiting:
        name, command = waiting.pop(0)
        if isinstance(command, click.Group):
            ctx = click.Context(command, info_name=name)
            for below in command.list_commands(ctx):
                found = command.get_command(ctx, below)
                assert found is not None
                waiting.append((f"{name} {below}", found))
        else:
            yield name, command


EVERY = dict(commands())


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_examples_that_begin_with_its_own_name(name: str) -> None:
    epilog = EVERY[name].epilog or ""
    assert epilog.startswith("Examples:  ")
    for example in epilog.removeprefix("Examples:  ").split("   |   "):
        assert example.startswith(("fwadvisor ", 'eval "$(fwadvisor')), example
    assert name in epilog


@pytest.mark.parametrize("name", sorted(EVERY.keys() - PRINT_NO_DATA))
def test_every_command_speaks_json(name: str) -> None:
    assert any("--json" in option.opts for option in EVERY[name].params)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_manual_has_every_command_and_every_option(lang: str) -> None:
    page = man_page(words(lang)).replace("\\-", "-").replace("\\:", "")
    for name, command in EVERY.items():
        assert f".SS {name} " in page
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.opts[-1] in page
    if lang == "zh":
        assert words("zh")(COMMANDS["rank"]) != COMMANDS["rank"]


def test_the_manual_is_printed(tmp_path: Path) -> None:
    result = run("man", home=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(".TH FWADVISOR 1")


def test_the_launcher_is_written_listed_and_removed(tmp_path: Path) -> None:
    planned = json.loads(run("install-launcher", "--dry-run", "--json", home=tmp_path).stdout)
    assert planned["state"] == "planned"
    assert not any(Path(path).exists() for path in planned["files"])
    written = json.loads(run("install-launcher", "--json", home=tmp_path).stdout)
    assert written["files"] == planned["files"]
    entry = (tmp_path / ".local/share/applications/fwadvisor.desktop").read_text(encoding="utf-8")
    assert "Terminal=true" in entry
    assert (
        (tmp_path / ".local/share/icons/hicolor/scalable/apps/fwadvisor.svg")
        .read_text()
        .startswith("<svg")
    )
    removed = json.loads(run("install-launcher", "--remove", "--json", home=tmp_path).stdout)
    assert sorted(removed["files"]) == sorted(written["files"])
    assert "Nothing was there" in run("install-launcher", "--remove", home=tmp_path).stderr


def test_a_path_with_odd_characters_survives_the_desktop_entry() -> None:
    odd = '/home/a b/100 %/"quoted" $HOME/`x`/back\\slash'
    # As a desktop reads it: first the value's own escapes, then the quotes, then the field codes.
    value = quoted(odd).replace("\\\\", "\\")
    assert re.sub(r'\\(["`$\\])', r"\1", value[1:-1]).replace("%%", "%") == odd
    assert f"Exec={quoted(odd)}\n" in desktop_entry((odd,))


def test_a_launcher_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    result = run("install-launcher", home=tmp_path, XDG_DATA_HOME="/proc/nowhere")
    assert result.returncode == 3
    assert "launcher-not-written" in result.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("fwadvisor ex", "explain"),
        ("fwadvisor explain paddle", "paddlepaddle"),
        ("fwadvisor rank --industry health", "healthcare"),
        ("fwadvisor rank --machine kylin", "kylin_kunpeng_ascend"),
        ("fwadvisor measure --workload mat", "matmul"),
        ("fwadvisor env ins", "install"),
    ],
)
def test_completion_offers_what_there_is(typed: str, offered: str, tmp_path: Path) -> None:
    parts = typed.split()
    asked = {
        "_FWADVISOR_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(parts) - 1),
    }
    assert f"plain,{offered}" in run(home=tmp_path, **asked).stdout.splitlines()


def test_ascii_leaves_nothing_but_ascii_and_every_column_where_it_was(tmp_path: Path) -> None:
    from rich.cells import cell_len

    drawn = "╭─ Zürich ─╮ │ ▁▃▆█ • … “x” – ± ⠋ →"
    assert as_ascii(drawn).isascii()
    assert cell_len(as_ascii(drawn)) == cell_len(drawn)
    assert as_ascii("飞桨，得分 0.7") == "飞桨，得分 0.7"
    for command in (("rank",), ("--help",), ("machine",), ("doctor",)):
        assert run("--ascii", *command, home=tmp_path).stdout.isascii(), command


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port, home=tmp_path)
    assert result.returncode == 3
    assert "port-taken" in result.stderr
