"""prefer: learn weights from trade-off questions, or weigh families of criteria by a method."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_on, certainty_of, inputs_for
from advisor.cli.need import need_options
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told

if TYPE_CHECKING:
    from advisor.model.need import Method, Need
    from advisor.scoring.preference.advise import Advised
    from advisor.scoring.preference.question import Answer, Question
    from advisor.usecases.ranking.gather import Gathered

KEYS: dict[str, Answer] = {"a": "swing", "b": "part", "=": "equal"}
QUESTIONS = "questions"
METHODS = (QUESTIONS, "points", "swing", "order", "pairwise", "best-worst")


@shell.command(
    "Say what matters to you: by trade-off questions, each chosen for what it tells about who is "
    "first, or by weighing families of criteria.",
    examples=(
        "fwadvisor prefer --industry finance --save mine.yaml",
        "fwadvisor prefer --method swing --save mine.yaml",
        "fwadvisor prefer --method order --answer 'speed>training=ecosystem>learning'",
        "fwadvisor rank --profile mine.yaml",
    ),
)
@click.option(
    "--method",
    "way",
    type=click.Choice(METHODS),
    default=QUESTIONS,
    help="questions, unless given; the others weigh families of criteria",
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
@click.option(
    "--answer",
    "said",
    multiple=True,
    metavar="TEXT",
    help="an answer in advance, as the method has it: speed=40, speed/alive=3, best=speed "
    "(repeatable)",
)
@click.option(
    "--surrogate",
    type=click.Choice(("centroid", "sum", "reciprocal")),
    default="centroid",
    help="which weights an order stands for: those of the rank-order centroid unless given",
)
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="at most N questions")
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    way: str,
    save: Path | None,
    answers: str | None,
    said: tuple[str, ...],
    surrogate: str,
    limit: int | None,
    as_json: bool = False,
    **options: Any,
) -> ExitCode:
    from advisor.intake.profile import write_profile

    given = said if way != QUESTIONS else tuple(answers or "")
    _check(way, answers, said, limit)
    if answers is None and not said and not sys.stdin.isatty():
        raise _no_terminal(way)
    need, gathered = inputs_for(session, options)
    if way == QUESTIONS:
        found = _by_questions(session, need, gathered, given, answers is not None, limit, as_json)
    else:
        method = cast("Method", way)
        found = _by_method(session, need, gathered, method, given, surrogate, as_json)
    if save is not None:
        write_profile(found, save)
        session.note(session.say("Wrote {path}", path=save))
    return ExitCode.DONE


def _by_questions(
    session: shell.Session,
    need: Need,
    gathered: Gathered,
    given: tuple[str, ...],
    ahead: bool,
    limit: int | None,
    as_json: bool,
) -> Need:
    from advisor.usecases.need.prefer import prefer
    from advisor.views.need.preference import preference_document, preference_lines, question_lines

    advice = advice_on(need, gathered)

    def ask(question: Question, advised: Advised) -> Answer | None:
        if ahead:
            return None
        for line in question_lines(question, advised, advice, session.say):
            session.note(line)
        text = click.prompt(
            "", type=click.Choice(["a", "b", "=", "q"]), show_choices=True, err=True
        )
        return KEYS.get(text)

    result = prefer(
        advice,
        ask,
        advised=lambda learnt: advice_on(learnt, gathered),
        limit=limit,
        given=tuple(KEYS[key] for key in given),
    )
    if as_json:
        session.json(preference_document(result))
    else:
        for line in preference_lines(result, result.advice, session.say):
            session.data(line)
    return result.need


def _by_method(
    session: shell.Session,
    need: Need,
    gathered: Gathered,
    method: Method,
    given: tuple[str, ...],
    surrogate: str,
    as_json: bool,
) -> Need:
    from advisor.usecases.need.weigh_families import weigh_families
    from advisor.views.need.families import families_document, families_lines

    answers = given or _asked(session, gathered, method)
    found = weigh_families(gathered.knowledge, need, method, answers, surrogate=surrogate)
    advice = advice_on(found.need, gathered)
    certainty = certainty_of(advice)
    if as_json:
        session.json(families_document(found, advice, certainty))
    else:
        for line in families_lines(found, advice, certainty, session.say):
            session.data(line)
    return found.need


def _asked(session: shell.Session, gathered: Gathered, method: Method) -> tuple[str, ...]:
    """Put a method's questions one by one; what comes back are answers as they are written."""
    from advisor.views.need.families import family_prompt

    answers: list[str] = []
    while True:
        prompt = family_prompt(gathered.knowledge, method, tuple(answers), session.say)
        if prompt is None:
            return tuple(answers)
        for line in prompt.lines:
            session.note(line)
        text = click.prompt(prompt.text, err=True)
        while not prompt.accepts(text):
            text = click.prompt(prompt.text, err=True)
        answers.append(prompt.written(text))


def _check(way: str, answers: str | None, said: tuple[str, ...], limit: int | None) -> None:
    """Options that the method has no use for are an error, never dropped."""
    if way == QUESTIONS:
        if said:
            raise _usage(
                told("--answer belongs to another method than {way}.", way=way),
                "give --answers aab= for questions, or --trade-off 'docs_english>0.5*community'",
            )
        if answers is not None and set(answers) - set(KEYS):
            raise _usage(
                told("{answers!r} holds something else than a, b and =.", answers=answers),
                "for example --answers aab=",
            )
    elif answers is not None or limit is not None:
        raise _usage(
            told("--answers and -n belong to questions, not to {way}.", way=way),
            "give --answer once for each answer",
        )


def _usage(what: str, hint: str) -> AdvisorError:
    return AdvisorError("wrong-usage", what, hint=hint, exit_code=ExitCode.USAGE)


def _no_terminal(way: str) -> AdvisorError:
    from advisor.usecases.need.weigh_families import HOW

    return AdvisorError(
        "needs-a-terminal",
        "Questions need somebody to answer them, and there is no terminal.",
        hint=told(HOW[way]) if way in HOW else "give the answers in advance: --answers aab=",
        exit_code=ExitCode.USAGE,
    )
