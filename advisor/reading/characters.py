"""Characters that act instead of being read: they move the cursor, rename the window, turn the
direction of writing or hide.

They arrive in knowledge, in runs and in the last output of a framework that was measured. Nothing
that is shown or written to a file passes without `harmless`.
"""

from __future__ import annotations

import re

ACTING = re.compile(
    "\r(?!\n)"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters: escape sequences begin with them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f"  # invisible
    "\u2028\u2029"  # ends of lines that editors disagree about
    "\ud800-\udfff]"  # halves of characters, which no encoding can write
)
"""U+200C and U+200D are not among them: scripts and emoji are written with them."""


def harmless(text: str) -> str:
    r"""The same text, each acting character spelt out: an escape becomes the four characters
    `\x1b`."""
    if text.isprintable():
        return text
    return ACTING.sub(lambda found: spelt(found[0]), text)


def harmless_json(document: bytes) -> bytes:
    """A JSON document in which those characters are written as JSON's own escapes: the same
    document to a program.

    JSON encoders escape the first 32 only.
    """
    text = document.decode("utf-8")
    if text.isascii() and "\x7f" not in text:
        return document
    return ACTING.sub(lambda found: _as_json(found[0]), text).encode("utf-8")


def acting(text: str) -> str:
    """The first of those characters spelt out; empty when there is none."""
    if text.isprintable():
        return ""
    found = ACTING.search(text)
    return spelt(found[0]) if found else ""


def spelt(character: str) -> str:
    r"""`\x1b`, `\u202e` or `\U000e0001`."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _as_json(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
