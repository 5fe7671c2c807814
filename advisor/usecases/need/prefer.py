"""Prefer: trade-off questions chosen for what they tell about who is first, and what the answers
make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.explanation.preference import Asked, Preferred
from advisor.explanation.weighing import prior_of
from advisor.messages import N_, told
from advisor.model.need import Need, TradeOff
from advisor.scoring.preference.advise import Advised
from advisor.scoring.preference.question import Answer, Question
from advisor.scoring.shape import ShapeError
from advisor.usecases.ranking.robustness import certainty_of


def prefer(
    advice: Advice,
    ask: Callable[[Question, Advised], Answer | None],
    *,
    advised: Callable[[Need], Advice],
    limit: int | None = None,
    given: Sequence[Answer] = (),
) -> Preferred:
    """Ask until asking is not worth it, or the person stops.

    What comes out is what the ranking says of the need that holds the answers, and of no other.

    Args:
        ask: puts one question to the person; None stops.
        advised: gives the advice for a need, on what this one rests on.
        limit: at most so many questions, whatever they would tell.
        given: answers ahead, of which every one counts, also where asking would have stopped.
    Raises:
        AdvisorError: there is nothing to decide between, the weights are a team's, or more answers
            are given than there are questions.
    """
    if advice.problem is None or len(advice.problem.alternatives) < 2:
        raise AdvisorError(
            "nothing-to-decide",
            "Fewer than two frameworks are left, so no preference could matter.",
            hint="`fwadvisor rank` with the same options names what would let more of them in",
            exit_code=ExitCode.NO,
        )
    if advice.need.team:
        raise AdvisorError(
            "a-teams-weights",
            "These weights are a team's, and one person's answers are not.",
            hint="let each member answer for a profile of their own, then `fwadvisor vote` again",
            exit_code=ExitCode.USAGE,
        )
    import numpy as np

    from advisor.scoring.preference.advise import advise as next_question

    problem = advice.problem
    prior = replace(prior_of(advice.knowledge, advice.need), seed=advice.need.seed)
    posterior = prior.posterior()
    columns = [problem.criteria.index(name) for name in posterior.criteria]
    values = np.array(problem.values)[:, columns]
    asked: list[Asked] = []
    while True:
        ahead = len(asked) < len(given)
        try:
            advised_question = next_question(posterior, values)
        except ShapeError as error:
            if ahead:
                raise _too_many(len(given), len(asked)) from error
            why: str = "little to learn"
            break
        if limit is not None and len(asked) >= limit:
            if ahead:
                raise _too_many(len(given), len(asked))
            why = "enough"
            break
        if not ahead and advised_question.why != "ask":
            why = advised_question.why
            break
        question = advised_question.question
        answer = given[len(asked)] if ahead else ask(question, advised_question)
        if answer is None:
            why = "stopped"
            break
        posterior = posterior.answered(question, answer)
        asked.append(Asked(question=question, answer=answer))
    need = replace(
        advice.need,
        answers=(
            *advice.need.answers,
            *(
                TradeOff(
                    swing=one.question.swing,
                    part=one.question.part,
                    share=one.question.share,
                    answer=one.answer,
                )
                for one in asked
            ),
        ),
    )
    learnt = advised(need)
    return Preferred(
        asked=tuple(asked),
        why=why,
        weights=posterior.mean,
        intervals=posterior.interval(),
        consistency=posterior.consistency,
        certainty=certainty_of(learnt),
        advice=learnt,
        need=need,
    )


def _too_many(given: int, counted: int) -> AdvisorError:
    return AdvisorError(
        "answers-left",
        told(
            "{given} answers were given, and there are only {counted} questions.",
            given=given,
            counted=counted,
        ),
        hint=N_("give fewer answers, or allow more questions with -n"),
        exit_code=ExitCode.USAGE,
    )
