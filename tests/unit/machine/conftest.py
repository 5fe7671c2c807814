"""Recordings of real machines, and a tree that answers from one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from probes.machine.tree import Tree

DATA = Path(__file__).parents[2] / "data" / "machines"


class RecordedTree(Tree):
    """Answers like `Tree`, from texts by path."""

    def __init__(self, files: dict[str, str], links: dict[str, str] | None = None) -> None:
        super().__init__("/nowhere")
        self.files = files
        self.links = links or {}

    def bytes(self, path: str, limit: int = 4 << 20) -> bytes | None:
        text = self.files.get(path)
        return None if text is None else text.encode("utf-8", "surrogateescape")[:limit]

    def names(self, path: str) -> list[str]:
        start = path.rstrip("/") + "/"
        return sorted(
            {
                name[len(start) :].split("/")[0]
                for name in [*self.files, *self.links]
                if name.startswith(start)
            }
        )

    def exists(self, path: str) -> bool:
        return path in self.files or path in self.links or bool(self.names(path))

    def target(self, path: str) -> str:
        return self.links.get(path, "").rpartition("/")[2]


def parts(text: str) -> dict[str, str]:
    """A `.tree` recording: `=== /path` before the content of each file."""
    files: dict[str, str] = {}
    for part in text.split("=== ")[1:]:
        path, _line, content = part.partition("\n")
        files[path.strip()] = content
    return files


@pytest.fixture
def recorded() -> Callable[[str], str]:
    """The text of a recording."""
    return lambda name: (DATA / "recorded" / name).read_text(encoding="utf-8")


@pytest.fixture
def recorded_tree(recorded: Callable[[str], str]) -> Callable[..., RecordedTree]:
    """A tree from a `.tree` recording, with further files on top."""
    return lambda name, **more: RecordedTree({**parts(recorded(name)), **more})


@pytest.fixture
def tree() -> Callable[..., RecordedTree]:
    """A tree from texts by path."""
    return RecordedTree
