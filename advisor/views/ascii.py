"""Text with lines, blocks and typographic signs spelled in ASCII, one cell for one cell, so that
nothing moves.

Letters of any language stay: `--ascii` is for fonts and terminals without drawing characters, not
for other languages.
"""

from __future__ import annotations

import unicodedata

SIGNS = {
    **dict.fromkeys("─━╌╍┄┅┈┉═╴╶╸╺⎯", "-"),
    **dict.fromkeys("│┃╎╏┆┇┊┋║╵╷╹╻▏▎▍▌▐▕▊▋", "|"),
    **dict.fromkeys("▁", "_"),
    **dict.fromkeys("▂▔▀", "-"),
    **dict.fromkeys("▃▄", "="),
    **dict.fromkeys("▅▆", "*"),
    **dict.fromkeys("▇█■▉", "#"),
    **dict.fromkeys("░▒▓", "."),
    **dict.fromkeys("•●◆★·∙", "*"),
    **dict.fromkeys("○◇☆", "o"),
    **dict.fromkeys("→▶►›❯⇒", ">"),
    **dict.fromkeys("←◀◄‹❮⇐", "<"),
    **dict.fromkeys("↑▲△", "^"),
    **dict.fromkeys("↓▼▽", "v"),
    **dict.fromkeys("–—‐‑−", "-"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("…", "."),
    **dict.fromkeys("×✕✗✘", "x"),
    **dict.fromkeys("✓✔", "v"),
    **dict.fromkeys("±", "~"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
}
"""Sign: what stands for it."""
_TABLE = str.maketrans(SIGNS)
_BOX = range(0x2500, 0x2580)


def as_ascii(text: str) -> str:
    """The text, its signs replaced; escape sequences pass, they are ASCII."""
    if text.isascii():
        return text
    return "".join(
        character if character.isascii() else _spelled(character)
        for character in text.translate(_TABLE)
    )


def _spelled(character: str) -> str:
    if ord(character) in _BOX:  # corners and crossings
        return "+"
    if character.isalpha():
        if unicodedata.east_asian_width(character) in "WF":
            return character
        bare = unicodedata.normalize("NFKD", character)[0]
        return bare if bare.isascii() else character
    # Punctuation that goes with Chinese is as wide as its letters; other signs are one cell.
    return character if unicodedata.east_asian_width(character) in "WF" else "?"
