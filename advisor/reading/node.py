"""YAML nodes in words: where one starts, which kind it is, what was found there."""

from __future__ import annotations

import yaml

Mark = tuple[int, int]
"""Line and column, from 1."""


def mark(node: yaml.Node) -> Mark:
    """Where a node starts, counted from 1."""
    return node.start_mark.line + 1, node.start_mark.column + 1


def short(tag: str) -> str:
    """The last part of a tag: `float` of `tag:yaml.org,2002:float`."""
    return tag.rsplit(":", 1)[-1]


def found(node: yaml.Node) -> str:
    """What stands there, short enough for a sentence."""
    if isinstance(node, yaml.MappingNode):
        return "{...}"
    if isinstance(node, yaml.SequenceNode):
        return f"[...] ({len(node.value)})"
    written = str(node.value)
    return repr(cut(written)) if written else "nothing"


def cut(text: str, length: int = 40) -> str:
    """A text short enough for a sentence."""
    return text if len(text) <= length else text[: length - 3] + "..."


def child(node: yaml.Node, name: str) -> yaml.Node | None:
    """The value of a key of a mapping; None where it has no such key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                found: yaml.Node = value
                return found
    return None
