"""What the word says, before and after it was rested on one model of uncertainty.

Ranks the same needs on the same machine (ubuntu_xeon of tests/data/places.yaml, nothing measured)
and writes what came out into docs/certainty.json: every industry and task, the three worked needs,
and the experiments of the audit. The figures of the commit before stay in it.

    python -m tools.certainty_before_after              rank, and keep it as `after`
    python -m tools.certainty_before_after --before     the same as `before`; run in that commit
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.model.need import Need
from advisor.scoring import beliefs, gates
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of
from tools import place_matrix

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "certainty.json"
PLACE, HOSPITAL = "ubuntu_xeon", "kylin_910b"
DAY = date(2026, 11, 30)
HIDDEN = 9
"""So many of the weakest claims of one are hidden."""
THREE = {"docs_chinese": 50.0, "maintained": 30.0, "model_libraries": 20.0}
"""A complete profile of three weights."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", action="store_true")
    given = parser.parse_args()
    stock = place_matrix.opened()
    machines = {place.id: place.machine for place in place_matrix.places()}

    def on(need: Need, place: str = PLACE) -> Advice:
        return advise(need, stock.knowledge, machines[place], (), (), stock)

    open_need = Need(as_of=DAY)
    kept = msgspec.json.decode(FILE.read_bytes()) if FILE.exists() else {}
    industries = [None, *sorted(stock.knowledge.industries)]
    tasks = [None, *sorted(stock.knowledge.tasks)]
    known = kept.get("before", {}).get("pairs")  # tasks that came later are left out
    pairs = {
        f"{industry}/{task}": said(on(replace(open_need, industry=industry, task=task)))
        for industry in industries
        for task in tasks
        if given.before or known is None or f"{industry}/{task}" in known
    }
    found: dict[str, Any] = {
        "commit": _commit(),
        "words": dict(Counter(one["word"] for one in pairs.values())),
        "pairs": pairs,
        "needs": {
            "teaching here": said(on(replace(open_need, task="teaching"))),
            "a hospital's Kylin server": said(
                on(replace(open_need, industry="healthcare", task="vision_training"), HOSPITAL)
            ),
            "nothing named": said(on(open_need)),
        },
        "as_of": {
            str(year): said(on(replace(open_need, as_of=date(year, 11, 30))))
            for year in (2020, 2026, 2030)
        },
        "three_weights_keep": sum(
            weight.share
            for weight in on(replace(open_need, weights=THREE)).weights
            if weight.criterion in THREE
        ),
        "all_unknown": all_unknown(on(open_need)),
        "hiding": hiding(on(open_need)),
    }
    kept["before" if given.before else "after"] = found
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    print(found["words"], found["needs"], found["as_of"], found["all_unknown"], found["hiding"])
    return 0


def said(advice: Advice) -> dict[str, Any]:
    """The word, who is first, and in how many samples."""
    if advice.ranking is None:
        return {"word": "none", "first": [], "share": 0.0}
    verdict = certainty_of(advice, samples=4000).verdict
    return {
        "word": verdict.word,
        "first": list(verdict.first),
        "share": round(verdict.share, 3),
        "forbids": list(getattr(verdict, "forbids", ())),
        "loss": round(getattr(verdict, "loss", 0.0), 4),
    }


def all_unknown(advice: Advice) -> dict[str, Any]:
    """The place of one of which nothing is known; none where too little known is not ranked."""
    problem = advice.problem
    assert problem is not None
    if getattr(gates, "KNOWN_SHARE", 0.0) > 0.0:
        return {"rank": None, "of": len(problem.alternatives)}
    with_blank = replace(
        problem,
        alternatives=(*problem.alternatives, "nothing-known"),
        beliefs=(*problem.beliefs, (beliefs.UNKNOWN,) * len(problem.criteria)),
    )
    place = rank(with_blank).place("nothing-known")
    return {"rank": place.rank, "of": len(with_blank.alternatives)}


def hiding(advice: Advice) -> dict[str, Any]:
    """How far each moves when its weakest claims are hidden, and whether that ends in `clear`."""
    problem = advice.problem
    assert problem is not None
    before = rank(problem)
    moved = {}
    for at, name in enumerate(problem.alternatives):
        cells = [
            (belief.central, criterion)
            for criterion, belief in zip(problem.criteria, problem.beliefs[at], strict=True)
            if belief.known
        ]
        changed = problem
        for _, criterion in sorted(cells)[:HIDDEN]:
            changed = changed.believing(name, criterion, beliefs.UNKNOWN)
        after = rank(changed)
        share = robustness(changed, samples=2000).first(name)
        moved[name] = [before.place(name).rank, after.place(name).rank, round(share, 3)]
    return moved


def _commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return told.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
