"""What this machine reaches of a stack, where it is not what is advised: pip's own folder of wheels
may hold a light build of the verified version, while the index of the advised one is not reached.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from advisor.lab.heads import AdapterHead, adapters
from advisor.lab.installing.indexes import pip_settings
from advisor.messages import words
from advisor.model.stack import Stack
from advisor.stacks.requirements import normal, parsed
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings
from advisor.views.documents.report_shape import StackComponent
from advisor.views.starter.document import StackHere

WAIT = 4.0
"""Seconds for an index to answer: a project is written while somebody waits."""

_ANSWERS = (404, 405)
"""An index that lists nothing at its own address, or takes no HEAD, is there all the same; a
proxy that lets nobody through answers otherwise."""


class Instead(Struct, frozen=True, kw_only=True):
    """What is installed here, in place of what is advised."""

    name: str
    version: str
    """With the name of its build: `2.13.0+cpu`."""
    python: str
    why: str

    @property
    def versions(self) -> str:
        """In one line."""
        return f"{self.name} {self.version}, Python {self.python}"

    @property
    def document(self) -> StackHere:
        """As `--json` shows it."""
        part = StackComponent(name=self.name, kind="package", version=self.version, index="")
        return StackHere(python=self.python, components=(part,), why=self.why)


def instead_of(stack: Stack, framework: str, *, settings: Settings) -> Instead | None:
    """The light build of the verified version that pip has at hand, where the index with the light
    files of the advised one is not reached; None where the advised one is to be had."""
    say = words(settings.lang)
    head = adapters(*probes_of(settings)).get(framework)
    lighter = stack.lighter_at
    if head is None or not lighter or not head.preferred_python:
        return None
    built, there = _at_hand(head, stack)
    if not built or there or (not settings.offline and reached(lighter)):
        return None
    return Instead(
        name=parsed(head.dependencies[0]).name,
        version=built,
        python=head.preferred_python[0],
        why=say(
            "{index} is not reached from here; without it come gigabytes that stay unused",
            index=urlsplit(lighter).netloc,
        ),
    )


def _at_hand(head: AdapterHead, stack: Stack) -> tuple[str, bool]:
    """The version in pip's folders of wheels that fits what was verified, its build's name with
    it; and whether the advised one lies there too."""
    first = parsed(head.dependencies[0])
    wanted = first.specifier.removeprefix("==")
    tag = "cp" + head.preferred_python[0].replace(".", "")
    wheels = [wheel for place in pip_settings().find_links for wheel in _wheels(place)]
    built = [
        version
        for name, version, tags in wheels
        if (name, version.partition("+")[0]) == (first.name, wanted)
        if "+" in version and tag in tags.split("-")
    ]
    there = any(
        (name, version.partition("+")[0]) == (first.name, stack.version)
        for name, version, _ in wheels
    )
    return (built[-1] if built else ""), there


def _wheels(place: str) -> list[tuple[str, str, str]]:
    """Names, versions and tags of the wheels in a folder."""
    folder = Path(place.removeprefix("file://"))
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".whl")
    except OSError:
        return []
    found = (re.fullmatch(r"([^-]+)-([^-]+)-(.+)\.whl", unquote(name)) for name in names)
    return [(normal(match[1]), match[2], match[3]) for match in found if match]


@lru_cache(maxsize=16)
def reached(at: str) -> bool:
    """Whether an index answers; asked once."""
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(at, method="HEAD"), timeout=WAIT):
            return True
    except HTTPError as error:
        return error.code in _ANSWERS
    except OSError:
        return False
