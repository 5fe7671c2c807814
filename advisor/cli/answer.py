"""`fwadvisor answer`: the answer on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from advisor.cli import session as shell
from advisor.cli.gathering import advice_for, certainty_of
from advisor.cli.need import need_options
from advisor.errors import ExitCode

if TYPE_CHECKING:
    from advisor.views.answer import AnswerPart

REMARK = "# "


@shell.command(
    "The answer on one page: the stack, who is next, why, what to type, how to undo it, and what "
    "would change it; for a large model the engine, the cards and their memory first.",
    examples=(
        "fwadvisor answer --industry healthcare --task vision_training",
        "fwadvisor answer --llm qwen3-32b --accelerator ascend_npu --chip 910B3 --users 8",
        "fwadvisor answer --llm deepseek-r1 --cards 16 --json",
    ),
)
@need_options
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(session: shell.Session, as_json: bool = False, **options: Any) -> ExitCode:
    advice = advice_for(session, options)
    certainty = certainty_of(advice)
    if as_json:
        from advisor.views.documents.answer import answer_document

        session.json(answer_document(advice, certainty, session.say))
    else:
        from advisor.views.answer import answer

        for part in answer(advice, certainty, session.say):
            _show(session, part)
    plan = advice.large_model
    left = advice.ranking is not None and (plan is None or bool(plan.engines))
    return ExitCode.DONE if left else ExitCode.NO


def _show(session: shell.Session, part: AnswerPart) -> None:
    from msgspec.structs import replace

    from advisor.cli.show import remark

    session.data(f"# == {part.heading}")
    for line in part.lines:
        if line.typed:
            session.data(line.text)
        elif line.later:
            session.data(f"# {'  ' * line.depth}{line.text}")
        else:
            for shown in remark(line.text, line.depth):
                session.data(shown)
    for table in part.tables:
        from advisor.cli.show import as_text, colours, width

        bare = replace(table, notes=())
        text = as_text(bare, columns=width() - len(REMARK), colour=colours())
        print(session.spelled("\n".join(REMARK + row for row in text.splitlines())))
        for note in table.notes:
            for shown in remark(note):
                session.data(shown)
    session.data("")
