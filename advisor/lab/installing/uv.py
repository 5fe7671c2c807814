"""uv, which builds the environments: where it is, what it is told, and what its failures mean for a
person."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError, Cancelled
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.indexes import IndexSettings, uv_arguments, uv_variables
from advisor.lab.installing.prerequisites import disk_full
from advisor.lab.installing.uv_program import uv_program
from advisor.lab.process import Command, Ended, run
from advisor.messages import Say
from advisor.model.reason import Reason

LONGEST = 1800.0
"""Seconds for one call: a slow line and two gigabytes."""
NOT_FOR_UV = (
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONPATH",
    "PYTHONHOME",
    "UV_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
)

# uv's words for it, the most telling first.
NO_ROOM = re.compile(r"No space left on device|os error 28|Disk quota exceeded", re.IGNORECASE)
OFFLINE = re.compile(r"network was disabled|not found in the cache", re.IGNORECASE)
NO_NETWORK = re.compile(
    r"dns error|failed to lookup|error sending request|tcp connect|connection "
    r"(?:refused|reset)|timed out"
    r"|network is unreachable|request failed after|failed to fetch",
    re.IGNORECASE,
)
HASH = re.compile(r"hash mismatch|hash-checking|did not match", re.IGNORECASE)
UNSOLVED = re.compile(
    r"no solution found|no wheels? with a matching|has no (?:usable )?wheels|no matching",
    re.IGNORECASE,
)


def find_uv(say: Say) -> str:
    """uv's path: the one that came with the program, otherwise the one on PATH.

    Raises:
        AdvisorError: `no-uv`.
    """
    found = uv_program()
    if not found:
        raise AdvisorError(
            "no-uv",
            say("uv, which builds the environments, was not found."),
            hint="python -m pip install uv",
        )
    return found


def cache_folder(data: Path, environment: Mapping[str, str]) -> Path:
    """uv's cache: the user's own where it is on the same disk as the data, so that files are linked
    and not copied."""
    given = environment.get("UV_CACHE_DIR")
    if given:
        return Path(given)
    base = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "uv"
    there, folder = _existing(base), _existing(data)
    try:
        if os.stat(there).st_dev == os.stat(folder).st_dev and os.access(there, os.W_OK):
            return base
    except OSError:
        pass
    return data / "uv-cache"


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uv:
    """uv with the settings of one build."""

    program: str
    data: Path
    indexes: IndexSettings
    framework: str
    offline: bool
    say: Say
    more_indexes: tuple[str, ...] = ()
    find_links: bool = True
    retries: int | None = None
    """How often a place that does not answer is asked again; None as uv does."""

    def __call__(
        self,
        *arguments: str,
        folder: Path,
        packages: bool = True,
        on_output: Callable[[bytes], None] | None = None,
        on_tick: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool],
    ) -> Ended:
        """Call uv in a folder.

        Args:
            packages: True when the call looks for packages.
            on_output: what uv writes, as it comes.

        Raises:
            AdvisorError: what went wrong, for a person.
            Cancelled: the person stopped it.
        """
        own = {name: value for name, value in os.environ.items() if name not in NOT_FOR_UV}
        options = []
        if packages:
            options = uv_arguments(
                self.indexes, more=self.more_indexes, find_links=self.find_links, environment=own
            )
        if self.offline:
            options.append("--offline")
        own.update(
            uv_variables(self.indexes, own),
            UV_CACHE_DIR=str(cache_folder(self.data, own)),
            UV_PYTHON_DOWNLOADS="never",
            UV_NO_PROGRESS="1",
            NO_COLOR="1",
        )
        if self.retries is not None:
            own["UV_HTTP_RETRIES"] = str(self.retries)
        ended = run(
            Command(
                argv=(self.program, *arguments, *options),
                environment=own,
                directory=folder,
                time_limit=LONGEST,
            ),
            on_output=on_output,
            on_tick=on_tick,
            cancelled=cancelled,
        )
        if ended.why == "cancelled":
            raise Cancelled
        if not ended.ok:
            raise self._meaning(ended, folder)
        return ended

    def _meaning(self, ended: Ended, folder: Path) -> AdvisorError:
        say, said = self.say, ended.tail
        again = f"fwadvisor env install {self.framework}"
        if NO_ROOM.search(said):
            return disk_full(self.framework, folder, shutil.disk_usage(folder).free, say)
        if HASH.search(said):
            return AdvisorError(
                "hash-mismatch",
                say(
                    "A package of {framework} is not the one that was recorded.",
                    framework=self.framework,
                ),
                why=_gist(said),
                hint=say(
                    "if you trust the index, record anew: `{command} --relock`", command=again
                ),
            )
        if self.offline and OFFLINE.search(said):
            return AdvisorError(
                "offline",
                say(
                    "{framework} is not in the cache, and the network is off.",
                    framework=self.framework,
                ),
                why=_gist(said),
                hint=say("run `{command}` without --offline", command=again),
            )
        if NO_NETWORK.search(said):
            return AdvisorError(
                "no-network",
                say(
                    "The package index cannot be reached, so {framework} was not installed.",
                    framework=self.framework,
                ),
                why=_gist(said),
                hint=say(
                    "check the network and pip's index settings, then `{command}`; what was "
                    "downloaded is kept",
                    command=again,
                ),
            )
        if UNSOLVED.search(said):
            return BuildFailure(
                "no-package",
                Reason(
                    code="no_package", values={"framework": self.framework, "text": _gist(said)}
                ),
                hint=say(
                    "`fwadvisor install-plan {framework}` shows other ways",
                    framework=self.framework,
                ),
                say=say,
            )
        values = {"framework": self.framework, "how": ended.said(), "text": _gist(said)}
        return BuildFailure(
            "install-failed",
            Reason(code="install_failed", values=values),
            hint=say("mend what it says, then `{command}`", command=again),
            say=say,
        )


def _gist(said: str) -> str:
    """uv's message as one line, without its drawing."""
    words = re.sub(r"[×╰─▶├│]|^\s*error:", " ", said, flags=re.MULTILINE).split()
    text = " ".join(words)
    return text if len(text) <= 500 else text[:500] + " ..."
