"""Two sets of runs laid side by side: ratios with their intervals, and what speaks against them."""

from __future__ import annotations

from advisor.evidence.results import Compared
from advisor.messages import Say
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.measurements.tables import way_text
from advisor.views.numbers import figure
from advisor.views.remarks import sentence


def comparison(found: tuple[Compared, ...], names: tuple[str, str], say: Say) -> Table:
    """Two sets of runs, workload by workload. A difference that chance could explain is said to be
    none."""
    return Table(
        columns=(
            Column(title=say("workload")),
            Column(title=names[0], right=True),
            Column(title=names[1], right=True),
            Column(title=say("ratio"), right=True),
            Column(title=say("interval"), right=True),
            Column(title=say("how sure"), shrinks=True),
        ),
        rows=tuple(_compared_row(one, say) for one in found),
        empty=say("The two have no workload in common that went well."),
    )


def _compared_row(one: Compared, say: Say) -> Row:
    ratio = "" if one.ratio is None else f"{figure(one.ratio)}x"
    between = one.ratio_interval
    interval = (
        ""
        if between is None
        else say("{low} to {high}", low=figure(between[0]), high=figure(between[1]))
    )
    said = say("apart") if one.apart else say("not told apart")
    return Row(
        id=one.workload,
        cells=(
            Cell(text=_subject(one)),
            Cell(text=f"{figure(one.left.middle)} {one.unit}"),
            Cell(text=f"{figure(one.right.middle)} {one.unit}"),
            Cell(text=ratio, tone="strong" if one.apart else "dim"),
            Cell(text=interval, tone="plain" if one.apart else "dim"),
            Cell(text=said, tone="plain" if one.apart else "dim"),
        ),
    )


def _subject(one: Compared) -> str:
    return f"{one.workload} {way_text(one.mode, one.tuning)}".strip()


def comparison_notes(
    found: tuple[Compared, ...], names: tuple[str, str], say: Say
) -> tuple[str, ...]:
    """What the intervals are, and the doubts against either side, workload by workload."""
    if not found:
        return ()
    lines = [
        say(
            "Intervals hold 95 %: of what the ratio would be if both were measured again another "
            "time; apart is what leaves out 1."
        )
    ]
    for one in found:
        for name, doubts in zip(names, one.doubts, strict=True):
            if doubts:
                said = say("; ").join(sentence(doubt, say) for doubt in doubts)
                lines.append(
                    say(
                        "{name}, {workload}: {doubts}",
                        name=name,
                        workload=_subject(one),
                        doubts=said,
                    )
                )
    return tuple(lines)


def compared_fields(one: Compared) -> dict[str, object]:
    """One workload for scripts."""
    between = one.ratio_interval
    return {
        "workload": one.workload,
        "mode": one.mode,
        "tuning": one.tuning,
        "unit": one.unit,
        "left": one.left.middle,
        "right": one.right.middle,
        "ratio": one.ratio,
        "low": between[0] if between else None,
        "high": between[1] if between else None,
        "apart": one.apart,
        "doubts": [[doubt.kind for doubt in doubts] for doubts in one.doubts],
    }
