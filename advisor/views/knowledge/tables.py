"""The knowledge base in tables and lines: coverage, claims, criteria, the article's statements,
sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from advisor.messages import N_, Say
from advisor.model.criterion import Criterion, Linear, Logarithmic, Ordinal
from advisor.model.framework import Claim, When
from advisor.model.knowledge import Knowledge
from advisor.model.source import GRADES, Source
from advisor.model.surroundings import Article, Trial
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.numbers import figure

LETTERS = {
    "published": "P",
    "documented": "D",
    "reported": "R",
    "article": "A",
    "unknown": "?",
    "runs": "m",
    "derived": "=",
    "empty": "EMPTY",
}
"""One letter a cell, so that the whole matrix fits on a screen."""

OVERLAID = {
    "added": N_("added by the overlay"),
    "overrides": N_("overridden by the overlay"),
    "withdrawn": N_("withdrawn by the overlay"),
}

VERDICTS: dict[str, tuple[str, Tone]] = {
    "confirmed": (N_("confirmed"), "good"),
    "stale": (N_("stale"), "doubt"),
    "contradicted": (N_("contradicted"), "bad"),
    "unconfirmed": (N_("unconfirmed"), "doubt"),
    "opinion": (N_("opinion"), "dim"),
}


def coverage_table(knowledge: Knowledge, letters: dict[tuple[str, str], str], say: Say) -> Table:
    """Criteria down, frameworks across, the strongest grade in each cell.

    Args:
        letters: (framework, criterion): a key of LETTERS.
    """
    rows = []
    for id, criterion in knowledge.criteria.items():
        cells = [Cell(text=criterion.label.said_in(say.lang))]
        for framework in knowledge.frameworks:
            kind = letters[framework, id]
            tone: Tone = (
                "bad"
                if kind == "empty"
                else "dim"
                if kind in ("unknown", "runs", "derived")
                else "plain"
            )
            cells.append(Cell(text=say("EMPTY") if kind == "empty" else LETTERS[kind], tone=tone))
        rows.append(Row(id=id, cells=tuple(cells)))
    columns = [Column(title=say("criterion"), shrinks=True)]
    columns += [Column(title=names.framework(knowledge, id, say)) for id in knowledge.frameworks]
    return Table(
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            say(
                "P published, D documented, R reported, A the article only, ? looked for and not "
                "found,"
            ),
            say("m measured by runs, = worked out by the program"),
        ),
    )


def count_lines(
    claims: Iterable[tuple[str, Claim]], knowledge: Knowledge, empty: int, say: Say
) -> list[str]:
    """How many claims of which grade each framework has."""
    by_framework: dict[str, Counter[str]] = {id: Counter() for id in knowledge.frameworks}
    for id, claim in claims:
        by_framework[id][claim.grade] += 1
    lines = []
    for id, grades in by_framework.items():
        parts = ", ".join(
            f"{names.grade(grade, say)} {grades[grade]}" for grade in GRADES if grades[grade]
        )
        lines.append(
            say(
                "{name}: {count} claims ({parts})",
                name=names.framework(knowledge, id, say),
                count=grades.total(),
                parts=parts or "-",
            )
        )
    lines.append(
        say(
            "{count} claims in all, {empty} empty cells",
            count=sum(c.total() for c in by_framework.values()),
            empty=empty,
        )
    )
    return lines


def claims_table(knowledge: Knowledge, claims: Iterable[tuple[str, Claim]], say: Say) -> Table:
    """Claims one by one: value, conditions, grade, day, sources."""
    rows = []
    for framework, claim in claims:
        known = claim.grade != "unknown"
        rows.append(
            Row(
                id=f"{framework}.{claim.criterion}",
                cells=(
                    Cell(text=names.framework(knowledge, framework, say)),
                    Cell(text=names.criterion(knowledge, claim.criterion, say)),
                    Cell(text=value_text(knowledge, claim, say), tone="plain" if known else "dim"),
                    Cell(text=where_text(claim)),
                    Cell(text=names.grade(claim.grade, say) + overlay_text(claim, say)),
                    Cell(text=claim.checked.isoformat()),
                    Cell(text=", ".join(claim.sources), tone="dim"),
                ),
            )
        )
    titles = (
        N_("framework"),
        N_("criterion"),
        N_("value"),
        N_("where"),
        N_("grade"),
        N_("checked"),
        N_("sources"),
    )
    return Table(
        columns=tuple(
            Column(title=say(title), shrinks=title in ("criterion", "where", "sources"))
            for title in titles
        ),
        rows=tuple(rows),
        empty=say("No claim."),
    )


def value_text(knowledge: Knowledge, claim: Claim, say: Say) -> str:
    """A claim's value for people, with its interval."""
    if claim.value is None:
        return say("unknown")
    if isinstance(claim.value, str):
        return names.level(knowledge, claim.criterion, claim.value, say)
    text = figure(claim.value)
    if claim.low is not None or claim.high is not None:
        low = claim.value if claim.low is None else claim.low
        high = claim.value if claim.high is None else claim.high
        text += f" ({figure(low)} - {figure(high)})"
    return text


def where_text(claim: Claim) -> str:
    """The conditions of a claim, and the versions that it is about."""
    when = claim.when or When()
    since = f">={claim.since}" if claim.since else ""
    until = f"<={claim.until}" if claim.until else ""
    bounds = tuple(bound for bound in (since, until) if bound)
    return ", ".join((*when.accelerators, *when.chips, *when.archs, *when.distros, *bounds))


def overlay_text(claim: Claim, say: Say) -> str:
    """What an overlay did to a claim."""
    return f" ({say(OVERLAID[claim.overlay])})" if claim.overlay else ""


def criteria_table(knowledge: Knowledge, say: Say) -> Table:
    """Every criterion with its question and its scale."""
    rows = [
        Row(
            id=id,
            cells=(
                Cell(text=names.family(knowledge, criterion.group, say), tone="dim"),
                Cell(text=id),
                Cell(text=criterion.question.said_in(say.lang)),
                Cell(text=scale_text(criterion, say)),
            ),
        )
        for id, criterion in sorted(
            knowledge.criteria.items(), key=lambda entry: (entry[1].group, entry[0])
        )
    ]
    return Table(
        columns=(
            Column(title=say("family")),
            Column(title=say("criterion")),
            Column(title=say("question"), shrinks=True),
            Column(title=say("scale"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("No criteria."),
    )


def scale_text(criterion: Criterion, say: Say) -> str:
    """A scale in one line, worst first."""
    scale = criterion.scale
    if isinstance(scale, Ordinal):
        ordered = sorted(scale.levels, key=lambda name: scale.levels[name])
        return " < ".join(
            criterion.level_labels[name].said_in(say.lang)
            if name in criterion.level_labels
            else name
            for name in ordered
        )
    if isinstance(scale, Linear | Logarithmic):
        kind = say("logarithmic") if isinstance(scale, Logarithmic) else say("linear")
        return (
            f"{figure(scale.worst)} .. {figure(scale.best)} {say(criterion.unit)} ({kind})".replace(
                "  ", " "
            )
        )
    return " ".join(f"{figure(value)}:{figure(worth)}" for value, worth in scale.points)


def article_lines(article: Article, trials: Iterable[Trial], say: Say) -> list[str]:
    """The statements on trial, each with its verdict, the finding and its sources."""
    chosen = tuple(trials)
    counts: Counter[str] = Counter(trial.verdict for trial in chosen)
    lines = [article.title]
    lines.append(
        ", ".join(f"{say(VERDICTS[name][0])} {counts[name]}" for name in VERDICTS if counts[name])
    )
    for trial in chosen:
        lines += ["", f"[{say(VERDICTS[trial.verdict][0])}] {trial.id}", f'  "{trial.quote}"']
        lines.append(f"  {trial.finding.said_in(say.lang)}")
        lines += [f"  - {source_text(article.sources[key])}" for key in trial.sources]
    return lines


def source_text(source: Source) -> str:
    """A source in one line."""
    return f"{source.title}: {source.at} ({source.read.isoformat()})"


def sources_table(cited: Iterable[tuple[Source, tuple[str, ...]]], say: Say) -> Table:
    """Every source with its address and who rests on it."""
    rows = [
        Row(
            id=source.at,
            cells=(
                Cell(text=source.at),
                Cell(text=source.title),
                Cell(text=source.read.isoformat()),
                Cell(text=", ".join(users), tone="dim"),
            ),
        )
        for source, users in cited
    ]
    return Table(
        columns=(
            Column(title=say("where")),
            Column(title=say("title"), shrinks=True),
            Column(title=say("read")),
            Column(title=say("used by"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("No sources."),
    )
