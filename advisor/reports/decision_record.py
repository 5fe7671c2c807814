"""A decision record after MADR 4, every section filled from data."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.reports.markdown import escape
from advisor.views import names
from advisor.views.numbers import percent
from advisor.views.ranking.table import exclusion_lines
from advisor.views.report.parts import Report
from advisor.views.why.change import what_would_change
from advisor.views.why.contributions import value_text, waterfall

DRIVERS = 8
ARGUMENTS = 4
"""So many drivers are named, and arguments for and against each option."""


def render(advice: Advice, report: Report, say: Say) -> str:
    """The record. Without a ranking it records that nothing could be chosen, and what would let
    each one in."""
    places = advice.ranking.places if advice.ranking else ()
    first = places[0].alternative if places else None
    chosen = names.framework(advice.knowledge, first, say) if first else say("none")
    lines = [
        "---",
        "status: proposed",
        f"date: {advice.as_of.isoformat()}",
        "decision-makers: []",
        "consulted: []",
        "informed: []",
        "---",
        "",
        "# " + escape(say("Use {name}", name=chosen) if first else report.title),
        "",
        "## " + say("Context and Problem Statement"),
        "",
    ]
    question = report.section("question")
    lines += [escape(line) + "\n" for line in question.lines] if question else []
    lines += ["## " + say("Decision Drivers"), ""]
    drivers = sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))[:DRIVERS]
    lines += [
        f"* {escape(names.criterion(advice.knowledge, weight.criterion, say))} "
        f"({percent(weight.share, say)})"
        for weight in drivers
        if weight.share > 0
    ]
    lines += ["", "## " + say("Considered Options"), ""]
    lines += [f"* {escape(names.framework(advice.knowledge, id, say))}" for id in _options(advice)]
    lines += ["", "## " + say("Decision Outcome"), ""]
    because = (
        say("Chosen option: {name}.", name=chosen) if first else say("No option could be chosen.")
    )
    lines += [escape(" ".join((because, *report.lead))), "", "### " + say("Consequences"), ""]
    lines += _arguments(advice, first, say) if first else []
    risks = report.section("risks")
    lines += [f"* {escape(line)}" for line in (risks.lines if risks else ())]
    lines += [f"* {escape(line)}" for line in exclusion_lines(advice, say)]
    lines += ["", "### " + say("Confirmation"), ""]
    reproduce = report.section("reproduce")
    lines += [
        escape(say("These commands give the same result, or say what has changed:")),
        "",
        "```sh",
    ]
    lines += [
        *(reproduce.commands if reproduce else ()),
        "```",
        "",
        "## " + say("Pros and Cons of the Options"),
        "",
    ]
    for id in _options(advice):
        lines += [f"### {escape(names.framework(advice.knowledge, id, say))}", ""]
        lines += [*_arguments(advice, id, say), ""]
    lines += ["## " + say("More Information"), ""]
    if first:
        lines += [f"* {escape(line)}" for line in what_would_change(advice, first, None, say)] + [
            ""
        ]
    lines += [escape(line) + "\n" for line in report.colophon]
    return "\n".join(lines).rstrip() + "\n"


def _options(advice: Advice) -> tuple[str, ...]:
    ranked = tuple(place.alternative for place in advice.ranking.places) if advice.ranking else ()
    return ranked + tuple(entry.framework for entry in advice.excluded())


def _arguments(advice: Advice, id: str, say: Say) -> list[str]:
    """For one in the ranking: its largest leads and lags against the first; for one that is out:
    why."""
    places = advice.ranking.places if advice.ranking else ()
    if id not in {place.alternative for place in places}:
        own = names.framework(advice.knowledge, id, say)
        return [
            f"* {escape(line)}" for line in exclusion_lines(advice, say) if line.startswith(own)
        ]
    rival = (
        places[1].alternative
        if len(places) > 1 and id == places[0].alternative
        else places[0].alternative
    )
    if rival == id:
        return [f"* {escape(say('It is the only one left.'))}"]
    other = names.framework(advice.knowledge, rival, say)
    by_label = {
        names.criterion(advice.knowledge, criterion, say): criterion
        for criterion in advice.book.criteria
    }
    lines = []
    steps = waterfall(advice, id, rival, say).steps
    for sign in (1, -1):
        for step in [step for step in steps if step.change * sign > 0][:ARGUMENTS]:
            criterion = by_label[step.label]
            value = value_text(advice, advice.book.cell(id, criterion), say)
            text = (
                say("Good, because {label} is {value} ({change} against {other})")
                if sign > 0
                else say("Bad, because {label} is {value} ({change} against {other})")
            )
            lines.append(
                "* "
                + escape(text.format(label=step.label, value=value, change=step.text, other=other))
            )
    return lines or [
        f"* {escape(say('Neutral, because it differs from {other} nowhere', other=other))}"
    ]
