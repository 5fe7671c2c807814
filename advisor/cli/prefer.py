"""prefer: learn weights from trade-off questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for
from advisor.cli.need import need_options
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told

if TYPE_CHECKING:
    from advisor.scoring.preference.advise import Advised
    from advisor.scoring.preference.question import Answer, Question

KEYS: dict[str, Answer] = {"a": "swing", "b": "part", "=": "equal"}


@shell.command(
    "Learn your weights from a few trade-off questions; each is chosen for what it tells about "
    "who is first.",
    examples=(
        "fwadvisor prefer --industry finance --save mine.yaml",
        "fwadvisor rank --profile mine.yaml",
    ),
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="keep them as a profile",
)
@click.option(
    "--answers", metavar="TEXT", help="answers in advance: a, b or = for each question, as in aab="
)
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="at most N questions")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    save: Path | None,
    answers: str | None,
    limit: int | None,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from advisor.intake.profile import write_profile
    from advisor.usecases.need.prefer import prefer
    from advisor.views.need.preference import preference_document, preference_lines, question_lines

    if answers is None and not sys.stdin.isatty():
        raise AdvisorError(
            "needs-a-terminal",
            "Questions need somebody to answer them, and there is no terminal.",
            hint="give the answers in advance: --answers aab=",
            exit_code=ExitCode.USAGE,
        )
    if answers is not None and set(answers) - set(KEYS):
        raise AdvisorError(
            "wrong-usage",
            told("{answers!r} holds something else than a, b and =.", answers=answers),
            hint="for example --answers aab=",
            exit_code=ExitCode.USAGE,
        )
    advice = advice_for(session, options)
    given = iter(answers) if answers is not None else None

    def ask(question: Question, advised: Advised) -> Answer | None:
        if given is not None:
            key = next(given, None)
            return None if key is None else KEYS[key]
        for line in question_lines(question, advised, advice, session.say):
            session.note(line)
        text = click.prompt(
            "", type=click.Choice(["a", "b", "=", "q"]), show_choices=True, err=True
        )
        return KEYS.get(text)

    result = prefer(advice, ask, limit=limit)
    if save is not None:
        write_profile(result.need, save)
        session.note(session.say("Wrote {path}", path=save))
    if as_json:
        session.json(preference_document(result))
    else:
        for line in preference_lines(result, advice, session.say):
            session.data(line)
    return ExitCode.DONE
