"""What a need says of a large model, in the names that the base has: people write them in many
ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.need import COUNTS, Need

if TYPE_CHECKING:
    from advisor.model.knowledge import Knowledge
    from advisor.model.language_model import LanguageModel
    from advisor.model.surroundings import Task
    from advisor.stacks.stock import Stock


def understood(need: Need, stock: Stock) -> Need:
    """The need with ids for the names of model and precision. A model without a task brings the
    task that is about serving such models.

    Raises:
        AdvisorError: `unknown-model`, `unknown-precision`, with what may be meant; `wrong-usage`
            for a count that is none.
    """
    _check_counts(need)
    if need.precision is not None:
        need = replace(need, precision=_precision(need.precision, stock))
    if need.llm is None:
        return need
    model = _model(need.llm, stock)
    task = need.task or task_for(model, stock.knowledge)
    return replace(need, llm=model.id, task=task)


def task_for(model: LanguageModel, knowledge: Knowledge) -> str | None:
    """The task of serving that is about such models most closely; None where the base has none."""
    fitting = [task for task in knowledge.tasks.values() if _serves(task) and is_about(task, model)]
    closest = min(fitting, key=lambda task: (-_narrowness(task), task.id), default=None)
    return closest.id if closest is not None else None


def is_about(task: Task, model: LanguageModel) -> bool:
    """Whether a task is about models of this kind, run as such are, and of what they read or write:
    decoders are served by engines, all others by the framework itself."""
    about = task.large_models
    if about is None:
        return False
    by_engine = model.kind == "decoder"
    of_kind = (not about.kinds or model.kind in about.kinds) and about.engine == by_engine
    return of_kind and (not about.modality or bool(set(about.modality) & set(model.modality)))


def _serves(task: Task) -> bool:
    return task.large_models is not None and task.large_models.purpose == "serving"


def _narrowness(task: Task) -> int:
    about = task.large_models
    return 0 if about is None else bool(about.kinds) + bool(about.modality)


def _model(text: str, stock: Stock) -> LanguageModel:
    from advisor.model.model_names import named, near

    models = stock.models.models
    found = named(models, text)
    if found is None:
        raise _unknown("unknown-model", _NO_MODEL, text, near(models, text), "models")
    return found


def _precision(text: str, stock: Stock) -> str:
    from advisor.model.model_names import named_precision, near_precisions

    precisions = stock.models.precisions
    found = named_precision(precisions, text)
    if found is None:
        close = near_precisions(precisions, text)
        raise _unknown("unknown-precision", _NO_PRECISION, text, close, "precisions")
    return found.id


_NO_MODEL = N_("There is no large model called {name!r}.")
_NO_PRECISION = N_("There is no precision called {name!r}.")


def _unknown(
    reference: str, what: str, text: str, near: tuple[str, ...], kind: str
) -> AdvisorError:
    names = ", ".join(f"`{name}`" for name in near)
    hint = (
        told("did you mean {names}?", names=names)
        if near
        else told("`fwadvisor knowledge list {kind}` shows those that are known", kind=kind)
    )
    return AdvisorError(reference, told(what, name=text), hint=hint, exit_code=ExitCode.USAGE)


def _check_counts(need: Need) -> None:
    for field, most in COUNTS.items():
        given = getattr(need, field)
        if given is None or 1 <= given <= most:
            continue
        raise AdvisorError(
            "wrong-usage",
            told("{text!r} is not a number for --{field}.", text=str(given), field=field),
            hint=told("for example --{field} {example}", field=field, example="8"),
            exit_code=ExitCode.USAGE,
        )
