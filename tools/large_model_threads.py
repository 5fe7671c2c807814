"""Ask the product what threads asked of large models, and write its answers beside theirs into
docs/large-model-threads.md; `--check` writes nothing and fails when it is out of date or when too
many differ."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from advisor.cli.session import Session
from advisor.evidence.large_models.serving import GIB
from advisor.explanation.large_model import EngineFit, Form, LargeModelPlan
from advisor.model.machine import Fact, Machine
from advisor.model.need import Need
from advisor.stacks import versions
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered, gather

ROOT = Path(__file__).resolve().parent.parent
THREADS = ROOT / "tests" / "data" / "large_model_threads.yaml"
TARGET = ROOT / "docs" / "large-model-threads.md"
DIFFER_AT_MOST = 0.1
"""Two in twenty."""
AS_OF = date(2026, 11, 30)
PLACE = {"distro": "ubuntu", "distro_release": "22.04"}
Says = Literal["runs", "no_engine", "too_small"]
WORDS: dict[Says, str] = {
    "runs": "runs",
    "no_engine": "nothing runs it there",
    "too_small": "the cards do not hold it",
}


class ThreadNeed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The place and the model, as options of the product."""

    llm: str
    accelerator: str
    chip: str
    card_gib: float
    cards: int | None = None
    """None where it is what is asked."""
    users: int | None = None
    context: int | None = None
    precision: str | None = None
    task: str = "llm_serving"
    arch: str = "x86_64"


class ThreadAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    says: Says
    cards: int | None = None
    engine: str = ""
    """Which one is meant; empty for any."""
    since: str = ""


class Thread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thread: str
    """repository#number."""
    date: date
    asked: str
    need: ThreadNeed
    answered: ThreadAnswer
    words: str
    by: str = "a maintainer"
    held_out: bool = False
    reason: str = ""
    """Why the product answers otherwise, where it does."""


class _Threads(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    threads: tuple[Thread, ...]


class ProductAnswer(Struct, frozen=True, kw_only=True):
    says: Says
    cards: int | None = None
    version: str = ""
    words: str = ""

    def agrees(self, answered: ThreadAnswer) -> bool:
        if self.says != answered.says:
            return False
        if answered.cards is not None and self.cards != answered.cards:
            return False
        if answered.since and self.version:
            return versions.key(self.version) >= versions.key(answered.since)
        return True


def threads() -> tuple[Thread, ...]:
    return msgspec.yaml.decode(THREADS.read_bytes(), type=_Threads).threads


def everything() -> Gathered:
    """What advice rests on, without this machine's own runs."""
    gathered = gather(Session().settings, machine_file="ubuntu_laptop")
    return msgspec.structs.replace(gathered, runs=(), proved=())


def ask(thread: Thread, gathered: Gathered) -> ProductAnswer:
    """The same question, through the use-case that every front end calls."""
    told = thread.need
    need = Need(
        task=told.task,
        accelerator=told.accelerator,
        chip=told.chip,
        arch=told.arch,
        llm=told.llm,
        precision=told.precision,
        context=told.context,
        users=told.users,
        cards=told.cards,
        as_of=AS_OF,
        **PLACE,
    )
    machine = _with_card(gathered.machine, told.card_gib)
    advice = advise_on(need, msgspec.structs.replace(gathered, machine=machine))
    plan = advice.large_model
    assert plan is not None, thread.thread
    return _answer(plan, thread.answered.engine)


def _with_card(machine: Machine, gib: float) -> Machine:
    """As `--fact accelerators.memory_bytes=...` does."""
    said = Fact(
        name="accelerators.memory_bytes", value=round(gib * GIB), source="told", corrected=True
    )
    return msgspec.structs.replace(machine, facts=(*machine.facts, said))


def _answer(plan: LargeModelPlan, engine: str) -> ProductAnswer:
    """What it advises; of one engine where the thread speaks of one."""
    meant = [fit for fit in plan.engines if not engine or fit.engine == engine]
    if not meant:
        return ProductAnswer(says="no_engine", words="no engine is documented there")
    fit = meant[0]
    form = fit.form
    if form is None:
        return ProductAnswer(says="no_engine", words=f"{fit.name}: in no form that is documented")
    version = _version(fit)
    held = form.holds in ("surely", "likely", None)
    return ProductAnswer(
        says="runs" if held else "too_small",
        cards=form.fewest,
        version=version,
        words=_in_words(fit, form, version),
    )


def _version(fit: EngineFit) -> str:
    """Of the engine itself; empty where only its framework's is told, or any will do."""
    own = (fit.support.component, *fit.support.packages, fit.engine)
    told = next((fit.versions[name] for name in own if name in fit.versions), "")
    return told if told != "*" else ""


def _in_words(fit: EngineFit, form: Form, version: str) -> str:
    parts = [f"{fit.name} {version}".strip(), fit.state, form.method or form.precision]
    if form.fewest is not None:
        parts.append(f"{form.fewest} cards at least")
    if form.need is None:
        parts.append("its memory is not known")
    elif form.holds is not None:
        total = form.need.total.middle / GIB
        parts.append(f"{total:.1f} GiB on each of {form.cards}: {form.holds}")
    if fit.model_documented is False:
        parts.append("its pages do not name the model")
    return ", ".join(parts)


def main() -> int:
    gathered = everything()
    answers = [(thread, ask(thread, gathered)) for thread in threads()]
    text = _document(answers)
    few = _few_differ(answers)
    if "--check" in sys.argv[1:]:
        stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
        if stale:
            print(f"{TARGET.name} is out of date: run `make check-large-model-threads`")
        return int(stale or not few)
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote docs/{TARGET.name}")
    for thread, answer in answers:
        if not answer.agrees(thread.answered):
            print(f"differs: {thread.thread}: {thread.answered}: {answer}")
    return int(not few)


def _few_differ(answers: list[tuple[Thread, ProductAnswer]]) -> bool:
    off = [thread for thread, answer in answers if not answer.agrees(thread.answered)]
    return len(off) <= DIFFER_AT_MOST * len(answers)


HEAD = """# Large models: what threads asked

Questions of GitHub threads, each with what a maintainer answered there and what the product answers
today to the same need (model, precision, chip, memory of a card, cards, users, context). Written by
`make check-large-model-threads` from `tests/data/large_model_threads.yaml`, through the use case
that every front end calls. Questions and answers are in our words.

An answer agrees when it says the same (it runs; nothing runs it there; the cards do not hold it),
names the same fewest number of cards where the thread names one, and no older version than the one
from which the thread says it runs. The product's answer is the engine that it advises first, or the
one that the thread speaks of; where that engine's pages list models but not this one, the product
says so beside its answer, and it counts as one that runs. Where the product knows the engine but
not the memory, it counts as one that runs. Threads are old, the product speaks of today.

They were chosen for having a clear answer and a model that the base has; which of them the product
would meet was not looked at when they were chosen.
"""


def _document(answers: list[tuple[Thread, ProductAnswer]]) -> str:
    tuned = [pair for pair in answers if not pair[0].held_out]
    held_out = [pair for pair in answers if pair[0].held_out]
    lines = [HEAD, f"**{_share(tuned)} agree.**"]
    if held_out:
        lines[-1] += f" Held out, written last and never tuned on: **{_share(held_out)}**."
    lines += ["", *_table(tuned)]
    if held_out:
        lines += ["", "## Held out", "", *_table(held_out)]
    return "\n".join(lines) + "\n"


def _share(answers: list[tuple[Thread, ProductAnswer]]) -> str:
    same = sum(answer.agrees(thread.answered) for thread, answer in answers)
    return f"{same} of {len(answers)}"


def _table(answers: list[tuple[Thread, ProductAnswer]]) -> list[str]:
    lines = ["| thread | asked | place | answered there | the product | |", "|---" * 6 + "|"]
    for thread, answer in answers:
        verdict = "same"
        if not answer.agrees(thread.answered):
            verdict = f"**differs** {thread.reason}".strip()
        cells = [
            f"{thread.thread} ({thread.date})",
            thread.asked,
            _place(thread.need),
            f"{_said(thread.answered)}. {thread.words}{_by(thread)}",
            f"{WORDS[answer.says]}: {answer.words}",
            verdict,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _by(thread: Thread) -> str:
    return "" if thread.by == "a maintainer" else f" (Answered by {thread.by}.)"


def _place(need: ThreadNeed) -> str:
    count = f"{need.cards} x " if need.cards is not None else ""
    return f"{count}{need.chip}, {need.card_gib:g} GiB"


def _said(answered: ThreadAnswer) -> str:
    said = WORDS[answered.says]
    if answered.cards is not None:
        said += f", {answered.cards} cards"
    return f"{said}, since {answered.since}" if answered.since else said


if __name__ == "__main__":
    sys.exit(main())
