"""Look into an environment that somebody else made, to see whether a framework can be measured in
it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.lab.heads import AdapterHead, package_name
from advisor.lab.installing.environments import Info
from advisor.lab.installing.prerequisites import OLDEST
from advisor.lab.process import CHANNEL, Command, run
from advisor.messages import Say

PATIENCE = 30.0
ASK = """
import importlib.util, json, os, sys, sysconfig
from importlib import metadata
channel, imports, packages = int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3].split(",")
versions = {}
for package in packages:
    try:
        versions[package] = metadata.version(package)
    except metadata.PackageNotFoundError:
        pass
name = "python%d.%d-config" % sys.version_info[:2]
config = os.path.join(sysconfig.get_config_var("BINDIR") or "", name)
os.write(channel, (json.dumps({
    "version": list(sys.version_info[:3]),
    "missing": [name for name in [*imports, "numpy"] if importlib.util.find_spec(name) is None],
    "versions": versions,
    "config": config if os.access(config, os.X_OK) else "",
}) + "\\n").encode())
"""


class _Answer(Struct, frozen=True, kw_only=True):
    version: tuple[int, int, int]
    missing: tuple[str, ...]
    versions: dict[str, str]
    config: str


def look_into(head: AdapterHead, python: Path, *, say: Say) -> Info:
    """What is known of it, as if we had built it.

    Raises:
        AdvisorError: `cannot-adopt`, with the reason.
    """
    lines: list[bytes] = []
    packages = [package_name(one) for one in head.dependencies]
    ended = run(
        Command(
            argv=(
                str(python),
                "-c",
                ASK,
                CHANNEL,
                ",".join(head.imports),
                ",".join(dict.fromkeys(packages)),
            ),
            environment={
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": str(Path.home()),
                "PYTHONNOUSERSITE": "1",
            },
            time_limit=PATIENCE,
        ),
        on_line=lines.append,
    )
    try:
        answer = msgspec.json.decode(lines[-1] if lines else b"", type=_Answer)
    except msgspec.MsgspecError:
        raise _cannot(
            head, python, say("It does not answer as a Python would: {how}.", how=ended.said()), say
        ) from None
    if answer.version < OLDEST:
        raise _cannot(head, python, say("It is older than Python {oldest}.", oldest="3.8"), say)
    if answer.missing:
        raise _cannot(
            head, python, say("It cannot import {names}.", names=", ".join(answer.missing)), say
        )
    return Info(
        framework=head.framework,
        python=str(python),
        config=answer.config,
        python_version=".".join(map(str, answer.version)),
        versions=answer.versions,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        adopted=True,
    )


def _cannot(head: AdapterHead, python: Path, why: str, say: Say) -> AdvisorError:
    return AdvisorError(
        "cannot-adopt",
        say(
            "{framework} cannot be measured with {python}.", framework=head.framework, python=python
        ),
        why=why,
        hint=say("`fwadvisor env install {framework}` builds one", framework=head.framework),
        exit_code=ExitCode.USAGE,
    )
