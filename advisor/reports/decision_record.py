"""A decision record after MADR 4, every section filled from data."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.reports.markdown import escape
from advisor.views import names
from advisor.views.numbers import percent
from advisor.views.ranking.table import exclusion_lines, with_stack
from advisor.views.report.parts import Report
from advisor.views.why.change import what_would_change
from advisor.views.why.contributions import value_text, waterfall

DRIVERS = 8
ARGUMENTS = 4
"""So many drivers are named, and arguments for and against each option."""


def render(advice: Advice, report: Report, say: Say) -> str:
    """The record. Without a ranking it records that nothing could be chosen, and what would let
    each one in."""
    lines = [
        *_front_matter(advice),
        *_heading(advice, report, say),
        *_context(report, say),
        *_drivers(advice, say),
        *_considered(advice, say),
        *_outcome(advice, report, say),
        *_confirmation(report, say),
        *_pros_and_cons(advice, say),
        *_more(advice, report, say),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _first(advice: Advice) -> str | None:
    return advice.ranking.places[0].alternative if advice.ranking else None


def _front_matter(advice: Advice) -> list[str]:
    people = ["decision-makers: []", "consulted: []", "informed: []"]
    return ["---", "status: proposed", f"date: {advice.as_of.isoformat()}", *people, "---", ""]


def _heading(advice: Advice, report: Report, say: Say) -> list[str]:
    first = _first(advice)
    title = report.title
    if first is not None:
        title = say("Use {name}", name=names.framework(advice.knowledge, first, say))
    return [f"# {escape(title)}", ""]


def _context(report: Report, say: Say) -> list[str]:
    question = report.section("question")
    lines = question.lines if question else ()
    heading = say("Context and Problem Statement")
    return [f"## {heading}", "", *(escape(line) + "\n" for line in lines)]


def _drivers(advice: Advice, say: Say) -> list[str]:
    """The weightiest criteria."""
    weightiest = sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
    lines = []
    for weight in weightiest[:DRIVERS]:
        if weight.share > 0:
            label = names.criterion(advice.knowledge, weight.criterion, say)
            lines.append(f"* {escape(label)} ({percent(weight.share, say)})")
    return ["## " + say("Decision Drivers"), "", *lines, ""]


def _considered(advice: Advice, say: Say) -> list[str]:
    """Every option with the versions of it that are meant."""
    named = (with_stack(advice, id, say) for id in _options(advice))
    return ["## " + say("Considered Options"), "", *(f"* {escape(name)}" for name in named), ""]


def _outcome(advice: Advice, report: Report, say: Say) -> list[str]:
    first = _first(advice)
    chosen = say("No option could be chosen.")
    consequences = []
    if first is not None:
        name = names.framework(advice.knowledge, first, say)
        chosen = say("Chosen option: {name}.", name=name)
        consequences += _arguments(advice, first, say)
    risks = report.section("risks")
    if risks is not None:
        consequences += [f"* {escape(line)}" for line in risks.lines]
    consequences += [f"* {escape(line)}" for line in exclusion_lines(advice, say)]
    outcome = escape(" ".join((chosen, *report.lead)))
    heading = ["## " + say("Decision Outcome"), "", outcome, ""]
    return [*heading, "### " + say("Consequences"), "", *consequences, ""]


def _confirmation(report: Report, say: Say) -> list[str]:
    """The commands that make it again."""
    reproduce = report.section("reproduce")
    commands = reproduce.commands if reproduce else ()
    promise = escape(say("These commands give the same result, or say what has changed:"))
    return ["### " + say("Confirmation"), "", promise, "", "```sh", *commands, "```", ""]


def _pros_and_cons(advice: Advice, say: Say) -> list[str]:
    lines = ["## " + say("Pros and Cons of the Options"), ""]
    for id in _options(advice):
        lines += [f"### {escape(names.framework(advice.knowledge, id, say))}", ""]
        lines += [*_arguments(advice, id, say), ""]
    return lines


def _more(advice: Advice, report: Report, say: Say) -> list[str]:
    first = _first(advice)
    lines = ["## " + say("More Information"), ""]
    if first is not None:
        changes = what_would_change(advice, first, None, say)
        lines += [*(f"* {escape(line)}" for line in changes), ""]
    return [*lines, *(escape(line) + "\n" for line in report.colophon)]


def _options(advice: Advice) -> tuple[str, ...]:
    ranked = tuple(place.alternative for place in advice.ranking.places) if advice.ranking else ()
    rest = advice.unranked()
    return ranked + tuple(entry.framework for entry in rest)


def _arguments(advice: Advice, id: str, say: Say) -> list[str]:
    """For one in the ranking: its largest leads and lags against the first; for one that is out:
    why."""
    places = advice.ranking.places if advice.ranking else ()
    if id not in {place.alternative for place in places}:
        own = names.framework(advice.knowledge, id, say)
        return [
            f"* {escape(line)}" for line in exclusion_lines(advice, say) if line.startswith(own)
        ]
    rival = places[0].alternative
    if id == rival and len(places) > 1:
        rival = places[1].alternative
    if rival == id:
        return [f"* {escape(say('It is the only one left.'))}"]
    lines = _for_and_against(advice, id, rival, say)
    if not lines:
        other = names.framework(advice.knowledge, rival, say)
        lines = [say("Neutral, because it differs from {other} nowhere", other=other)]
    return [f"* {escape(line)}" for line in lines]


def _for_and_against(advice: Advice, id: str, rival: str, say: Say) -> list[str]:
    """The largest leads, then the largest lags."""
    steps = [step for step in waterfall(advice, id, rival, say).steps if step.id]
    # The sum of the small ones has no id: it is no argument.
    ahead = [step for step in steps if step.change > 0][:ARGUMENTS]
    behind = [step for step in steps if step.change < 0][:ARGUMENTS]
    lines = []
    for step in (*ahead, *behind):
        values = {
            "label": step.label,
            "value": value_text(advice, advice.book.cell(id, step.id), say),
            "change": step.text,
            "other": names.framework(advice.knowledge, rival, say),
        }
        if step.change > 0:
            lines.append(
                say("Good, because {label} is {value} ({change} against {other})", **values)
            )
        else:
            lines.append(
                say("Bad, because {label} is {value} ({change} against {other})", **values)
            )
    return lines
