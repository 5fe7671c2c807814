"""Keeps the catalogues of advisor/locale: `collect` takes the sentences out of the code, `compile`
makes the .mo files.

A sentence is a literal text in `say(...)`, `told(...)` or `N_(...)`, a part of an error, or the
help of a command or option.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "advisor" / "locale"
SPOKEN = {"say", "told", "N_"}
ABOVE = "See the help text above."
SAID = {"what", "why", "hint"}


def collect(code: Path) -> dict[str, str]:
    """Every sentence, with the file that says it first."""
    found: dict[str, str] = {}
    for file in sorted(code.rglob("*.py")):
        if "templates" not in file.parts:
            for message in _sentences(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(message, file.relative_to(code.parent).as_posix())
    return found


def _sentences(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if node.args and (_name(node.func) in SPOKEN or _is_catalogue(node.func)):
                yield from _texts(node.args[0])
            elif node.args and _name(node.func) == "command":
                # A text is a command's help; one word is the name of a sub-command.
                yield from (text for text in _texts(node.args[0]) if " " in text)
            elif _name(node.func) == "AdvisorError":
                for argument in node.args[1:2]:
                    yield from _texts(argument)
            for keyword in node.keywords:
                if keyword.arg == "help" or (
                    keyword.arg in SAID and _name(node.func) == "AdvisorError"
                ):
                    yield from _texts(keyword.value)
        elif isinstance(node, ast.FunctionDef):
            decorators = [item for item in node.decorator_list if isinstance(item, ast.Call)]
            makers = [item for item in decorators if _name(item.func) in ("group", "command")]
            if makers and not any(
                keyword.arg == "help" for item in makers for keyword in item.keywords
            ):
                help_text = ast.get_docstring(node) or ""
                if help_text and help_text != ABOVE:
                    yield help_text
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "help":
                    yield from _texts(value)


def _name(function: ast.expr) -> str:
    """`say` in say(), self.say() and session.say()."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_catalogue(function: ast.expr) -> bool:
    """`words(lang)` in words(lang)("...")."""
    return isinstance(function, ast.Call) and _name(function.func) == "words"


def _texts(value: ast.expr) -> Iterator[str]:
    """A literal, or the literals that a condition chooses from."""
    if isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value


def update(po: Path, messages: dict[str, str]) -> int:
    """Bring one catalogue up to date, in alphabetical order; how many sentences it lacks."""
    before = read_po(po.open("rb")) if po.exists() else Catalog()
    after = Catalog(locale=po.parts[-3], charset="utf-8")
    missing = 0
    for message in sorted(messages):
        known = before.get(message)
        text = str(known.string) if known and known.string else ""
        missing += not text
        after.add(message, text)
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as stream:
        write_po(stream, after, width=0, omit_header=True)
    return missing


def compile_all() -> None:
    """Every catalogue to its .mo, beside it, as an editable install does."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import compile_catalogues

    compile_catalogues(LOCALE, LOCALE)


def main(arguments: list[str]) -> int:
    if arguments != ["compile"]:
        messages = collect(ROOT / "advisor")
        for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
            missing = update(po, messages)
            print(f"{po.relative_to(ROOT)}: {len(messages)} sentences, {missing} not translated")
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
