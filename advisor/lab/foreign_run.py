"""Runs that come from elsewhere: no figure of them may be one that nothing can measure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from advisor.lab.earlier_runs import with_code
from advisor.messages import N_
from advisor.model.run import Run
from advisor.reading.characters import acting

MOST_SAMPLES = 10_000
"""Of one run; the worker stops at a fiftieth."""
LEAST_SECONDS = 1e-9
"""No clock tells less."""
MOST_SECONDS = 1e9
MOST_BYTES = 1e15
NO_MOMENT = N_("`started` is no moment like 2026-11-22T10:00:00+00:00")
LONGEST_NAME = 200
LONGEST_TEXT = 100_000
NAMES = ("id", "framework", "workload", "mode", "tuning", "plan", "device", "environment")


class NoRun(Exception):
    """What is wrong with a line, in words."""


def foreign_run(line: bytes) -> Run:
    """A run as one line of JSON.

    Raises:
        NoRun: it is none, or holds what cannot have been measured.
    """
    import json

    try:
        run = msgspec.json.decode(line, type=Run)
        json.loads(line, object_pairs_hook=_each_once)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NoRun(str(error)) from error
    why = impossible(run) or _unfit(run)
    if why:
        raise NoRun(why)
    return with_code(run)


def impossible(run: Run) -> str:
    """Why no measurement gives this, or an empty text. Cheap: the first table waits for it."""
    if run.samples:
        least, most = min(run.samples), max(run.samples)
        if run.measure.kind == "size":
            if least < 0 or most > MOST_BYTES:
                return N_("a sample is no number of bytes")
        elif least < LEAST_SECONDS or most > MOST_SECONDS:
            return N_("a sample is no time that can be measured")
        if run.measure.kind == "rate" and not run.measure.work > 0:
            return N_("a rate needs work that was done")
        if len(run.samples) > MOST_SAMPLES:
            return N_("it has more samples than any run")
    elif run.outcome == "ok":
        return N_("it has no sample")
    if not 0 < run.measure.scale < float("inf"):
        return N_("the scale of its measure is not positive")
    try:
        datetime.fromisoformat(run.started)
    except ValueError:
        return NO_MOMENT
    return ""


def _unfit(run: Run) -> str:
    """What only a hand or another program writes."""
    started = datetime.fromisoformat(run.started)
    if started.tzinfo is None or not 2000 <= started.year < 2200:
        return NO_MOMENT
    times = (*run.warm_up, run.bound, run.at_most)
    if not all(0 < seconds <= MOST_SECONDS for seconds in times if seconds is not None):
        return N_("a time is not positive, or beyond measure")
    if not all(0 < slowness <= MOST_SECONDS for slowness in run.slowness):
        return N_("a slowness is not positive, or beyond measure")
    others = (run.agreement, run.tolerance, run.resident_bytes, run.peak_bytes, run.round)
    amounts = (*others, run.demand.flops, run.demand.bytes, run.demand.batch, run.measure.work)
    if not all(0 <= amount < 1e30 for amount in amounts if amount is not None):
        return N_("an amount is negative, or beyond measure")
    numbers = [value for value in run.conditions.values() if not isinstance(value, str)]
    if not all(abs(value) < 1e30 for value in numbers):
        return N_("a condition is beyond measure")
    named = [getattr(run, name) for name in NAMES]
    named += msgspec.structs.astuple(run.hardware) if run.hardware is not None else ()
    if not run.id or any(len(name) > LONGEST_NAME or acting(name) for name in named):
        return N_("a name is empty, too long, or holds characters that act")
    if len(run.reason) + len(run.tail) > LONGEST_TEXT:
        return N_("its text is too long")
    return ""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise ValueError("a key stands there twice")
    return built
