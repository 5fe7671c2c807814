"""Predictions as a table, always with their interval, and with what they cannot tell apart."""

from __future__ import annotations

from typing import Any

from advisor.messages import N_, Say
from advisor.model.knowledge import Knowledge
from advisor.scoring.prediction.prediction import Prediction, separated
from advisor.views import names
from advisor.views.digits import number
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import duration, size

BASES = {
    "own workloads": N_("its own workloads"),
    "other frameworks": N_("other frameworks' workloads"),
    "own workloads and a learnt residual": N_("its own workloads and what was learnt from them"),
}


def time_table(
    predictions: tuple[Prediction, ...],
    knowledge: Knowledge,
    say: Say,
    *,
    measured: int,
    unsaid: bool = False,
) -> Table:
    """Seconds of one step, quickest first.

    Args:
        unsaid: the model does not say how much of it is convolutions.
    """
    notes = [
        say(
            "Nine in ten such intervals should hold the truth. A prediction never outranks a "
            "measurement."
        ),
        say("It rests on {count} measured workloads.", count=measured),
        *_ties(predictions, knowledge, say),
    ]
    if unsaid:
        notes.append(
            say(
                "How much of the model is convolutions is not said, so the intervals hold all and "
                "nothing: "
                "`convolutions` in its description narrows them."
            )
        )
    if any(entry.extrapolates for entry in predictions):
        notes.append(
            say("The model asks for far more, or far less, than anything measured: doubt it.")
        )
    return Table(
        title=say("Predicted time of one step"),
        columns=_columns(say),
        rows=tuple(
            _row(
                entry,
                knowledge,
                say,
                (duration(entry.low, say), duration(entry.central, say), duration(entry.high, say)),
            )
            for entry in predictions
        ),
        notes=tuple(notes),
    )


def memory_table(predictions: tuple[Prediction, ...], knowledge: Knowledge, say: Say) -> Table:
    """Memory of the process, smallest first."""
    return Table(
        title=say("Predicted memory of the process"),
        columns=_columns(say),
        rows=tuple(
            _row(entry, knowledge, say, (size(entry.low), size(entry.central), size(entry.high)))
            for entry in predictions
        ),
        notes=tuple(_ties(predictions, knowledge, say)),
        empty=say(
            "Nothing was measured that memory could be predicted from, or the model names no "
            "parameters."
        ),
    )


def _columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(title=say("framework")),
        Column(title=say("low"), right=True),
        Column(title=say("about"), right=True),
        Column(title=say("high"), right=True),
        Column(title=say("rests on"), shrinks=True),
    )


def _row(entry: Prediction, knowledge: Knowledge, say: Say, figures: tuple[str, str, str]) -> Row:
    low, central, high = figures
    return Row(
        id=entry.framework,
        cells=(
            Cell(text=names.framework(knowledge, entry.framework, say)),
            Cell(text=low),
            Cell(text=central, tone="strong"),
            Cell(text=high),
            Cell(text=say(BASES[entry.basis]), tone="doubt" if entry.extrapolates else "plain"),
        ),
    )


def _ties(predictions: tuple[Prediction, ...], knowledge: Knowledge, say: Say) -> list[str]:
    """Who cannot be told from the first."""
    if not predictions:
        return []
    first = predictions[0]
    level = [entry for entry in predictions[1:] if not separated(first, entry)]
    if not level:
        return []
    return [
        say(
            "The intervals do not separate {first} from {others}.",
            first=names.framework(knowledge, first.framework, say),
            others=", ".join(names.framework(knowledge, entry.framework, say) for entry in level),
        )
    ]


def prediction_document(
    seconds: tuple[Prediction, ...], memory: tuple[Prediction, ...], name: str, measured: int
) -> dict[str, Any]:
    """`fwadvisor.predict/1`."""

    def rows(predictions: tuple[Prediction, ...]) -> list[dict[str, Any]]:
        return [
            {
                "id": entry.framework,
                "low": number(entry.low),
                "central": number(entry.central),
                "high": number(entry.high),
                "basis": entry.basis,
                "workloads": entry.workloads,
                "extrapolates": entry.extrapolates,
            }
            for entry in predictions
        ]

    return {
        "schema": "fwadvisor.predict/1",
        "model": name,
        "level": 0.9,
        "measured_workloads": measured,
        "seconds": rows(seconds),
        "bytes": rows(memory),
    }
