"""The ranking as a table: the answer first, certainty beside it, exclusions in the same list with
their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.model.stack import Stack
from advisor.scoring.gates import Admission
from advisor.scoring.rank import Place
from advisor.views import names
from advisor.views.figures import Bar, Bars, Cell, Column, Row, Table
from advisor.views.installing.named_stack import stack_text, version_of
from advisor.views.installing.stacks import answer_grade, gist
from advisor.views.numbers import percent, score
from advisor.views.ranking.certainty import certainty_lines, prior_words
from advisor.views.ranking.gates import gate_words
from advisor.views.ranking.known_how import known_how
from advisor.views.ranking.prior import prior_line
from advisor.views.remarks import sentence

if TYPE_CHECKING:
    from advisor.explanation.certainty import Certainty

BAR = 20
"""Columns of a bar."""


def ranking_table(
    advice: Advice, certainty: Certainty | None, say: Say, *, bars: bool = True
) -> Table:
    """Everyone: those admitted by rank with the versions that would run, then those onto whose
    machine no way is known, then those excluded; the notes say why, and what would let them in.

    Args:
        bars: draw the range of a score; otherwise write it.
    """
    columns = (
        Column(title="", right=True),
        Column(title=say("framework")),
        Column(title=say("score"), right=True),
        Column(title=say("0 to 1") if bars else say("range")),
        Column(title=say("first in"), right=True),
        Column(title=say("known"), right=True),
        Column(title=say("notes"), shrinks=True),
    )
    rows = []
    if advice.ranking is not None:
        rows = [_placed(place, advice, certainty, say, bars) for place in advice.ranking.places]
    rows += [_out(entry, advice, say) for entry in advice.unranked()]
    return Table(
        title=headline(advice, say),
        columns=columns,
        rows=tuple(rows),
        notes=exclusion_lines(advice, say),
        empty=say(
            "This knowledge base has no alternatives: `fwadvisor knowledge validate` says what it "
            "holds."
        ),
    )


def headline(advice: Advice, say: Say, *, short: bool = False) -> str:
    """For which machine, in one line."""
    situation = advice.situation
    knowledge = advice.knowledge
    distro = knowledge.distros.get(situation.distro.id)
    accelerator = knowledge.accelerators.get(situation.accelerator.id)
    system = advice.machine.text("os.pretty_name") if situation.distro.origin != "given" else ""
    named = distro.name.said_in(say.lang) if distro else ""
    if named:
        named = f"{named} {situation.release.id}".rstrip()
    parts = [
        system or named or say("distribution not known"),
        situation.arch.id or say("architecture not known"),
        accelerator.name.said_in(say.lang) if accelerator else situation.accelerator.id,
    ]
    if situation.chip.origin == "given":
        parts[-1] = f"{parts[-1]} {situation.chip.id}"
    if situation.strangers:
        parts.append(strangers_text(situation.strangers, say))
    cores = advice.machine.get("cpu.cores_usable")
    if cores is not None and situation.arch.origin != "given":
        parts.insert(2, say("{cores} cores", cores=cores))
    where = say("this machine") if advice.here else say("another machine")
    described = ", ".join(part for part in parts if part)
    return (
        f"{where}: {described}"
        if short
        else say("Ranking for {where}: {parts}", where=where, parts=described)
    )


def strangers_text(devices: tuple[str, ...], say: Say) -> str:
    """That the machine has what no table knows."""
    return say("an accelerator that no table knows: {devices}", devices=", ".join(devices))


def bar(place: Place, width: int = BAR) -> str:
    """A score with its range in text: `#` up to the low end, `=` to the score, `-` to the high
    end."""
    low, middle, high = (round(width * end) for end in (place.lowest, place.score, place.highest))
    return "#" * low + "=" * (middle - low) + "-" * (high - middle) + " " * (width - high)


def score_bars(advice: Advice, say: Say) -> Bars | None:
    """Scores with their ranges, for a picture."""
    if advice.ranking is None:
        return None
    bars = tuple(
        Bar(
            label=names.framework(advice.knowledge, place.alternative, say),
            value=place.score,
            low=place.lowest,
            high=place.highest,
            text=score(place.score),
            tone="good" if place.rank == 1 else "plain",
        )
        for place in advice.ranking.places
    )
    title = say("Score, with the range that its evidence leaves open")
    said = say("; ").join(
        f"{bar.label} {bar.text} ({score(bar.low or 0)} .. {score(bar.high or 0)})" for bar in bars
    )
    return Bars(title=title, bars=bars, alt=f"{title}: {said}")


def _placed(place: Place, advice: Advice, certainty: Certainty | None, say: Say, bars: bool) -> Row:
    id = place.alternative
    tied = (
        sum(other.rank == place.rank for other in advice.ranking.places) > 1
        if advice.ranking
        else False
    )
    share = certainty.share(id) if certainty is not None else None
    count = len(advice.book.criteria)
    return Row(
        id=id,
        cells=(
            Cell(text=f"{place.rank}=" if tied else str(place.rank), tone="strong"),
            Cell(
                text=named_with_version(advice, id, say),
                tone="strong" if place.rank == 1 else "plain",
            ),
            Cell(text=score(place.score)),
            Cell(
                text=bar(place) if bars else f"{score(place.lowest)} .. {score(place.highest)}",
                tone="good" if place.rank == 1 else "plain",
            ),
            Cell(text=percent(share, say) if share is not None else "..."),
            Cell(text=f"{count - len(place.unknown)}/{count}"),
            note(place, advice, say),
        ),
    )


def note(place: Place, advice: Advice, say: Say, *, grade: bool = True) -> Cell:
    """What a reader must know before choosing it: conditions first, then how its stack is known.

    Args:
        grade: False where the versions and their grade stand beside it.
    """
    admission = advice.admission(place.alternative)
    named = names.every_name(advice, say)
    conditional = [gate for gate in admission.gates if gate.status == "unknown"]
    if conditional:
        return Cell(text=sentence(conditional[0].because, say, named), tone="doubt")
    remarks = advice.ranking.by_unknown if advice.ranking else ()
    own = [remark for remark in remarks if remark.alternative == place.alternative]
    if own:
        rival = names.framework(advice.knowledge, own[0].rival, say)
        return Cell(text=say("ahead of {rival} only by what is unknown", rival=rival), tone="doubt")
    stack = advice.stack(place.alternative)
    if stack is None:
        return Cell(text="")
    known_how, tone = answer_grade(stack)
    parts = [say(known_how) if grade else "", _python(stack, say) if grade else ""]
    parts.append(gist(stack, named, say))
    return Cell(text=say("; ").join(part for part in parts if part), tone=tone)


def _python(stack: Stack, say: Say) -> str:
    if not stack.python:
        return ""
    if stack.python_from == "fetched":
        return say("fetch Python {python}", python=stack.python)
    return say("Python {python}", python=stack.python)


def named_with_version(advice: Advice, id: str, say: Say) -> str:
    """`PyTorch 2.4.0`: what would run there."""
    name = names.framework(advice.knowledge, id, say)
    return f"{name} {version_of(advice.stacks.get(id))}".rstrip()


def _out(entry: Admission, advice: Advice, say: Say) -> Row:
    """One that is not ranked."""
    named = names.every_name(advice, say)
    mark = Cell(text=say("out"), tone="bad")
    text = say(", ").join(_short_reason(gate.gate, say, named) for gate in entry.shut())
    if entry.standing == "too_little":
        mark = Cell(text="?", tone="doubt")
        text = say("too little known to rank")
    if entry.standing == "no_way":
        mark = Cell(text="?", tone="doubt")
        answer = advice.stacks[entry.framework]
        words = (gate_words(gate, say, named) for gate in entry.gates if gate.status == "no_way")
        text = say("; ").join((say(answer_grade(answer)[0]), *words))
    return Row(
        id=entry.framework,
        cells=(
            mark,
            Cell(text=names.framework(advice.knowledge, entry.framework, say), tone="dim"),
            Cell(text="-"),
            Cell(text=""),
            Cell(text="-"),
            Cell(text=""),
            Cell(text=text, tone="doubt"),
        ),
    )


def exclusion_lines(advice: Advice, say: Say) -> tuple[str, ...]:
    """One sentence for every shut gate: who is out, why, and what would let it in."""
    named = names.every_name(advice, say)
    return tuple(
        say(
            "{name} is out: {reason} [{option}]",
            name=names.framework(advice.knowledge, entry.framework, say),
            reason=reason(gate.gate, gate_words(gate, say, named), say, named),
            option=gate.lifted_by or "-",
        )
        for entry in advice.excluded()
        for gate in entry.shut()
    )


def _short_reason(gate: str, say: Say, named: dict[str, str]) -> str:
    if gate == "installs":
        return say("cannot be installed")
    if gate == "accelerator":
        return say("no support for the device")
    return say("misses {criterion}", criterion=named.get(gate, gate))


def reason(gate: str, said: str, say: Say, named: dict[str, str]) -> str:
    """A shut gate and its reason, which names its criterion once."""
    if gate == "installs":
        return say("cannot be installed: {said}", said=said)
    if gate == "accelerator":
        return said
    criterion = named.get(gate, gate)
    if said.startswith(criterion):
        return say("misses a must-have: {said}", said=said)
    return say("misses the must-have {criterion}: {said}", criterion=criterion, said=said)


def verdict_lines(advice: Advice, certainty: Certainty | None, say: Say) -> tuple[str, ...]:
    """The verdict in a few lines: how sure, what it rests on, what would help."""
    if not advice.book.frameworks:
        return (say("There is nothing to rank."),)
    if advice.ranking is None:
        return (
            say("Nothing is left: every framework is excluded."),
            say("Each exclusion names the option that would let that one in."),
        )
    lines = [_verdict(advice, certainty, say), *certainty_lines(advice, certainty, say)]
    if advice.prior is not None:
        lines.append(prior_line(advice.prior, say))
    return (*lines, *known_how(advice, say))


def with_stack(advice: Advice, id: str, say: Say) -> str:
    """A framework with the versions that are meant, and how they are known."""
    name = names.framework(advice.knowledge, id, say)
    text = stack_text(advice.stacks.get(id), say)
    return say("{name} ({stack})", name=name, stack=text) if text else name


def _verdict(advice: Advice, certainty: Certainty | None, say: Say) -> str:
    assert advice.ranking is not None
    first = say(" and ").join(with_stack(advice, id, say) for id in advice.ranking.first)
    if len(advice.ranking.first) > 1:
        return say("A tie: {first} score the same.", first=first)
    if len(advice.ranking.places) == 1:
        return say("Only {first} is left.", first=first)
    if certainty is None:
        return say("{first} leads; how surely is being worked out.", first=first)
    share = percent(certainty.verdict.share, say)
    prior = prior_words(certainty, say)
    rival = names.framework(advice.knowledge, certainty.verdict.rival or "", say)
    sentences = {
        "clear": say(
            "Clear: {first} is first in {share} of the plausible weights and measurements "
            "({prior}).",
            first=first,
            share=share,
            prior=prior,
        ),
        "leaning": say(
            "Leaning: {first} is first in {share} of the plausible weights and measurements "
            "({prior}), {rival} is next.",
            first=first,
            share=share,
            prior=prior,
            rival=rival,
        ),
        "close": say(
            "Close: {first} is first in {share} of the plausible weights and measurements "
            "({prior}); {rival} may be as good.",
            first=first,
            share=share,
            prior=prior,
            rival=rival,
        ),
        "none": "",
    }
    return sentences[certainty.verdict.word]
