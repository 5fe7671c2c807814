"""How long a report takes to render: Markdown and JSON at most 50 ms after the ranking, all forms
together at most 2 s.

Run by `make bench`. The runs of docs/examples stand for a machine on which much was measured; CPU
time, the best of several, because other work on the machine must not decide. What finding out more
would cost is estimated beforehand, as the command line does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


# The checkout's own code, wherever this is started.
from advisor.catalog.load import open_knowledge  # noqa: E402
from advisor.explanation.costs import costs_of  # noqa: E402
from advisor.intake.report_file import read_report  # noqa: E402
from advisor.model.need import Need  # noqa: E402
from advisor.usecases.machine.look_around import described  # noqa: E402
from advisor.usecases.ranking.advise import advise  # noqa: E402
from advisor.usecases.ranking.robustness import certainty_of  # noqa: E402
from advisor.usecases.report.export import FORMATS, render  # noqa: E402
from advisor.usecases.settings import Settings  # noqa: E402

EACH, ALL = 0.050, 2.0
QUICK = (".md", ".json")


def best_of(runs: int, work: Callable[[], object]) -> float:
    """The least CPU seconds of several runs."""
    least = float("inf")
    for _ in range(runs):
        before = time.process_time()
        work()
        least = min(least, time.process_time() - before)
    return least


def main() -> int:
    room = ROOT / ".work" / "bench"
    settings = Settings(knowledge=ROOT / "knowledge", overlay=None, data=room, cache=room)
    knowledge = open_knowledge(settings.knowledge, cache=settings.cache)
    runs = read_report(ROOT / "docs" / "examples" / "report.en.json").inputs.runs
    machine = described("ubuntu_laptop", settings=settings)
    need = Need(industry="manufacturing", task="vision_training", as_of=date(2026, 11, 25))
    advice = advise(need, knowledge, machine, runs)
    certainty = certainty_of(advice)
    costs = costs_of(advice, (), ())
    slow = 0
    whole = 0.0
    for suffix in FORMATS:
        render(
            advice, certainty, suffix, "en", costs=costs
        )  # what is imported once is not what rendering costs
        seconds = best_of(
            5, lambda suffix=suffix: render(advice, certainty, suffix, "en", costs=costs)
        )  # type: ignore[misc]
        whole += seconds
        limit = EACH if suffix in QUICK else None
        slow += limit is not None and seconds > limit
        verdict = "" if limit is None else "  ok" if seconds <= limit else "  TOO SLOW"
        print(f"report {suffix:8} {1000 * seconds:8.1f} ms{verdict}")
    slow += whole > ALL
    print(
        f"report together {whole:7.2f} s  (limit {ALL:.0f} s)  "
        f"{'ok' if whole <= ALL else 'TOO SLOW'}"
    )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
