"""What GitHub threads asked of large models, beside what the product answers."""

from __future__ import annotations

import pytest

from tools.large_model_threads import (
    DIFFER_AT_MOST,
    ProductAnswer,
    Thread,
    ask,
    everything,
    threads,
)

Asked = list[tuple[Thread, ProductAnswer]]


@pytest.fixture(scope="module")
def answers() -> Asked:
    gathered = everything()
    return [(thread, ask(thread, gathered)) for thread in threads()]


def _differing(answers: Asked) -> list[str]:
    return [
        f"{thread.thread}: {answer.words}"
        for thread, answer in answers
        if not answer.agrees(thread.answered)
    ]


def test_at_most_two_in_twenty_answers_differ_from_the_threads(answers: Asked) -> None:
    tuned = [pair for pair in answers if not pair[0].held_out]
    assert len(tuned) >= 20
    assert len(_differing(tuned)) <= DIFFER_AT_MOST * len(tuned), _differing(tuned)


def test_every_answer_that_differs_has_its_reason(answers: Asked) -> None:
    without = [
        thread.thread
        for thread, answer in answers
        if not answer.agrees(thread.answered) and not thread.reason
    ]
    assert not without
