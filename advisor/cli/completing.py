"""What a shell offers for an argument: the ids that the knowledge base and the probes have, read as
file names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.resources import knowledge_dir, probes_dir

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def ids(*kinds: str) -> Completer:
    """Stems of the files of one or more folders of the knowledge base in use."""

    def offered(
        ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        settings = getattr(ctx.obj, "settings", None)
        bases = [knowledge_dir()]
        if settings is not None:
            bases = [settings.knowledge, *filter(None, [settings.overlay])]
        folders = [base / kind for base in bases for kind in kinds]
        files = (file for folder in folders for file in folder.glob("*.yaml"))
        return _starting(files, incomplete)

    return offered


def machines(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The example machines, or any file."""
    from click.shell_completion import CompletionItem

    return ids("machines")(ctx, parameter, incomplete) or [CompletionItem(incomplete, type="file")]


def workloads(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """What can be measured."""
    overlay: Path | None = getattr(getattr(ctx.obj, "settings", None), "overlay", None)
    folders = [probes_dir(), *([overlay / "probes"] if overlay is not None else [])]
    files = (file for each in folders for file in (each / "workloads").glob("[!_]*.py"))
    return _starting(files, incomplete)


def _starting(files: Iterable[Path], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    names = sorted({path.stem for path in files})
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
