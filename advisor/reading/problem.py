"""One thing wrong in one place of one file, as data: kind for scripts, position for editors,
sentence for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from advisor.messages import N_, Say, Told, told

SAID = ("what", "wanted", "reason")
"""Values that are words themselves."""

KINDS_OF_IDS = (
    N_("criterion"),
    N_("framework"),
    N_("accelerator"),
    N_("distro"),
    N_("component"),
    N_("chip"),
)
"""What ids are of, for the sentence `There is no {what} called {found}.`"""


class Problem(Struct, frozen=True, kw_only=True, order=True):
    """Ordered by file and position, which is how they are listed."""

    file: str
    """Relative to the knowledge directory."""
    line: int
    """From 1, like every editor counts."""
    column: int
    kind: str
    """kebab-case, stable."""
    message: str
    """An English sentence with named fields, a key of the message catalogue."""
    values: tuple[tuple[str, str], ...] = ()
    meant: str = ""
    """The nearest name that exists, when one is near."""

    def text(self, say: Say) -> str:
        """The sentence in the reader's language."""
        said = say(
            self.message,
            **{key: say(value) if key in SAID else value for key, value in self.values},
        )
        return f"{said} {say('Did you mean {name}?', name=self.meant)}" if self.meant else said

    def listed(self, say: Say) -> str:
        """file:line:column: sentence, as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}: {self.text(say)}"

    def told(self) -> Told:
        """The same line for an error, which is said later in a language that nobody knows yet."""
        values = {key: said(value) if key in SAID else value for key, value in self.values}
        parts = [f"{self.file}:{self.line}:{self.column}:", told(self.message, **values)]
        if self.meant:
            parts.append(told("Did you mean {name}?", name=self.meant))
        return _joined(parts, " ")


def said(words: str) -> str:
    """Words of ours, to be said in another language later; foreign ones as they are."""
    return words if "{" in words or "}" in words else told(words)


SHOWN = 12
"""Problems of one file that an error lists."""


def listed(problems: Sequence[Problem]) -> Told:
    """Problems for an error, in the order of the file: one in the same line, more below each
    other."""
    shown: list[str] = [problem.told() for problem in sorted(problems)[:SHOWN]]
    if len(shown) == 1:
        return _joined(shown, "")
    if len(problems) > SHOWN:
        shown.append(told("and {count} more", count=len(problems) - SHOWN))
    return _joined(["", *shown], "\n  ")


def _joined(parts: Sequence[str], between: str) -> Told:
    names = [f"part{index}" for index in range(len(parts))]
    message = between.join(f"{{{name}}}" for name in names)
    return told(message, **dict(zip(names, parts, strict=True)))


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """The known name that looks most like this one, or an empty string."""
    from difflib import get_close_matches

    names = list(known)
    alias = {
        "arm64": "aarch64",
        "amd64": "x86_64",
        "x86-64": "x86_64",
        "loong64": "loongarch64",
    }.get(word.lower(), "")
    if alias in names:
        return alias
    folded = {name.lower().replace("-", "_"): name for name in names}
    near = get_close_matches(word.lower().replace("-", "_"), folded, n=1, cutoff=likeness)
    return folded[near[0]] if near else ""
