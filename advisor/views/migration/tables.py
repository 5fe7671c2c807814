"""What it takes to bring a project over: shares per framework, names one by one, what a reader of
syntax cannot see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.explanation.migration import VERDICTS, MigrationEffort, NameFate, Verdict
from advisor.messages import N_, Say
from advisor.model.apis import ApiTable
from advisor.model.knowledge import Knowledge
from advisor.model.migration import Doubtful, Hindrance, Project, Unread
from advisor.views import names
from advisor.views.digits import number
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.knowledge.tables import source_text
from advisor.views.numbers import percent

ANSWERS: dict[Verdict, tuple[str, Tone]] = {
    "same": (N_("same"), "good"),
    "differs": (N_("differs"), "doubt"),
    "missing": (N_("missing"), "bad"),
    "unknown": (N_("unknown"), "dim"),
}
HINDRANCES: dict[Hindrance, str] = {
    "syntax": N_("not Python: {detail}"),
    "encoding": N_("not text of its encoding: {detail}"),
    "too_large": N_("larger than hand-written code"),
    "too_deep": N_("nested too deeply to be read"),
    "unreadable": N_("cannot be read: {detail}"),
}
DOUBTS = {
    "star_import": N_("every name of {about} arrives unnamed: what is used of it cannot be told"),
    "looked_up": N_("names of {about} are looked up while running: which ones cannot be told"),
    "too_many_files": N_("only the first {about} files were read"),
}
MISSING_NAMED = 5
"""Missing names in a row of the summary."""
LISTED = 40
"""Names in a table unless all are asked for."""
FILES_LISTED = 5
PLACES_OF_NAME = 3
PLACES_NAMED = 8
"""Unread files and doubtful places in the notes."""


def summary_table(efforts: Iterable[MigrationEffort], knowledge: Knowledge, say: Say) -> Table:
    """One row per framework: shares of the uses, and what is missing."""
    rows = []
    for effort in efforts:
        shares = (
            Cell(text=percent(effort.share(verdict), say), tone=ANSWERS[verdict][1])
            for verdict in VERDICTS
        )
        missing = [name.partition(".")[2] for name in effort.missing(MISSING_NAMED)]
        rows.append(
            Row(
                id=effort.framework,
                cells=(
                    Cell(text=names.framework(knowledge, effort.framework, say)),
                    *shares,
                    Cell(text=", ".join(tool.name for tool in effort.table.tools) or "-"),
                    Cell(text=", ".join(missing) or "-", tone="dim"),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("framework")),
            *(Column(title=say(ANSWERS[verdict][0]), right=True) for verdict in VERDICTS),
            Column(title=say("tools"), shrinks=True),
            Column(title=say("missing, most used first"), shrinks=True),
        ),
        rows=tuple(rows),
        notes=(
            say(
                "Shares of uses. Same: same meaning for the arguments given; differs: a "
                "counterpart that bites;"
            ),
            say("unknown: in no table, which is neither there nor missing."),
        ),
    )


def project_lines(project: Project, package: str, say: Say) -> list[str]:
    """What was read, and what could not be seen."""
    distinct = len({use.name for use in project.uses})
    lines = [
        say(
            "{files} Python files read: {uses} uses of {names} names of {package}.",
            files=project.files,
            uses=len(project.uses),
            names=distinct,
            package=package,
        )
    ]
    if project.methods:
        lines.append(
            say(
                "{methods} calls of methods on values are not counted: syntax does not tell which "
                "are tensors.",
                methods=project.methods,
            )
        )
    if project.companions:
        listed = ", ".join(f"{name} ({count})" for name, count in project.companions.items())
        lines.append(say("Also imported, and in no table (files): {listed}.", listed=listed))
    lines += _listed([unread_text(unread, say) for unread in project.unread], say)
    lines += _listed([doubt_text(doubt, say) for doubt in project.doubts], say)
    return lines


def unread_text(unread: Unread, say: Say) -> str:
    """A file that was passed over, and why."""
    place = f"{unread.file}:{unread.line}" if unread.line else unread.file
    return f"{place}: {say(HINDRANCES[unread.because], detail=unread.detail)}"


def doubt_text(doubt: Doubtful, say: Say) -> str:
    """A place that hides names."""
    place = f"{doubt.file}:{doubt.line}" if doubt.line else doubt.file
    return f"{place}: {say(DOUBTS[doubt.kind], about=doubt.about)}"


def name_lines(effort: MigrationEffort, say: Say, *, every: bool) -> list[str]:
    """What somebody must look at, worst first: missing, differing and unknown names, what to mind,
    and where.

    Args:
        every: the same ones too, all places, and no limit.
    """
    order: dict[Verdict, int] = {"missing": 0, "differs": 1, "unknown": 2, "same": 3}
    fates = sorted(effort.names, key=lambda fate: (order[fate.verdict], -len(fate.uses), fate.name))
    chosen = fates if every else [fate for fate in fates if fate.verdict != "same"][:LISTED]
    lines = [line for fate in chosen for line in _name(fate, effort, say, every=every)]
    left = sum(fate.verdict != "same" for fate in fates) - len(chosen)
    if not every and left > 0:
        lines.append(say("{count} more: --all shows them", count=left))
    return lines or [say("Every name has the same meaning there.")]


def _name(fate: NameFate, effort: MigrationEffort, say: Say, *, every: bool) -> list[str]:
    there = f" -> {fate.counterpart.here}" if fate.counterpart and fate.counterpart.here else ""
    lines = [f"{say(ANSWERS[fate.verdict][0])}: {fate.name}{there}"]
    lines += [f"    {remark}" for remark in remarks(fate, effort, say)]
    worst = [judged.use for judged in fate.uses if judged.verdict == fate.verdict]
    concerned = list(dict.fromkeys(f"{use.file}:{use.line}" for use in worst))
    places = concerned if every else concerned[:PLACES_OF_NAME]
    left = len(concerned) - len(places)
    more = [say("and {count} more", count=left)] if left else []
    lines.append(f"    {', '.join(places + more)}")
    return lines


def remarks(fate: NameFate, effort: MigrationEffort, say: Say) -> tuple[str, ...]:
    """What to mind: bites first, then other defaults, then arguments, those of this project
    only."""
    counterpart = fate.counterpart
    if counterpart is None:
        return ()
    given = {keyword for judged in fate.uses for keyword in judged.use.keywords}
    said = [effort.table.bites[key].says.said_in(say.lang) for key in counterpart.bites]
    said += [
        say("{argument} is {value} unless given", argument=argument, value=value)
        for argument, value in counterpart.defaults.items()
    ]
    said += [
        say("{argument} is called {there}", argument=argument, there=there)
        for argument, there in counterpart.renamed.items()
        if argument in given
    ]
    lacks = [argument for argument in counterpart.lacks if argument in given]
    if lacks:
        said.append(say("takes no {arguments}", arguments=", ".join(lacks)))
    return tuple(said)


def files_lines(effort: MigrationEffort, say: Say) -> list[str]:
    """The files with most work."""
    return [
        say(
            "{file}: {differs} differ, {missing} missing, {unknown} unknown",
            file=file.file,
            differs=file.counts["differs"],
            missing=file.counts["missing"],
            unknown=file.counts["unknown"],
        )
        for file in effort.files[:FILES_LISTED]
        if file.work
    ]


def tools_lines(table: ApiTable, say: Say) -> list[str]:
    """What helps, what to type, and what the table rests on."""
    lines = []
    for tool in table.tools:
        command = f" `{tool.command}`" if tool.command else ""
        lines.append(f"{tool.name}: {tool.says.said_in(say.lang)}{command}")
    lines.append(table.basis.says.said_in(say.lang))
    lines += [f"- {source_text(table.sources[key])}" for key in table.basis.sources]
    return lines


def _listed(texts: list[str], say: Say) -> list[str]:
    left = len(texts) - PLACES_NAMED
    return texts[:PLACES_NAMED] + ([say("and {count} more", count=left)] if left > 0 else [])


def migration_document(
    path: str, project: Project, efforts: tuple[MigrationEffort, ...], package: str, say: Say
) -> Any:
    """`fwadvisor.migration/1`: every use once, and per framework what becomes of each name."""
    return {
        "schema": "fwadvisor.migration/1",
        "path": path,
        "package": package,
        "files": project.files,
        "uses": [
            {"name": use.name, "file": use.file, "line": use.line, "keywords": use.keywords}
            for use in project.uses
        ],
        "methods": project.methods,
        "companions": project.companions,
        "unread": project.unread,
        "doubts": project.doubts,
        "frameworks": [_effort(effort, say) for effort in efforts],
    }


def _effort(effort: MigrationEffort, say: Say) -> dict[str, Any]:
    return {
        "id": effort.framework,
        "uses": effort.uses,
        "counts": effort.counts,
        "shares": {verdict: number(effort.share(verdict)) for verdict in VERDICTS},
        "missing": effort.missing(MISSING_NAMED),
        "tools": [
            {"name": tool.name, "says": tool.says.said_in(say.lang), "command": tool.command}
            for tool in effort.table.tools
        ],
        "files": [{"file": file.file, **file.counts} for file in effort.files],
        "names": [
            {
                "name": fate.name,
                "answer": fate.verdict,
                "here": fate.counterpart.here if fate.counterpart else "",
                "says": remarks(fate, effort, say),
                "places": [
                    {"file": judged.use.file, "line": judged.use.line, "answer": judged.verdict}
                    for judged in fate.uses
                ],
            }
            for fate in effort.names
        ],
    }
