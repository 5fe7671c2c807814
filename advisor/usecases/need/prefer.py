"""Prefer: trade-off questions chosen for what they tell about who is first, and what the answers
make of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.preference import Asked, Preferred
from advisor.scoring.preference.advise import Advised
from advisor.scoring.preference.question import Answer, Question
from advisor.usecases.ranking.robustness import certainty_of


def prefer(
    advice: Advice, ask: Callable[[Question, Advised], Answer | None], *, limit: int | None = None
) -> Preferred:
    """Ask until asking is not worth it, or the person stops.

    Args:
        ask: puts one question to the person; None stops.
        limit: at most so many questions, whatever they would tell.
    Raises:
        AdvisorError: there is nothing to decide between.
    """
    if advice.problem is None or len(advice.problem.alternatives) < 2:
        raise AdvisorError(
            "nothing-to-decide",
            "Fewer than two frameworks are left, so no preference could matter.",
            hint="`fwadvisor rank` with the same options names what would let more of them in",
            exit_code=ExitCode.NO,
        )
    import numpy as np

    from advisor.scoring.preference.advise import advise as next_question
    from advisor.scoring.preference.posterior import start
    from advisor.scoring.weights import CONCENTRATION

    problem = advice.problem
    shares = dict(zip(problem.criteria, problem.weights, strict=True))
    posterior = start(shares, CONCENTRATION["rough"], seed=advice.need.seed)
    columns = [problem.criteria.index(name) for name in posterior.criteria]
    values = np.array(problem.values)[:, columns]
    asked: list[Asked] = []
    while True:
        advised = next_question(posterior, values)
        if advised.why != "ask":
            why: str = advised.why
            break
        if limit is not None and len(asked) >= limit:
            why = "enough"
            break
        answer = ask(advised.question, advised)
        if answer is None:
            why = "stopped"
            break
        posterior = posterior.answered(advised.question, answer)
        asked.append(Asked(question=advised.question, answer=answer))
    mean = posterior.mean
    draws = [
        [
            dict(zip(posterior.criteria, row, strict=True)).get(name, 0.0)
            for name in problem.criteria
        ]
        for row in posterior.draws()
    ]
    points = {name: round(100 * weight, 2) for name, weight in mean.items()}
    return Preferred(
        asked=tuple(asked),
        why=why,
        weights=mean,
        intervals=posterior.interval(),
        consistency=posterior.consistency,
        certainty=certainty_of(advice, weight_draws=draws),
        need=replace(advice.need, weights=points),
    )
