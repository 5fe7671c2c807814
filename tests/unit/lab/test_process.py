"""The supervisor and the one function that starts children through it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from advisor.lab import remains
from advisor.lab.process import CHANNEL, TURN, Command, Ended, Running, run

SAY = "import os, sys; say = lambda text: os.write(int(sys.argv[1]), text.encode())\n"
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(300)
    os._exit(0)
"""


def python(code: str, **more: object) -> Command:
    return Command(
        argv=(sys.executable, "-I", "-S", "-c", code, CHANNEL), environment=dict(os.environ), **more
    )


def heard(code: str) -> tuple[Ended, list[bytes]]:
    lines: list[bytes] = []
    return run(python(SAY + code), on_line=lines.append), lines


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(map(alive, pids)):
            return True
        time.sleep(0.02)
    return False


def test_lines_arrive_and_a_child_that_ends_well_is_ok() -> None:
    ended, lines = heard("say('one\\ntwo\\n'); print('chatter')")
    assert ended.ok
    assert lines == [b"one", b"two"]
    assert ended.tail == "chatter"


def test_a_last_line_without_its_end_is_not_a_line() -> None:
    assert heard("say('whole\\nhalf')")[1] == [b"whole"]


def test_an_exit_code_and_a_signal_are_told_apart() -> None:
    assert heard("sys.exit(3)")[0].said() == "ended with exit code 3"
    killed = heard("os.kill(os.getpid(), 11)")[0]
    assert (killed.why, killed.code) == ("exited", -11)
    assert "SIGSEGV" in killed.said()


def test_a_program_that_is_not_there_is_said_so() -> None:
    ended = run(Command(argv=("/nowhere/python",), environment={}))
    assert ended.why == "not_started"
    assert "/nowhere/python" in ended.reason


def test_a_time_limit_ends_a_child_that_ignores_being_asked() -> None:
    ended = run(
        python(
            "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)", time_limit=0.4
        )
    )
    assert ended.why == "timed_out"
    assert ended.seconds < 2.5


def test_a_memory_limit_becomes_a_memory_error() -> None:
    ended = run(python("x = bytearray(1 << 30)", memory_limit=256 << 20))
    assert ended.code == 1
    assert "MemoryError" in ended.tail


def test_endless_output_keeps_a_bounded_tail() -> None:
    code = "import sys\nfor i in range(300000): sys.stdout.write('line %d\\n' % i)"
    ended = run(python(code))
    assert ended.ok
    assert ended.tail.endswith("line 299999")
    assert len(ended.tail) < 20_000


def test_a_line_longer_than_a_megabyte_is_thrown_away_and_counted() -> None:
    ended, lines = heard("say('x' * 3000000 + '\\nshort\\n')")
    assert lines == [b"short"]
    assert ended.too_long == 1


def test_cancelling_ends_the_tree_at_once() -> None:
    began = time.monotonic()
    ended = run(
        python("import time; time.sleep(60)"), cancelled=lambda: time.monotonic() - began > 0.3
    )
    assert ended.why == "cancelled"
    assert ended.seconds < 1.6


WAITS = (
    SAY
    + """
import threading, time
def count():
    while True:
        say("working\\n"); time.sleep(0.02)
threading.Thread(target=count, daemon=True).start()
say("read " + open(int(sys.argv[2])).readline())
time.sleep(0.3)
"""
)


def test_a_child_that_waits_stands_still_with_all_its_threads_until_its_turn() -> None:
    lines: list[bytes] = []
    command = Command(
        argv=(sys.executable, "-I", "-S", "-c", WAITS, CHANNEL, TURN), environment=dict(os.environ)
    )
    running = Running(command, on_line=lines.append)
    try:
        until = time.monotonic() + 10
        while not lines and time.monotonic() < until:
            running.listen_once()
        running.pause()
        running.listen_once()
        working = len(lines)
        for _ in range(5):
            running.listen_once()
        assert 0 < working == len(lines)
        running.take_turn(b"this")
        running.listen()
    finally:
        running.close()
    assert running.ended().ok
    assert b"read this" in lines
    assert len(lines) > working + 1


def test_one_whose_turn_never_comes_is_ended_though_it_stands_still() -> None:
    running = Running(
        python(SAY + "say('%d\\n' % os.getpid())\nimport time\ntime.sleep(300)"),
        on_line=(heard := []).append,
    )
    while not heard:
        running.listen_once()
    running.pause()
    running.close()
    assert gone([int(heard[0])], 2)
    assert not running.ended().ok


def test_a_daemonised_grandchild_does_not_outlive_its_child() -> None:
    mark = f"# daemon of {os.getpid()}"
    assert run(python(DAEMON + mark)).why == "exited"
    assert not _running(mark)


def _running(mark: str) -> list[int]:
    return [
        pid
        for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
        if mark.encode() in _command(pid)
    ]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_child_started_from_a_thread_survives_the_end_of_another_thread() -> None:
    threading.Thread(target=lambda: None).start()
    found: list[Ended] = []
    thread = threading.Thread(
        target=lambda: found.append(run(python("import time; time.sleep(0.3)")))
    )
    thread.start()
    thread.join()
    assert found[0].ok


def test_a_killed_supervisor_is_noticed_and_its_tree_reaped() -> None:
    pids: list[int] = []

    def kill_the_supervisor(child: int) -> None:
        if not pids:
            time.sleep(0.3)  # let the grandchild begin
            parent = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])
            pids.append(child)
            os.kill(parent, signal.SIGKILL)

    mark = f"# orphan of {os.getpid()}"
    ended = run(python(DAEMON + "time.sleep(300)" + mark), on_tick=kill_the_supervisor)
    assert ended.why == "lost"
    assert ended.seconds < 3
    assert gone([*pids, *_running(mark)], 1.0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_when_the_program_dies_its_whole_tree_ends_within_two_seconds(
    number: int, tmp_path: Path
) -> None:
    told = tmp_path / "pids"
    child = DAEMON.replace(
        "time.sleep(300)", f"open({str(told)!r}, 'a').write('%d\\n' % os.getpid()); time.sleep(300)"
    )
    child += f"open({str(told)!r}, 'a').write('%d\\n' % os.getpid())"
    child += "\nimport signal\nsignal.signal(15, signal.SIG_IGN)\n"
    child += "time.sleep(300)"
    program = (
        "import os, sys\nfrom advisor.lab.process import Command, run\n"
        f"run(Command(argv=(sys.executable, '-I', '-S', '-c', {child!r}), "
        f"environment=dict(os.environ)))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program])
    until = time.monotonic() + 20
    while len(pids := _numbers(told)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert len(pids) == 2
    assert all(map(alive, pids))
    process.send_signal(number)
    process.wait()
    assert gone(pids, 2.0)


def _numbers(file: Path) -> list[int]:
    try:
        return [int(line) for line in file.read_text().splitlines()]
    except OSError:
        return []


def test_a_marked_process_is_found_and_ended() -> None:
    mark = f"test-{os.getpid()}"
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"], env={remains.MARK: mark}
    )
    until = time.monotonic() + 5
    while not remains.marked(mark) and time.monotonic() < until:
        time.sleep(0.02)
    remains.kill_marked(mark)
    assert process.wait(2) == -signal.SIGKILL
