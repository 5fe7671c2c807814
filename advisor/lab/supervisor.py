"""Stands between the program and one child, so that nothing of the child's outlives the program.

Run as a script by `python -I -S`, standard library only. It reads its orders as one JSON document
from stdin, starts the child in a process group of its own, and promises:

- The lifeline: the program holds the only write end of a pipe. When that closes (the program ended,
by whatever signal,
  or gave up), the whole tree is asked to end and, half a second later, made to.
- Nothing escapes: it is the subreaper, so that what the child left behind with setsid or a double
fork lands here.
- It cannot be lost itself: killed, the child goes with it (PDEATHSIG; this process has one thread,
so that is safe).
- A time limit and a memory limit, where they were ordered.

What happened is written as JSON lines to a report pipe: `began` with the pid, `ended` with how.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LEFTOVERS_GRACE = 0.3
LIFELINE_GRACE = 0.5
"""Two seconds are promised from the program's death to an empty tree."""
KILL_AGAIN = 0.05
"""A tree that forks while it is being killed is killed again until nothing is left."""


def prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def descendants(root: int) -> list[int]:
    """Every process below `root`, by the parent that each names in /proc/PID/stat."""
    below: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/" + name + "/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        for pid in below.get(waiting.pop(), ()):
            found.append(pid)
            waiting.append(pid)
    return found


def signal_tree(number: int) -> None:
    for pid in descendants(os.getpid()):
        try:
            os.kill(pid, number)
        except OSError:
            continue


class Supervisor:
    """One child, from its start to the end of everything it started."""

    def __init__(self, orders: dict) -> None:  # type: ignore[type-arg]
        self.orders = orders
        self.report = orders["report"]
        self.lifeline = orders["lifeline"]
        self.why = ""
        self.status: int | None = None
        self.wake, self._waker = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(self._waker, False)

    def tell(self, **fields: object) -> None:
        try:
            os.write(self.report, (json.dumps(fields) + "\n").encode())
        except OSError:
            self.why = self.why or "lifeline"

    def start(self) -> int:
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        signal.set_wakeup_fd(self._waker)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        os.set_inheritable(self.report, False)
        os.set_inheritable(self.lifeline, False)
        me = os.getpid()
        pid = os.fork()  # one thread: what a fork copies is whole
        if pid == 0:
            self._become(me)
        # The pipes must end when the tree does, so no end of theirs stays here.
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        for descriptor in self.orders["hand_on"]:
            os.close(descriptor)
        return pid

    def _asked(self, *_: object) -> None:
        self.why = self.why or "cancelled"

    def _become(self, parent: int) -> None:
        """Turn this fork into the child; never returns."""
        try:
            signal.set_wakeup_fd(-1)
            for number in (
                signal.SIGTERM,
                signal.SIGINT,
                signal.SIGHUP,
                signal.SIGCHLD,
                signal.SIGPIPE,
            ):
                signal.signal(number, signal.SIG_DFL)
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(97)
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            limit = self.orders.get("memory_limit")
            if limit:
                # RLIMIT_AS would count address space that is only reserved, which device drivers do
                # by the terabyte.
                hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
                limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
                resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
            if self.orders.get("cwd"):
                os.chdir(self.orders["cwd"])
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            command = self.orders["command"]
            os.execve(command[0], command, self.orders["environment"])
        except OSError as error:
            self.tell(
                kind="not_started", reason=f"{self.orders['command'][0]}: {error.strerror or error}"
            )
        finally:
            os._exit(127)

    def watch(self, child: int) -> None:
        limit = self.orders.get("time_limit")
        deadline = time.monotonic() + limit if limit else None
        kill_at = None
        while self._reap(child):
            now = time.monotonic()
            if not self.why and self.status is not None:
                self.why = "leftovers"
            if not self.why and deadline is not None and now >= deadline:
                self.why = "timed_out"
            if self.why and kill_at is None:
                signal_tree(signal.SIGTERM)
                signal_tree(signal.SIGCONT)
                kill_at = now + self._grace()
            if kill_at is not None and now >= kill_at:
                signal_tree(signal.SIGKILL)
                kill_at = now + KILL_AGAIN
            until = kill_at if kill_at is not None else deadline
            self._sleep(60.0 if until is None else max(0.01, until - now))

    def _grace(self) -> float:
        grace = {"leftovers": LEFTOVERS_GRACE, "lifeline": LIFELINE_GRACE}.get(self.why)
        return float(self.orders.get("grace", LIFELINE_GRACE)) if grace is None else grace

    def _reap(self, child: int) -> bool:
        """Collect what ended, adopted orphans too; False when nothing is left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if pid == child:
                self.status = status

    def _sleep(self, seconds: float) -> None:
        # Once the tree has been asked to end, a closed lifeline has nothing more to say and would
        # only spin.
        ends = [self.wake] if self.why else [self.wake, self.lifeline]
        ready = select.select(ends, [], [], seconds)[0]
        if self.wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self.wake, 4096)
        if self.lifeline in ready and not self.why:
            self.why = "cancelled" if os.read(self.lifeline, 1) else "lifeline"

    def ended(self) -> None:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = None if self.status is None else os.waitstatus_to_exitcode(self.status)
        self.tell(
            kind="ended",
            code=code,
            why=self.why or "exited",
            peak_bytes=usage.ru_maxrss * 1024,
            cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
        )


def main() -> None:
    supervisor = Supervisor(json.loads(sys.stdin.buffer.read()))
    child = supervisor.start()
    supervisor.tell(kind="began", pid=child)
    supervisor.watch(child)
    supervisor.ended()


if __name__ == "__main__":
    main()
