"""Weigh families of criteria by one of the ways in which people can say what matters to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.preference import WeighedFamilies
from advisor.messages import N_, told
from advisor.model.knowledge import Knowledge
from advisor.model.need import Method, Need
from advisor.scoring.shape import ShapeError
from advisor.scoring.weighting.ahp_weights import ahp_weights
from advisor.scoring.weighting.rank_order_centroid import rank_order_centroid
from advisor.scoring.weighting.rank_reciprocal import rank_reciprocal
from advisor.scoring.weighting.rank_sum import rank_sum
from advisor.scoring.weights import from_order, normalise

SURROGATES: dict[str, Callable[[int], tuple[float, ...]]] = {
    "centroid": rank_order_centroid,
    "sum": rank_sum,
    "reciprocal": rank_reciprocal,
}
"""Weights for an order."""

DIGITS = 2
HOW = {
    "points": N_("--answer FAMILY=POINTS for each, as in --answer speed=40"),
    "swing": N_("--answer FAMILY=POINTS for each, 100 for the swing you would make first"),
    "order": N_("--answer 'speed>training=ecosystem>learning', most important first"),
    "pairwise": N_("--answer A/B=NUMBER for each pair, from 1/9 to 9, as in speed/alive=3"),
    "best-worst": N_(
        "--answer best=A and --answer worst=B, --answer A/X=NUMBER for each X, and --answer "
        "X/B=NUMBER, from 1 to 9"
    ),
}
"""How answers of each method are written."""


def weigh_families(
    knowledge: Knowledge,
    need: Need,
    method: Method,
    answers: Sequence[str],
    *,
    surrogate: str = "centroid",
) -> WeighedFamilies:
    """Answers become points for families; every answer counts, or there is an error.

    Args:
        answers: as HOW says of the method.
        surrogate: which weights an order gets (SURROGATES).
    Raises:
        AdvisorError: an answer that cannot be read, names what is not there or says a thing twice;
            answers that are missing.
    """
    if not knowledge.families:
        raise AdvisorError(
            "no-families",
            "This knowledge base has no families of criteria.",
            hint="give points to criteria: --weight CRITERION=POINTS",
            exit_code=ExitCode.USAGE,
        )
    reader = _Answers(knowledge, method)
    consistency: float | None = None
    deviation: float | None = None
    consistent = True
    try:
        if method in ("points", "swing"):
            weights = normalise(reader.points(answers))
        elif method == "order":
            weights = from_order(reader.order(answers), SURROGATES[surrogate])
        elif method == "pairwise":
            named, rows = reader.pairs(answers)
            compared = ahp_weights(rows)
            weights = dict(zip(named, compared.weights, strict=True))
            consistency, consistent = compared.consistency_ratio, compared.consistent
        else:
            from advisor.scoring.weighting.best_worst import best_worst

            named, best, worst, ends = reader.ends(answers)
            found = best_worst(best, worst, ends=ends)
            weights = dict(zip(named, found.weights, strict=True))
            consistency, deviation = found.consistency_ratio, found.deviation
            consistent = found.consistent
    except ShapeError as error:
        raise reader.wrong(str(error)) from error
    points = {family: round(100 * weight, DIGITS) for family, weight in weights.items()}
    return WeighedFamilies(
        method=method,
        weights=weights,
        unnamed=tuple(sorted(knowledge.families.keys() - weights.keys())),
        consistency_ratio=consistency,
        deviation=deviation,
        consistent=consistent,
        need=replace(
            need,
            families=points,
            method=method,
            firmness=None if consistent else "rough",
        ),
    )


class _Answers:
    """Reads what a person wrote, method by method."""

    def __init__(self, knowledge: Knowledge, method: Method) -> None:
        self.families = knowledge.families
        self.method = method

    def wrong(self, why: str) -> AdvisorError:
        return AdvisorError(
            "bad-answer",
            told("The answers do not give weights by the method {method}.", method=self.method),
            why=why,
            hint=told(HOW[self.method]),
            exit_code=ExitCode.USAGE,
        )

    def points(self, answers: Sequence[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for answer in answers:
            name, equals, value = (part.strip() for part in answer.partition("="))
            if not equals:
                raise self.wrong(f"{answer!r} is not FAMILY=POINTS")
            self.once(name, found)
            found[name] = self.number(value, answer)
        return found

    def order(self, answers: Sequence[str]) -> list[list[str]]:
        if len(answers) != 1:
            raise self.wrong(f"one order is needed, not {len(answers)}")
        groups = [
            [name.strip() for name in part.split("=")] for part in re.split("[>,]", answers[0])
        ]
        seen: dict[str, float] = {}
        for name in (name for group in groups for name in group):
            self.once(name, seen)
            seen[name] = 1.0
        return groups

    def pairs(self, answers: Sequence[str]) -> tuple[list[str], list[list[float]]]:
        found = self.comparisons(answers)
        named = sorted({name for pair in found for name in pair})
        missing = [
            f"{one}/{other}"
            for one, other in combinations(named, 2)
            if (one, other) not in found and (other, one) not in found
        ]
        if missing or not named:
            raise self.wrong(f"not compared yet: {', '.join(missing)}")
        rows = [[1.0 for _ in named] for _ in named]
        for (one, other), times in found.items():
            i, j = named.index(one), named.index(other)
            rows[i][j], rows[j][i] = times, 1.0 / times
        return named, rows

    def ends(
        self, answers: Sequence[str]
    ) -> tuple[list[str], list[float], list[float], tuple[int, int]]:
        ends: dict[str, str] = {}
        rest = []
        for answer in answers:
            name, equals, value = (part.strip() for part in answer.partition("="))
            if equals and name in ("best", "worst"):
                if name in ends:
                    raise self.wrong(f"{name} is said twice")
                self.known(value)
                ends[name] = value
            else:
                rest.append(answer)
        if len(ends) != 2 or ends["best"] == ends["worst"]:
            raise self.wrong("best and worst are two families")
        best, worst = ends["best"], ends["worst"]
        found = self.comparisons(rest)
        named = sorted({best, worst} | {name for pair in found for name in pair})
        foreign = [pair for pair in found if pair[0] != best and pair[1] != worst]
        wanted = [(best, name) for name in named if name != best]
        wanted += [(name, worst) for name in named if name not in (best, worst)]
        missing = [pair for pair in wanted if pair not in found]
        if foreign or missing:
            pairs = ", ".join("/".join(pair) for pair in foreign or missing)
            raise self.wrong(f"not asked: {pairs}" if foreign else f"not compared yet: {pairs}")
        own = {(best, best): 1.0, (worst, worst): 1.0} | found
        from_best = [own[best, name] for name in named]
        to_worst = [own[name, worst] for name in named]
        return named, from_best, to_worst, (named.index(best), named.index(worst))

    def comparisons(self, answers: Sequence[str]) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        for answer in answers:
            read = re.fullmatch(r"\s*([\w-]+)\s*/\s*([\w-]+)\s*=\s*(\S+)\s*", answer)
            if read is None or read[1] == read[2]:
                raise self.wrong(f"{answer!r} is not A/B=NUMBER")
            pair = (read[1], read[2])
            for name in pair:
                self.known(name)
            if pair in found or (pair[1], pair[0]) in found:
                raise self.wrong(f"{read[1]} and {read[2]} are compared twice")
            times = self.number(read[3], answer)
            if not 1 / 9 - 1e-9 <= times <= 9:
                raise self.wrong(f"{answer!r}: a comparison is from 1/9 to 9")
            found[pair] = times
        return found

    def once(self, name: str, seen: dict[str, float]) -> None:
        self.known(name)
        if name in seen:
            raise self.wrong(f"{name} is named twice")

    def known(self, name: str) -> None:
        if name not in self.families:
            from advisor.usecases.need.check_need import unknown_id

            raise unknown_id("family", name, tuple(self.families))

    def number(self, text: str, answer: str) -> float:
        """Also `1/3`."""
        read = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/(\d+(?:\.\d+)?))?", text)
        if read is None or (read[2] and float(read[2]) == 0):
            raise self.wrong(f"{answer!r} holds no number")
        return float(read[1]) / float(read[2] or 1)
