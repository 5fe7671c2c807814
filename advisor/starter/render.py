"""Renders a template into an empty folder with Copier: the shared part first, the framework's own
laid over it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.starter.template import SHARED

_IN_A_LANGUAGE = re.compile(r"(?P<stem>.+)\.(?P<lang>[a-z]{2})\.md\.jinja")


def render(own: Path, answers: Mapping[str, object], into: Path) -> tuple[str, ...]:
    """Write the project of one framework into an empty folder and return the paths of its files,
    sorted.

    Args:
        own: the framework's template, which is laid over the shared one.

    Copier runs without tasks, migrations or extensions, and sees only a copy of the templates.
    """
    import copier

    with TemporaryDirectory(prefix="fwadvisor-starter-") as work:
        template = Path(work) / "template"
        shutil.copytree(SHARED, template)
        shutil.copytree(own, template, dirs_exist_ok=True)
        _keep_one_language(template, str(answers["lang"]))
        copier.run_copy(
            str(template),
            into,
            data=dict(answers),
            defaults=True,
            quiet=True,
            unsafe=False,
            skip_tasks=True,
        )
    return tuple(sorted(str(path.relative_to(into)) for path in into.rglob("*") if path.is_file()))


def _keep_one_language(template: Path, lang: str) -> None:
    """README.en.md and README.zh.md become README.md, in the language of the reader."""
    for path in list(template.rglob("*.md.jinja")):
        found = _IN_A_LANGUAGE.fullmatch(path.name)
        if found and found["lang"] == lang:
            path.rename(path.with_name(f"{found['stem']}.md.jinja"))
        elif found:
            path.unlink()
