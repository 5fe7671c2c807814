"""Simulated people answer trade-off questions: do chosen questions name the true best more often
than random ones?

The set-up of the study behind the model: 7 alternatives, 14 criteria, independent uniform values,
true weights uniform on the simplex and no profile, answers with a sharpness of 20, the 455
trade-off questions. Chosen questions are those that tell most about who is first. The one named is
the one most often first in the posterior; beside it, the one that the posterior's mean weights put
first. The plain logistic model of scikit-learn, clipped at zero, learns from the random questions:
it is the baseline to beat.

    python tests/benchmarks/scoring_preference.py --repetitions 1000 --questions 10
"""

from __future__ import annotations

import argparse
import json
import math
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from advisor.scoring.preference.advise import information
from advisor.scoring.preference.posterior import Posterior, start
from advisor.scoring.preference.question import questions

ALTERNATIVES, CRITERIA, SHARPNESS = 7, 14, 20.0
NAMES = tuple(f"criterion-{j:02}" for j in range(CRITERIA))


def plain(asked: list[np.ndarray], answers: list[bool]) -> np.ndarray | None:
    """The weights of a logistic regression on differences, shown both ways round, negative ones set
    to zero."""
    from sklearn.linear_model import LogisticRegression

    rows = np.array(asked)
    fitted = LogisticRegression(fit_intercept=False, max_iter=1000).fit(
        np.vstack([rows, -rows]), np.r_[answers, ~np.array(answers)]
    )
    weights = np.maximum(fitted.coef_[0], 0.0)
    return weights / weights.sum() if weights.sum() > 0 else None


def repetition(number: int, ask: int) -> dict[str, list[tuple[bool, float]]]:
    """Per strategy, after 0, 1, ... answers: was the true best named, and how much of the score
    range was lost."""
    chance = np.random.default_rng([2026, number])
    truth, values = chance.dirichlet(np.ones(CRITERIA)), chance.random((ALTERNATIVES, CRITERIA))
    scores = values @ truth
    best, span = int(scores.argmax()), float(np.ptp(scores))
    pool = questions(NAMES)

    def difference(number: int) -> np.ndarray:
        row = np.zeros(CRITERIA)
        row[NAMES.index(pool[number].swing)] += 1.0
        row[NAMES.index(pool[number].part)] -= pool[number].share
        return row

    def judged(weights: np.ndarray, likely: int | None = None) -> tuple[bool, float]:
        named = int((values @ weights).argmax()) if likely is None else likely
        return named == best, float(scores[best] - scores[named]) / span

    def learnt_by(posterior: Posterior) -> tuple[tuple[bool, float], tuple[bool, float]]:
        """By the one most often first in the posterior, and by the one that its mean weights put
        first."""
        likely = int(posterior.share_first(values).argmax())
        mean = np.array(list(posterior.mean.values()))
        return judged(mean, likely), judged(mean)

    tracks: dict[str, list[tuple[bool, float]]] = {}
    for strategy in ("chosen", "random"):
        posterior = start(dict.fromkeys(NAMES, 1.0), float(CRITERIA), seed=number)
        answers = np.random.default_rng([2027, number])  # the same luck in answering for both
        left = list(range(len(pool)))
        track, by_mean = ([judgement] for judgement in learnt_by(posterior))
        asked: list[np.ndarray] = []
        given: list[bool] = []
        logistic = [by_mean[0]]
        for _ in range(ask):
            if strategy == "chosen":
                pick = int(information(posterior, [pool[i] for i in left], values).argmax())
            else:
                pick = int(chance.integers(len(left)))
            question = left.pop(pick)
            row = difference(question)
            swing = bool(answers.random() < 1.0 / (1.0 + math.exp(-SHARPNESS * float(row @ truth))))
            posterior = posterior.answered(pool[question], "swing" if swing else "part")
            asked.append(row)
            given.append(swing)
            for one, judgement in zip((track, by_mean), learnt_by(posterior), strict=True):
                one.append(judgement)
            if strategy == "random":
                learnt = plain(asked, given)
                logistic.append(judged(learnt) if learnt is not None else by_mean[0])
        tracks[strategy], tracks[f"{strategy}, mean weights"] = track, by_mean
        if strategy == "random":
            tracks["plain logistic on random"] = logistic
    return tracks


def ratio_interval(chosen: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of the ratio of two means, bootstrapped over people (each met both
    strategies)."""
    chance = np.random.default_rng(0)
    rows = chance.integers(0, len(chosen), (4000, len(chosen)))
    low, high = np.quantile(chosen[rows].mean(axis=1) / other[rows].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    numbers = range(given.repetitions)
    with ProcessPoolExecutor(given.workers) as pool:
        people = list(
            pool.map(repetition, numbers, [given.questions] * given.repetitions, chunksize=8)
        )
    named = {
        key: np.array([[hit for hit, _ in person[key]] for person in people], float)
        for key in people[0]
    }
    regret = {
        key: np.array([[lost for _, lost in person[key]] for person in people]) for key in people[0]
    }
    print("answers " + "".join(f"{key:>28}" for key in named) + "   (true best named / regret)")
    for k in range(given.questions + 1):
        print(
            f"{k:7} "
            + "".join(
                f"{named[key][:, k].mean():19.3f} /{regret[key][:, k].mean():7.3f}" for key in named
            )
        )
    last = given.questions
    error = {key: float(named[key][:, last].std() / math.sqrt(given.repetitions)) for key in named}
    result = {
        "repetitions": given.repetitions,
        "questions": last,
        "named": {key: round(float(named[key][:, last].mean()), 4) for key in named},
        "standard_error": {key: round(error[key], 4) for key in named},
    }
    for rule in ("", ", mean weights"):
        chosen, random = named[f"chosen{rule}"][:, last], named[f"random{rule}"][:, last]
        result[f"ratio{rule}"] = round(float(chosen.mean() / random.mean()), 4)
        result[f"ratio{rule}, 95 % interval"] = [
            round(end, 4) for end in ratio_interval(chosen, random)
        ]
    result["seconds"] = round(time.perf_counter() - began, 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
