"""The app in a real terminal: open, change, measure, write, export, leave; and what happens when it
is killed."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.functional.program import run
from tests.functional.terminal import Terminal

OUT = "out "


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which the machine was looked at before, so that the app opens at once."""
    run("rank", home=tmp_path)
    return tmp_path


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    opened = Terminal(home)
    yield opened
    opened.kill()


RANKED = re.compile(r"\d+=?\s+(?P<name>\S+)(\s+\S+)?\s+(?P<score>[01]\.\d\d)\s")
"""A line of the ranking: rank, name, the version where it is known, score."""


def scores(text: str) -> dict[str, str]:
    """name: score, of the ranking on the screen."""
    found = {}
    for line in text.splitlines():
        ranked = RANKED.match(line.strip("│ "))
        if ranked:
            found[ranked["name"]] = ranked["score"]
    return found


def gone(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that are still alive after a while."""
    return psutil.wait_procs(processes, timeout=seconds)[1]


def test_a_person_chooses_measures_writes_a_starter_and_a_report_and_quits(
    terminal: Terminal, home: Path
) -> None:
    terminal.wait_for(lambda text: len(scores(text)) >= 3 and "%" in text)  # ranked, with shares
    assert OUT in terminal.text
    before = scores(terminal.text)

    terminal.press("tab")  # to the need
    for _ in range(60):  # down to the first weight
        terminal.press("down")
        if "Weights" in terminal.text:
            break
    terminal.press("down", "down", "down")
    terminal.press("L", "L", "L", "L", "L", "L")  # thirty points more
    after = terminal.wait_for(lambda text: scores(text) != before)
    assert scores(after) != before

    terminal.press("4")  # measure
    terminal.wait_for("numpy_reference")
    terminal.wait_for("plan:")
    terminal.press("b")
    terminal.wait_for("so far")
    terminal.wait_for(" runs in ", 120)  # what came of it
    terminal.wait_for(" runs, newest ", 20)
    terminal.wait_for("GFLOP/s", 20)

    terminal.press("7")  # starter
    terminal.wait_for("w writes it", 30)
    terminal.press("w")
    terminal.wait_for("Written", 30)
    assert list(home.glob("*-simplenet/pyproject.toml"))

    terminal.press("8")  # report
    terminal.wait_for(lambda text: "recommendation" in text.lower(), 30)
    terminal.press("w")
    terminal.wait_for(lambda _text: (home / "fwadvisor-report.md").is_file(), 30)
    assert "recommendation" in (home / "fwadvisor-report.md").read_text(encoding="utf-8").lower()

    family = terminal.family()
    terminal.press("q")
    assert terminal.ended() == 0
    assert gone(family, 5) == []
    assert (home / ".local/share/fwadvisor/need.yaml").is_file()


def test_what_is_typed_at_once_after_a_slash_lands_in_the_search_field(terminal: Terminal) -> None:
    terminal.wait_for(lambda text: len(scores(text)) >= 3 and "%" in text)
    terminal.press("/tl")  # t and l are the keys of theme and language below
    terminal.wait_for("Find a row")
    terminal.wait_for("  tl  ", 5)
    terminal.press("esc", "6")
    terminal.wait_for("all kinds")
    terminal.press("/teach\r")
    terminal.wait_for("id: teaching", 5)
    terminal.press("q")
    assert terminal.ended() == 0


def test_the_need_is_kept_and_said_at_the_next_start(home: Path) -> None:
    first = Terminal(home)
    try:
        first.wait_for("Your need")
        first.press("tab", "right")  # an industry
        first.wait_for(
            lambda text: "not given" in text.split("Task")[1] and text.count("not given") == 1
        )
        first.read(2.0)  # it is saved when nothing was pressed for a second
        first.press("q")
        assert first.ended() == 0
    finally:
        first.kill()
    second = Terminal(home)
    try:
        second.wait_for("your saved need")
        second.press("0")  # start afresh
        second.wait_for(lambda text: text.count("not given") == 2)
        second.press("q")
        assert second.ended() == 0
    finally:
        second.kill()


def test_quitting_while_measuring_asks_and_leaves_no_process(terminal: Terminal) -> None:
    terminal.wait_for("Your need")
    terminal.press("4")
    terminal.wait_for("plan:")
    terminal.press("b")
    terminal.wait_for("so far")
    terminal.read(1.0)
    terminal.press("q")
    terminal.wait_for("still going on")
    family = terminal.family()
    terminal.press("y")
    assert terminal.ended() == 0
    assert gone(family, 5) == []


def test_killing_the_app_while_it_measures_leaves_no_process_after_two_seconds(
    terminal: Terminal,
) -> None:
    terminal.wait_for("Your need")
    terminal.press("4")
    terminal.wait_for("plan:")
    terminal.press("b")
    terminal.wait_for("so far")
    terminal.wait_for(lambda _text: len(terminal.family()) > 1, 60)
    family = terminal.family()
    os.kill(terminal.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert gone(family[1:], 2.0) == []


def test_it_ends_with_its_terminal_even_if_it_was_started_with_hang_ups_ignored(home: Path) -> None:
    terminal = Terminal(home, ignores_hang_up=True)
    terminal.wait_for("Your need")
    family = terminal.family()
    terminal.hang_up()
    left = gone(family, 5.0)
    for process in left:
        process.kill()
    assert left == []


def test_a_terminal_of_forty_columns_says_what_it_needs(home: Path) -> None:
    small = Terminal(home, columns=40, rows=15)
    try:
        small.wait_for("80 x 24")
        assert "40 x 15" in small.text
        small.press("q")
        assert small.ended() == 0
    finally:
        small.kill()


def test_the_very_first_start_looks_at_the_machine_and_then_ranks(tmp_path: Path) -> None:
    first = Terminal(tmp_path)
    try:
        first.wait_for(lambda text: len(scores(text)) >= 3, 60)
        first.press("q")
        assert first.ended() == 0
    finally:
        first.kill()


def test_a_read_only_data_folder_is_said_and_nothing_breaks(home: Path) -> None:
    locked = Terminal(home, "--data", "/proc/nowhere")
    try:
        locked.wait_for("Your need")
        locked.press("tab", "right")
        locked.wait_for("not kept", 30)
        locked.press("esc", "q")
        assert locked.ended() == 0
        assert "Traceback" not in locked.text
    finally:
        locked.kill()


def test_unreadable_knowledge_is_an_error_in_words_not_a_screen(home: Path) -> None:
    broken = Terminal(home, "--knowledge", str(home / "nowhere"))
    try:
        code = broken.ended()
        assert code not in (None, 0)
        assert "error:" in broken.text
        assert "Traceback" not in broken.text
    finally:
        broken.kill()
