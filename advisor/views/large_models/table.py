"""Every engine that is documented for the chip as one table, with the memory of one card as a bar;
and the same bar by its parts."""

from __future__ import annotations

from advisor.evidence.large_models.need import MemoryNeed
from advisor.evidence.large_models.serving import Spread
from advisor.explanation.advice import Advice
from advisor.explanation.large_model import EngineFit, Form, LargeModelPlan
from advisor.messages import N_, Say
from advisor.views import names
from advisor.views.figures import Bar, Bars, Cell, Column, Row, Table, Tone
from advisor.views.large_models.lines import GIB, form_name
from advisor.views.numbers import figure

BAR = 10
"""Columns of one whole card."""
FORMS = 4
"""Forms of one engine that a table shows."""
HOLDS: dict[str, tuple[str, Tone]] = {
    "surely": (N_("surely"), "good"),
    "likely": (N_("likely"), "good"),
    "barely": (N_("barely"), "doubt"),
    "no": (N_("no"), "bad"),
}
PARTS = (
    ("weights", N_("weights")),
    ("states", N_("gradients and optimiser")),
    ("cache", N_("cache")),
    ("working", N_("while it computes")),
    ("reserved", N_("runtime and exchange")),
    ("graphs", N_("recorded kernels")),
)


def engines_table(advice: Advice, plan: LargeModelPlan, say: Say) -> Table:
    """One row for each engine and form, the advised one first."""
    rows = []
    for fit in plan.engines:
        forms = (fit.form, *fit.others) if fit.form is not None else (None,)
        rows += [_row(advice, plan, fit, form, say) for form in forms[:FORMS]]
    known = plan.model is not None
    columns = (
        Column(title=say("engine")),
        Column(title=say("framework"), spare=True),
        *((Column(title=say("form")),) if known else ()),
        *((Column(title=say("cards"), right=True),) if known else ()),
        *((Column(title=say("GiB of each"), right=True),) if known else ()),
        *((Column(title=say("of the card"), spare=True),) if known else ()),
        *((Column(title=say("holds it")),) if known else ()),
        *(() if known else (Column(title=say("version"), shrinks=True),)),
    )
    notes = []
    if known and rows and plan.card.bytes:
        notes.append(
            say("# to the middle, = to the upper bound, ! beyond the card; one bar is one card.")
        )
    if any(fit.state == "limited" for fit in plan.engines):
        notes.append(say("* experimental, basic or for few models, by its own pages"))
    return Table(
        columns=columns,
        rows=tuple(rows),
        notes=tuple(notes),
        empty=say("No engine is documented there."),
    )


def parts_bars(plan: LargeModelPlan, say: Say) -> Bars | None:
    """What the advised form takes of one card, part by part; None where that is not known."""
    form = plan.best.form if plan.best is not None else None
    if form is None or form.need is None or not plan.card.bytes:
        return None
    size = float(plan.card.bytes)
    parts = [(label, getattr(form.need, name)) for name, label in PARTS]
    parts = [(label, spread) for label, spread in parts if spread.high]
    bars = [_bar(say(label), spread, size) for label, spread in parts]
    tone = HOLDS[form.holds][1] if form.holds is not None else "plain"
    bars.append(_bar(say("together"), form.need.total, size, tone))
    return Bars(
        title=say("Memory of one card of {size} GiB", size=figure(size / GIB)),
        bars=tuple(bars),
        alt=say(", ").join(f"{bar.label} {bar.text}" for bar in bars),
    )


def text_bar(need: MemoryNeed, card: float, width: int = BAR) -> str:
    """A card as a line of signs: `#` to the middle, `=` to the upper bound, `!` where the middle
    goes beyond the card."""
    spread = need.total
    middle, high = (round(width * min(bound / card, 1.0)) for bound in (spread.middle, spread.high))
    text = "#" * middle + "=" * (high - middle) + "." * (width - high)
    return text + "!" if spread.middle > card else text


def bar_line(plan: LargeModelPlan, say: Say, width: int = BAR) -> str:
    """The advised form against one card, as one line; empty where either is not known."""
    form = plan.best.form if plan.best is not None else None
    if form is None or form.need is None or not plan.card.bytes:
        return ""
    return say(
        "[{bar}] {need} of {size} GiB",
        bar=text_bar(form.need, plan.card.bytes, width),
        need=figure(form.need.total.middle / GIB),
        size=figure(plan.card.bytes / GIB),
    )


def span(spread: Spread) -> str:
    """`35.6 (31.0 to 45.3)`, in GiB, without a word."""
    low, middle, high = (figure(bound / GIB) for bound in (spread.low, spread.middle, spread.high))
    return f"{middle} ({low}..{high})"


def _row(advice: Advice, plan: LargeModelPlan, fit: EngineFit, form: Form | None, say: Say) -> Row:
    mark = " *" if fit.state == "limited" else ""
    tone: Tone = "strong" if fit is plan.best and form is fit.form else "plain"
    name, version = next(iter(fit.versions.items()), ("", ""))
    cells = [
        Cell(text=fit.name + mark, tone=tone),
        Cell(text=names.framework(advice.knowledge, fit.framework, say)),
    ]
    if plan.model is not None:
        cells += _memory(plan, form, say)
    else:
        cells.append(Cell(text=f"{name} {version}".strip() or "-", tone="dim"))
    return Row(id=f"{fit.engine}:{fit.framework}", cells=tuple(cells))


def _memory(plan: LargeModelPlan, form: Form | None, say: Say) -> list[Cell]:
    if form is None:
        return [Cell(text="-")] * 5
    card = plan.card.bytes
    need = form.need
    holds, tone = HOLDS[form.holds] if form.holds is not None else ("", "dim")
    return [
        Cell(text=form_name(form, say)),
        Cell(text=str(form.cards)),
        Cell(text=span(need.total) if need is not None else "-"),
        Cell(text=text_bar(need, card) if need is not None and card else "-", tone=tone),
        Cell(text=say(holds) if holds else "-", tone=tone),
    ]


def _bar(label: str, spread: Spread, card: float, tone: Tone = "plain") -> Bar:
    return Bar(
        label=label,
        value=min(spread.middle / card, 1.0),
        low=min(spread.low / card, 1.0),
        high=min(spread.high / card, 1.0),
        text=f"{span(spread)} GiB",
        tone=tone,
    )
