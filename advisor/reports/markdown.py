"""The report as Markdown; text from anywhere appears as text."""

from __future__ import annotations

import re

from advisor.reports.code import with_code
from advisor.views.figures import Table
from advisor.views.report.parts import Report

_ADDRESS = re.compile(r"(https?://[A-Za-z0-9._~:/?#@!$&()+,;=%-]+[A-Za-z0-9/=])")
"""Only what a link can hold without breaking out of it, or out of a table."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")

_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~]|://")
"""Text without any of these is as it is."""


def render(report: Report) -> str:
    """The whole report, ending with one newline."""
    lines = [f"# {escape(report.title)}", ""]
    lines += [
        f"**{escape(line)}**" if at == 0 else escape(line) for at, line in enumerate(report.lead)
    ]
    lines = _apart(lines)
    for section in report.sections:
        lines += ["", f"## {escape(section.heading)}", ""]
        for line in section.lines:
            lines += [f"- {escape(line)}"]
        if section.lines:
            lines.append("")
        for table in section.tables:
            lines += [*_table(table), ""]
        if section.commands:
            lines += ["```sh", *section.commands, "```", ""]
    lines += ["---", ""]
    for line in report.colophon:
        lines += [escape(line), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def escape(text: str) -> str:
    """Text that reads the same in Markdown: one line, every mark of markup disarmed, web addresses
    as links, commands between backticks as code."""
    text = " ".join(text.split())
    return with_code(text, _disarmed, _code) if _MARKS.search(text) else text


def _code(text: str) -> str:
    # Within code nothing is markup; only a table would still be parted by a stroke.
    return f"\\`{_disarmed(text)}\\`" if "|" in text or not text.strip() else f"`{text}`"


def _disarmed(text: str) -> str:
    pieces = _ADDRESS.split(text)
    shown = [
        f"<{piece}>" if at % 2 else _SPECIAL.sub(r"\\\1", piece) for at, piece in enumerate(pieces)
    ]
    return "".join(shown)


def _apart(lines: list[str]) -> list[str]:
    """A blank line after each of the opening sentences, so that they stay paragraphs."""
    apart: list[str] = []
    for line in lines:
        apart += [line, ""] if line else [line]
    return apart


def _table(table: Table) -> list[str]:
    if not table.rows:
        return [escape(table.empty)] if table.empty else []
    lines = [f"### {escape(table.title)}", ""] if table.title else []
    lines.append("| " + " | ".join(escape(column.title) or " " for column in table.columns) + " |")
    lines.append(
        "|" + "|".join("---:" if column.right else "---" for column in table.columns) + "|"
    )
    lines += [
        "| " + " | ".join(escape(cell.text) or " " for cell in row.cells) + " |"
        for row in table.rows
    ]
    for note in table.notes:
        lines += ["", escape(note)]
    return lines
