"""How to make every figure again."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.need.command_line import as_options
from advisor.views.report.parts import Section


def options_of(advice: Advice) -> str:
    """The options that give the same advice, its day included."""
    corrected = {fact.name: str(fact.value) for fact in advice.machine.facts if fact.corrected}
    options = as_options(advice.need, None if advice.machine.here else "MACHINE.yaml", corrected)
    if advice.need.as_of is None:
        options += f" --as-of {advice.as_of.isoformat()}"
    return options.strip()


def reproduce(advice: Advice, say: Say, *, brief: bool = False) -> Section:
    """The commands that give the same; the whole report says for every kind of figure which one."""
    options = options_of(advice)
    rank = f"fwadvisor rank {options}"
    report = [f"fwadvisor report -o report.json {options}", "fwadvisor replay report.json"]
    heading = say("How to reproduce it")
    if brief:
        return Section(id="reproduce", heading=heading, commands=(rank, *report))
    workloads = sorted({run.workload for run in advice.runs})
    measured = sorted({run.framework for run in advice.runs})
    commands = [rank]
    if measured:
        commands.append(
            "fwadvisor measure "
            + " ".join(measured)
            + "".join(f" --workload {id}" for id in workloads)
        )
    return Section(
        id="reproduce",
        heading=heading,
        tables=(_each(options, say),),
        commands=(*commands, *report),
    )


def _each(options: str, say: Say) -> Table:
    """Which command shows which figure."""
    figures = (
        (say("scores, ranges, ranks, shares, exclusions"), f"fwadvisor rank {options} --json"),
        (
            say("contributions, and what would change the verdict"),
            f"fwadvisor explain ID --against ID {options} --json",
        ),
        (say("a measured figure, with every raw sample"), "fwadvisor runs show RUN --json"),
        (say("the same figure measured anew"), "fwadvisor measure ID --workload WORKLOAD"),
        (say("a claim, its source and its date"), "fwadvisor knowledge show ID"),
        (say("a fact of the machine"), "fwadvisor machine"),
        (say("how each one is installed"), f"fwadvisor install-plan {options}"),
        (say("a size or a time of an environment"), "fwadvisor env list"),
        (
            say("the whole ranking from this report's JSON, to the last digit"),
            "fwadvisor replay report.json",
        ),
    )
    return Table(
        columns=(Column(title=say("figure")), Column(title=say("command"))),
        rows=tuple(
            Row(cells=(Cell(text=figure), Cell(text=command))) for figure, command in figures
        ),
    )


def signatures(say: Say) -> Section:
    """Where those who decide write down what they decided; the program never fills it in."""
    columns = (say("decision"), say("name and role"), say("date"), say("signature"))
    row = Row(cells=tuple(Cell(text="") for _ in columns))
    return Section(
        id="signatures",
        heading=say("Decided"),
        tables=(Table(columns=tuple(Column(title=title) for title in columns), rows=(row,)),),
    )
