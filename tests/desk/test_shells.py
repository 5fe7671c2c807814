"""Completion in the real shells, the manual in the real man, the launcher as the desktop's own
checker sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.desk.desk import program
from tests.functional.program import run

pytestmark = pytest.mark.desk

SET_UP = {
    "bash": 'eval "$(fwadvisor completion bash)"',
    "zsh": 'autoload -U compinit && compinit -u -D && eval "$(fwadvisor completion zsh)"',
    "fish": "fwadvisor completion fish | source",
}
PLAIN = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}


@pytest.mark.parametrize("shell", SET_UP)
def test_the_shell_completes_commands_and_frameworks(shell: str, tmp_path: Path) -> None:
    session = pexpect.spawn(
        program(shell),
        PLAIN[shell],
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PS1": "> ",
        },
        timeout=30,
        encoding="utf-8",
        dimensions=(40, 120),
    )
    try:
        session.send(SET_UP[shell] + "; echo se''t up\r")
        session.expect("set up\r")
        session.send("fwadvisor expl\t")
        session.expect("ain")
        session.send("paddle\t")
        session.expect("paddle")
    finally:
        session.close(force=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_man_shows_the_page_without_a_warning(lang: str, tmp_path: Path) -> None:
    page = tmp_path / "fwadvisor.1"
    page.write_text(run("man", "--lang", lang, home=tmp_path).stdout, encoding="utf-8")
    shown = subprocess.run(
        [program("man"), "--warnings=all", "-l", str(page)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MANWIDTH": "100", "LANG": "C.UTF-8", "MAN_KEEP_FORMATTING": "0"},
    )
    assert shown.stderr == ""
    assert "fwadvisor install-plan" in shown.stdout.replace("‐", "-")


def test_the_desktop_s_own_checker_accepts_the_launcher(tmp_path: Path) -> None:
    checker = program("desktop-file-validate")
    run("install-launcher", home=tmp_path)
    entry = tmp_path / ".local/share/applications/fwadvisor.desktop"
    result = subprocess.run([checker, str(entry)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")
