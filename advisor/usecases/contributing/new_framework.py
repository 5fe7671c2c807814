"""The files that a new framework begins with: what is claimed, how it is measured, what its starter
looks like.

They hold from the first minute: everything is unknown, and what is measured and trained is NumPy,
until somebody puts the framework's own facts and calls in its place.
"""

from __future__ import annotations

import keyword
import re
from datetime import date
from pathlib import Path

from msgspec import Struct

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError, ExitCode
from advisor.lab.heads import adapters
from advisor.messages import Say, words
from advisor.model.knowledge import Knowledge
from advisor.resources import PACKAGE
from advisor.starter.skeleton import ADAPTER, TEMPLATE, filled
from advisor.starter.template import available
from advisor.usecases.contributing.overlay_code import probes_of, templates_of
from advisor.usecases.settings import Settings

_ID = re.compile(r"[a-z][a-z0-9_]*")


class Written(Struct, frozen=True, kw_only=True):
    """What was written, and where to go on."""

    id: str
    folder: Path
    """The checkout, or the folder of one's own."""
    files: tuple[Path, ...]
    overlay: bool


class _Places(Struct, frozen=True, kw_only=True):
    """Where the three parts of a framework lie."""

    knowledge: Path
    adapter: Path
    template: Path


def new_framework(id: str, name: str, *, today: date, settings: Settings) -> Written:
    """Write the skeletons of one framework into the overlay, otherwise into the checkout.

    Args:
        name: as people write it; empty takes the id.
    Raises:
        AdvisorError: `bad-id`, `framework-is-there`, `no-checkout` or `not-writable`.
    """
    say = words(settings.lang)
    overlay = settings.overlay
    if overlay is not None:
        overlay.mkdir(parents=True, exist_ok=True)
    knowledge = open_knowledge(settings.knowledge, overlay=overlay, cache=settings.cache)
    _check_id(id, knowledge, settings, say)
    folder = overlay or _checkout(say)
    places = _places(folder, id, own=overlay is not None)
    texts = {places.knowledge: claims_of_nothing(id, name or id, knowledge, today)}
    if overlay is None:
        schema = "# yaml-language-server: $schema=../schema/framework.json\n"
        texts[places.knowledge] = schema + texts[places.knowledge]
    texts[places.adapter] = filled(ADAPTER, id=id, name=name or id)
    for file in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        texts[places.template / file.relative_to(TEMPLATE)] = filled(file, id=id, name=name or id)
    _write(texts, say)
    return Written(id=id, folder=folder, files=tuple(texts), overlay=overlay is not None)


def claims_of_nothing(id: str, name: str, knowledge: Knowledge, today: date) -> str:
    """A framework's file in which every question is asked and none is answered."""
    checked = f'checked: "{today.isoformat()}", sources: [site]'
    asked = [
        criterion.id
        for criterion in knowledge.criteria.values()
        if criterion.measured_by is None and criterion.derived_by is None
    ]
    devices = [
        f"  - {{accelerator: {accelerator}, how: unknown, state: unknown, grade: unknown, "
        f"{checked}}}\n"
        for accelerator in knowledge.accelerators
    ]
    claims = [f"  - {{criterion: {criterion}, grade: unknown, {checked}}}\n" for criterion in asked]
    return (
        f"id: {id}\n"
        f"name: {name}\n"
        f'organisation: {{en: "Who makes {name}", zh: "{name} 的开发者"}}\n'
        f"licence: Apache-2.0\n"
        f"homepage: https://example.org/{id}\n"
        f"repository: https://example.org/{id}/repository\n"
        f"summary:\n"
        f'  en: "What {name} is, and for whom, in one sentence."\n'
        f'  zh: "一句话说明 {name} 是什么、适合谁。"\n'
        f"sources:\n"
        f'  site: {{title: "{name}: home page", at: "https://example.org/{id}", '
        f'read: "{today.isoformat()}"}}\n'
        f"# releases, activity and packages decide whether it is maintained and how it is "
        f"installed:\n"
        f"# knowledge/README.md has an example of each.\n"
        f"releases: []\n"
        f"packages: []\n"
        f"accelerators:\n{''.join(devices)}"
        f"claims:\n{''.join(claims)}"
    )


def _check_id(id: str, knowledge: Knowledge, settings: Settings, say: Say) -> None:
    if not _ID.fullmatch(id) or keyword.iskeyword(id):
        raise AdvisorError(
            "bad-id",
            say("{id} cannot be the id of a framework.", id=repr(id)),
            why=say(
                "It names files and a Python module: small letters, digits and '_', a letter first."
            ),
            hint=say("choose another, such as {id}", id=_nearest(id)),
            exit_code=ExitCode.USAGE,
        )
    there = {
        *knowledge.frameworks,
        *adapters(*probes_of(settings)),
        *available(*templates_of(settings)),
    }
    if id in there:
        raise AdvisorError(
            "framework-is-there",
            say("There is a framework called {id} already.", id=id),
            hint=f"`fwadvisor knowledge show {id}`",
            exit_code=ExitCode.USAGE,
        )


def _nearest(id: str) -> str:
    near = re.sub(r"[^a-z0-9_]+", "_", id.lower()).strip("_")
    return near if _ID.fullmatch(near) and not keyword.iskeyword(near) else "my_framework"


def _checkout(say: Say) -> Path:
    root = PACKAGE.parent
    if (root / "pyproject.toml").is_file() and (root / "knowledge").is_dir():
        return root
    raise AdvisorError(
        "no-checkout",
        say("This program is installed, and what is installed is not written to."),
        hint=say("name a folder of your own: --overlay DIR"),
        exit_code=ExitCode.USAGE,
    )


def _places(folder: Path, id: str, *, own: bool) -> _Places:
    claims = folder if own else folder / "knowledge"
    templates = folder / "templates" if own else PACKAGE / "starter" / "templates"
    return _Places(
        knowledge=claims / "frameworks" / f"{id}.yaml",
        adapter=folder / "probes" / "frameworks" / f"{id}.py",
        template=templates / id,
    )


def _write(texts: dict[Path, str], say: Say) -> None:
    for file, text in texts.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as stream:
                stream.write(text)
        except OSError as error:
            raise AdvisorError(
                "not-writable",
                say("{file} cannot be written.", file=file),
                why=error.strerror or str(error),
                exit_code=ExitCode.CANNOT,
            ) from error
