"""Write docs/stack-examples.md: the stacks of the example machines, beside what says so.

The machines are those of knowledge/machines and of tests/data/stack_machines. `make stack-examples`
runs it; nothing is asked of a network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from msgspec.structs import replace

from advisor.cli.session import Session
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.need import Need
from advisor.model.stack import Conflict, NoWay, Resolution, Stack, Statement
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import open_stock, plan_stacks
from advisor.usecases.knowledge.browse import open_base
from advisor.views import names
from advisor.views.installing import stacks as views
from advisor.views.installing.statements import condition, source_text, statement

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "knowledge" / "machines", ROOT / "tests" / "data" / "stack_machines")
PAGE = ROOT / "docs" / "stack-examples.md"
SAY = words("en")
SOURCES = 3
"""So many of what says so are named; `fwadvisor install-plan` names all."""


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as nothing_proved:
        settings = replace(Session().settings, data=Path(nothing_proved))
        stock = open_stock(settings, open_base(settings))
    lines = [
        "# The stacks of some machines",
        "",
        "What `fwadvisor install-plan --machine FILE` answers, with what says so. Written by "
        "`make stack-examples`",
        "from the shipped snapshots and rows, without a network; nothing of it was installed on "
        "such a machine here.",
        "",
    ]
    for folder in FOLDERS:
        for file in sorted(folder.glob("*.yaml")):
            lines += machine_lines(file, stock)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(lines)} lines")


def machine_lines(file: Path, stock: Stock) -> Iterator[str]:
    """One machine: what it is, then a row for each framework."""
    plan = plan_stacks(Need(), stock, read_machine(file))
    named = views.called(stock.knowledge, stock.compatibility, plan.target, SAY)
    title = yaml.safe_load(file.read_text(encoding="utf-8"))["title"]["en"]
    yield f"## {title}"
    yield ""
    yield f"{views.target_line(plan.target, stock.knowledge, named, SAY)} (`{file.name}`)"
    yield ""
    yield "| framework | what runs | Python | known how | what says so |"
    yield "|---|---|---|---|---|"
    for id, answer in plan.answers.items():
        name = names.framework(stock.knowledge, id, SAY)
        grade, _ = views.answer_grade(answer)
        python = answer.python if isinstance(answer, Stack) else ""
        what = cell(what_runs(answer, named))
        said = cell("; ".join(said_by(answer, named)))
        yield f"| {name} | {what} | {python} | {SAY(grade)} | {said} |"
    yield ""


def what_runs(answer: Resolution, named: Mapping[str, str]) -> str:
    """Exact versions with what must be so, or why there are none."""
    if isinstance(answer, NoWay):
        return "nothing was found"
    if isinstance(answer, Conflict):
        return "; ".join(statement(one, named, SAY) for one in answer.statements)
    parts = [f"{part.name or part.component} {part.version}" for part in answer.parts]
    text = ", ".join(parts)
    if answer.conditions:
        asked = " and ".join(condition(one, named, SAY) for one in answer.conditions)
        text = f"if {asked}: {text}"
        if answer.otherwise:
            text += f"; otherwise {what_runs(answer.otherwise[0], named)}"
    return text


def said_by(answer: Resolution, named: Mapping[str, str]) -> list[str]:
    """The pages, each once."""
    statements: tuple[Statement, ...] = ()
    if isinstance(answer, Stack):
        statements = answer.proof
    elif isinstance(answer, NoWay):
        statements = answer.looked_for
    found = [source_text(one, SAY) for one in statements if one.at]
    return list(dict.fromkeys(text for text in found if text))[:SOURCES]


def cell(text: str) -> str:
    """Text that stays in its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    main()
