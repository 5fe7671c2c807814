"""Why a framework stands where it stands: contributions, and for each criterion the value and where
it comes from."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.book import Evidence, Shown
from advisor.evidence.hardware.alike import described
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.model.criterion import Ordinal
from advisor.scoring.rank import Place
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone, Waterfall, WaterfallStep
from advisor.views.installing.named_stack import stack_text
from advisor.views.numbers import amount, difference, percent, score, with_unit
from advisor.views.ranking.certainty import prior_words
from advisor.views.ranking.gates import gate_words
from advisor.views.remarks import sentence

GRADE_TONES: dict[str, Tone] = {
    "measured": "good",
    "elsewhere": "plain",
    "published": "plain",
    "documented": "plain",
    "reported": "doubt",
    "article": "doubt",
    "unknown": "dim",
}


SMALL = 0.005
"""A difference in worth that nobody decides by; such steps towards a lead are one."""
FEWEST_STEPS = 3
"""So many steps stand by themselves, however small."""


class Card(Struct, frozen=True, kw_only=True):
    """One criterion of one framework, for reading: lines of text under a heading."""

    heading: str
    lines: tuple[str, ...]


def value_text(advice: Advice, evidence: Evidence, say: Say, *, interval: bool = True) -> str:
    """A value as people read it: the level's label, or a number with unit and interval."""
    if evidence.value is None:
        return say("unknown")
    criterion = advice.knowledge.criteria[evidence.criterion]
    if isinstance(criterion.scale, Ordinal):
        return names.level(advice.knowledge, criterion.id, evidence.value, say)
    text = amount(float(evidence.value), criterion.unit, say)
    if (
        interval
        and evidence.low is not None
        and evidence.high is not None
        and evidence.low != evidence.high
    ):
        text += f" ({with_unit(evidence.low, '')} .. {with_unit(evidence.high, '')})"
    return text


def nearest_rival(advice: Advice, framework: str) -> str | None:
    """Whom a place is best held against: the first, or of the first the one that comes next; None
    where it is alone."""
    assert advice.ranking is not None
    others = [place.alternative for place in advice.ranking.places]
    others.remove(framework)
    return others[0] if others else None


def waterfall(advice: Advice, framework: str, against: str | None, say: Say) -> Waterfall:
    """Contributions from 0 to the score; against a rival, the differences from 0 to the lead,
    largest first, of which those that make next to nothing of it are one step."""
    assert advice.ranking is not None
    place = advice.ranking.place(framework)
    rival = advice.ranking.place(against) if against else None
    changes = {
        criterion: part - (rival.contributions[criterion] if rival else 0.0)
        for criterion, part in place.contributions.items()
    }
    total = 0.0
    steps: list[WaterfallStep] = []
    small: list[float] = []
    for criterion, change in sorted(changes.items(), key=lambda pair: (-abs(pair[1]), pair[0])):
        if change == 0.0:
            continue
        if rival is not None and len(steps) >= FEWEST_STEPS and abs(change) < SMALL:
            small.append(change)
            continue
        total += change
        label = names.criterion(advice.knowledge, criterion, say)
        steps.append(
            WaterfallStep(
                id=criterion, label=label, change=change, total=total, text=difference(change)
            )
        )
    if small:
        total += sum(small)
        label = say("the {n} others", n=len(small))
        steps.append(
            WaterfallStep(
                id="", label=label, change=sum(small), total=total, text=difference(sum(small))
            )
        )
    own = names.framework(advice.knowledge, framework, say)
    if rival is None:
        title = say("{name}: {score} is the sum of", name=own, score=score(place.score))
    else:
        other = names.framework(advice.knowledge, rival.alternative, say)
        lead = place.score - rival.score
        title = say(
            "{name} against {other}: {lead} is the sum of",
            name=own,
            other=other,
            lead=difference(lead),
        )
    alt = title + " " + say("; ").join(f"{step.label} {step.text}" for step in steps)
    return Waterfall(title=title, steps=tuple(steps), total=total, alt=alt)


def who_against_whom(advice: Advice, framework: str, against: str | None, say: Say) -> str:
    """The waterfall's title where there is little room."""
    assert advice.ranking is not None
    own, place = names.framework(advice.knowledge, framework, say), advice.ranking.place(framework)
    if against is None:
        return f"{own}: {score(place.score)}"
    rival = advice.ranking.place(against)
    other = names.framework(advice.knowledge, against, say)
    return say(
        "{name} against {other}: {lead}",
        name=own,
        other=other,
        lead=difference(place.score - rival.score),
    )


def evidence_table(advice: Advice, framework: str, say: Say, *, short: bool = False) -> Table:
    """Every criterion of one framework: value, grade, date, weight and contribution, weightiest
    first.

    Args:
        short: without dates and remarks, where a card beside it says them.
    """
    if framework not in advice.book.frameworks:
        return Table(columns=(), rows=(), empty=say("There is no framework to look at."))
    place = _place(advice, framework)
    shares = {weight.criterion: weight.share for weight in advice.weights}
    rows = []
    for criterion in sorted(advice.book.criteria, key=lambda id: (-shares[id], id)):
        evidence = advice.book.cell(framework, criterion)
        part = place.contributions.get(criterion) if place else None
        rows.append(
            Row(
                id=criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, criterion, say)),
                    Cell(
                        text=value_text(advice, evidence, say),
                        tone="dim" if evidence.value is None else "plain",
                    ),
                    Cell(text=names.grade(evidence.grade, say), tone=GRADE_TONES[evidence.grade]),
                    Cell(text=evidence.as_of.isoformat() if evidence.as_of else "-"),
                    Cell(text=percent(shares[criterion], say)),
                    Cell(text=f"{part:.3f}" if part is not None else "-"),
                    Cell(
                        text=remarks_text(advice, evidence, say),
                        tone="doubt" if evidence.doubts else "dim",
                    ),
                ),
            )
        )
    columns = (
        Column(title=say("criterion")),
        Column(title=say("value"), shrinks=True),
        Column(title=say("known how")),
        Column(title=say("as of")),
        Column(title=say("weight"), right=True),
        Column(title=say("adds"), right=True),
        Column(title=say("remarks"), shrinks=True),
    )
    kept = [at for at in range(len(columns)) if not (short and at in (3, 6))]
    return Table(
        title=names.framework(advice.knowledge, framework, say),
        columns=tuple(columns[at] for at in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in rows),
        notes=() if short else _shown_notes(advice, framework, say),
    )


def _shown_notes(advice: Advice, framework: str, say: Say) -> tuple[str, ...]:
    """Each figure that does not count, under what its criterion is called."""
    return tuple(
        say(
            "{criterion}: {said}",
            criterion=names.criterion(advice.knowledge, criterion, say),
            said=shown_text(advice, criterion, shown, say),
        )
        for criterion in advice.book.criteria
        for shown in advice.book.cell(framework, criterion).shown
    )


def remarks_text(advice: Advice, evidence: Evidence, say: Say) -> str:
    """How it came about, why it is unknown, and every doubt."""
    said_anything = evidence.because or evidence.missing or evidence.doubts or evidence.shown
    if not said_anything and not evidence.overlaid:
        return ""
    named = names.every_name(advice, say)
    said = [sentence(evidence.because, say, named)] if evidence.because else []
    if evidence.missing is not None:
        missing = evidence.missing
        if missing.kind == "no_claim" and advice.knowledge.criteria[evidence.criterion].measured_by:
            said.append(say("not measured yet"))
        else:
            said.append(sentence(missing, say, named))
    said += [sentence(doubt, say, named) for doubt in evidence.doubts]
    said += [shown_text(advice, evidence.criterion, shown, say) for shown in evidence.shown]
    if evidence.overlaid:
        said.append(say("from your overlay"))
    return say("; ").join(said)


def shown_text(advice: Advice, criterion: str, shown: Shown, say: Say) -> str:
    """A figure that does not count, with the hardware that it was taken on."""
    value = amount(shown.value, advice.knowledge.criteria[criterion].unit, say)
    day = shown.as_of.isoformat()
    if shown.hardware is None:
        return say(
            "{value} on {day}, hardware not recorded: shown, does not count", value=value, day=day
        )
    named = names.every_name(advice, say)
    hardware = described(shown.hardware)
    return say(
        "{value} on {day} on other hardware ({hardware}): shown, does not count",
        value=value,
        day=day,
        hardware=named.get(hardware, hardware),
    )


def criterion_card(advice: Advice, framework: str, criterion: str, say: Say) -> Card:
    """Everything about one cell: question, value, grade, date, note, sources, doubts, how it can
    mislead."""
    entry = advice.knowledge.criteria[criterion]
    evidence = advice.book.cell(framework, criterion)
    lines = [
        entry.question.said_in(say.lang),
        say("Value: {value}", value=value_text(advice, evidence, say)),
        say(
            "Known how: {grade}{day}",
            grade=names.grade(evidence.grade, say),
            day=", " + evidence.as_of.isoformat() if evidence.as_of else "",
        ),
    ]
    remarks = remarks_text(advice, evidence, say)
    if remarks:
        lines.append(say("Remarks: {remarks}", remarks=remarks))
    if evidence.note is not None:
        lines.append(say("Note: {note}", note=evidence.note.said_in(say.lang)))
    if evidence.beneath:
        weaker = ", ".join(names.grade(grade, say) for grade in evidence.beneath)
        lines.append(say("Overrides weaker evidence: {grades}", grades=weaker))
    lines += [
        say(
            "Source: {title} | {at} | read {read}",
            title=source.title,
            at=source.at,
            read=source.read.isoformat(),
        )
        for source in evidence.sources
    ]
    lines += [
        say("Why it matters: {text}", text=entry.why.said_in(say.lang)),
        say("When it misleads: {text}", text=entry.misleads.said_in(say.lang)),
    ]
    return Card(heading=entry.label.said_in(say.lang), lines=tuple(lines))


def standing_lines(
    advice: Advice, certainty: Certainty, framework: str, say: Say
) -> tuple[str, ...]:
    """Where it stands, in a few sentences: rank, score, share, every gate that is not plainly
    open."""
    name = names.framework(advice.knowledge, framework, say)
    named = names.every_name(advice, say)
    admission = advice.admission(framework)
    place = _place(advice, framework)
    if admission.standing == "no_way":
        lines = [say("{name}: no way onto that machine is known.", name=name)]
    elif admission.standing == "too_little":
        lines = [say("{name}: too little is known to rank it.", name=name)]
    elif place is None:
        lines = [say("{name} is excluded.", name=name)]
    else:
        tied = (
            sum(other.rank == place.rank for other in advice.ranking.places) > 1
            if advice.ranking
            else False
        )
        said = (
            say(
                "{name} shares rank {rank} with {score}.",
                name=name,
                rank=place.rank,
                score=score(place.score),
            )
            if tied
            else say(
                "{name} is number {rank} with {score}.",
                name=name,
                rank=place.rank,
                score=score(place.score),
            )
        )
        lines = [said]
        share = certainty.share(framework)
        if share is not None:
            lines.append(
                say(
                    "It is first in {share} of the plausible weights and measurements ({prior}).",
                    share=percent(share, say),
                    prior=prior_words(certainty, say),
                )
            )
        if place.unknown:
            lines.append(say("{count} criteria are unknown for it.", count=len(place.unknown)))
    if (stack := advice.stack(framework)) is not None:
        lines.append(say("What would run: {stack}.", stack=stack_text(stack, say)))
    for gate in admission.gates:
        if gate.status == "open":
            continue
        said = gate_words(gate, say, named)
        label = {"installs": say("installation"), "accelerator": say("accelerator")}.get(
            gate.gate
        ) or named.get(gate.gate, gate.gate)
        if gate.status in ("no_way", "too_little"):
            lines.append(f"{said} [{gate.lifted_by}]")
        elif gate.status == "closed":
            lines.append(
                say(
                    "Out: {label}: {said} [{option}]",
                    label=label,
                    said=said,
                    option=gate.lifted_by or "-",
                )
            )
        else:
            lines.append(say("On condition: {label}: {said}", label=label, said=said))
    return tuple(lines)


def _place(advice: Advice, framework: str) -> Place | None:
    if advice.ranking is None:
        return None
    return next((place for place in advice.ranking.places if place.alternative == framework), None)
