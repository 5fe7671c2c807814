"""Export: the advice as a document, in the format that the file's name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.costs import Costs
from advisor.explanation.redaction import redacted
from advisor.messages import told, words
from advisor.reading.characters import harmless, harmless_json
from advisor.views.report.parts import Report
from advisor.views.report.whole import report

PUBLIC_NAMES = ("", "/", "root", "user", "localhost")
"""Names that half of all machines have, and that are words besides."""


class Style(Struct, frozen=True, kw_only=True):
    """What is asked of a document besides its format."""

    lang: str
    brief: bool = False
    costs: Costs | None = None


Renderer = Callable[[Advice, Certainty, Style], bytes]


def render(
    advice: Advice,
    certainty: Certainty,
    suffix: str,
    lang: str,
    *,
    brief: bool = False,
    costs: Costs | None = None,
    private: bool = False,
) -> bytes:
    """The document in one format.

    Args:
        suffix: of the file's name: one of FORMATS.
        costs: what finding out and beginning would take here, by `estimate_costs`.
        private: keep paths, host and user name in; they are left out otherwise.
    Raises:
        AdvisorError: there is no such format.
    """
    if suffix not in FORMATS:
        raise AdvisorError(
            "unknown-format",
            told("There is no report format for {suffix!r}.", suffix=suffix),
            hint=told("known: {names}", names=" ".join(FORMATS)),
            exit_code=ExitCode.USAGE,
        )
    shown = advice if private else redacted(advice, _own_names())
    return FORMATS[suffix](shown, certainty, Style(lang=lang, brief=brief, costs=costs))


def export(
    advice: Advice,
    certainty: Certainty,
    path: Path,
    *,
    lang: str,
    brief: bool = False,
    force: bool = False,
    costs: Costs | None = None,
    private: bool = False,
) -> Path:
    """Write the document and return where it is."""
    from advisor.reports.write import write_whole

    content = render(
        advice, certainty, suffix_of(path), lang, brief=brief, costs=costs, private=private
    )
    write_whole(path, content, force=force)
    return path


def _own_names() -> tuple[str, ...]:
    """What would tell whose machine this is."""
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a process whose user has no entry anywhere
        user = ""
    host = socket.gethostname()
    own = (host, host.split(".")[0], user, str(Path.home()))
    return tuple(name for name in own if name not in PUBLIC_NAMES)


def _report(advice: Advice, certainty: Certainty, style: Style) -> Report:
    return report(advice, certainty, words(style.lang), brief=style.brief, costs=style.costs)


def _markdown(advice: Advice, certainty: Certainty, style: Style) -> bytes:
    from advisor.reports.markdown import render as as_markdown

    return _text(as_markdown(_report(advice, certainty, style)))


def _html(advice: Advice, certainty: Certainty, style: Style) -> bytes:
    from advisor.reports.html import render as as_html

    return _text(as_html(_report(advice, certainty, style)))


def _pdf(advice: Advice, certainty: Certainty, style: Style) -> bytes:
    from advisor.reports.pdf import render as as_pdf

    return as_pdf(_report(advice, certainty, style))


def _decision_record(advice: Advice, certainty: Certainty, style: Style) -> bytes:
    from advisor.reports.decision_record import render as as_record

    say = words(style.lang)
    return _text(as_record(advice, report(advice, certainty, say, brief=True), say))


def _json(advice: Advice, certainty: Certainty, _style: Style) -> bytes:
    import msgspec

    from advisor.views.documents.report import report_document

    document = report_document(advice, certainty)
    return harmless_json(msgspec.json.format(msgspec.json.encode(document), indent=2)) + b"\n"


def _csv(advice: Advice, _certainty: Certainty, _style: Style) -> bytes:
    from advisor.reports.evidence_csv import render as as_csv

    return _text(as_csv(advice))


def _text(document: str) -> bytes:
    """What is written, each acting character spelt out: knowledge, runs and the last output of a
    framework are in it."""
    return harmless(document).encode()


FORMATS: dict[str, Renderer] = {
    ".md": _markdown,
    ".html": _html,
    ".pdf": _pdf,
    ".json": _json,
    ".csv": _csv,
    ".adr.md": _decision_record,
}
"""suffix: how it is made."""


def suffix_of(path: Path) -> str:
    """The longest known suffix of a file's name, or whatever it has."""
    known = (
        suffix for suffix in sorted(FORMATS, key=len, reverse=True) if path.name.endswith(suffix)
    )
    return next(known, path.suffix)
