"""Whether the package index answers, asked in the way in which an environment is built: by uv, with
pip's settings."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from advisor.lab.installing.indexes import pip_settings, uv_arguments, uv_variables
from advisor.lab.installing.uv import NOT_FOR_UV, find_uv
from advisor.lab.process import Command, run
from advisor.messages import Say

SECONDS = 15.0
ASKED = "packaging"
"""A small package that every complete index has."""


def index_answers(*, say: Say, cancelled: Callable[[], bool]) -> tuple[bool, float, str]:
    """Whether uv finds a package there, how many seconds that took, and uv's last words when it did
    not."""
    own = {name: value for name, value in os.environ.items() if name not in NOT_FOR_UV}
    settings = pip_settings()
    own.update(uv_variables(settings, own), UV_NO_PROGRESS="1", NO_COLOR="1", UV_HTTP_TIMEOUT="10")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fwadvisor-") as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text(ASKED + "\n", encoding="utf-8")
        # Its own empty cache: an answer from the cache says nothing about the network.
        own["UV_CACHE_DIR"] = str(Path(folder) / "cache")
        arguments = (
            "pip",
            "compile",
            "--quiet",
            "--no-deps",
            str(wanted),
            *uv_arguments(settings, environment=own),
        )
        ended = run(
            Command(
                argv=(find_uv(say), *arguments),
                environment=own,
                directory=Path(folder),
                time_limit=SECONDS,
            ),
            cancelled=cancelled,
        )
    seconds = time.monotonic() - started
    if ended.ok:
        return True, seconds, ""
    last = [line for line in ended.tail.splitlines() if line.strip()]
    return False, seconds, last[-1].strip() if last else ended.said()
