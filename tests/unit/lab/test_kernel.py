"""What the kernel says of processes, seen on real ones."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from advisor.lab.kernel import has_busy_children

PATIENCE = 10.0


def becomes(pid: int, *, busy: bool) -> bool:
    """Whether it comes to that; a process that computes may wait for a processor, but not for
    long."""
    until = time.monotonic() + PATIENCE
    while has_busy_children(pid) is not busy and time.monotonic() < until:
        time.sleep(0.01)
    return has_busy_children(pid) is busy


def test_what_a_process_started_is_busy_only_while_it_computes() -> None:
    script = "read go; sleep 60 & (while :; do :; done) & echo $!; wait"
    with subprocess.Popen(
        ["sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        try:
            assert becomes(shell.pid, busy=False)
            shell.stdin.write(b"\n")
            shell.stdin.flush()
            busy = int(shell.stdout.readline())
            assert becomes(shell.pid, busy=True)
            os.kill(busy, signal.SIGKILL)
            assert becomes(shell.pid, busy=False), "the sleeper sleeps"
        finally:
            os.killpg(shell.pid, signal.SIGKILL)


def test_of_a_process_that_is_gone_nothing_is_ruled_out() -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    assert has_busy_children(gone.pid)
