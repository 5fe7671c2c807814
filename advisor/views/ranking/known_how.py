"""How the values of a ranking are known: measured here or elsewhere, claimed, or not at all."""

from __future__ import annotations

from collections import Counter

from advisor.evidence.book import Evidence
from advisor.evidence.doubts import MACHINE_DOUBTS
from advisor.explanation.advice import Advice
from advisor.messages import Say

OTHER = {MACHINE_DOUBTS["other"], MACHINE_DOUBTS["unrecorded"]}


def known_how(advice: Advice, say: Say) -> tuple[str, ...]:
    """The counts, what was measured and does not count, and that nothing was measured here."""
    cells = _cells(advice)
    kinds = Counter(_kind(cell) for cell in cells)
    lines = [_counts(kinds, say)]
    shown = sum(bool(cell.shown) for cell in cells)
    if shown:
        lines.append(
            say(
                "{shown} values were measured on other hardware: they are shown and do not count "
                "(`--figures all` counts them).",
                shown=shown,
            )
        )
    measurable = any(criterion.measured_by for criterion in advice.knowledge.criteria.values())
    if measurable and not kinds["measured"] and (advice.here or not shown):
        lines.append(_nothing_measured(advice, say))
    return tuple(lines)


def _cells(advice: Advice) -> list[Evidence]:
    """Of those in the ranking."""
    places = advice.ranking.places if advice.ranking is not None else ()
    return [
        advice.book.cell(place.alternative, criterion)
        for place in places
        for criterion in advice.book.criteria
    ]


def _kind(cell: Evidence) -> str:
    if cell.grade in ("measured", "unknown"):
        return cell.grade
    if cell.grade == "elsewhere":
        other = any(doubt.kind in OTHER for doubt in cell.doubts)
        return "other" if other else "alike"
    return "claimed"


def _counts(kinds: Counter[str], say: Say) -> str:
    counts = {kind: kinds[kind] for kind in ("measured", "alike", "other", "claimed", "unknown")}
    if kinds["other"]:
        return say(
            "{measured} values measured here, {alike} elsewhere on hardware alike, {other} on "
            "other hardware, {claimed} claimed with a source, {unknown} unknown.",
            **counts,
        )
    if kinds["alike"]:
        return say(
            "{measured} values measured here, {alike} elsewhere on hardware alike, {claimed} "
            "claimed with a source, {unknown} unknown.",
            **counts,
        )
    return say(
        "{measured} values measured here, {claimed} claimed with a source, {unknown} unknown.",
        **counts,
    )


def _nothing_measured(advice: Advice, say: Say) -> str:
    if not advice.here:
        return say("Nothing was measured on that machine: it is only described.")
    return say(
        "Nothing was measured on this machine yet: `fwadvisor measure` says what it would cost."
    )
