"""Every door through which the program names a framework's versions, and what it says there.

A door takes a machine and answers for the frameworks that it speaks of; `truth` is what the
resolver itself says.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from advisor.cli.main import run
from advisor.cli.session import Session
from advisor.explanation.advice import Advice
from advisor.messages import words
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.model.stack import Conflict, NoWay, Resolution, Stack, Target
from advisor.usecases.installing.stacks import plan_stacks
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered, gather
from advisor.views.installing.named_stack import stack_text
from advisor.views.installing.stacks import GRADES, IMPOSSIBLE, NO_WAY
from advisor.views.ranking.place import row_lines
from advisor.views.ranking.table import ranking_table, verdict_lines

SAY = words("en")
GRADE_WORDS = {word: grade for grade, (word, _) in GRADES.items()}
NONE = "none"
"""What a door says that has versions or nothing."""


class Said(Struct, frozen=True, kw_only=True):
    """What one door says of one framework; None where it is not the place to say it."""

    version: str | None = None
    python: str | None = None
    grade: str | None = None
    """Of the stack; `impossible`, `no way known`, or `none`."""
    packages: tuple[str, ...] | None = None
    """`torch 2.4.0`, without the platform's software; an image where it alone has versions."""

    def differs(self, truth: Said) -> bool:
        """Whether anything that is said is not so."""
        if self.grade == NONE:
            return bool(truth.packages)
        pairs = zip(_fields(self), _fields(truth), strict=True)
        return any(said is not None and said != true for said, true in pairs)

    def text(self) -> str:
        """In a cell of a table."""
        if self.grade in (NONE, IMPOSSIBLE[0], NO_WAY[0]):
            return str(self.grade)
        version = self.version or (self.packages or ("",))[0].rpartition(" ")[2]
        return f"{version} / {self.python}" if self.python else version


def _fields(said: Said) -> tuple[object, ...]:
    return said.version, said.python, said.grade, said.packages


class Place(Struct, frozen=True, kw_only=True):
    """A machine as the commands are told of it, and what is true there."""

    name: str
    options: tuple[str, ...]
    """`--machine FILE`; nothing for this very one."""
    gathered: Gathered
    truth: Mapping[str, Said]
    answers: Mapping[str, Resolution]
    target: Target
    folder: Path
    """Where a door may write."""
    asked: tuple[str, ...]
    """The frameworks that are asked for one by one."""

    @property
    def knowledge(self) -> Knowledge:
        return self.gathered.knowledge

    @property
    def here(self) -> bool:
        """It is this very machine."""
        return not self.options


def place(name: str, file: Path | None, folder: Path, asked: Callable[[int], bool]) -> Place:
    """A machine, with what the resolver says of it.

    Args:
        file: None for this machine.
        asked: whether a framework is asked for by itself, by its number.
    """
    settings = Session().settings
    gathered = gather(settings, machine_file=str(file) if file else None, quick=True)
    assert gathered.stock is not None
    plan = plan_stacks(Need(), gathered.stock, gathered.machine, gathered.runs)
    answers = plan.answers
    return Place(
        name=name,
        options=("--machine", str(file)) if file else (),
        gathered=gathered,
        truth={id: of_answer(answer) for id, answer in answers.items()},
        answers=answers,
        target=plan.target,
        folder=folder,
        asked=tuple(id for at, id in enumerate(answers) if asked(at)),
    )


def of_answer(answer: Resolution) -> Said:
    """What the resolver says."""
    if not isinstance(answer, Stack):
        word, _ = IMPOSSIBLE if isinstance(answer, Conflict) else NO_WAY
        return Said(grade=word, packages=())
    named = [part for part in answer.parts if part.kind == "package"]
    if not named:
        named = [part for part in answer.parts if part.kind == "image"]
    return Said(
        version=answer.version,
        python=answer.python,
        grade=answer.grade,
        packages=tuple(f"{part.name or part.component} {part.version}" for part in named),
    )


Door = Callable[[Place], dict[str, Said]]


def rank(place: Place) -> dict[str, Said]:
    return _of_ranking(_json("rank", *place.options, "--json"))


def report_json(place: Place) -> dict[str, Said]:
    return _of_ranking(json.loads(_report(place, ".json")))


def explain(place: Place) -> dict[str, Said]:
    found = {}
    for id in place.asked:
        document = _json("explain", id, *place.options, "--json")
        found[id] = _of_summary(document["stack"])
    return found


def compare(place: Place) -> dict[str, Said]:
    document = _json("compare", *place.truth, *place.options, "--json")
    return {id: _of_summary(stack) for id, stack in document["stacks"].items()}


def install_plan(place: Place) -> dict[str, Said]:
    document = _json("install-plan", *place.options, "--json")
    return {id: _of_plan(answer) for id, answer in document["answers"].items()}


def doctor(place: Place) -> dict[str, Said]:
    document = _json("doctor", *place.options, "--json")
    found = {}
    for section in document["sections"]:
        if section["id"] not in place.truth:
            continue
        instead = section.get("instead")
        found[section["id"]] = _of_plan(instead) if instead else _of_summary(section["stack"])
    return found


def doctor_text(place: Place) -> dict[str, Said]:
    document = _json("doctor", *place.options, "--json")
    texts = {section["id"]: section["checks"] for section in document["sections"]}
    return {id: _of_text(texts[id][0]["text"]) for id in place.truth}


def check(place: Place) -> dict[str, Said]:
    found = {}
    for id in place.asked:
        policy = place.folder / "policy.yaml"
        policy.write_text(
            f"title: Ours\nchoice: {id}\nrules:\n- {{id: a, says: s, rank_at_most: 9}}\n"
        )
        asked = ("check", "--policy", str(policy), "--audit", "--json")
        found[id] = _of_summary(_json(*asked, *place.options)["stack"])
    return found


def starter(place: Place) -> dict[str, Said]:
    found = {}
    for id in place.asked:
        asked = ("starter", id, str(place.folder / "project"), "--dry-run", "--json")
        code, out = told(*asked, *place.options)
        found[id] = Said(grade=NONE)
        if code == 0:
            found[id] = _of_summary(json.loads(out)["stack"])
    return found


def environments(place: Place) -> dict[str, Said]:
    """Of this machine alone: what an environment would have."""
    if not place.here:
        return {}
    rows = _json("env", "list", "--json")["environments"]
    return {row["framework"]: _of_row(row) for row in rows if row["framework"] in place.truth}


def environment_plan(place: Place) -> dict[str, Said]:
    """The same before one is built."""
    if not place.here:
        return {}
    rows = _json("env", "install", *place.asked, "--dry-run", "--json", "--offline")["builds"]
    return {row["framework"]: _of_row(row) for row in rows}


def report_markdown(place: Place) -> dict[str, Said]:
    lines = re.sub(r"\\(.)", r"\1", _report(place, ".md").decode()).splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return dict(_of_table(rows, place))


def report_html(place: Place) -> dict[str, Said]:
    rows = []
    for row in re.findall(r"<tr.*?</tr>", _report(place, ".html").decode(), re.DOTALL):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        rows.append([html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells])
    return dict(_of_table(rows, place))


def report_csv(place: Place) -> dict[str, Said]:
    rows = csv.DictReader(io.StringIO(_report(place, ".csv").decode()))
    texts = {row["framework"]: row["stack"] for row in rows}
    return {id: _of_text(text) for id, text in texts.items()}


def decision_record(place: Place) -> dict[str, Said]:
    text = re.sub(r"\\(.)", r"\1", _report(place, ".adr.md").decode())
    options = text.partition("## Considered Options")[2].partition("## ")[0]
    found = {}
    for id in place.truth:
        name = place.knowledge.frameworks[id].name
        beside = re.search(rf"(?m)^\* {re.escape(name)} \((.*)\)$", options)
        assert beside, name
        found[id] = _of_text(beside[1])
    return found


def app_rows(place: Place) -> dict[str, Said]:
    """The ranking as the app shows it: the version beside the name."""
    advice = _advice(place)
    table = ranking_table(advice, None, SAY)
    found = {}
    for row in table.rows:
        name = place.knowledge.frameworks[row.id].name
        version = row.cells[1].text.removeprefix(name).strip()
        if version:
            found[row.id] = Said(version=version)
    return found


def app_lines(place: Place) -> dict[str, Said]:
    """What the app says of a row when it is chosen."""
    advice = _advice(place)
    found = {}
    for id in place.truth:
        said = [line.removeprefix("- ") for line in row_lines(advice, id, SAY)]
        texts = [line for line in said if line.rpartition("; ")[2] in GRADE_WORDS]
        if texts:
            found[id] = _of_text(texts[0])
    return found


def verdict(place: Place) -> dict[str, Said]:
    """The first sentence on the app's screen and of the report."""
    advice = _advice(place)
    sentence = verdict_lines(advice, None, SAY)[0]
    found = {}
    for id in advice.ranking.first if advice.ranking else ():
        name = place.knowledge.frameworks[id].name
        beside = re.search(rf"{re.escape(name)} \(([^()]*)\)", sentence)
        assert beside, sentence
        found[id] = _of_text(beside[1])
    return found


DOORS: dict[str, Door] = {
    "rank --json": rank,
    "explain --json": explain,
    "compare --json": compare,
    "install-plan --json": install_plan,
    "doctor --json": doctor,
    "doctor": doctor_text,
    "check --json": check,
    "starter --dry-run --json": starter,
    "env list --json": environments,
    "env install --dry-run --json": environment_plan,
    "report .json": report_json,
    "report .md": report_markdown,
    "report .html": report_html,
    "report .csv": report_csv,
    "report .adr.md": decision_record,
    "the app's ranking": app_rows,
    "the app on a row": app_lines,
    "the app's verdict": verdict,
}


def told(*arguments: str) -> tuple[int, str]:
    """What a command writes, and how it ends."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = run(list(arguments))
    return code, raw.getvalue().decode()


def _json(*arguments: str) -> Any:
    code, out = told(*arguments)
    assert out, f"{' '.join(arguments)} ended with {code} and said nothing"
    return json.loads(out)


def _report(place: Place, suffix: str) -> bytes:
    """A report in one form; reports of one machine come of one advice."""
    file = place.folder / f"report{suffix}"
    code, _ = told("report", "-o", str(file), "--force", *place.options)
    assert code in (0, 1)
    return file.read_bytes()


def _advice(place: Place) -> Advice:
    return advise_on(Need(), place.gathered)


def _of_ranking(document: Mapping[str, Any]) -> dict[str, Said]:
    parts = ("ranking", "no_way_known", "excluded")
    entries = [entry for part in parts for entry in document[part]]
    return {entry["id"]: _of_summary(entry["stack"]) for entry in entries}


def _of_summary(summary: Mapping[str, Any] | None) -> Said:
    if summary is None:
        return Said(grade=NONE)
    named: dict[str, list[str]] = {}
    for each in summary["components"]:
        named.setdefault(each["kind"], []).append(f"{each['name']} {each['version']}")
    return Said(
        version=summary["version"],
        python=summary["python"],
        grade=summary["grade"],
        packages=tuple(named.get("package") or named.get("image") or ()),
    )


def _of_plan(answer: Mapping[str, Any]) -> Said:
    return of_answer(msgspec.convert(answer, Stack | Conflict | NoWay))


def _of_row(row: Mapping[str, Any]) -> Said:
    """A row of environments; what makes no environment is not said there."""
    if not row["advised"]:
        return Said(grade=NONE)
    packages = tuple(f"{name} {version}" for name, version in row["advised"].items())
    return Said(python=row["advised_python"], packages=packages)


def _of_text(text: str) -> Said:
    """`torch 2.4.0, torch-npu 2.4.0.post2, Python 3.9; documented`, and what may follow."""
    first, *more = text.split("; ")
    if not more or more[0] not in GRADE_WORDS:
        return Said(grade=first)
    return _of_versions(first, more[0])


def _of_versions(versions: str, grade: str) -> Said:
    parts = versions.split(", ")
    pythons = [part.partition(" ")[2] for part in parts if part.startswith("Python ")]
    packages = tuple(part for part in parts if not part.startswith("Python "))
    return Said(python="".join(pythons), grade=GRADE_WORDS[grade], packages=packages)


def _of_table(rows: Iterable[list[str]], place: Place) -> Iterator[tuple[str, Said]]:
    """The report's table of what is installed."""
    ids = {place.knowledge.frameworks[id].name: id for id in place.truth}
    rows = iter(rows)
    for row in rows:
        if row[1:3] == ["versions", "known how"]:
            break
    for row in rows:
        if row[0].startswith("--"):
            continue
        if row[0] not in ids:
            return
        name, versions, grade, *_ = row
        known = grade in GRADE_WORDS
        yield ids[name], _of_versions(versions, grade) if known else Said(grade=grade)


def truth_lines(place: Place) -> Iterator[str]:
    """What the resolver says, a line for each framework."""
    for id, answer in place.answers.items():
        yield f"{place.knowledge.frameworks[id].name}: {stack_text(answer, SAY)}"
