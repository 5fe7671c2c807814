"""`fwadvisor knowledge`: what is claimed, with sources; and whether your own files are right."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.cli.knowledge_refresh import refresh
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_
from advisor.model.knowledge import Knowledge

LARGE_MODELS = ("models", "precisions")
"""Folders that `list` shows as tables of their own."""

AS_JSON = click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")


@shell.global_options
@click.group(
    "knowledge",
    invoke_without_command=True,
    help="What is claimed, with sources; check your own files.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Examples:  fwadvisor knowledge list   |   fwadvisor knowledge show pytorch   |   "
    "fwadvisor knowledge validate my-knowledge",
)
@click.pass_context
def command(ctx: click.Context) -> Any:
    if ctx.invoked_subcommand is None:
        ctx.exit(int(ctx.invoke(list_claims) or 0))


@shell.command(
    "List every problem of every file as file:line:column. Without DIR: the base that is in use.",
    examples=("fwadvisor knowledge validate", "fwadvisor knowledge validate my-knowledge --json"),
)
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@AS_JSON
def validate(
    session: shell.Session, directory: Path | None = None, as_json: bool = False
) -> ExitCode:
    from advisor.usecases.knowledge.browse import validate as find_problems

    folder = directory or session.settings.knowledge
    found = find_problems(folder, session.settings.overlay)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.knowledge-validate/1",
                "directory": str(folder),
                "problems": [
                    {
                        "file": problem.file,
                        "line": problem.line,
                        "column": problem.column,
                        "kind": problem.kind,
                        "message": problem.text(session.say),
                        "meant": problem.meant,
                    }
                    for problem in found
                ],
            }
        )
    else:
        for problem in found:
            place = os.path.join(folder, problem.file)
            session.data(
                f"{place}:{problem.line}:{problem.column}: {problem.text(session.say)} "
                f"[{problem.kind}]"
            )
        if found:
            files = len({problem.file for problem in found})
            session.note(
                session.say("{count} problems in {files} files", count=len(found), files=files)
            )
        else:
            session.note(session.say("{directory} is clean", directory=folder))
    return ExitCode.NO if found else ExitCode.DONE


@shell.command(
    "Claims per framework, criterion and grade; empty cells are flagged. With ids: those claims "
    "one by one. With `models` or `precisions`: those of large models.",
    examples=(
        "fwadvisor knowledge list",
        "fwadvisor knowledge list pytorch",
        "fwadvisor knowledge list security",
        "fwadvisor knowledge list models",
    ),
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@AS_JSON
def list_claims(
    session: shell.Session, ids: tuple[str, ...] = (), as_json: bool = False
) -> ExitCode:
    from advisor.model.source import GRADES
    from advisor.usecases.knowledge.browse import coverage, open_base

    if len(ids) == 1 and ids[0] in LARGE_MODELS:
        return _list_large_models(session, ids[0], as_json)
    knowledge = open_base(session.settings)
    _check_ids(knowledge, ids)
    cells = [
        cell
        for cell in coverage(knowledge)
        if not ids or cell.framework in ids or cell.criterion in ids
    ]
    claims = [(cell.framework, claim) for cell in cells for claim in cell.claims]
    empty = [cell for cell in cells if cell.state == "empty"]
    if as_json:
        counts: dict[str, dict[str, int]] = {id: {} for id in knowledge.frameworks}
        for id, claim in claims:
            counts[id][claim.grade] = counts[id].get(claim.grade, 0) + 1
        session.json(
            {
                "schema": "fwadvisor.knowledge-list/1",
                "version": knowledge.version,
                "hash": knowledge.hash,
                "claims": len(claims),
                "empty": [
                    {"framework": cell.framework, "criterion": cell.criterion} for cell in empty
                ],
                "counts": counts,
                "cells": cells,
            }
        )
        return ExitCode.DONE
    from advisor.views.knowledge.tables import claims_table, count_lines, coverage_table

    if ids:
        session.table(claims_table(knowledge, claims, session.say))
    else:
        strongest = {
            (cell.framework, cell.criterion): min(
                (claim.grade for claim in cell.claims), key=GRADES.index
            )
            if cell.claims
            else {"measured": "runs"}.get(cell.state, cell.state)
            for cell in cells
        }
        session.table(coverage_table(knowledge, strongest, session.say))
        session.data("")
        for line in count_lines(claims, knowledge, len(empty), session.say):
            session.data(line)
    return ExitCode.DONE


@shell.command(
    "Everything that is known about one id: a framework, criterion, distribution, device, "
    "industry, task, benchmark, statement of the article, or a large model by any of its names.",
    examples=(
        "fwadvisor knowledge show mindspore",
        "fwadvisor knowledge show offline_install",
        "fwadvisor knowledge show Qwen3-32B",
    ),
)
@click.argument("id", shell_complete=ids("frameworks"), metavar="ID")
@AS_JSON
def show(session: shell.Session, id: str, as_json: bool = False) -> ExitCode:
    import msgspec

    from advisor.model.model_names import named
    from advisor.usecases.knowledge.browse import (
        Found,
        find,
        large_models,
        open_around,
        open_base,
        open_large_models,
    )

    settings = session.settings
    models = open_large_models(settings)
    model = named(models.models, id)
    if model is not None:
        found: tuple[Found, ...] = (Found(kind="models", thing=model),)
    else:
        beside = (*open_around(settings), *large_models(models))
        found = find(open_base(settings), id, beside, models=models)
    if as_json:
        session.json({"schema": "fwadvisor.knowledge-show/1", "id": id, "found": found})
        return ExitCode.DONE
    from advisor.views.knowledge.models import model_lines
    from advisor.views.outline import outline

    for at, entry in enumerate(found):
        if at:
            session.data("")
        session.data(f"{entry.kind}: {getattr(entry.thing, 'id', id)}")
        lines = (
            model_lines(entry.thing, models.precisions, session.say)
            if entry.kind == "models"
            else outline(msgspec.to_builtins(entry.thing), session.say)
        )
        for line in lines:
            session.data(line)
    return ExitCode.DONE


@shell.command(
    "The founding article on trial: each checkable statement, its verdict, the finding and its "
    "sources.",
    examples=("fwadvisor knowledge article", "fwadvisor knowledge article --verdict contradicted"),
)
@click.option(
    "--verdict",
    type=click.Choice(["confirmed", "stale", "contradicted", "unconfirmed", "opinion"]),
    help="only these",
)
@click.option("--about", metavar="ID", help="only statements about this framework")
@AS_JSON
def article(
    session: shell.Session,
    verdict: str | None = None,
    about: str | None = None,
    as_json: bool = False,
) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_base
    from advisor.views.knowledge.tables import article_lines

    knowledge = open_base(session.settings)
    if knowledge.article is None:
        raise AdvisorError(
            "no-article",
            session.say("This knowledge base holds no article."),
            exit_code=ExitCode.NO,
        )
    if about is not None:
        _check_ids(knowledge, (about,))
    trials = tuple(
        trial
        for trial in knowledge.article.trials
        if (verdict is None or trial.verdict == verdict) and (about is None or about in trial.about)
    )
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.knowledge-article/1",
                "title": knowledge.article.title,
                "trials": trials,
                "sources": knowledge.article.sources,
            }
        )
    else:
        for line in article_lines(knowledge.article, trials, session.say):
            session.data(line)
    return ExitCode.DONE


@shell.command(
    "Every source with its address and who rests on it.",
    examples=("fwadvisor knowledge sources --json",),
)
@AS_JSON
def sources(session: shell.Session, as_json: bool = False) -> ExitCode:
    from advisor.usecases.knowledge.browse import (
        cited,
        large_models,
        open_around,
        open_base,
        open_large_models,
        open_tables,
    )

    settings = session.settings
    beside = (*open_around(settings), *large_models(open_large_models(settings)))
    found = cited(open_base(settings), open_tables(settings), beside)
    if as_json:
        session.json({"schema": "fwadvisor.knowledge-sources/1", "sources": found})
    else:
        from advisor.views.knowledge.tables import sources_table

        table = sources_table(((entry.source, entry.used_by) for entry in found), session.say)
        session.table(table)
    return ExitCode.DONE


@shell.command(
    "Which names of another library have a counterpart in each framework. With an ID: that "
    "framework's table, name by "
    "name.",
    examples=("fwadvisor knowledge apis", "fwadvisor knowledge apis mindspore"),
)
@click.argument("id", metavar="[ID]", required=False)
@AS_JSON
def apis(session: shell.Session, id: str | None = None, as_json: bool = False) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_base, open_tables
    from advisor.usecases.need.check_need import unknown_id
    from advisor.views.migration.apis import counts_table, table_lines

    tables = open_tables(session.settings).tables
    if id is not None and id not in tables:
        raise unknown_id("framework", id, tuple(tables))
    if as_json:
        chosen = [tables[id]] if id else list(tables.values())
        session.json({"schema": "fwadvisor.knowledge-apis/1", "tables": chosen})
    elif id is None:
        table = counts_table(tables, open_base(session.settings), session.say)
        session.table(table)
    else:
        for line in table_lines(tables[id], session.say):
            session.data(line)
    return ExitCode.DONE


@shell.command(
    "The criteria: what is asked, and on which scale.",
    examples=("fwadvisor knowledge criteria --lang zh",),
)
@AS_JSON
def criteria(session: shell.Session, as_json: bool = False) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_base

    knowledge = open_base(session.settings)
    if as_json:
        session.json(
            {
                "schema": "fwadvisor.knowledge-criteria/1",
                "criteria": list(knowledge.criteria.values()),
            }
        )
    else:
        from advisor.views.knowledge.tables import criteria_table

        session.table(criteria_table(knowledge, session.say))
    return ExitCode.DONE


@shell.command(
    "The JSON Schema of one kind of file; without KIND the kinds there are.",
    examples=("fwadvisor knowledge schema", "fwadvisor knowledge schema framework"),
)
@click.argument("kind", metavar="[KIND]", required=False)
@AS_JSON
def schema(session: shell.Session, kind: str | None = None, as_json: bool = False) -> ExitCode:
    from advisor.catalog.schema import KINDS
    from advisor.catalog.schema import schema as schema_of

    if kind is None and as_json:
        session.json({"schema": "fwadvisor.knowledge-schema/1", "kinds": list(KINDS)})
        return ExitCode.DONE
    if kind is None:
        for name in KINDS:
            session.data(name)
        return ExitCode.DONE
    if kind not in KINDS:
        raise AdvisorError(
            "unknown-kind",
            session.say("There is no kind of file called {kind}.", kind=repr(kind)),
            hint=session.say("known: {names}", names=", ".join(KINDS)),
            exit_code=ExitCode.USAGE,
        )
    session.json(schema_of(kind))
    return ExitCode.DONE


def _list_large_models(session: shell.Session, what: str, as_json: bool) -> ExitCode:
    from advisor.usecases.knowledge.browse import open_large_models

    found = open_large_models(session.settings)
    if as_json:
        things = found.models if what == "models" else found.precisions
        session.json(
            {
                "schema": f"fwadvisor.knowledge-{what}/1",
                "hash": found.hash,
                what: [*things.values()],
            }
        )
        return ExitCode.DONE
    from advisor.views.knowledge.models import models_table, precisions_table

    if what == "models":
        table = models_table(found.models.values(), session.say)
    else:
        table = precisions_table(found.precisions.values(), session.say)
    session.table(table)
    return ExitCode.DONE


def _check_ids(knowledge: Knowledge, ids: tuple[str, ...]) -> None:
    from advisor.usecases.need.check_need import unknown_id

    known = (*knowledge.frameworks, *knowledge.criteria)
    for id in ids:
        if id not in known:
            raise unknown_id(N_("framework or criterion"), id, known)


for _name, _command in (
    ("validate", validate),
    ("list", list_claims),
    ("show", show),
    ("article", article),
    ("sources", sources),
    ("criteria", criteria),
    ("apis", apis),
    ("schema", schema),
    ("refresh", refresh),
):
    command.add_command(_command, _name)
