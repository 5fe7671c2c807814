"""What every command says of a large model before anything else."""

from __future__ import annotations

from advisor.cli.session import Session
from advisor.explanation.advice import Advice


def say_of_large_model(session: Session, advice: Advice) -> None:
    """Which engine runs it there, or that none does; nothing where the need is not about one."""
    if advice.large_model is None:
        return
    from msgspec.structs import replace

    from advisor.cli.show import paragraph
    from advisor.views.large_models.lines import short_lines
    from advisor.views.large_models.table import engines_table

    for line in short_lines(advice, session.say):
        for part in paragraph(line):
            session.data(part)
    if advice.large_model.engines:
        session.data("")
        table = engines_table(advice, advice.large_model, session.say)
        session.table(replace(table, notes=()))
        for note in table.notes:
            for part in paragraph(note):
                session.data(part)
    session.data("")
