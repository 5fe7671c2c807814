"""Draw claims at random and print them with their sources, so that a person opens them again.

The same seed draws the same claims from the same knowledge, whatever the order of its files.
Usage: python tools/draw_claims.py --seed 20261123 20 [knowledge directory]
"""

import argparse
import random
from pathlib import Path

from advisor.catalog.load import open_knowledge
from advisor.model.framework import Claim, Framework, When
from advisor.model.knowledge import Knowledge


def draw(knowledge: Knowledge, number: int, seed: int) -> list[tuple[Framework, Claim]]:
    """At most `number` claims that say something, in the order drawn."""
    said = [
        (framework, claim)
        for framework in knowledge.frameworks.values()
        for claim in framework.claims
        if claim.grade != "unknown"
    ]
    said.sort(key=lambda pair: (pair[0].id, pair[1].criterion, where(pair[1])))
    return random.Random(seed).sample(said, min(number, len(said)))


def where(claim: Claim) -> str:
    """The conditions of a claim and its versions in one line, empty when it holds everywhere."""
    when = claim.when or When()
    since = f">={claim.since}" if claim.since else ""
    until = f"<={claim.until}" if claim.until else ""
    said = (*when.accelerators, *when.chips, *when.archs, *when.distros, since, until)
    return " ".join(word for word in said if word)


def main() -> None:
    """Print what was drawn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("number", type=int)
    parser.add_argument("directory", type=Path, nargs="?", default=Path("knowledge"))
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args()
    knowledge = open_knowledge(given.directory)
    for count, (framework, claim) in enumerate(draw(knowledge, given.number, given.seed), 1):
        condition = f" [{where(claim)}]" if where(claim) else ""
        print(
            f"{count}. {framework.id} {claim.criterion}{condition} = {claim.value} "
            f"({claim.grade}, {claim.checked})"
        )
        if claim.note:
            print(f"   {claim.note.en}")
        for key in claim.sources:
            source = framework.sources[key]
            print(f"   {source.at} (read {source.read}): {source.title}")


if __name__ == "__main__":
    main()
