"""A report's JSON, read back: checked to be whole before anything is made of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.reading.document import Document, Enough
from advisor.reading.json_values import json_values
from advisor.reading.marked import decode_unchecked
from advisor.reading.problem import listed
from advisor.reading.regular import LARGEST_RECORD, Refused, read_regular
from advisor.views.documents.report import SCHEMA, Inputs
from advisor.views.documents.report_shape import ReportDocument

HINT = N_("`fwadvisor report -o report.json` writes one")


class ReportFile(msgspec.Struct, frozen=True, kw_only=True):
    """The document as it stands, and its inputs."""

    document: dict[str, Any]
    inputs: Inputs


def read_report(path: Path) -> ReportFile:
    """Read a report written by `fwadvisor report -o FILE.json`.

    Raises:
        AdvisorError: no such file, not a report, or of a version that this program does not read.
    """
    document = Document(str(path), "report")
    content = _content(document, path)
    if document.missing:
        raise _bad(path, told("there is no such file"))
    if document.problems:
        raise AdvisorError(
            "bad-report",
            told("The report {path} cannot be used.", path=path),
            why=listed(document.problems),
            hint=HINT,
            exit_code=ExitCode.USAGE,
        )
    if not isinstance(content, dict):
        raise _bad(path, told("it is not a report"))
    schema = content.get("schema")
    if schema != SCHEMA:
        raise _bad(
            path, told("its schema is {schema!r}, not {SCHEMA!r}", schema=schema, SCHEMA=SCHEMA)
        )
    try:
        whole = msgspec.convert(content, ReportDocument)
    except msgspec.ValidationError as error:
        raise _bad(path, str(error)) from error
    return ReportFile(document=content, inputs=whole.inputs)


def _content(document: Document, path: Path) -> Any:
    try:
        raw = read_regular(path, largest=LARGEST_RECORD)
    except Refused as refused:
        document.missing = refused.missing
        document.report(refused.kind, refused.message, 1, 1, **refused.values)
        return None
    with suppress(Enough):
        text = decode_unchecked(raw, document.report_while_reading)
        if text is not None:
            return json_values(text, document.report_while_reading)
    return None


def _bad(path: Path, why: str) -> AdvisorError:
    return AdvisorError(
        "bad-report",
        told("{path} cannot be used: {why}.", path=path, why=why),
        hint=HINT,
        exit_code=ExitCode.USAGE,
    )
