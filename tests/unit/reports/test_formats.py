"""One advice, many forms; text from anywhere appears as text in each."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.costs import Costs, costs_of
from advisor.model.environment import EnvironmentRow
from advisor.model.need import Need
from advisor.model.source import Source
from advisor.model.surroundings import Article, Benchmark, Figure, Industry, Task, Trial
from advisor.model.text import Text
from advisor.model.verification import Verification, VerificationStep
from advisor.scoring.next_evidence import EvidenceOption
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from advisor.usecases.report.export import FORMATS, render, suffix_of
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_machine,
    a_measured_criterion,
    a_package,
    a_run,
    a_source,
    some_knowledge,
)

HOSTILE = (
    "<script>alert(1)</script> | `x` *b* \\textbf{y} "
    "#set page() [bold]z[/] \"q\" 'a' ${7*7} {{7}} =1+1"
)


def some_advice(text: str = "plain") -> tuple[Advice, Certainty]:
    """An advice in which every field that people or files fill holds that text."""
    words = Text(en=text, zh=text)
    frameworks = tuple(
        a_framework(
            id,
            name=f"{id} {text}",
            summary=words,
            sources={"page": a_source(title=text, at=text)},
            claims=(a_claim(value=value, note=words),),
            packages=(a_package(command=text, archs=archs),),
        )
        for id, value, archs in (
            ("alpha", "full", ("x86_64",)),
            ("beta", "partial", ("x86_64",)),
            ("gamma", "full", ("sw_64",)),
        )
    )
    criteria = (
        a_criterion(
            "docs",
            label=words,
            question=words,
            why=words,
            misleads=words,
            level_labels={"full": words},
        ),
        a_measured_criterion("speed", label=words),
    )
    runs = (
        a_run(framework="alpha", versions={text: text}, mode=text, tuning="stock"),
        a_run(id="f" * 16, framework="beta", outcome="crashed", reason=text, samples=()),
        a_run(id="e" * 16, framework="beta", workload=text),
    )
    step = VerificationStep(name=text, ok=False, seconds=1.0, said=text)
    proved = Verification(
        framework="alpha",
        package=text,
        model=text,
        ok=False,
        date=text,
        python=text,
        versions={text: text},
        steps=(step,),
    )
    sources = {"page": a_source(title=text, at=text)}
    knowledge = some_knowledge(
        frameworks,
        criteria,
        industries={
            "care": Industry(
                id="care", name=words, matters=words, weights={"docs": 60, "speed": 40}
            )
        },
        tasks={"toy": Task(id="toy", name=words, matters=words, weights={"docs": 1})},
        benchmarks={"table": a_benchmark(text, sources)},
        article=Article(
            title=text,
            sources=sources,
            trials=(
                Trial(
                    id="said",
                    quote=text,
                    verdict="stale",
                    finding=words,
                    checked=DAY,
                    sources=("page",),
                ),
            ),
        ),
    )
    machine = a_machine(
        os__pretty_name=text, cpu__model=text, cpu__extensions=(text,), os__release={text: text}
    )
    advice = advise(
        Need(as_of=DAY, industry="care", task="toy"), knowledge, machine, runs, (proved,)
    )
    return advice, certainty_of(advice, samples=300)


def a_benchmark(text: str, sources: dict[str, Source]) -> Benchmark:
    """A published table in which everything is that text."""
    words = Text(en=text, zh=text)
    return Benchmark(
        id="table",
        title=words,
        conditions=words,
        hardware=text,
        precision=text,
        batch=text,
        published=text,
        grade="published",
        checked=DAY,
        sources=sources,
        figures=(Figure(framework="alpha", metric=text, value=1.0, unit=text, conditions=text),),
    )


def some_costs(advice: Advice, text: str) -> Costs:
    """What it would cost, with environments in which everything is that text."""
    environment = EnvironmentRow(
        id=text,
        framework="alpha",
        variant=text,
        state="ready",
        bytes=1,
        seconds=1.0,
        versions={text: text},
    )
    option = EvidenceOption(
        id=f"beta/{text.replace('/', ' ')}", cells=(("beta", "speed"),), seconds=1.0
    )
    return costs_of(advice, (option,), (environment,))


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".pdf"])
def test_the_same_advice_gives_the_same_bytes(suffix: str) -> None:
    advice, certainty = some_advice()
    assert render(advice, certainty, suffix, "en") == render(advice, certainty, suffix, "en")


@pytest.mark.parametrize("suffix", [".md", ".html", ".adr.md"])
def test_every_form_names_the_winner_its_share_the_excluded_and_the_commands(suffix: str) -> None:
    advice, certainty = some_advice()
    text = render(advice, certainty, suffix, "en").decode()
    for part in (
        "alpha plain",
        "beta plain",
        "gamma plain",
        "plausible weights",
        "fwadvisor rank",
        "2026-11-01",
    ):
        assert part in text, part


class Tags(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.text += "`" * (tag == "code")

    def handle_endtag(self, tag: str) -> None:
        self.text += "`" * (tag == "code")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_text_in_every_field_is_text_in_html() -> None:
    advice, certainty = some_advice(HOSTILE)
    page = Tags()
    page.feed(render(advice, certainty, ".html", "en", costs=some_costs(advice, HOSTILE)).decode())
    assert "script" not in page.tags
    assert not [name for name in page.attributes if name.startswith("on")]
    assert HOSTILE in page.text


def test_the_html_needs_nothing_from_elsewhere_and_is_small() -> None:
    advice, certainty = some_advice()
    page = render(advice, certainty, ".html", "en").decode()
    assert "src=" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert len(page) < 300_000


def test_every_picture_has_a_text_alternative_and_a_table_beside_it() -> None:
    advice, certainty = some_advice()
    page = Tags()
    page.feed(render(advice, certainty, ".html", "en").decode())
    assert page.tags.count("svg") == page.tags.count("desc") == page.tags.count("figcaption") >= 4


def test_hostile_text_breaks_no_row_of_a_markdown_table() -> None:
    advice, certainty = some_advice(HOSTILE)
    lines = (
        render(advice, certainty, ".md", "en", costs=some_costs(advice, HOSTILE))
        .decode()
        .splitlines()
    )
    tables: list[list[str]] = [[]]
    for line in lines:
        if line.startswith(("| ", "|-")):
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    for table in tables:
        widths = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table}
        assert len(widths) <= 1, table[0]


def test_the_csv_has_a_row_for_every_cell_and_no_formula() -> None:
    advice, certainty = some_advice("=1+1")
    rows = list(csv.DictReader(io.StringIO(render(advice, certainty, ".csv", "en").decode())))
    assert len(rows) == 3 * 2
    assert not [value for row in rows for value in row.values() if value.startswith("=")]
    unknown = [row for row in rows if row["grade"] == "unknown"]
    assert unknown
    assert all(row["value"] == "" for row in unknown)


def test_the_decision_record_has_every_section_of_its_template() -> None:
    advice, certainty = some_advice()
    lines = render(advice, certainty, ".adr.md", "en").decode().splitlines()
    assert lines[0] == "---"
    headings = [line for line in lines if line.startswith("#")]
    for heading in (
        "## Context and Problem Statement",
        "## Decision Drivers",
        "## Considered Options",
        "## Decision Outcome",
        "### Consequences",
        "### Confirmation",
        "## Pros and Cons of the Options",
        "## More Information",
    ):
        assert heading in headings, heading
    for first, second in pairwise(lines):
        assert not (first.startswith("#") and second.startswith("#"))


def test_the_json_report_carries_its_hash_and_its_inputs() -> None:
    advice, certainty = some_advice()
    document: dict[str, Any] = json.loads(render(advice, certainty, ".json", "en"))
    assert document["schema"] == "fwadvisor.report/1"
    assert len(document["content_hash"]) == 64
    assert {"need", "evidence", "weights", "runs", "criteria", "admissions"} <= set(
        document["inputs"]
    )


def test_a_report_says_nothing_of_whose_machine_it_was() -> None:
    from advisor.messages import words
    from advisor.views.report.machine import machine

    advice, _ = some_advice()
    section = machine(advice, words("en"))
    assert "/usr/bin/python3.11" not in str(section)


def test_a_brief_report_keeps_the_first_page() -> None:
    advice, certainty = some_advice()
    brief = render(advice, certainty, ".md", "en", brief=True).decode()
    assert "Ranking" in brief
    assert "Evidence:" not in brief
    assert len(brief.splitlines()) < 90


@pytest.mark.parametrize("brief", [True, False])
def test_hostile_text_compiles_to_pdf_as_text(brief: bool) -> None:
    advice, certainty = some_advice(HOSTILE)
    made = render(advice, certainty, ".pdf", "en", brief=brief, costs=some_costs(advice, HOSTILE))
    assert made.startswith(b"%PDF-")


def test_hostile_text_is_text_for_a_markdown_parser_in_every_table() -> None:
    from markdown_it import MarkdownIt

    advice, certainty = some_advice(HOSTILE)
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for suffix in (".md", ".adr.md"):
        for lang in ("en", "zh"):
            source = render(
                advice, certainty, suffix, lang, costs=some_costs(advice, HOSTILE)
            ).decode()
            page = Tags()
            page.feed(parser.render(source))
            assert not {"script", "em", "img"} & set(page.tags)
            assert HOSTILE in page.text
            assert suffix == ".adr.md" or page.tags.count("table") > 10


def test_a_chinese_pdf_without_a_chinese_font_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    class NoFonts:
        def families(self) -> list[str]:
            return ["Libertinus Serif", "DejaVu Sans Mono"]

    monkeypatch.setattr(typst, "Fonts", NoFonts)
    advice, certainty = some_advice()
    with pytest.raises(AdvisorError) as caught:
        render(advice, certainty, ".pdf", "zh")
    assert caught.value.reference == "no-chinese-font"
    assert "apt-get install" in caught.value.hint
    assert render(advice, certainty, ".pdf", "en").startswith(b"%PDF-")


def test_without_typst_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    advice, certainty = some_advice()
    with pytest.raises(AdvisorError) as caught:
        render(advice, certainty, ".pdf", "en")
    assert caught.value.exit_code == 3
    assert "fwadvisor[pdf]" in caught.value.hint


def test_the_suffix_of_a_decision_record_is_the_longer_one() -> None:
    from pathlib import Path

    assert suffix_of(Path("choice.adr.md")) == ".adr.md"
    assert suffix_of(Path("choice.md")) == ".md"
    assert suffix_of(Path("choice.doc")) == ".doc"


@pytest.mark.parametrize("text", ["plain", HOSTILE])
def test_the_json_report_fits_its_published_schema(text: str) -> None:
    from pathlib import Path

    import jsonschema

    schema = json.loads(
        (Path(__file__).parents[3] / "knowledge" / "schema" / "report.json").read_text()
    )
    advice, certainty = some_advice(text)
    jsonschema.Draft202012Validator(schema).validate(
        json.loads(render(advice, certainty, ".json", "en"))
    )


def test_a_command_in_a_sentence_is_code_in_every_format() -> None:
    advice, certainty = some_advice()
    command = "pip install alpha==1"
    advice = replace(
        advice, runs=tuple(replace(run, reason=f"Type `{command}`.") for run in advice.runs)
    )
    assert f"Type `{command}`." in render(advice, certainty, ".md", "en").decode()
    page = render(advice, certainty, ".html", "en").decode()
    assert f"Type <code>{command}</code>." in page
    assert "`" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.S)
