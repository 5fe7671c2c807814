"""The report as one HTML file: no script, no fetch, printable, dark and light, every text
escaped."""

from __future__ import annotations

from html import escape

from advisor.reports import svg
from advisor.reports.code import with_code
from advisor.views.figures import Table
from advisor.views.report.parts import Report, Section

LANGUAGES = {"en": "en", "zh": "zh-CN"}

OPEN = ("question", "ranking", "why", "exclusions", "risks", "unknowns", "reproduce", "signatures")
"""What stands open; the rest is there behind its heading, and is printed all the same."""

STYLE = """
:root{color-scheme:light
dark;--ink:#1a1a1a;--paper:#fff;--line:#c9c9c9;--soft:#f2f2f0;--first:#0b5c8c;--bar:#5b6b78;
--up:#1b6e3c;--down:#9c2a1f} @media
(prefers-color-scheme:dark){
:root{--ink:#ececec;--paper:#161719;--line:#4a4d52;--soft:#232529;--first:#6cb8e6;
--bar:#9aa7b2;--up:#6fc98f;--down:#ef8d80}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem;color:var(--ink);background:var(--paper);
font:1rem/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.7rem;line-height:1.25}
h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
.lead{font-size:1.15rem;font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.5rem 0 1rem}
caption{text-align:left;font-style:italic;padding:.3rem 0}
th,td{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
th{background:var(--soft)}
.n{text-align:right;white-space:nowrap}
.dim{opacity:.75}.bad,.strong{font-weight:600}
pre{background:var(--soft);padding:.7rem;overflow-x:auto;white-space:pre-wrap}
figure{margin:1rem 0}figcaption{font-size:.9rem;font-style:italic}
svg{width:100%;height:auto;max-width:45rem}svg text{font-size:12px;fill:var(--ink)}
.track{fill:var(--soft)}.bar{fill:var(--bar)}.first{fill:var(--first)}.up{fill:var(--up)}
.down{fill:var(--paper);stroke:var(--down);stroke-width:2}
.range,.axis{stroke:var(--ink);stroke-width:1.5;fill:none}
.part{stroke:var(--paper)}.frame{fill:none;stroke:var(--line)}
.s0{fill:#0b5c8c}.s1{fill:#3f4c57}.s2{fill:#66737e}.s3{fill:#9aa5ae}.s4{fill:#b3bcc3}
.s5{fill:#cbd2d7}.s6{fill:#e1e5e8}svg .light{fill:#fff}svg .dark{fill:#000}
details>summary{cursor:pointer;font-size:1.2rem;font-weight:600;margin-top:1.2rem}
#signatures td{height:3rem;border:1px solid var(--line)}
footer{border-top:1px solid var(--line);margin-top:2rem;font-size:.85rem}
@media print{:root{--ink:#000;--paper:#fff;--soft:#f2f2f0;--line:#999;--first:#0b5c8c;--bar:#5b6b78}
body{max-width:none;padding:0;font-size:10pt}
h2,summary{break-after:avoid}tr,figure,svg{break-inside:avoid}
.scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}}
"""


def render(report: Report) -> str:
    """The whole file."""
    lead = "".join(
        f"<p{' class=' + chr(34) + 'lead' + chr(34) if at == 0 else ''}>{_text(line)}</p>"
        for at, line in enumerate(report.lead)
    )
    body = "".join(_section(section) for section in report.sections)
    foot = "".join(f"<p>{_text(line)}</p>" for line in report.colophon)
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGES.get(report.lang, report.lang)}"><head><meta '
        f'charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head>\n<body><main>"
        f"<h1>{escape(report.title)}</h1>\n{lead}\n{body}</main>\n"
        f"<footer>{foot}</footer></body></html>\n"
    )


def _section(section: Section) -> str:
    content = ""
    if section.lines:
        content += "<ul>" + "".join(f"<li>{_text(line)}</li>" for line in section.lines) + "</ul>"
    for at, figure in enumerate(section.figures):
        drawn = svg.figure(figure, f"{section.id}-{at}")
        content += f"<figure>{drawn}<figcaption>{escape(figure.title)}</figcaption></figure>"
    content += "".join(_table(table) for table in section.tables)
    if section.commands:
        content += f"<pre><code>{escape(chr(10).join(section.commands))}</code></pre>"
    heading = escape(section.heading)
    if section.id in OPEN:
        return f'<section id="{escape(section.id)}"><h2>{heading}</h2>{content}</section>\n'
    return f'<details id="{escape(section.id)}"><summary>{heading}</summary>{content}</details>\n'


def _table(table: Table) -> str:
    if not table.rows:
        return f"<p>{_text(table.empty)}</p>" if table.empty else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    head = "".join(
        f'<th scope="col"{_class(column.right)}>{escape(column.title) or "#"}</th>'
        for column in table.columns
    )
    rows = ""
    for row in table.rows:
        cells = "".join(
            f"<td{_class(column.right, cell.tone)}>{_text(cell.text)}</td>"
            for column, cell in zip(table.columns, row.cells, strict=True)
        )
        rows += f"<tr>{cells}</tr>"
    notes = "".join(f"<p>{_text(note)}</p>" for note in table.notes if note)
    # A table that scrolls must be reachable by keyboard.
    return (
        f'<div class="scroll" tabindex="0"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{notes}"
    )


def _text(text: str) -> str:
    return with_code(text, escape, lambda code: f"<code>{escape(code)}</code>")


def _class(right: bool, tone: str = "plain") -> str:
    names = (["n"] if right else []) + ([tone] if tone in ("dim", "bad", "strong") else [])
    return f' class="{" ".join(names)}"' if names else ""
