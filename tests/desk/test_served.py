"""The app in a real browser: it starts, shows the ranking, listens to keys, lets nobody else in and
leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyte
import pytest

from tests.desk.desk import BROWSERS, node_module, program
from tests.functional.program import run

pytestmark = pytest.mark.desk


class Server:
    """`fwadvisor serve` in a process of its own."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=home,
            env={**kept, "HOME": str(home), "LANG": "C.UTF-8"},
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def stop(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.communicate()

    def apps(self) -> list[psutil.Process]:
        """The apps that pages opened, and what they started."""
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    run("rank", home=tmp_path)  # the machine is known, so the first page shows the ranking
    served = Server(tmp_path)
    yield served
    served.stop()


def answer(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=10
        ) as page:
            return int(page.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def text(written: bytes, columns: int = 130, rows: int = 40) -> str:
    """What stands on the screen after all that was written to it."""
    screen = pyte.Screen(columns, rows)
    pyte.ByteStream(screen).feed(written)
    return "\n".join(screen.display)


def test_only_who_has_the_whole_address_gets_in(server: Server) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    assert answer(server.address) == 200
    host = server.address.rsplit("/", 2)[0]
    assert answer(host + "/") == 403
    assert answer(host + "/guessed/") == 403
    assert answer(host + "/guessed/ws") == 403
    assert answer(server.address, Host="elsewhere.example") == 403
    assert answer(server.address, Origin="http://elsewhere.example") == 403


def test_a_browser_shows_the_ranking_and_the_keys_work(server: Server, tmp_path: Path) -> None:
    node_module("playwright-core")
    script = Path(__file__).with_name("serve.cjs")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    keys = ("2", "l")  # why; in Chinese
    ended = subprocess.run(
        [program("node"), str(script), program(*BROWSERS), server.address, str(pictures), *keys],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert seen == {"elsewhere": [], "complaints": []}
    written = (pictures / "screen.bin").read_bytes()
    everything = written.decode("utf-8", "replace")
    assert "Ranking for this machine" in everything
    assert "against" in everything
    assert "排名" in everything or "决策" in everything
    for at in range(len(keys) + 1):
        assert (pictures / f"{at}.png").stat().st_size > 20_000
    left = psutil.wait_procs(server.apps(), timeout=10)[1]
    assert left == [], "an app outlived its page"


def test_no_app_outlives_a_server_that_is_killed(server: Server, tmp_path: Path) -> None:
    node_module("playwright-core")
    script = Path(__file__).with_name("serve.cjs")
    browser = subprocess.Popen(
        [
            program("node"),
            str(script),
            program(*BROWSERS),
            server.address,
            str(tmp_path),
            *["j"] * 20,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 30
        while not (apps := server.apps()) and time.monotonic() < until:
            time.sleep(0.1)
        assert apps, "the page opened no app"
        server.process.kill()
        assert psutil.wait_procs(apps, timeout=10)[1] == []
    finally:
        browser.kill()
        browser.wait()
