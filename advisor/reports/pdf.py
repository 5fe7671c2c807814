"""The report as PDF through typst, which is an extra: text is passed as data and never read as
markup."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.reading.characters import harmless
from advisor.reports import svg
from advisor.views.report.parts import Report

CJK_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Serif CJK SC",
    "AR PL UMing CN",
)
LATIN_FONTS = ("Libertinus Serif", "New Computer Modern")
"""Embedded in typst, so always there."""

TEMPLATE = Path(__file__).with_name("report.typ")


def render(report: Report) -> bytes:
    """The PDF.

    Raises:
        AdvisorError: typst is not installed, or the report is Chinese and no font here has the
            characters.
    """
    try:
        import typst
    except ImportError as error:
        raise AdvisorError(
            "no-typst",
            "PDF needs typst, which is an extra.",
            hint="`pip install 'fwadvisor[pdf]'`, or export HTML, which a browser prints to PDF",
        ) from error
    fonts = _fonts(typst, report)
    with tempfile.TemporaryDirectory(prefix="fwadvisor-pdf-") as folder:
        room = Path(folder)
        (room / "report.typ").write_bytes(TEMPLATE.read_bytes())
        content = _spelt_out(_data(report, room, fonts))
        (room / "report.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        result: bytes = typst.compile(str(room / "report.typ"), root=str(room))
        return result


def _spelt_out(value: Any) -> Any:
    """The same values with acting characters spelt out: typst refuses most of them."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {name: _spelt_out(each) for name, each in value.items()}
    return [_spelt_out(each) for each in value] if isinstance(value, list) else value


def _fonts(typst: object, report: Report) -> list[str]:
    text = json.dumps([report.title, *report.lead], ensure_ascii=False)
    needs_cjk = report.lang == "zh" or any("\u4e00" <= character <= "\u9fff" for character in text)
    families = set(typst.Fonts().families())  # type: ignore[attr-defined]
    cjk = [name for name in CJK_FONTS if name in families]
    if needs_cjk and not cjk:
        raise AdvisorError(
            "no-chinese-font",
            "No font on this machine has Chinese characters, so the PDF would show boxes.",
            hint="install one, for example `apt-get install fonts-noto-cjk`, or export HTML",
        )
    return [*LATIN_FONTS[:1], *cjk[:1]]


def _data(report: Report, room: Path, fonts: list[str]) -> dict[str, object]:
    sections = []
    for section in report.sections:
        pictures = []
        for at, figure in enumerate(section.figures):
            name = f"{section.id}-{at}.svg"
            names = ",".join(repr(font) for font in fonts)
            style = (
                f"<style>svg text{{font-size:12px;font-family:{names}}}"
                ".track{fill:#f2f2f0}.bar{fill:#5b6b78}.first{fill:#0b5c8c}.up{fill:#1b6e3c}"
                ".down{fill:#fff;stroke:#9c2a1f;stroke-width:2}.range,.axis{stroke:#000;fill:none}"
                ".part{stroke:#fff}.frame{fill:none;stroke:#999}"
                ".s0{fill:#0b5c8c}.s1{fill:#3f4c57}.s2{fill:#66737e}"
                ".s3{fill:#9aa5ae}.s4{fill:#b3bcc3}"
                ".s5{fill:#cbd2d7}.s6{fill:#e1e5e8}svg .light{fill:#fff}svg "
                ".dark{fill:#000}</style>"
            )
            drawn = svg.figure(figure, f"{section.id}-{at}")
            styled = drawn.replace("<title", style + "<title", 1)
            (room / name).write_text(harmless(styled), encoding="utf-8")
            pictures.append({"file": name, "caption": figure.title, "alt": figure.alt})
        tables = [
            {
                "title": table.title,
                "columns": [
                    {"title": column.title, "right": column.right} for column in table.columns
                ],
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
                "notes": [note for note in table.notes if note],
                "empty": table.empty,
            }
            for table in section.tables
        ]
        sections.append(
            {
                "id": section.id,
                "heading": section.heading,
                "lines": list(section.lines),
                "pictures": pictures,
                "tables": tables,
                "commands": list(section.commands),
            }
        )
    return {
        "title": report.title,
        "lang": report.lang,
        "brief": report.brief,
        "fonts": fonts,
        "lead": list(report.lead),
        "sections": sections,
        "colophon": list(report.colophon),
    }
