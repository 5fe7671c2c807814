"""Bytes of one YAML file to a tree of nodes that know their line and column, refusing what misleads
people.

Refused with a message of its own: other encodings, byte order marks, acting characters, tabs,
anchors and aliases (a few lines of them can stand for gigabytes), tags, several documents, depth
beyond what a person writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from advisor.messages import N_
from advisor.reading.characters import ACTING, spelt

Report = Callable[..., None]
"""report(kind, message, line, column, **values)."""

DEEPEST = 40
"""Levels of nesting; our own shapes need seven. libyaml's composer recurses, so depth is checked
before it runs."""

MOST_PIECES = 50_000
"""Lines and commas; the largest shipped file has a fifteenth. Each can become an object,
and four MiB of nothing else keep a processor busy for half a minute."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAYBE_ANCHOR = re.compile(r"[&*][^\s,\]}]")
_MAYBE_DEEP = re.compile(rf"^ {{{DEEPEST * 2},}}|(?:[-?:] +){{{DEEPEST},}}", re.MULTILINE)


def decode(raw: bytes, report: Report, *, signed: bool = False) -> str | None:
    """UTF-8 text without a byte order mark, or None with the reason reported. Characters that act
    are reported and replaced.

    Args:
        signed: a byte order mark is taken off in silence: editors of Windows write one.
    """
    text = decode_unchecked(raw, report, signed=signed)
    return None if text is None else _without_acting(text, report)


def decode_unchecked(raw: bytes, report: Report, *, signed: bool = False) -> str | None:
    """The same with all its characters: for what may quote foreign output, and is shown through
    `harmless`."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        report("not-utf8", N_("The file is UTF-16; save it as UTF-8."), 1, 1)
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        if not signed:
            report(
                "byte-order-mark",
                N_("The file starts with a byte order mark; save it as UTF-8 without one."),
                1,
                1,
            )
        raw = raw[3:]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = N_("This byte is not UTF-8; save the file as UTF-8.")
        try:
            raw.decode("gb18030")
            message = N_(
                "This byte is not UTF-8 (the file looks like GB18030); save the file as UTF-8."
            )
        except UnicodeDecodeError:
            pass
        report("not-utf8", message, line, column)
        return None


def too_many_pieces(text: str, report: Report) -> bool:
    """Whether a text has more pieces than anybody writes; reported then."""
    many = text.count("\n") + text.count(",") > MOST_PIECES
    if many:
        message = N_("The file has more than {limit} lines and items.")
        report("too-large", message, 1, 1, limit=str(MOST_PIECES))
    return many


def _without_acting(text: str, report: Report) -> str | None:
    """None with a control character in it: such a file is damaged, or not text at all."""
    if not ACTING.search(text):
        return text
    for found in ACTING.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        report(
            "control-character",
            N_("The character {found} stands here, which acts instead of being read."),
            line,
            column,
            found=spelt(found[0]),
        )
    if any(found[0] < "\N{NO-BREAK SPACE}" for found in ACTING.finditer(text)):
        return None
    return ACTING.sub("\N{REPLACEMENT CHARACTER}", text)


def compose(text: str, report: Report, *, may_be_empty: bool = False) -> yaml.Node | None:
    """The root node, or None with the reasons reported.

    Args:
        may_be_empty: None without a reason is an answer.
    """
    tabs = False
    if "\t" in text:
        for number, line in enumerate(text.split("\n"), 1):
            indent = line[: len(line) - len(line.lstrip())]
            if "\t" in indent and line.strip():
                tabs = True
                report(
                    "tab",
                    N_("A tab indents this line; YAML wants spaces."),
                    number,
                    indent.index("\t") + 1,
                )
    if tabs or _anchored(text, report) or _deep(text, report):
        return None
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.YAMLError as error:
        _syntax(text, error, report)
        return None
    finally:
        loader.dispose()
    if node is None and not may_be_empty:
        report("empty", N_("The file is empty."), 1, 1)
    return node


def _anchored(text: str, report: Report) -> bool:
    if not _MAYBE_ANCHOR.search(text):
        return False
    found = False
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, (yaml.AliasToken, yaml.AnchorToken)):
                found = True
                line, column = _position(token.start_mark)
                report(
                    "alias",
                    N_(
                        "Anchors (&) and aliases (*) are not used here: write the value out, or "
                        "quote the text."
                    ),
                    line,
                    column,
                )
                if isinstance(token, yaml.AliasToken):
                    break
    except yaml.YAMLError:
        pass  # composing meets the same error and reports it
    return found


def _deep(text: str, report: Report) -> bool:
    depth = deepest = 0
    for character in re.findall(r"[\[{\]}]", text):
        depth = depth + 1 if character in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest <= DEEPEST and not _MAYBE_DEEP.search(text):
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > DEEPEST:
                    report("too-deep", N_("The nesting is too deep."), *_position(event.start_mark))
                    return True
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
    except yaml.YAMLError:
        pass  # composing meets the same error and reports it
    return False


def _position(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _syntax(text: str, error: yaml.YAMLError, report: Report) -> None:
    if isinstance(error, yaml.MarkedYAMLError) and (
        mark := error.problem_mark or error.context_mark
    ):
        if "quoted scalar" in (error.context or "") and error.context_mark:
            mark = (
                error.context_mark
            )  # where the quotes open; the parser only notices at the end of the file
        line, column = mark.line + 1, mark.column + 1
        found = (error.problem or str(error)).rstrip(".")
        if isinstance(error, yaml.composer.ComposerError) and "single document" in str(error):
            report(
                "several-documents",
                N_("A second document starts here; one file holds one."),
                line,
                column,
            )
            return
        written = text.split("\n")[max(0, line - 2) : line]
        if any("：" in part for part in written):
            message = N_("Not YAML: {found}. A full-width colon (：) stands where YAML wants ': '.")
        else:
            message = N_(
                "Not YAML: {found}. Text with ': ', '#', quotes or brackets in it needs quotes "
                "around it."
            )
        report("syntax", message, line, column, found=found)
        return
    position = getattr(error, "position", 0) or 0
    line = text.count("\n", 0, position) + 1
    report(
        "control-character",
        N_("A character stands here that YAML does not allow."),
        line,
        max(1, position - text.rfind("\n", 0, position)),
    )
