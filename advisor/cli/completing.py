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


def ids(kind: str) -> Completer:
    """Stems of the files of one folder of the knowledge base in use."""

    def offered(
        ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        settings = getattr(ctx.obj, "settings", None)
        base: Path = settings.knowledge if settings is not None else knowledge_dir()
        return _starting((base / kind).glob("*.yaml"), incomplete)

    return offered


def machines(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The example machines, or any file."""
    from click.shell_completion import CompletionItem

    return ids("machines")(ctx, parameter, incomplete) or [CompletionItem(incomplete, type="file")]


def workloads(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """What can be measured."""
    return _starting((probes_dir() / "workloads").glob("[!_]*.py"), incomplete)


def _starting(files: Iterable[Path], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    names = sorted(path.stem for path in files)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
