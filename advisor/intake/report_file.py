"""A report's JSON, read back: checked to be whole before anything is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told
from advisor.views.report.document import SCHEMA, Inputs


class ReportFile(msgspec.Struct, frozen=True, kw_only=True):
    """The document as it stands, and its inputs."""

    document: dict[str, Any]
    inputs: Inputs


def read_report(path: Path) -> ReportFile:
    """Read a report written by `fwadvisor report -o FILE.json`.

    Raises:
        AdvisorError: no such file, not a report, or of a version that this program does not read.
    """
    try:
        document = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        if document.get("schema") != SCHEMA:
            raise _bad(
                path,
                told(
                    "its schema is {schema!r}, not {SCHEMA!r}",
                    schema=document.get("schema"),
                    SCHEMA=SCHEMA,
                ),
            )
        return ReportFile(document=document, inputs=msgspec.convert(document.get("inputs"), Inputs))
    except FileNotFoundError as error:
        raise _bad(path, told("there is no such file")) from error
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise _bad(path, str(error)) from error


def _bad(path: Path, why: str) -> AdvisorError:
    return AdvisorError(
        "bad-report",
        told("{path} cannot be used: {why}.", path=path, why=why),
        hint="`fwadvisor report -o report.json` writes one",
        exit_code=ExitCode.USAGE,
    )
