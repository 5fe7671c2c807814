"""Advice as JSON documents for scripts: `fwadvisor.rank/1` and its kin, in a fixed order of
keys."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor.evidence.book import Evidence, Shown
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import words
from advisor.model.criterion import Criterion, Linear, Logarithmic, Ordinal
from advisor.model.need import LARGE_MODEL
from advisor.model.stack import Stack
from advisor.scoring.gates import Gate
from advisor.scoring.rank import Place
from advisor.views.digits import number, share
from advisor.views.ranking.gates import gate_words
from advisor.views.ranking.opinions import opinions_document
from advisor.views.ranking.prior import prior_fields
from advisor.views.remarks import sentence


def rank_document(advice: Advice, certainty: Certainty, count: int | None = None) -> dict[str, Any]:
    """`fwadvisor.rank/1`."""
    places = advice.ranking.places[:count] if advice.ranking else ()
    return {
        "schema": "fwadvisor.rank/1",
        **heading(advice, certainty),
        "criteria": [
            {
                "id": weight.criterion,
                "weight": number(weight.share),
                "set_by": weight.origin,
                "direction": _direction(advice.knowledge.criteria[weight.criterion]),
                "unit": advice.knowledge.criteria[weight.criterion].unit,
            }
            for weight in advice.weights
        ],
        "ranking": [_place(place, advice, certainty) for place in places],
        **unranked(advice),
        **about_large_model(advice),
    }


def unranked(advice: Advice) -> dict[str, Any]:
    """Who is not in the ranking, each with its gates and, where versions of it are known, those."""
    excluded = [_out(entry.framework, entry.shut(), advice) for entry in advice.excluded()]
    without = []
    for entry in advice.without_way():
        gates = tuple(each for each in entry.gates if each.status == "no_way")
        without.append(_out(entry.framework, gates, advice))
    little = []
    for entry in advice.too_little_known():
        gates = tuple(each for each in entry.gates if each.status == "too_little")
        little.append(_out(entry.framework, gates, advice))
    return {"excluded": excluded, "no_way_known": without, "too_little_known": little}


def _out(id: str, gates: tuple[Gate, ...], advice: Advice) -> dict[str, Any]:
    return {
        "id": id,
        "stack": stack_summary(advice.stack(id)),
        "because": [gate(each) for each in gates],
    }


def heading(advice: Advice, certainty: Certainty) -> dict[str, Any]:
    """What every document about an advice begins with."""
    verdict = certainty.verdict
    return {
        "need": need(advice),
        "as_of": advice.as_of.isoformat(),
        "machine": {"fingerprint": advice.machine.fingerprint, "here": advice.here},
        "knowledge": {"version": advice.knowledge.version, "hash": advice.knowledge.hash},
        "prior": prior_fields(advice.prior),
        "seed": certainty.seed,
        "samples": certainty.robustness.samples if certainty.robustness else 0,
        "numpy": certainty.numpy,
        "verdict": verdict.word,
        "verdict_detail": {
            "first": list(verdict.first),
            "share": share(verdict.share),
            "standard_error": share(verdict.error),
            "rival": verdict.rival,
            "winning": None if verdict.winning is None else share(verdict.winning),
            "least_on_ladder": share(verdict.ladder),
            "expected_loss": number(verdict.loss),
            "loss_at_most": number(verdict.loss_at_most),
            "forbids_clear": list(verdict.forbids),
        },
        "certainty": certainty_document(certainty),
    }


def certainty_document(certainty: Certainty) -> dict[str, Any]:
    """What the shares come to with other weights, and where the doubt lies."""
    found = certainty.robustness
    return {
        "ladder": [
            {
                "origin": rung.origin,
                "concentration": number(rung.concentration),
                "first": {id: share(part) for id, part in sorted(rung.first.items())},
            }
            for rung in (found.ladder if found is not None else ())
        ],
        "doubts": [{"kind": doubt.kind, "share": share(doubt.share)} for doubt in certainty.doubts],
    }


def need(advice: Advice) -> dict[str, Any]:
    """The need with what was not given filled in, and where that came from."""
    situation = advice.situation
    given = advice.need
    return {
        "industry": given.industry,
        "task": given.task,
        "distro": msgspec.to_builtins(situation.distro),
        "release": msgspec.to_builtins(situation.release),
        "arch": msgspec.to_builtins(situation.arch),
        "accelerator": msgspec.to_builtins(situation.accelerator),
        "chip": msgspec.to_builtins(situation.chip),
        "glibc": msgspec.to_builtins(situation.glibc),
        "pythons": {"versions": list(situation.pythons), "origin": situation.pythons_origin},
        "musts": dict(sorted(advice.musts.items())),
        "waived": sorted(given.waived),
        "weights": {id: number(points) for id, points in sorted(given.weights.items())},
        "families": {id: number(points) for id, points in sorted(given.families.items())},
        "method": given.method,
        "firmness": given.firmness,
        "answers": msgspec.to_builtins(given.answers),
        "team": sorted(given.team),
        "among": list(given.among),
        "without": list(given.without),
        "tuned": given.tuned,
        "figures": given.figures,
        **{name: said for name in LARGE_MODEL if (said := getattr(given, name)) is not None},
    }


def about_large_model(advice: Advice) -> dict[str, Any]:
    """Which engine runs which model; nothing where the need is not about one."""
    if advice.large_model is None:
        return {}
    from advisor.views.large_models.document import large_model_entry

    return {"large_model": large_model_entry(advice.large_model)}


def evidence(entry: Evidence) -> dict[str, Any]:
    """One cell. Sentences name things by their ids: a document reads the same whatever they are
    called later."""
    say = words("en")
    document: dict[str, Any] = {
        "value": number(entry.value) if isinstance(entry.value, float) else entry.value,
        "low": None if entry.low is None else number(entry.low),
        "high": None if entry.high is None else number(entry.high),
        "grade": entry.grade,
        "as_of": entry.as_of.isoformat() if entry.as_of else None,
        "sources": [msgspec.to_builtins(source) for source in entry.sources],
    }
    if entry.doubts:
        document["doubts"] = [sentence(doubt, say) for doubt in entry.doubts]
    if entry.missing is not None:
        document["missing"] = sentence(entry.missing, say)
    if entry.because is not None:
        document["because"] = sentence(entry.because, say)
    if entry.shown:
        document["shown"] = [_shown(one) for one in entry.shown]
    if entry.beneath:
        document["overrides"] = list(entry.beneath)
    return document


def _shown(entry: Shown) -> dict[str, Any]:
    """A figure that does not count; `hardware` is null where nobody wrote it down."""
    return {
        "value": number(entry.value),
        "low": number(entry.low),
        "high": number(entry.high),
        "hardware": None if entry.hardware is None else msgspec.to_builtins(entry.hardware),
        "as_of": entry.as_of.isoformat(),
        "source": msgspec.to_builtins(entry.source),
    }


def gate(entry: Gate) -> dict[str, Any]:
    """One gate with its reason in English."""
    return {
        "gate": entry.gate,
        "status": entry.status,
        "reason": gate_words(entry, words("en"), {}),
        "lifted_by": entry.lifted_by or None,
    }


def comparison_document(advice: Advice, ids: tuple[str, ...]) -> dict[str, Any]:
    """`fwadvisor.compare/1`."""
    return {
        "schema": "fwadvisor.compare/1",
        "need": need(advice),
        "as_of": advice.as_of.isoformat(),
        "frameworks": list(ids),
        "stacks": {id: stack_summary(advice.stack(id)) for id in ids},
        "criteria": [
            {
                "id": weight.criterion,
                "weight": number(weight.share),
                "cells": {id: evidence(advice.book.cell(id, weight.criterion)) for id in ids},
            }
            for weight in advice.weights
        ],
    }


def explanation_document(
    advice: Advice, certainty: Certainty, id: str, against: str | None = None
) -> dict[str, Any]:
    """`fwadvisor.explain/1`."""
    from advisor.explanation.change import changes

    place = (
        next((place for place in advice.ranking.places if place.alternative == id), None)
        if advice.ranking
        else None
    )
    return {
        "schema": "fwadvisor.explain/1",
        **heading(advice, certainty),
        "id": id,
        "standing": advice.admission(id).standing,
        "gates": [gate(entry) for entry in advice.admission(id).gates],
        "stack": stack_summary(advice.stack(id)),
        "place": _place(place, advice, certainty) if place else None,
        "second_opinions": opinions_document(advice),
        "would_change": msgspec.to_builtins(changes(advice, id, against)) if place else None,
        **about_large_model(advice),
    }


def _place(place: Place, advice: Advice, certainty: Certainty) -> dict[str, Any]:
    id = place.alternative
    robustness = certainty.robustness
    shares = robustness.shares[id] if robustness else ()
    return {
        "id": id,
        "stack": stack_summary(advice.stack(id)),
        "rank": place.rank,
        "score": number(place.score),
        "low": number(place.lowest),
        "high": number(place.highest),
        "rank_acceptability": [share(value) for value in shares],
        "feasible": share(robustness.feasible[id]) if robustness else None,
        "expected_loss": number(robustness.expected_loss[id]) if robustness else None,
        "central_weights": _central(robustness.central_weights[id] if robustness else None),
        "confidence": _optional(robustness.confidence[id] if robustness else None),
        "conditional_on": [
            entry.gate for entry in advice.admission(id).gates if entry.status == "unknown"
        ],
        "contributions": {
            criterion: number(part) for criterion, part in place.contributions.items()
        },
        "evidence": {
            criterion: evidence(advice.book.cell(id, criterion))
            for criterion in advice.book.criteria
        },
    }


def _central(weights: dict[str, float] | None) -> dict[str, float] | None:
    if weights is None:
        return None
    return {criterion: number(weight) for criterion, weight in sorted(weights.items())}


def _optional(part: float | None) -> float | None:
    return None if part is None else share(part)


def stack_summary(stack: Stack | None) -> dict[str, Any] | None:
    """Exact versions with where each comes from; `install-plan --json` has the rest of it."""
    if stack is None:
        return None
    return {
        "version": stack.version,
        "python": stack.python,
        "kind": stack.kind,
        "grade": stack.grade,
        "components": [
            {
                "name": part.name or part.component,
                "kind": part.kind,
                "version": part.version,
                "index": part.index,
            }
            for part in stack.parts
        ],
        "conditional": bool(stack.conditions),
    }


def _direction(criterion: Criterion) -> str:
    scale = criterion.scale
    if isinstance(scale, Ordinal):
        return "max"
    if isinstance(scale, Linear | Logarithmic):
        return "max" if scale.best > scale.worst else "min"
    return "max" if scale.points[-1][1] >= scale.points[0][1] else "min"
