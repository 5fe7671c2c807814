"""What the kernel says of processes, seen on real ones."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from advisor.lab.kernel import has_children


def test_a_process_has_children_as_long_as_they_run() -> None:
    script = "read go; sleep 60 & echo $!; wait; read go"
    with subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        assert not has_children(shell.pid)
        shell.stdin.write(b"\n")
        shell.stdin.flush()
        sleeper = int(shell.stdout.readline())
        assert has_children(shell.pid)
        os.kill(sleeper, signal.SIGKILL)
        until = time.monotonic() + 10
        while has_children(shell.pid) and time.monotonic() < until:
            time.sleep(0.01)
        assert not has_children(shell.pid)
        shell.kill()


def test_of_a_process_that_is_gone_nothing_is_ruled_out() -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    assert has_children(gone.pid)
