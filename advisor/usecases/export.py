"""Export: the advice as a document, in the format that the file's name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import words
from advisor.views.report.whole import report

Renderer = Callable[[Advice, Certainty, str, bool], bytes]


def render(advice: Advice, certainty: Certainty, suffix: str, lang: str, *, brief: bool = False) -> bytes:
    """The document in one format.

    Args:
        suffix: of the file's name, `.md` or `.json`.
    Raises:
        AdvisorError: there is no such format.
    """
    if suffix not in _FORMATS:
        raise AdvisorError(
            "unknown-format",
            f"There is no report format for {suffix or 'a name without a suffix'!r}.",
            hint="known: " + " ".join(_FORMATS),
            exit_code=ExitCode.USAGE,
        )
    return _FORMATS[suffix](advice, certainty, lang, brief)


def export(
    advice: Advice, certainty: Certainty, path: Path, *, lang: str, brief: bool = False, force: bool = False
) -> Path:
    """Write the document and return where it is."""
    from advisor.reports.write import write_whole

    suffix = next(
        (known for known in sorted(_FORMATS, key=len, reverse=True) if path.name.endswith(known)), path.suffix
    )
    write_whole(path, render(advice, certainty, suffix, lang, brief=brief), force=force)
    return path


def _markdown(advice: Advice, certainty: Certainty, lang: str, brief: bool) -> bytes:
    from advisor.reports.markdown import render as as_markdown

    return as_markdown(report(advice, certainty, words(lang), brief=brief)).encode()


def _json(advice: Advice, certainty: Certainty, _lang: str, _brief: bool) -> bytes:
    import msgspec

    from advisor.views.report_document import report_document

    document = report_document(advice, certainty)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


_FORMATS: dict[str, Renderer] = {".md": _markdown, ".json": _json}
