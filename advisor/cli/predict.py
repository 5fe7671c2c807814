"""predict: step time and memory of the user's own model."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli import session as shell
from advisor.cli.completing import ids
from advisor.errors import AdvisorError, ExitCode

_FILE = click.Path(path_type=Path, dir_okay=False)


@shell.command(
    "Predict step time and memory of your own model in each framework, with intervals, from what "
    "was measured here.",
    examples=(
        "fwadvisor predict --model mine.yaml",
        "fwadvisor predict --onnx model.onnx --batch 8 --training",
    ),
)
@click.argument("ids", nargs=-1, shell_complete=ids("frameworks"), metavar="[ID]...")
@click.option(
    "--model",
    "model_file",
    type=_FILE,
    metavar="FILE.yaml",
    help="what one step asks for; docs/predict.md",
)
@click.option("--onnx", "onnx_file", type=_FILE, metavar="FILE", help="read it from an ONNX file")
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="for open dimensions of the file",
)
@click.option("--training", is_flag=True, help="with the ONNX file: count a backward pass too")
@click.option(
    "--tuned",
    is_flag=True,
    help="from the best mode and tuning of each, not stock as a tutorial writes it",
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def command(
    session: shell.Session,
    ids: tuple[str, ...],
    model_file: Path | None,
    onnx_file: Path | None,
    batch: int,
    training: bool,
    tuned: bool,
    as_json: bool = False,
) -> ExitCode:
    from advisor.intake.model_file import read_model, read_onnx
    from advisor.usecases.measuring.predict import predict
    from advisor.usecases.need.check_need import unknown_id
    from advisor.usecases.ranking.gather import gather
    from advisor.views.measurements.prediction import memory_table, prediction_document, time_table

    if (model_file is None) == (onnx_file is None):
        raise AdvisorError(
            "wrong-usage",
            "Give the model either as --model FILE.yaml or as --onnx FILE.",
            hint="docs/predict.md shows a description of a model",
            exit_code=ExitCode.USAGE,
        )
    model = (
        read_model(model_file)
        if model_file
        else read_onnx(onnx_file or Path(), batch=batch, training=training)
    )
    gathered = gather(session.settings, quick=True)
    for id in ids:
        if id not in gathered.knowledge.frameworks:
            raise unknown_id("framework", id, tuple(gathered.knowledge.frameworks))
    candidates = tuple(
        run for run in gathered.runs if run.framework in gathered.knowledge.frameworks
    )
    result = predict(model, ids, candidates, gathered.machine.fingerprint, tuned=tuned)
    if as_json:
        session.json(prediction_document(result.seconds, result.bytes, model.name, result.measured))
    else:
        known = gathered.knowledge
        tables = (
            time_table(
                result.seconds,
                known,
                session.say,
                measured=result.measured,
                unsaid=model.convolutions is None,
            ),
            memory_table(result.bytes, known, session.say),
        )
        session.table(*tables)
    return ExitCode.DONE
