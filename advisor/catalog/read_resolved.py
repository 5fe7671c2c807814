"""The generated sets that uv found: JSON, read strictly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from advisor.messages import N_
from advisor.model.resolved import ResolvedSets
from advisor.reading.problem import Problem
from advisor.reading.regular import LARGEST_RECORD, Refused, read_regular


def read_resolved(directory: Path, file: str, *, today: date | None) -> tuple[bytes, list[Problem]]:
    """The sets of one package as they stand in the file, and what is wrong with them."""
    try:
        raw = read_regular(directory / file, largest=LARGEST_RECORD)
    except Refused as refused:
        return b"", [_problem(file, refused.kind, refused.message, **refused.values)]
    try:
        found = msgspec.json.decode(raw, type=ResolvedSets)
    except RecursionError:
        return raw, [_problem(file, "too-deep", N_("The nesting is too deep."))]
    except msgspec.DecodeError as error:
        message = N_("Not a list of resolved sets: {found}.")
        return raw, [_problem(file, "wrong-type", message, found=str(error))]
    problems = []
    if found.package != Path(file).stem:
        message = N_("The id {found} differs from the file's name {stem}: both must be the same.")
        values = {"found": found.package, "stem": Path(file).stem}
        problems.append(_problem(file, "id-not-stem", message, **values))
    if today is not None and found.read > today:
        message = N_("{found} is in the future; today is {today}.")
        values = {"found": found.read.isoformat(), "today": today.isoformat()}
        problems.append(_problem(file, "future-date", message, **values))
    return raw, problems


def _problem(file: str, kind: str, message: str, **values: str) -> Problem:
    ordered = tuple(sorted(values.items()))
    return Problem(file=file, line=1, column=1, kind=kind, message=message, values=ordered)
